import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { WorkKind } from "../../../src/ports/store.ts";

/** What an operation works with: SQL on the open transaction, each statement prepared once. */
export interface Session {
  /** Names this process in the leases it takes. */
  readonly worker: string;
  get<Row>(sql: string, ...values: readonly SQLInputValue[]): Row | undefined;
  all<Row>(sql: string, ...values: readonly SQLInputValue[]): Row[];
  /** Returns how many rows were written. */
  run(sql: string, ...values: readonly SQLInputValue[]): number;
  /** There may be work of that kind once this transaction is committed. */
  announce(kind: WorkKind): void;
}

/** A session, and the kinds of work announced since they were last taken. */
export interface OwnedSession extends Session {
  takeAnnounced(): readonly WorkKind[];
}

export function openSession(database: DatabaseSync, worker: string): OwnedSession {
  const statements = new Map<string, StatementSync>();
  const announced = new Set<WorkKind>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    worker,
    get: <Row>(sql: string, ...values: readonly SQLInputValue[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: readonly SQLInputValue[]) => prepared(sql).all(...values) as Row[],
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    announce: (kind) => announced.add(kind),
    takeAnnounced() {
      const kinds = [...announced];
      announced.clear();
      return kinds;
    },
  };
}
