import { renamedBody } from "../../../shared/store-work-rows.ts";
import type { Session } from "../session.ts";
import { raiseHead } from "./inbox.ts";
import { refreshConversation } from "./outbox.ts";

/** Binds everything of one conversation to another name. What was on its way stays doubtful. */
export async function moveConversation(
  session: Session,
  [from, to]: readonly [from: string, to: string],
): Promise<void> {
  if (from === to) return;
  await session.run("UPDATE links SET conversation = $2, revision = revision + 1 WHERE conversation = $1", from, to);
  await moveNotices(session, from, to);
  await session.run(
    `UPDATE drafts SET conversation = $2 WHERE conversation = $1
       AND NOT EXISTS (SELECT 1 FROM drafts AS other WHERE other.conversation = $2 AND other.actor = drafts.actor)`,
    from,
    to,
  );
  await session.run("DELETE FROM drafts WHERE conversation = $1", from);
  await copyRequests(session, from, to);
  await moveDeliveries(session, from, to);
}

/** The same is asked under either name: what was said before the move may be handled after it. */
async function copyRequests(session: Session, from: string, to: string): Promise<void> {
  await session.run(
    `INSERT INTO requests (key, link_id)
     SELECT $2 || substr(key, length($1) + 1), link_id FROM requests WHERE starts_with(key, $1 || ' ')
     ON CONFLICT (key) DO NOTHING`,
    from,
    to,
  );
}

async function moveNotices(session: Session, from: string, to: string): Promise<void> {
  await session.run(
    "INSERT INTO conversations (ref) SELECT unnest($1::text[]) ON CONFLICT (ref) DO NOTHING",
    [from, to].toSorted(),
  );
  await session.run("SELECT 1 FROM conversations WHERE ref IN ($1, $2) ORDER BY ref FOR UPDATE", from, to);
  await session.run("UPDATE notices SET conversation = $2 WHERE conversation = $1", from, to);
  await session.run("DELETE FROM conversations WHERE ref = $1", from);
  await refreshConversation(session, to);
  session.announce("outbox");
}

/** The two lanes become one: whoever is in hand finishes first, then the oldest comes up. */
async function moveDeliveries(session: Session, from: string, to: string): Promise<void> {
  const lock = "SELECT lane, lease_until FROM lanes WHERE lane IN ($1, $2) ORDER BY lane FOR UPDATE";
  const lanes = await session.all<{ lane: string; lease_until: number }>(lock, from, to);
  if (!lanes.some((lane) => lane.lane === from)) return;
  const moved = await session.all<{ id: number; body: string }>(
    "UPDATE deliveries SET lane = $2 WHERE lane = $1 AND NOT is_done RETURNING id, body",
    from,
    to,
  );
  for (const { id, body } of moved) {
    await session.run("UPDATE deliveries SET body = $1 WHERE id = $2", renamedBody(body, from, to), id);
  }
  const target = lanes.find((lane) => lane.lane === to);
  if (target === undefined) {
    await session.run("UPDATE lanes SET lane = $2 WHERE lane = $1", from, to);
    return;
  }
  await session.run("DELETE FROM lanes WHERE lane = $1", from);
  if (target.lease_until === 0) await raiseHead(session, to);
}
