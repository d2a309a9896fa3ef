import type { DatabaseSync } from "node:sqlite";
import type { OperationName } from "../../shared/store-operations.ts";
import { operations, reads, singles } from "./operations.ts";
import type { OwnedSession, Session } from "./session.ts";
import { isBusy, isUnavailable, messageOf } from "./sqlite-error.ts";
import { type Call, type Outcome, type Reply, stages } from "./wire.ts";

/**
 * Runs operations that arrived together in one transaction and commits once. One that fails undoes itself alone.
 * Nothing is written when the caller gave up before the commit began.
 */
export function runBatch(
  database: DatabaseSync,
  session: OwnedSession,
  batch: { readonly calls: readonly Call[]; readonly stage: Int32Array },
): Reply {
  const isReadOnly = batch.calls.every(([name]) => reads.has(name));
  try {
    database.exec(isReadOnly ? "BEGIN" : "BEGIN IMMEDIATE");
    const outcomes = batch.calls.map((call) => runCall(session, call));
    const before = Atomics.compareExchange(batch.stage, 0, stages.running, stages.committing);
    if (before === stages.abandoned) {
      undo(database, session);
      return { kind: "abandoned" };
    }
    database.exec("COMMIT");
    return { kind: "done", outcomes, work: session.takeAnnounced() };
  } catch (error) {
    undo(database, session);
    return isBusy(error) ? { kind: "busy" } : { kind: "unavailable", problem: messageOf(error) };
  }
}

function undo(database: DatabaseSync, session: OwnedSession): void {
  session.takeAnnounced();
  if (database.isTransaction) database.exec("ROLLBACK");
}

function runCall(session: Session, [name, argument]: Call): Outcome {
  const isSingle = singles.has(name);
  if (!isSingle) session.run("SAVEPOINT operation");
  try {
    const result = call(session, name, argument);
    if (!isSingle) {
      if (isRefusal(result)) session.run("ROLLBACK TO operation");
      session.run("RELEASE operation");
    }
    return ["ok", result];
  } catch (error) {
    if (isBusy(error) || isUnavailable(error)) throw error;
    if (!isSingle) {
      session.run("ROLLBACK TO operation");
      session.run("RELEASE operation");
    }
    return ["error", messageOf(error)];
  }
}

/** The border where a posted call becomes typed again: the client only posts what `ArgumentOf` allows. */
function call(session: Session, name: OperationName, argument: unknown): unknown {
  const operation = operations[name] as (session: Session, argument: unknown) => unknown;
  return operation(session, argument);
}

/** A commit that met a conflict has written part of itself. */
function isRefusal(result: unknown): boolean {
  return typeof result === "object" && result !== null && "ok" in result && result.ok === false;
}
