import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "./migrate.ts";
import { voidLeases } from "./operations/leases.ts";
import { type OwnedSession, openSession } from "./session.ts";
import { isBusy } from "./sqlite-error.ts";
import type { ThreadStart } from "./wire.ts";

/** Another bot has this file. */
export class OwnedDatabaseError extends Error {}

/** An open database; `close` also lets go of the ownership. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  readonly session: OwnedSession;
  close(): void;
}

const busyTimeoutMs = 100;
const patienceMs = 5_000;
/** A migration of a large database writes a large log; afterwards it is cut back to this many bytes. */
const largestIdleLog = 16 * 1024 * 1024;

/**
 * Opens the file (making its folder), takes ownership as a bot, migrates, and voids what a dead owner still held.
 *
 * @throws OwnedDatabaseError when another bot has it; NewerDatabaseError; SQLite's own errors.
 */
export function openDatabase(start: ThreadStart): OpenDatabase {
  const path = start.location.kind === "memory" ? ":memory:" : start.location.path;
  if (start.location.kind === "file") mkdirSync(dirname(path), { recursive: true });
  const isOwner = start.role === "bot";
  const owner = isOwner && start.location.kind === "file" ? takeOwnership(`${path}.lock`) : undefined;
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs, readOnly: false });
  const close = (): void => {
    database.close();
    owner?.close();
  };
  try {
    patiently(() => {
      database.exec("PRAGMA journal_mode = WAL");
      database.exec("PRAGMA synchronous = FULL");
      database.exec("PRAGMA cache_size = -32768");
      database.exec("PRAGMA temp_store = MEMORY");
      database.exec(`PRAGMA journal_size_limit = ${largestIdleLog}`);
      if (start.role !== "reader") migrate(database);
    });
    const session = openSession(database, start.worker);
    if (isOwner) patiently(() => voidLeases(session));
    return { database, session, close };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Holds a lock of the operating system on a file beside the database. The system itself drops it when the process ends,
 * however it ends.
 */
function takeOwnership(path: string): DatabaseSync {
  const lock = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    lock.exec("PRAGMA journal_mode = MEMORY");
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) throw new OwnedDatabaseError("another Paylink process uses this file");
    throw error;
  }
}

/** Tries again while somebody else holds the lock; this thread has nothing else to do yet. */
function patiently(work: () => void): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (const until = performance.now() + patienceMs; ; ) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
      Atomics.wait(cell, 0, 0, 50);
    }
  }
}
