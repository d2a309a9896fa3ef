import { parseArgs } from "node:util";
import type { Environment } from "../config/load-config.ts";
import { ConfigError, PaylinkError } from "../model/errors.ts";
import { runAudit } from "./audit.ts";
import { runBot } from "./bot.ts";
import { runCopyStore } from "./copy-command.ts";
import { runDemo } from "./demo.ts";
import { runEmulators } from "./emulators.ts";
import { runMigrate } from "./migrate.ts";
import { runParse } from "./parse.ts";
import { createTerminal } from "./terminal.ts";
import { runTool, toolHelp } from "./tool.ts";

const configurationExit = 78;
const usageExit = 64;

const usage = `paylink <command>

  start                                  the bot, from the environment and .env
  demo [--provider <id>]                 a chat in this terminal, providers emulated, nobody's account
  emulators [--port <n>] [--bot <url>]   the provider emulators behind one port
  parse [--now <ISO>] [--timezone <TZ>]  one prompt a line in, one JSON object a line out
  migrate                                brings the store up to date
  copy-store <FROM> <TO>                 copies a store into an empty one of another kind, checked
  audit [--from] [--to] [--format csv|json] [--verify]
`;

const ownCommands = new Set([
  "start",
  "demo",
  "emulators",
  "parse",
  "migrate",
  "copy-store",
  "audit",
  "help",
  "--help",
  "-h",
]);

const options = {
  provider: { type: "string" },
  port: { type: "string" },
  bot: { type: "string" },
  now: { type: "string" },
  timezone: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  format: { type: "string" },
  verify: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Runs one command of the command line and answers the exit code. Never throws. */
export async function runCommandLine(args: readonly string[], environment: Environment): Promise<number> {
  try {
    return await dispatch(args, environment);
  } catch (error) {
    if (error instanceof ConfigError) return complain(describeProblems(error), configurationExit);
    if (error instanceof UsageError || isArgumentError(error))
      return complain(`${(error as Error).message}\n\n${usage}`, usageExit);
    const message =
      error instanceof PaylinkError
        ? `${error.code}: ${error.message}`
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    return complain(message, 1);
  }
}

class UsageError extends Error {}

async function dispatch(args: readonly string[], environment: Environment): Promise<number> {
  const [command, ...rest] = args;
  const isOurs = command === undefined || ownCommands.has(command);
  const tool = isOurs ? undefined : await runTool(command, rest, environment);
  if (tool !== undefined) return print(tool);
  const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true });
  if (values.help || command === undefined || command === "help" || command === "--help" || command === "-h")
    return print(`${usage}${await toolHelp()}`);
  const terminal = createTerminal(process.stdin, process.stdout);
  switch (command) {
    case "start":
      await runBot(environment, terminal);
      return 0;
    case "demo":
      await runDemo({ terminal, environment, ...(values.provider !== undefined && { provider: values.provider }) });
      return 0;
    case "emulators":
      await runEmulators({
        port: wholeNumber(values.port ?? "4100", "--port"),
        terminal,
        ...(values.bot !== undefined && { botUrl: values.bot }),
      });
      return 0;
    case "parse":
      await runParse(terminal, { now: moment(values.now) ?? new Date(), timezone: zone(values.timezone ?? "UTC") });
      return 0;
    case "migrate":
      return print(await runMigrate(environment));
    case "copy-store": {
      const [from, to] = positionals;
      if (from === undefined || to === undefined)
        throw new UsageError("copy-store needs FROM and TO, two store addresses");
      return print(await runCopyStore(from, to));
    }
    case "audit": {
      const from = moment(values.from);
      const to = moment(values.to);
      return runAudit(environment, terminal, {
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        format: values.format === "csv" ? "csv" : "json",
        isVerify: values.verify === true,
      });
    }
    default:
      throw new UsageError(`there is no command ${command}`);
  }
}

function describeProblems(error: ConfigError): string {
  return error.problems
    .map(
      ({ variable, problem, example }) =>
        `${variable}: ${problem}${example === undefined || example === "" ? "" : ` (for example ${example})`}`,
    )
    .join("\n");
}

function isArgumentError(error: unknown): boolean {
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

function moment(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new UsageError(`${text} is no ISO date`);
  return at;
}

function zone(name: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    throw new UsageError(`${name} is no IANA time zone`);
  }
}

function wholeNumber(text: string, name: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new UsageError(`${name} takes a port number`);
  return Number(text);
}

function print(text: string): number {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  return 0;
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}
