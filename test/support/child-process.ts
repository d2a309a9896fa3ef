import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A running script whose lines are kept. */
export interface ScriptRun {
  readonly lines: readonly string[];
  /** Resolves when that many lines have come. */
  hasLines(count: number): Promise<void>;
  /** Ends it as `kill -9` does, and resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when it has ended by itself, with its exit code. */
  ended(): Promise<number | null>;
}

/** Starts a script of this repository under the Node that runs now; `wrap` goes before it on the command line. */
export function runScript(script: URL, parameters: readonly string[], wrap: readonly string[] = []): ScriptRun {
  const [command = process.execPath, ...rest] = [...wrap, process.execPath, fileURLToPath(script), ...parameters];
  const child: ChildProcess = spawn(command, rest, { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      for (const each of waiting) if (lines.length >= each.count) each.resolve();
    });
  }
  return {
    lines,
    async hasLines(count) {
      if (lines.length >= count) return;
      const reached = new Promise<void>((resolve) => waiting.push({ count, resolve }));
      const early = exit.then(() => {
        throw new Error(`the script ended after ${lines.length} lines`);
      });
      await Promise.race([reached, early]);
    },
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
    ended: () => exit,
  };
}
