import { patience } from "../../../../src/model/notice.ts";
import type {
  BeginSendWire,
  ClaimedConversationWire,
  LeaseRequest,
  SendEndWire,
} from "../../../shared/store-operations.ts";
import type { NewNoticeRow, NoticeRow } from "../../../shared/store-work-rows.ts";
import type { Session } from "../session.ts";

/** Stores notices; their conversations then have something to say. */
export async function writeNotices(session: Session, notices: readonly NewNoticeRow[], now: number): Promise<void> {
  if (notices.length === 0) return;
  const readyAt = (notice: NewNoticeRow): number => Math.max(notice.not_before ?? now, now);
  await session.run(
    `INSERT INTO notices (conversation, link_id, body, is_paid, not_before, ready_at, stored_at)
     SELECT conversation, link_id, body, is_paid, not_before, ready_at, $7
     FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::bigint[], $6::bigint[])
       WITH ORDINALITY AS given (conversation, link_id, body, is_paid, not_before, ready_at, place) ORDER BY place`,
    notices.map((notice) => notice.conversation),
    notices.map((notice) => notice.link_id),
    notices.map((notice) => notice.body),
    notices.map((notice) => notice.is_paid),
    notices.map((notice) => notice.not_before),
    notices.map(readyAt),
    now,
  );
  // Even where nothing changes the row is locked until the commit: who works out `ready_at` anew sees our notices.
  await session.run(
    `INSERT INTO conversations AS present (ref, ready_at)
     SELECT ref, min(ready_at) FROM unnest($1::text[], $2::bigint[]) AS given (ref, ready_at) GROUP BY ref ORDER BY ref
     ON CONFLICT (ref) DO UPDATE SET ready_at = excluded.ready_at
     WHERE present.ready_at IS NULL OR present.ready_at > excluded.ready_at`,
    notices.map((notice) => notice.conversation),
    notices.map(readyAt),
  );
  session.announce("outbox");
}

/** Takes the conversation that may speak and has waited longest. */
export async function claimConversation(
  session: Session,
  claim: LeaseRequest,
): Promise<ClaimedConversationWire | undefined> {
  const taken = await session.get<{ ref: string; fence: number }>(
    `UPDATE conversations SET fence = fence + 1, lease_until = $2, worker = $3
     WHERE ref = (
       SELECT ref FROM conversations WHERE ready_at <= $1 AND next_send_at <= $1 AND lease_until <= $1
       ORDER BY ready_at LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ref, fence`,
    claim.now,
    claim.until,
    session.worker,
  );
  if (taken === undefined) return undefined;
  const notices = await foremost(session, taken.ref, claim.now);
  return { conversation: taken.ref, fence: taken.fence, notices: notices.sort((one, other) => one.id - other.id) };
}

/** Answers, then links with money to tell, then the rest, link by link; what was tried in vain goes last. */
function foremost(session: Session, conversation: string, now: number): Promise<NoticeRow[]> {
  return session.all<NoticeRow>(
    `WITH waiting AS (
       SELECT link_id, link_id <> '' AS is_link, min(id) AS first_id,
         CASE link_id WHEN '' THEN min(attempts) ELSE max(attempts) END >= $3 AS is_tried,
         coalesce(max(CASE WHEN ready_at <= $2 THEN is_paid END), 0) AS paid
       FROM notices WHERE conversation = $1 AND state <> 'parked'
       GROUP BY link_id HAVING min(ready_at) <= $2 ORDER BY is_tried, is_link, paid DESC, first_id LIMIT 200)
     SELECT id, conversation, body, notices.is_paid, not_before, state, attempts, doubts, stored_at
     FROM waiting JOIN notices USING (link_id)
     WHERE conversation = $1 AND state <> 'parked'
     ORDER BY is_tried, is_link, paid DESC, first_id, ready_at > $2, id LIMIT 200`,
    conversation,
    now,
    patience,
  );
}

/** Marks notices as going out and removes the dropped ones; false when the conversation is not ours. */
export async function beginSend(session: Session, send: BeginSendWire): Promise<boolean> {
  if (!(await isOurs(session, send.conversation, send.fence))) return false;
  await session.run(
    `UPDATE notices SET doubts = doubts + (state = 'sending')::integer, state = 'sending', attempts = attempts + 1
     WHERE id = ANY ($1::bigint[]) AND conversation = $2`,
    send.notices,
    send.conversation,
  );
  await removeNotices(session, send.conversation, send.drops);
  return true;
}

