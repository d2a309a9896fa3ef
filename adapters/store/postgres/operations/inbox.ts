import type { Hold, LeaseRequest } from "../../../shared/store-operations.ts";
import type { DeliveryRow, DeliveryTuple } from "../../../shared/store-work-rows.ts";
import type { Session } from "../session.ts";

/**
 * Stores deliveries that arrived together, in one statement; for each, whether it was new. They are numbered as they
 * arrived, and written in the order of their keys, so that two batches with the same keys do not wait in a circle. A lane
 * that is there already is only locked: who finishes its last delivery and who adds another wait for each other.
 */
export async function acceptDeliveries(session: Session, deliveries: readonly DeliveryTuple[]): Promise<boolean[]> {
  const column = <Value>(pick: (delivery: DeliveryTuple) => Value): Value[] => deliveries.map(pick);
  const rows = await session.all<{ source: string; key: string }>(
    `WITH stored AS (
       INSERT INTO deliveries (id, source, key, lane, body, received_at)
       SELECT * FROM (
         SELECT nextval(pg_get_serial_sequence('deliveries', 'id')), source, key, lane, body, received_at
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
           WITH ORDINALITY AS given (source, key, lane, body, received_at, place)
         ORDER BY place
       ) AS numbered ORDER BY source, key
       ON CONFLICT (source, key) DO NOTHING
       RETURNING id, source, key, lane
     ), raised AS (
       INSERT INTO lanes (lane, head_id) SELECT lane, min(id) FROM stored GROUP BY lane ORDER BY lane
       ON CONFLICT (lane) DO UPDATE SET head_id = lanes.head_id WHERE false
     )
     SELECT source, key FROM stored`,
    column(([source]) => source),
    column(([, key]) => key),
    column(([, , lane]) => lane),
    column(([, , , body]) => body),
    column(([, , , , receivedAt]) => receivedAt),
  );
  if (rows.length > 0) session.announce("inbox");
  const stored = new Set(rows.map((row) => nameOf(row.source, row.key)));
  return deliveries.map(([source, key]) => stored.delete(nameOf(source, key)));
}

function nameOf(source: string, key: string): string {
  return JSON.stringify([source.replaceAll("\0", "\uFFFD"), key.replaceAll("\0", "\uFFFD")]);
}

/** Takes heads of lanes that nobody holds, oldest first. */
export async function claimDeliveries(
  session: Session,
  claim: LeaseRequest & { readonly limit: number },
): Promise<DeliveryRow[]> {
  const taken = await session.all<{ head_id: number; fence: number }>(
    `UPDATE lanes SET fence = fence + 1, lease_until = $3, worker = $4
     FROM (
       SELECT lane FROM lanes WHERE not_before <= $1 AND lease_until <= $1 ORDER BY head_id LIMIT $2
       FOR UPDATE SKIP LOCKED
     ) AS picked
     WHERE lanes.lane = picked.lane RETURNING head_id, fence`,
    claim.now,
    claim.limit,
    claim.until,
    session.worker,
  );
  if (taken.length === 0) return [];
  // A statement of its own: it sees deliveries that came up while the lanes were being locked.
  const rows = await session.all<Omit<DeliveryRow, "fence">>(
    `UPDATE deliveries SET attempts = attempts + 1 WHERE id = ANY ($1::bigint[])
     RETURNING id, source, key, lane, body, received_at, attempts - 1 AS attempts`,
    taken.map((lane) => lane.head_id),
  );
  const fences = new Map(taken.map((lane) => [lane.head_id, lane.fence]));
  return rows.map((row) => ({ ...row, fence: fences.get(row.id) ?? 0 })).sort((one, other) => one.id - other.id);
}

const isInHand = `lanes.lane = (SELECT lane FROM deliveries WHERE id = $1)
  AND lanes.head_id = $1 AND lanes.fence = $2 AND lanes.lease_until > 0`;

/** Gives a delivery back for later, when it is still ours. */
export async function retryDelivery(session: Session, [id, fence, at]: readonly [...Hold, at: number]): Promise<void> {
  const sql = `UPDATE lanes SET lease_until = 0, worker = NULL, not_before = $3 WHERE ${isInHand}`;
  await session.run(sql, id, fence, at);
}

/** Whether a delivery is ours, as far as can be seen without waiting for anybody. */
export async function isDeliveryOurs(session: Session, [id, fence]: Hold): Promise<boolean> {
  return (await session.get(`SELECT 1 FROM lanes WHERE ${isInHand}`, id, fence)) !== undefined;
}

/** Finishes a delivery and lets the next of its lane come up; false when it is no longer ours. */
export async function finishDelivery(session: Session, [id, fence]: Hold): Promise<boolean> {
  const sql = `SELECT lane FROM lanes WHERE ${isInHand} FOR UPDATE`;
  const held = await session.get<{ lane: string }>(sql, id, fence);
  if (held === undefined) return false;
  await session.run("UPDATE deliveries SET is_done = true WHERE id = $1", id);
  await raiseHead(session, held.lane);
  return true;
}

/** Makes the oldest unfinished delivery of a lane the one that may be claimed. The caller holds the lane's row. */
export async function raiseHead(session: Session, lane: string): Promise<void> {
  const raised = await session.run(
    `UPDATE lanes SET head_id = next.id, lease_until = 0, worker = NULL, not_before = 0
     FROM (SELECT id FROM deliveries WHERE lane = $1 AND NOT is_done ORDER BY id LIMIT 1) AS next
     WHERE lane = $1`,
    lane,
  );
  if (raised > 0) session.announce("inbox");
  else await session.run("DELETE FROM lanes WHERE lane = $1", lane);
}
