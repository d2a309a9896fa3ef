import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startProviderEmulators } from "../../src/app/discover.ts";
import type { RunningEmulators } from "../../src/ports/emulator.ts";
import { freePort } from "../support/free-port.ts";
import { systemClock } from "../support/system-clock.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "paylink-process-"));
let emulators: RunningEmulators;
beforeAll(async () => {
  emulators = await startProviderEmulators({ port: 0, clock: systemClock, botUrl: () => undefined });
});
afterAll(async () => {
  await emulators.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly lines: () => string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
}

/** The real entry, as an operator starts it, with nothing of this process's environment. */
function start(environment: Readonly<Record<string, string>>, command = "start"): Run {
  const child = spawn(process.execPath, [main, command], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => {
      text += chunk;
    });
  const ended = new Promise<number | string | null>((resolve) =>
    child.once("close", (code, signal) => resolve(signal ?? code)),
  );
  return { child, lines: () => text, ended };
}

const environment = async (): Promise<Record<string, string>> => ({
  ...emulators.env,
  CONSOLE_CHAT: "on",
  HOST: "127.0.0.1",
  PORT: String(await freePort()),
  DATABASE_URL: `sqlite:${join(folder, `${Math.random()}.db`)}`,
});

async function started(over: Readonly<Record<string, string>> = {}): Promise<Run> {
  const run = start({ ...(await environment()), ...over });
  await expect.poll(run.lines, { timeout: 15_000 }).toMatch(/"msg":"ready"/);
  return run;
}

describe("the process", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("stops in order at %s, and ends with 0", async (signal) => {
    const run = await started();
    run.child.kill(signal);

    expect(await run.ended).toBe(0);
    expect(run.lines()).toMatch(/"msg":"stopped"/);
    expect(run.lines()).not.toMatch(/stopping failed/);
  });

  it("is not hurried by the second signal that a terminal and a script runner send together", async () => {
    const run = await started();
    run.child.kill("SIGINT");
    run.child.kill("SIGINT");
    run.child.kill("SIGTERM");

    expect(await run.ended).toBe(0);
    expect(run.lines()).toMatch(/"msg":"stopped"/);
  });

  it("stops when it is told to while it starts", async () => {
    const run = start(await environment());
    await expect.poll(() => run.child.pid, { timeout: 5_000 }).toBeDefined();
    const told = setInterval(() => run.child.kill("SIGTERM"), 5);
    const end = await run.ended;
    clearInterval(told);

    // Before it listens for signals, the system ends it; from then on it stops in order.
    expect(["SIGTERM", 0]).toContain(end);
  });

  it("ends with 78 and one line for each variable that is wrong, before anything has started", async () => {
    const run = start({ ...(await environment()), PORT: "x", TIMEZONE: "Mars/Crater", SECRET_KEY: "hunter2" });

    expect(await run.ended).toBe(78);
    expect(run.lines().trim().split("\n").sort()).toEqual([
      "PORT: is no whole number (for example 3000)",
      "SECRET_KEY: must have at least 32 characters (for example openssl rand -hex 32)",
      "TIMEZONE: is no IANA time zone (for example Asia/Shanghai)",
    ]);
  });

  it("ends with 78 for a database that cannot be", async () => {
    const run = start({ ...(await environment()), DATABASE_URL: "mysql://db/paylink" });

    expect(await run.ended).toBe(78);
    expect(run.lines()).toMatch(/^DATABASE_URL: /);
  });

  it("ends with 1, leaving nothing running, when its port is taken", async () => {
    const first = await started();
    const port = /"port":(\d+)/.exec(first.lines())?.[1] ?? "";
    const second = start({ ...(await environment()), PORT: port });

    expect(await second.ended).toBe(1);
    expect(second.lines()).toMatch(/EADDRINUSE/);
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);
  });

  it("goes on when nobody reads its log any more", async () => {
    const run = await started({ LOG_LEVEL: "debug" });
    run.child.stderr?.destroy();
    run.child.stdin?.write("5 USD mug\nlist\n");
    await expect.poll(run.lines, { timeout: 10_000 }).toMatch(/Your payment links/);
    run.child.kill("SIGTERM");

    expect(await run.ended).toBe(0);
  });

  it("ends with 64 for a command there is not", async () => {
    expect(await start({}, "sing").ended).toBe(64);
  });
});
