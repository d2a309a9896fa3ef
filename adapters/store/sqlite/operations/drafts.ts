import type { DraftRow } from "../../../shared/store-record-rows.ts";
import type { Session } from "../session.ts";

export function findDraft(
  session: Session,
  [conversation, actor, now]: readonly [conversation: string, actor: string, now: number],
): DraftRow | undefined {
  const sql = "SELECT * FROM drafts WHERE conversation = ? AND actor = ? AND expires_at > ?";
  return session.get(sql, conversation, actor, now);
}

export function writeDraft(session: Session, row: DraftRow): void {
  session.run(
    `INSERT INTO drafts (conversation, actor, state, prompt, expires_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (conversation, actor) DO UPDATE
     SET state = excluded.state, prompt = excluded.prompt, expires_at = excluded.expires_at`,
    row.conversation,
    row.actor,
    row.state,
    row.prompt,
    row.expires_at,
  );
}

export function dropDraft(
  session: Session,
  [conversation, actor]: readonly [conversation: string, actor: string],
): void {
  session.run("DELETE FROM drafts WHERE conversation = ? AND actor = ?", conversation, actor);
}
