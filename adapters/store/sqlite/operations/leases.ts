import type { Budget } from "../../../../src/ports/chat-platform.ts";
import type { Session } from "../session.ts";

/** Takes or keeps a named lease; false while another holds it. */
export function holdLease(
  session: Session,
  [name, until, now]: readonly [name: string, until: number, now: number],
): boolean {
  const held = session.run(
    `INSERT INTO leases (name, worker, lease_until) VALUES (?1, ?2, ?3)
     ON CONFLICT (name) DO UPDATE SET worker = ?2, lease_until = ?3 WHERE worker = ?2 OR lease_until <= ?4`,
    name,
    session.worker,
    until,
    now,
  );
  return held === 1;
}

export function releaseLease(session: Session, name: string): void {
  session.run("DELETE FROM leases WHERE name = ? AND worker = ?", name, session.worker);
}

/** Voids every lease, for the one process that owns the database: whoever held them is dead. */
export function voidLeases(session: Session): void {
  session.run("UPDATE deliveries SET lease_until = 0, worker = NULL WHERE lease_until > 0");
  session.run("UPDATE tasks SET lease_until = 0, worker = NULL WHERE lease_until > 0");
  session.run("UPDATE conversations SET lease_until = 0, worker = NULL WHERE lease_until > 0");
  session.run("DELETE FROM leases");
}

/** Gives back what this process holds. */
export function giveBack(session: Session): void {
  for (const table of ["deliveries", "tasks", "conversations"]) {
    const sql = `UPDATE ${table} SET lease_until = 0, worker = NULL WHERE lease_until > 0 AND worker = ?`;
    session.run(sql, session.worker);
  }
  session.run("DELETE FROM leases WHERE worker = ?", session.worker);
}

/** Takes one token of every budget and returns 0, or takes none and returns the milliseconds to wait. */
export function takeBudgets(session: Session, [budgets, now]: readonly [readonly Budget[], now: number]): number {
  const counted = budgets.map((budget) => ({ budget, tokens: tokensOf(session, budget, now) }));
  const waits = counted.map(({ budget, tokens }) =>
    tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / budget.refillPerSecond) * 1000),
  );
  const wait = Math.max(0, ...waits);
  if (wait > 0) return wait;
  for (const { budget, tokens } of counted) {
    session.run(
      `INSERT INTO budgets (key, tokens, counted_at) VALUES (?1, ?2, ?3)
       ON CONFLICT (key) DO UPDATE SET tokens = ?2, counted_at = max(counted_at, ?3)`,
      budget.key,
      tokens - 1,
      now,
    );
  }
  return 0;
}

function tokensOf(session: Session, budget: Budget, now: number): number {
  const sql = "SELECT tokens, counted_at FROM budgets WHERE key = ?";
  const row = session.get<{ tokens: number; counted_at: number }>(sql, budget.key);
  if (row === undefined) return budget.capacity;
  const seconds = Math.max(0, now - row.counted_at) / 1000;
  return Math.min(budget.capacity, row.tokens + seconds * budget.refillPerSecond);
}