/** Records how a send ended; nothing when the conversation is not ours. */
export async function finishSend(session: Session, end: SendEndWire): Promise<void> {
  const { card, prompt } = end;
  // Links are locked before conversations everywhere, or two writers could wait for each other.
  if (card !== null) await session.run("SELECT 1 FROM links WHERE id = $1 FOR UPDATE", card.linkId);
  if (!(await isOurs(session, end.conversation, end.fence))) return;
  // Written before, and only the answer to it was lost.
  if (end.instead.length > 0 && !(await isAnyWaiting(session, end.notices))) return;
  if (card !== null) {
    await session.run(
      "UPDATE links SET card = $2, conversation = coalesce($3, conversation), revision = revision + 1 WHERE id = $1",
      card.linkId,
      card.ref,
      card.origin,
    );
  }
  if (end.outcome === "sent") await removeNotices(session, end.conversation, end.notices);
  else await setAside(session, end);
  await writeNotices(session, end.instead, end.now);
  for (const { id, body } of end.amended) {
    await session.run("UPDATE notices SET body = $1 WHERE id = $2 AND conversation = $3", body, id, end.conversation);
  }
  if (prompt !== null) {
    const sql = "UPDATE drafts SET prompt = $1 WHERE conversation = $2 AND actor = $3";
    await session.run(sql, prompt.ref, prompt.conversation, prompt.actor);
  }
}

async function isAnyWaiting(session: Session, ids: readonly number[]): Promise<boolean> {
  const sql = "SELECT 1 FROM notices WHERE id = ANY ($1::bigint[]) AND state <> 'parked' LIMIT 1";
  return (await session.get(sql, ids)) !== undefined;
}

async function setAside(session: Session, end: SendEndWire): Promise<void> {
  const isParked = end.outcome === "parked";
  await session.run(
    "UPDATE notices SET state = $1, reason = $2 WHERE id = ANY ($3::bigint[]) AND conversation = $4",
    isParked ? "parked" : "pending",
    isParked ? end.reason : null,
    end.notices,
    end.conversation,
  );
  await refreshConversation(session, end.conversation);
}

async function removeNotices(session: Session, conversation: string, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await session.run("DELETE FROM notices WHERE id = ANY ($1::bigint[]) AND conversation = $2", ids, conversation);
  await refreshConversation(session, conversation);
}

/** Gives a conversation back; it may speak again at that time. */
export async function releaseConversation(
  session: Session,
  [conversation, fence, nextSendAt]: readonly [conversation: string, fence: number, nextSendAt: number],
): Promise<void> {
  await session.run(
    `UPDATE conversations SET lease_until = 0, worker = NULL, next_send_at = $3
     WHERE ref = $1 AND fence = $2 AND lease_until > 0`,
    conversation,
    fence,
    nextSendAt,
  );
}

/** When the next conversation that nobody holds may speak. */
export async function nextSendAt(session: Session, now: number): Promise<number | null> {
  const sql = `SELECT min(GREATEST(ready_at, next_send_at)) AS at FROM conversations
    WHERE ready_at IS NOT NULL AND lease_until <= $1`;
  return (await session.get<{ at: number | null }>(sql, now))?.at ?? null;
}

/** Whether the conversation is ours; its row is locked then. */
async function isOurs(session: Session, conversation: string, fence: number): Promise<boolean> {
  const sql = "SELECT 1 FROM conversations WHERE ref = $1 AND fence = $2 AND lease_until > 0 FOR UPDATE";
  return (await session.get(sql, conversation, fence)) !== undefined;
}

/** Works out anew since when a conversation has something to say. The caller has locked its row. */
export async function refreshConversation(session: Session, ref: string): Promise<void> {
  await session.run(
    `UPDATE conversations
     SET ready_at = (SELECT min(ready_at) FROM notices WHERE conversation = $1 AND state <> 'parked') WHERE ref = $1`,
    ref,
  );
}
