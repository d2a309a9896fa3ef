import type { Budget } from "../../../../src/ports/chat-platform.ts";
import type { Session } from "../session.ts";

/** Takes or keeps a named lease; false while another holds it. */
export async function holdLease(
  session: Session,
  [name, until, now]: readonly [name: string, until: number, now: number],
): Promise<boolean> {
  const held = await session.run(
    `INSERT INTO leases AS present (name, worker, lease_until) VALUES ($1, $2, $3)
     ON CONFLICT (name) DO UPDATE SET worker = $2, lease_until = $3
     WHERE present.worker = $2 OR present.lease_until <= $4`,
    name,
    session.worker,
    until,
    now,
  );
  return held === 1;
}

export async function releaseLease(session: Session, name: string): Promise<void> {
  await session.run("DELETE FROM leases WHERE name = $1 AND worker = $2", name, session.worker);
}

/** Takes one token of every budget and returns 0, or takes none and returns the milliseconds to wait. */
export async function takeBudgets(
  session: Session,
  [budgets, now]: readonly [readonly Budget[], now: number],
): Promise<number> {
  const sorted = budgets.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const keys = sorted.map((budget) => budget.key);
  await session.run(
    `INSERT INTO budgets (key, tokens, counted_at)
     SELECT key, capacity, $3 FROM unnest($1::text[], $2::double precision[]) AS given (key, capacity)
     ON CONFLICT (key) DO NOTHING`,
    keys,
    sorted.map((budget) => budget.capacity),
    now,
  );
  const rows = await session.all<{ key: string; tokens: number; counted_at: number }>(
    "SELECT key, tokens, counted_at FROM budgets WHERE key = ANY ($1::text[]) ORDER BY key FOR UPDATE",
    keys,
  );
  const kept = new Map(rows.map((row) => [row.key, row]));
  const counted = sorted.map((budget) => {
    const row = kept.get(budget.key);
    const seconds = Math.max(0, now - (row?.counted_at ?? now)) / 1000;
    return { budget, tokens: Math.min(budget.capacity, (row?.tokens ?? 0) + seconds * budget.refillPerSecond) };
  });
  const waits = counted.map(({ budget, tokens }) =>
    tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / budget.refillPerSecond) * 1000),
  );
  const wait = Math.max(0, ...waits);
  if (wait > 0) return wait;
  await session.run(
    `UPDATE budgets SET tokens = given.tokens, counted_at = GREATEST(counted_at, $3)
     FROM unnest($1::text[], $2::double precision[]) AS given (key, tokens) WHERE budgets.key = given.key`,
    keys,
    counted.map(({ tokens }) => tokens - 1),
    now,
  );
  return 0;
}

/** Voids every lease of those processes; returns how many rows came free. */
export async function voidLeasesOf(session: Session, workers: readonly number[]): Promise<void> {
  for (const table of ["conversations", "tasks", "lanes"]) {
    const sql = `UPDATE ${table} SET lease_until = 0, worker = NULL WHERE worker = ANY ($1::bigint[])`;
    await session.run(sql, workers);
  }
  await session.run("DELETE FROM leases WHERE worker = ANY ($1::bigint[])", workers);
  await session.run("DELETE FROM workers WHERE id = ANY ($1::bigint[])", workers);
}
