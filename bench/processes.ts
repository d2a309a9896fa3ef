import { type ChildProcess, fork, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadPlan, LoadResult } from "./load.ts";

/** A server process that said it listens. */
export interface Server {
  readonly port: number;
  /** From the first instruction of its main file to listening. */
  readonly startMs: number;
  /** From the birth of the process to listening. */
  readonly bornMs: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Starts one of the files of this folder that print a JSON line when they are ready. */
export async function startServer(file: string, args: readonly string[]): Promise<Server> {
  const bornAt = performance.now();
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString()));
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  const said = JSON.parse(line) as { port: number; startMs?: number };
  return {
    port: said.port,
    startMs: said.startMs ?? 0,
    bornMs: performance.now() - bornAt,
    child,
    async stop() {
      const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Runs a load in a process of its own. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("load.ts", import.meta.url)), JSON.stringify(plan)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`the load ended with ${code}`);
  return JSON.parse(said) as LoadResult;
}

/** Resident memory of a server, in bytes. */
export function memoryOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.child.once("message", (message) => resolve((message as { rssBytes: number }).rssBytes));
    server.child.send("memory");
  });
}

/** The middle of several figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
