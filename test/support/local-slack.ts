import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { checkMessageBlocks, checkView } from "../../adapters/chat/slack/emulation/limits.ts";
import { freePort } from "./free-port.ts";

const binary = fileURLToPath(new URL("../../node_modules/local-slack-linux-x64/bin/local-slack", import.meta.url));

/** The program exists for one system only. */
export const hasLocalSlack = existsSync(binary);

/** A message as local-slack keeps it. */
export interface LocalMessage {
  readonly ts: string;
  readonly channel?: string;
  readonly text?: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly thread_ts?: string;
  readonly subtype?: string;
  readonly ephemeral_to?: string;
  readonly blocks?: readonly Readonly<Record<string, unknown>>[];
  readonly files?: readonly Readonly<Record<string, unknown>>[];
}

/** A Slack written by others: signed commands, events, buttons, modals, response URLs, files, Socket Mode. */
export interface LocalSlack {
  readonly origin: string;
  readonly env: Readonly<Record<string, string>>;
  control(verb: string, content: object): Promise<Readonly<Record<string, unknown>>>;
  messages(channel: string): Promise<readonly LocalMessage[]>;
  /** Everything that went over the wire. */
  log(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** The bytes of an uploaded file. */
  download(file: string): Promise<Uint8Array>;
  /** What the bot sent that Slack would refuse. */
  brokenLimits(): Promise<readonly string[]>;
  /** The screen of the program: what it shows, and what is done on it. */
  readonly screen: {
    readonly seen: Readonly<Record<string, unknown>>[];
    send(content: object): void;
  };
  stop(): Promise<void>;
}

const token = "xoxb-local-slack-token";
const appToken = "xapp-local-slack-token";
const secret = "local-slack-signing-secret";

/** Starts the program with two people, two channels and the bot. */
export async function startLocalSlack(options: {
  readonly botUrl: string;
  readonly mode: "events" | "socket";
}): Promise<LocalSlack> {
  const folder = mkdtempSync(join(tmpdir(), "local-slack-"));
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify(workspace(options)));
  const port = await freePort();
  const args = ["--config", config, "--port", String(port), "--base-host", "127.0.0.1"];
  const child = spawn(binary, args, { stdio: "ignore", cwd: folder });
  const origin = `http://127.0.0.1:${port}`;
  await untilUp(origin);
  const screen = new WebSocket(`ws://127.0.0.1:${port}/ui`);
  const seen: Readonly<Record<string, unknown>>[] = [];
  screen.addEventListener("message", ({ data }) => seen.push(JSON.parse(String(data)) as Record<string, unknown>));
  await once(screen, "open");
  const read = async (path: string): Promise<Record<string, unknown> | readonly unknown[]> =>
    (await fetch(`${origin}${path}`)).json() as Promise<Record<string, unknown>>;
  const listIn = (answer: Record<string, unknown> | readonly unknown[], name: string) =>
    (Array.isArray(answer) ? answer : ((answer as Record<string, unknown>)[name] ?? [])) as readonly never[];
  const log = async () => listIn(await read("/_control/log"), "log") as readonly Readonly<Record<string, unknown>>[];
  const events = { SLACK_SIGNING_SECRET: secret };
  return {
    origin,
    env: {
      SLACK_BOT_TOKEN: token,
      SLACK_API_URL: `${origin}/api/`,
      ...(options.mode === "socket" ? { SLACK_APP_TOKEN: appToken } : events),
    },
    async control(verb, content) {
      const answer = await fetch(`${origin}/_control/${verb}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(content),
      });
      return (await answer.json()) as Readonly<Record<string, unknown>>;
    },
    messages: async (channel) => listIn(await read(`/_control/messages/${channel}`), "messages"),
    log,
    async download(file) {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${origin}/api/files.info?file=${file}`, { headers });
      const { file: info } = (await answer.json()) as { readonly file: { readonly url_private: string } };
      return new Uint8Array(await (await fetch(info.url_private, { headers })).arrayBuffer());
    },
    async brokenLimits() {
      return (await log()).flatMap(({ detail }) => {
        const { blocks, view } = (detail ?? {}) as { readonly blocks?: unknown; readonly view?: unknown };
        const inBlocks = Array.isArray(blocks) ? checkMessageBlocks(blocks) : [];
        return [...inBlocks, ...(view === undefined ? [] : checkView(view))];
      });
    },
    screen: { seen, send: (content) => screen.send(JSON.stringify(content)) },
    async stop() {
      screen.close();
      child.kill("SIGKILL");
      await once(child, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function workspace({ botUrl, mode }: { readonly botUrl: string; readonly mode: "events" | "socket" }): object {
  return {
    workspace: { name: "Local", domain: "local", teamId: "T01TEST" },
    app: {
      appId: "A01APP",
      botUserId: "U0BOT",
      botName: "paylink",
      botToken: token,
      appToken,
      signingSecret: secret,
      mode,
      ...(mode === "events" && { requestUrl: `${botUrl}/slack/events` }),
    },
    users: [
      { id: "U01ALICE", name: "alice", real_name: "Alice", email: "a@x.example" },
      { id: "U01BOB", name: "bob", real_name: "Bob", email: "b@x.example" },
    ],
    channels: [{ id: "C01GEN", name: "general", members: ["U01ALICE", "U01BOB", "U0BOT"] }],
  };
}

async function untilUp(origin: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isUp = await fetch(`${origin}/_control/state`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await pause(25);
  }
  throw new Error("local-slack did not come up");
}
