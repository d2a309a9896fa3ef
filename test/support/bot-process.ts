import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Backlog } from "../../src/ports/store.ts";
import type { BotReport } from "./bot-report.ts";

/** What a bot in a process of its own is started with. */
export interface ChildSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly providers: readonly string[];
  /** Chats beside the room. */
  readonly platforms: readonly string[];
  readonly aheadMs: number;
  readonly callTimeoutMs?: number;
  /** Counters told as they grow, so that they outlive the process. */
  readonly tallied: readonly string[];
  readonly logs?: "all";
}

/** What the process can be asked. */
export type Question =
  | { readonly ask: "leap"; readonly ms: number }
  | { readonly ask: "arm"; readonly point: string }
  | { readonly ask: "record" | "rest" | "backlog" | "report" | "stop" };

/** The answer to the question with that number; number 0 says that it has started, with its port. */
export type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

/** A counter that grew. */
export interface Tally {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly by: number;
}

/** What the process says. */
export type Message = Answer | { readonly tally: Tally };

/** A bot in a process of its own. Asking one that has ended is an error. */
export interface BotProcess {
  readonly url: string;
  readonly pid: number;
  readonly isAlive: boolean;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<void>;
  leap(ms: number): Promise<void>;
  /** It ends itself with SIGKILL at that step. */
  arm(point: string): Promise<void>;
  record(): Promise<void>;
  /** Disarms it; the steps recorded since. */
  rest(): Promise<readonly string[]>;
  backlog(): Promise<Backlog>;
  report(): Promise<BotReport>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const script = fileURLToPath(new URL("./bot-child.ts", import.meta.url));

/** Starts a bot and resolves when it is ready. @throws Error when it ends before. */
export async function startBotProcess(
  settings: ChildSettings,
  outside: { readonly compileCache: string; readonly onTally: (tally: Tally) => void },
): Promise<BotProcess> {
  const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(settings)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, NODE_COMPILE_CACHE: outside.compileCache },
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  let isAlive = true;
  const ended = new Promise<void>((resolve) =>
    child.once("exit", () => {
      isAlive = false;
      for (const each of waiting.values()) each.reject(new Error("the bot has ended"));
      resolve();
    }),
  );
  const started = Promise.withResolvers<unknown>();
  waiting.set(0, started);
  child.on("message", (message: Message) => {
    if ("tally" in message) return outside.onTally(message.tally);
    const answer = message;
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("error" in answer) asker?.reject(new Error(answer.error));
    else asker?.resolve(answer.value);
  });

  function ask<Result>(question: Question): Promise<Result> {
    if (!isAlive) return Promise.reject(new Error("the bot has ended"));
    asked += 1;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(asked, answer);
    child.send({ id: asked, question }, (error) => error && answer.reject(error));
    return answer.promise as Promise<Result>;
  }

  const port = (await started.promise) as number;
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    get isAlive() {
      return isAlive;
    },
    ended,
    leap: (ms) => ask({ ask: "leap", ms }),
    arm: (point) => ask({ ask: "arm", point }),
    record: () => ask({ ask: "record" }),
    rest: () => ask({ ask: "rest" }),
    backlog: () => ask({ ask: "backlog" }),
    report: () => ask({ ask: "report" }),
    async stop() {
      await ask({ ask: "stop" });
      child.disconnect();
      await ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
