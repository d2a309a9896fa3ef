import type { BacklogWire } from "../../../shared/store-operations.ts";
import type { Session } from "../session.ts";

/** Clears some bodies older than that; returns how many, so that the caller goes on until there is none. */
export function purge(session: Session, [before, limit]: readonly [before: number, limit: number]): number {
  const deliveries = session.run(
    `UPDATE deliveries SET body = NULL WHERE id IN (
       SELECT id FROM deliveries WHERE is_done = 1 AND body IS NOT NULL AND received_at < ? LIMIT ?)`,
    before,
    limit,
  );
  const events = session.run(
    `UPDATE events SET body = NULL WHERE seq IN (
       SELECT seq FROM events WHERE body IS NOT NULL AND occurred_at < ? LIMIT ?)`,
    before,
    limit,
  );
  return deliveries + events;
}

/** Removes what has run out by itself. */
export function dropExpired(session: Session, now: number): void {
  session.run("DELETE FROM drafts WHERE expires_at <= ?", now);
  session.run("DELETE FROM records WHERE expires_at <= ?", now);
  session.run("DELETE FROM leases WHERE lease_until <= ?", now);
}

/** Does nothing, inside a write transaction: it proves that the engine takes writes. */
export function ping(): void {}

/** How much waits. */
export function backlog(session: Session, now: number): BacklogWire {
  const oldestDelivery = session.get<{ at: number | null }>(
    `SELECT min(received_at) AS at FROM deliveries INDEXED BY deliveries_head
     WHERE is_head = 1 AND not_before <= ?1 AND lease_until <= ?1`,
    now,
  );
  const oldestNotice = session.get<{ at: number | null }>(
    `SELECT min(ready_at) AS at FROM conversations
     WHERE ready_at <= ?1 AND next_send_at <= ?1 AND lease_until <= ?1`,
    now,
  );
  const laggards = session.all<{ ref: string; ready_at: number; notices: number }>(
    `SELECT ref, ready_at,
       (SELECT count(*) FROM notices WHERE conversation = ref AND state <> 'parked' AND ready_at <= ?1) AS notices
     FROM conversations WHERE ready_at <= ?1 ORDER BY ready_at LIMIT 10`,
    now,
  );
  return {
    deliveries: count(session, "SELECT count(*) AS n FROM deliveries INDEXED BY deliveries_lane WHERE is_done = 0"),
    oldestDeliveryAt: oldestDelivery?.at ?? null,
    notices: count(session, "SELECT count(*) AS n FROM notices WHERE state <> 'parked' AND ready_at <= ?", now),
    oldestNoticeAt: oldestNotice?.at ?? null,
    parked: count(session, "SELECT count(*) AS n FROM notices WHERE state = 'parked'"),
    dueTasks: count(session, "SELECT count(*) AS n FROM tasks WHERE due_at <= ?", now),
    unmatchedEvents: count(session, "SELECT count(*) AS n FROM events WHERE link_id IS NULL AND body IS NOT NULL"),
    laggards,
  };
}

function count(session: Session, sql: string, ...values: readonly number[]): number {
  return session.get<{ n: number }>(sql, ...values)?.n ?? 0;
}
