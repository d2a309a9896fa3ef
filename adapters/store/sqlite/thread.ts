import { flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { runBatch } from "./batch.ts";
import { type OpenDatabase, openDatabase } from "./open-database.ts";
import { toRefusal } from "./open-error.ts";
import { giveBack } from "./operations/leases.ts";
import type { Reply, Request, ThreadStart } from "./wire.ts";

// The entry of the store thread: it owns the connection, so that a slow disk or a lock stops this thread and no other.
const start = workerData as ThreadStart;
const stage = new Int32Array(start.stage);
const open = tryOpen();
if (open !== undefined) {
  parentPort?.on("message", (request: Request) => serve(open, request));
  reply({ kind: "open" });
  // A process that is killed later writes nothing down.
  flushCompileCache();
}

function tryOpen(): OpenDatabase | undefined {
  try {
    return openDatabase(start);
  } catch (error) {
    reply({ kind: "refused", refusal: toRefusal(error) });
    return undefined;
  }
}

function serve({ database, session, close }: OpenDatabase, request: Request): void {
  if (request.kind === "batch") {
    reply(runBatch(database, session, { calls: request.calls, stage }));
    return;
  }
  try {
    if (start.role !== "reader") giveBack(session);
  } finally {
    close();
    reply({ kind: "closed" });
    parentPort?.close();
  }
}

function reply(message: Reply): void {
  parentPort?.postMessage(message);
}
