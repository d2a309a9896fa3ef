import { patience } from "../../../../src/model/notice.ts";
import type {
  BeginSendWire,
  ClaimedConversationWire,
  LeaseRequest,
  SendEndWire,
} from "../../../shared/store-operations.ts";
import type { NewNoticeRow, NoticeRow } from "../../../shared/store-work-rows.ts";
import type { Session } from "../session.ts";

/** Stores a notice; its conversation then has something to say. */
export function writeNotice(session: Session, notice: NewNoticeRow, now: number): void {
  const readyAt = Math.max(notice.not_before ?? now, now);
  session.run(
    `INSERT INTO notices (conversation, link_id, body, is_paid, not_before, ready_at, stored_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    notice.conversation,
    notice.link_id,
    notice.body,
    notice.is_paid,
    notice.not_before,
    readyAt,
    now,
  );
  session.run(
    `INSERT INTO conversations (ref, ready_at) VALUES (?1, ?2)
     ON CONFLICT (ref) DO UPDATE SET ready_at = min(coalesce(ready_at, ?2), ?2)`,
    notice.conversation,
    readyAt,
  );
  session.announce("outbox");
}

/** Takes the conversation that may speak and has waited longest. */
export function claimConversation(session: Session, claim: LeaseRequest): ClaimedConversationWire | undefined {
  const taken = session.get<{ ref: string; fence: number }>(
    `UPDATE conversations SET fence = fence + 1, lease_until = ?1, worker = ?2
     WHERE ref = (
       SELECT ref FROM conversations
       WHERE ready_at IS NOT NULL AND ready_at <= ?3 AND next_send_at <= ?3 AND lease_until <= ?3
       ORDER BY ready_at LIMIT 1)
     RETURNING ref, fence`,
    claim.until,
    session.worker,
    claim.now,
  );
  if (taken === undefined) return undefined;
  const notices = foremost(session, taken.ref, claim.now);
  return { conversation: taken.ref, fence: taken.fence, notices: notices.sort((one, other) => one.id - other.id) };
}

/** Answers, then links with money to tell, then the rest, link by link; what was tried in vain goes last. */
function foremost(session: Session, conversation: string, now: number): NoticeRow[] {
  return session.all<NoticeRow>(
    `WITH waiting AS (
       SELECT link_id, link_id <> '' AS is_link, min(id) AS first_id,
         CASE link_id WHEN '' THEN min(attempts) ELSE max(attempts) END >= ?3 AS is_tried,
         coalesce(max(CASE WHEN ready_at <= ?2 THEN is_paid END), 0) AS paid
       FROM notices INDEXED BY notices_link WHERE conversation = ?1 AND state <> 'parked'
       GROUP BY link_id HAVING min(ready_at) <= ?2 ORDER BY is_tried, is_link, paid DESC, first_id LIMIT 200)
     SELECT id, conversation, body, notices.is_paid, not_before, state, attempts, doubts, stored_at
     FROM waiting CROSS JOIN notices INDEXED BY notices_link USING (link_id)
     WHERE conversation = ?1 AND state <> 'parked'
     ORDER BY is_tried, is_link, paid DESC, first_id, ready_at > ?2, id LIMIT 200`,
    conversation,
    now,
    patience,
  );
}

/** Marks notices as going out and removes the dropped ones; false when the conversation is not ours. */
export function beginSend(session: Session, send: BeginSendWire): boolean {
  if (!isOurs(session, send.conversation, send.fence)) return false;
  for (const id of send.notices) {
    session.run(
      `UPDATE notices SET doubts = doubts + (state = 'sending'), state = 'sending', attempts = attempts + 1
       WHERE id = ? AND conversation = ?`,
      id,
      send.conversation,
    );
  }
  removeNotices(session, send.conversation, send.drops);
  return true;
}

/** Records how a send ended; nothing when the conversation is not ours. */
export function finishSend(session: Session, end: SendEndWire): void {
  if (!isOurs(session, end.conversation, end.fence)) return;
  // Written before, and only the answer to it was lost.
  if (end.instead.length > 0 && !end.notices.some((id) => isWaiting(session, id))) return;
  if (end.outcome === "sent") removeNotices(session, end.conversation, end.notices);
  else setAside(session, end);
  for (const notice of end.instead) writeNotice(session, notice, end.now);
  for (const { id, body } of end.amended) {
    session.run("UPDATE notices SET body = ? WHERE id = ? AND conversation = ?", body, id, end.conversation);
  }
  if (end.card !== null) {
    session.run(
      "UPDATE links SET card = ?2, conversation = coalesce(?3, conversation), revision = revision + 1 WHERE id = ?1",
      end.card.linkId,
      end.card.ref,
      end.card.origin,
    );
  }
  if (end.prompt !== null) {
    const { conversation, actor, ref } = end.prompt;
    session.run("UPDATE drafts SET prompt = ? WHERE conversation = ? AND actor = ?", ref, conversation, actor);
  }
}

function isWaiting(session: Session, id: number): boolean {
  return session.get("SELECT 1 FROM notices WHERE id = ? AND state <> 'parked'", id) !== undefined;
}

function setAside(session: Session, end: SendEndWire): void {
  const [state, reason] = end.outcome === "parked" ? ["parked", end.reason] : ["pending", null];
  for (const id of end.notices) {
    const sql = "UPDATE notices SET state = ?, reason = ? WHERE id = ? AND conversation = ?";
    session.run(sql, state, reason, id, end.conversation);
  }
  refreshConversation(session, end.conversation);
}

function removeNotices(session: Session, conversation: string, ids: readonly number[]): void {
  for (const id of ids) session.run("DELETE FROM notices WHERE id = ? AND conversation = ?", id, conversation);
  if (ids.length > 0) refreshConversation(session, conversation);
}

/** Gives a conversation back; it may speak again at that time. */
export function releaseConversation(
  session: Session,
  [conversation, fence, nextSendAt]: readonly [conversation: string, fence: number, nextSendAt: number],
): void {
  session.run(
    `UPDATE conversations SET lease_until = 0, worker = NULL, next_send_at = ?3
     WHERE ref = ?1 AND fence = ?2 AND lease_until > 0`,
    conversation,
    fence,
    nextSendAt,
  );
}

/** When the next conversation that nobody holds may speak. */
export function nextSendAt(session: Session, now: number): number | null {
  const next = session.get<{ at: number | null }>(
    "SELECT min(max(ready_at, next_send_at)) AS at FROM conversations WHERE ready_at IS NOT NULL AND lease_until <= ?",
    now,
  );
  return next?.at ?? null;
}

function isOurs(session: Session, conversation: string, fence: number): boolean {
  const sql = "SELECT 1 FROM conversations WHERE ref = ? AND fence = ? AND lease_until > 0";
  return session.get(sql, conversation, fence) !== undefined;
}

/** Works out anew since when a conversation has something to say. */
export function refreshConversation(session: Session, ref: string): void {
  session.run(
    `UPDATE conversations
     SET ready_at = (SELECT min(ready_at) FROM notices WHERE conversation = ?1 AND state <> 'parked') WHERE ref = ?1`,
    ref,
  );
}
