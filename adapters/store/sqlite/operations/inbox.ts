import type { Hold, LeaseRequest } from "../../../shared/store-operations.ts";
import type { DeliveryRow, DeliveryTuple } from "../../../shared/store-work-rows.ts";
import type { Session } from "../session.ts";

/** Stores a delivery unless it is there; true when it was not. */
export function acceptDelivery(session: Session, [source, key, lane, body, receivedAt]: DeliveryTuple): boolean {
  const stored = session.run(
    `INSERT INTO deliveries (source, key, lane, body, received_at, is_head)
     VALUES (?1, ?2, ?3, ?4, ?5, NOT EXISTS (SELECT 1 FROM deliveries WHERE lane = ?3 AND is_done = 0))
     ON CONFLICT (source, key) DO NOTHING`,
    source,
    key,
    lane,
    body,
    receivedAt,
  );
  if (stored === 1) session.announce("inbox");
  return stored === 1;
}

/** Takes heads of lanes that nobody holds, oldest first. */
export function claimDeliveries(session: Session, claim: LeaseRequest & { readonly limit: number }): DeliveryRow[] {
  const rows = session.all<DeliveryRow>(
    `UPDATE deliveries SET fence = fence + 1, attempts = attempts + 1, lease_until = ?1, worker = ?2
     WHERE id IN (
       SELECT id FROM deliveries INDEXED BY deliveries_head
       WHERE is_head = 1 AND not_before <= ?3 AND lease_until <= ?3 ORDER BY id LIMIT ?4)
     RETURNING id, source, key, lane, body, received_at, attempts - 1 AS attempts, fence`,
    claim.until,
    session.worker,
    claim.now,
    claim.limit,
  );
  return rows.sort((one, other) => one.id - other.id);
}

/** Gives a delivery back for later, when it is still ours. */
export function retryDelivery(session: Session, [id, fence, at]: readonly [...Hold, at: number]): void {
  session.run(
    "UPDATE deliveries SET lease_until = 0, worker = NULL, not_before = ?3 WHERE id = ?1 AND fence = ?2 AND lease_until > 0",
    id,
    fence,
    at,
  );
}

/** Finishes a delivery and lets the next of its lane come up; false when it is no longer ours. */
export function finishDelivery(session: Session, [id, fence]: Hold): boolean {
  const done = session.get<{ lane: string }>(
    `UPDATE deliveries SET is_done = 1, is_head = 0, lease_until = 0, worker = NULL
     WHERE id = ? AND fence = ? AND lease_until > 0 RETURNING lane`,
    id,
    fence,
  );
  if (done === undefined) return false;
  raiseHead(session, done.lane);
  return true;
}

/** Makes the oldest unfinished delivery of a lane the one that may be claimed. */
export function raiseHead(session: Session, lane: string): void {
  const raised = session.run(
    `UPDATE deliveries SET is_head = 1
     WHERE id = (SELECT id FROM deliveries WHERE lane = ? AND is_done = 0 ORDER BY id LIMIT 1)`,
    lane,
  );
  if (raised > 0) session.announce("inbox");
}
