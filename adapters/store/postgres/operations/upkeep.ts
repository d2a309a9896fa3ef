import type { BacklogWire } from "../../../shared/store-operations.ts";
import type { Session } from "../session.ts";

/** Clears some bodies older than that; returns how many, so that the caller goes on until there is none. */
export async function purge(
  session: Session,
  [before, limit]: readonly [before: number, limit: number],
): Promise<number> {
  const deliveries = await session.run(
    `UPDATE deliveries SET body = NULL WHERE id IN (
       SELECT id FROM deliveries WHERE is_done AND body IS NOT NULL AND received_at < $1 LIMIT $2
       FOR UPDATE SKIP LOCKED)`,
    before,
    limit,
  );
  const events = await session.run(
    `UPDATE events SET body = NULL WHERE seq IN (
       SELECT seq FROM events WHERE body IS NOT NULL AND occurred_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    before,
    limit,
  );
  return deliveries + events;
}

/** Removes what has run out by itself. */
export async function dropExpired(session: Session, now: number): Promise<void> {
  await session.run("DELETE FROM drafts WHERE expires_at <= $1", now);
  await session.run("DELETE FROM records WHERE expires_at <= $1", now);
  await session.run("DELETE FROM leases WHERE lease_until <= $1", now);
}

/** Fails on a server that takes no writes, such as a standby. */
export async function ping(session: Session): Promise<void> {
  await session.run("SELECT 1 FROM workers WHERE id = $1 FOR UPDATE", session.worker);
}

/** How much waits. */
export async function backlog(session: Session, now: number): Promise<BacklogWire> {
  const counts = await session.get<Omit<BacklogWire, "laggards">>(
    `SELECT
       (SELECT count(*) FROM deliveries WHERE NOT is_done) AS "deliveries",
       (SELECT min(received_at) FROM lanes JOIN deliveries ON deliveries.id = head_id
        WHERE not_before <= $1 AND lease_until <= $1) AS "oldestDeliveryAt",
       (SELECT count(*) FROM notices WHERE state <> 'parked' AND ready_at <= $1) AS "notices",
       (SELECT min(ready_at) FROM conversations
        WHERE ready_at <= $1 AND next_send_at <= $1 AND lease_until <= $1) AS "oldestNoticeAt",
       (SELECT count(*) FROM notices WHERE state = 'parked') AS "parked",
       (SELECT count(*) FROM tasks WHERE due_at <= $1) AS "dueTasks",
       (SELECT count(*) FROM events WHERE link_id IS NULL AND body IS NOT NULL) AS "unmatchedEvents"`,
    now,
  );
  if (counts === undefined) throw new Error("a query without rows");
  const laggards = await session.all<BacklogWire["laggards"][number]>(
    `SELECT ref, ready_at,
       (SELECT count(*) FROM notices WHERE conversation = ref AND state <> 'parked' AND ready_at <= $1) AS notices
     FROM conversations WHERE ready_at <= $1 ORDER BY ready_at LIMIT 10`,
    now,
  );
  return { ...counts, laggards };
}
