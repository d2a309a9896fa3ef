import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadPlan, LoadResult } from "./load.ts";

const restMs = 3_000;

/** A server process that said it listens. */
export interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts one of the files of this folder that print a JSON line when they are ready. */
export async function startServer(file: string, args: readonly string[]): Promise<Server> {
  const child = spawn(process.execPath, [pathOf(file), ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString()));
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return { port: (JSON.parse(line) as { port: number }).port, stop: () => kill(child) };
}

/** One start of the bot as `npm start` starts it. */
export interface Start {
  /** From the birth of the process to its word that it is ready. */
  readonly readyMs: number;
  /** Resident memory after three quiet seconds, in bytes. */
  readonly restBytes: number;
}

/** Starts the bot with those variables, lets it rest and ends it. */
export async function startOnce(environment: Readonly<Record<string, string>>): Promise<Start> {
  const bornAt = performance.now();
  const child = spawn(process.execPath, [pathOf("../src/main.ts"), "start"], {
    stdio: ["ignore", "inherit", "pipe"],
    env: { ...process.env, ...environment, LOG_LEVEL: "info" },
  });
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => chunk.includes('"ready"') && resolve());
    child.once("exit", (code) => reject(new Error(`the bot ended with ${code}`)));
  });
  const readyMs = performance.now() - bornAt;
  await new Promise((resolve) => setTimeout(resolve, restMs));
  const restBytes = 1_024 * Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" }));
  await kill(child);
  return { readyMs, restBytes };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await ended;
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

/** Runs a load in a process of its own. */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const child = spawn(process.execPath, [pathOf("load.ts"), JSON.stringify(plan)], {
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

/** The middle of several figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
