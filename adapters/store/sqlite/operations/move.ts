import { renamedBody } from "../../../shared/store-work-rows.ts";
import type { Session } from "../session.ts";
import { raiseHead } from "./inbox.ts";
import { refreshConversation } from "./outbox.ts";

/** Binds everything of one conversation to another name. What was on its way stays doubtful. */
export function moveConversation(session: Session, [from, to]: readonly [from: string, to: string]): void {
  if (from === to) return;
  session.run("UPDATE links SET conversation = ?2, revision = revision + 1 WHERE conversation = ?1", from, to);
  session.run("UPDATE OR IGNORE drafts SET conversation = ?2 WHERE conversation = ?1", from, to);
  session.run("DELETE FROM drafts WHERE conversation = ?", from);
  copyRequests(session, from, to);
  moveNotices(session, from, to);
  moveDeliveries(session, from, to);
}

/** The same is asked under either name: what was said before the move may be handled after it. */
function copyRequests(session: Session, from: string, to: string): void {
  session.run(
    `INSERT OR IGNORE INTO requests (key, link_id)
     SELECT ?2 || substr(key, length(?1) + 1), link_id FROM requests WHERE key >= ?1 || ' ' AND key < ?1 || '!'`,
    from,
    to,
  );
}

function moveNotices(session: Session, from: string, to: string): void {
  session.run("UPDATE notices SET conversation = ?2 WHERE conversation = ?1", from, to);
  session.run("DELETE FROM conversations WHERE ref = ?", from);
  session.run("INSERT INTO conversations (ref) VALUES (?) ON CONFLICT (ref) DO NOTHING", to);
  refreshConversation(session, to);
  session.announce("outbox");
}

/** The two lanes become one: whoever is in hand finishes first, then the oldest comes up. */
function moveDeliveries(session: Session, from: string, to: string): void {
  const moved = session.all<{ id: number; body: string }>(
    "UPDATE deliveries SET lane = ?2 WHERE lane = ?1 AND is_done = 0 RETURNING id, body",
    from,
    to,
  );
  for (const { id, body } of moved) {
    session.run("UPDATE deliveries SET body = ? WHERE id = ?", renamedBody(body, from, to), id);
  }
  session.run("UPDATE deliveries SET is_head = 0 WHERE lane = ? AND is_done = 0 AND lease_until = 0", to);
  const inHand = session.get("SELECT 1 FROM deliveries WHERE lane = ? AND is_done = 0 AND lease_until > 0", to);
  if (inHand === undefined) raiseHead(session, to);
}
