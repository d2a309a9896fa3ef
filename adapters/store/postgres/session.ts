import type { PoolClient } from "pg";
import { StoreUnavailableError } from "../../../src/model/errors.ts";
import type { WorkKind } from "../../../src/ports/store.ts";

/** What SQL can be given. Numbers are whole, or tokens of a budget. */
export type SqlValue = string | number | boolean | null | readonly (string | number | null)[];

/** What an operation works with: SQL on one connection, each statement prepared once per connection. */
export interface Session {
  /** This process among those on the database; leases are taken in its name. */
  readonly worker: number;
  all<Row extends object>(sql: string, ...values: readonly SqlValue[]): Promise<Row[]>;
  get<Row extends object>(sql: string, ...values: readonly SqlValue[]): Promise<Row | undefined>;
  /** Returns how many rows were written. */
  run(sql: string, ...values: readonly SqlValue[]): Promise<number>;
  /** There may be work of that kind once this is committed. */
  announce(kind: WorkKind): void;
}

interface SessionStart {
  readonly client: PoolClient;
  readonly worker: number;
  /** By `performance.now()`; no statement begins after it, and none is waited for beyond it. */
  readonly deadline: number;
  readonly announced: Set<WorkKind>;
}

const statementNames = new Map<string, string>();

export function openSession({ client, worker, deadline, announced }: SessionStart): Session {
  const query = async <Row extends object>(sql: string, values: readonly SqlValue[]) => {
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw new StoreUnavailableError("PostgreSQL did not answer in time");
    // `query_timeout` ends the waiting on our side, where a dead network would never end it.
    const config = { name: nameOf(sql), text: sql, values: values.map(storable), query_timeout: Math.ceil(leftMs) };
    return client.query<Row>(config);
  };
  return {
    worker,
    all: async <Row extends object>(sql: string, ...values: readonly SqlValue[]) =>
      (await query<Row>(sql, values)).rows,
    get: async <Row extends object>(sql: string, ...values: readonly SqlValue[]) =>
      (await query<Row>(sql, values)).rows[0],
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
    announce: (kind) => announced.add(kind),
  };
}

/** Sends a statement that begins or ends a transaction, and waits that long for its answer. */
export async function control(client: PoolClient, text: string, patienceMs: number): Promise<void> {
  const config = { text, query_timeout: patienceMs };
  await client.query(config);
}

function nameOf(sql: string): string {
  const known = statementNames.get(sql);
  if (known !== undefined) return known;
  const name = `s${statementNames.size}`;
  statementNames.set(sql, name);
  return name;
}

/** PostgreSQL has no NUL in a text. Documents have it escaped already; names lose it, when written and when asked for. */
function storable(value: SqlValue): unknown {
  if (typeof value === "string") return value.replaceAll("\0", "\uFFFD");
  return Array.isArray(value) ? value.map((each: string | number | null) => storable(each)) : value;
}
