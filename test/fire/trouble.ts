import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import type { World } from "../support/world.ts";

const run = promisify(execFile);

/** The file of a world's SQLite store; undefined when its store is another. */
export function storeFileOf(world: World): string | undefined {
  return world.databaseUrl.startsWith("sqlite:") ? world.databaseUrl.slice("sqlite:".length) : undefined;
}

/** Somebody else takes the write lock, and keeps it until it is let go. */
export async function holdStore(file: string): Promise<() => void> {
  const other = new DatabaseSync(file);
  for (;;) {
    try {
      other.exec("BEGIN IMMEDIATE");
      break;
    } catch {
      // The bot is writing.
      await pause(1);
    }
  }
  return () => {
    other.exec("ROLLBACK");
    other.close();
  };
}

/** Somebody else holds the write lock for that long. */
export async function lockStore(file: string, ms: number): Promise<void> {
  const letGo = await holdStore(file);
  await pause(ms);
  letGo();
}

/** No file of the process may grow beyond what the store's log has now: the disk is full for that long. */
export async function fillDisk(file: string, pid: number, ms: number): Promise<boolean> {
  const log = `${file}-wal`;
  const limit = existsSync(log) ? statSync(log).size : 0;
  const limited = await run("prlimit", ["--pid", String(pid), `--fsize=${Math.max(limit, 4096)}:`]).catch(
    () => undefined,
  );
  if (limited === undefined) return false;
  await pause(ms);
  await run("prlimit", ["--pid", String(pid), "--fsize=unlimited:"]).catch(() => undefined);
  return true;
}
