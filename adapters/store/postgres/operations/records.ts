import type { DraftRow, RecordRow, RecordWriteRow } from "../../../shared/store-record-rows.ts";
import type { Session } from "../session.ts";

const isLive = "(expires_at IS NULL OR expires_at > $3)";

export function getRecord(
  session: Session,
  [kind, key, now]: readonly [kind: string, key: string, now: number],
): Promise<RecordRow | undefined> {
  const sql = `SELECT key, value, revision FROM records WHERE kind = $1 AND key = $2 AND ${isLive}`;
  return session.get(sql, kind, key, now);
}

/** Records whose key begins with the prefix, in the order of their keys. */
export function listRecords(
  session: Session,
  [kind, prefix, now]: readonly [kind: string, prefix: string, now: number],
): Promise<RecordRow[]> {
  const sql = `SELECT key, value, revision FROM records
    WHERE kind = $1 AND key >= $2 AND starts_with(key, $2) AND ${isLive} ORDER BY key`;
  return session.all(sql, kind, prefix, now);
}

/** Writes or deletes a record; false when its revision is not the expected one. An expired record is as good as none. */
export async function writeRecord(
  session: Session,
  [write, now]: readonly [RecordWriteRow, now: number],
): Promise<boolean> {
  const { kind, key, value, expected } = write;
  if (expected === 0)
    await session.run("DELETE FROM records WHERE kind = $1 AND key = $2 AND expires_at <= $3", kind, key, now);
  if (value === null) return deleteRecord(session, write, now);
  const insert = `INSERT INTO records (kind, key, value, revision, expires_at)
    VALUES ($1, $2, $3, nextval('record_revision'), $4) ON CONFLICT (kind, key)`;
  if (expected === 0) return (await session.run(`${insert} DO NOTHING`, kind, key, value, write.expires_at)) === 1;
  if (expected === null) {
    const replace = `${insert} DO UPDATE
      SET value = excluded.value, revision = excluded.revision, expires_at = excluded.expires_at`;
    return (await session.run(replace, kind, key, value, write.expires_at)) === 1;
  }
  const update = `UPDATE records SET value = $4, revision = nextval('record_revision'), expires_at = $5
    WHERE kind = $1 AND key = $2 AND ${isLive} AND revision = $6`;
  return (await session.run(update, kind, key, now, value, write.expires_at, expected)) === 1;
}

async function deleteRecord(session: Session, { kind, key, expected }: RecordWriteRow, now: number): Promise<boolean> {
  if (expected === null) {
    await session.run("DELETE FROM records WHERE kind = $1 AND key = $2", kind, key);
    return true;
  }
  if (expected === 0) return (await getRecord(session, [kind, key, now])) === undefined;
  const sql = `DELETE FROM records WHERE kind = $1 AND key = $2 AND ${isLive} AND revision = $4`;
  return (await session.run(sql, kind, key, now, expected)) === 1;
}

export function findDraft(
  session: Session,
  [conversation, actor, now]: readonly [conversation: string, actor: string, now: number],
): Promise<DraftRow | undefined> {
  const sql = "SELECT * FROM drafts WHERE conversation = $1 AND actor = $2 AND expires_at > $3";
  return session.get(sql, conversation, actor, now);
}

export async function writeDraft(session: Session, row: DraftRow): Promise<void> {
  await session.run(
    `INSERT INTO drafts (conversation, actor, state, prompt, expires_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (conversation, actor) DO UPDATE
     SET state = excluded.state, prompt = excluded.prompt, expires_at = excluded.expires_at`,
    row.conversation,
    row.actor,
    row.state,
    row.prompt,
    row.expires_at,
  );
}

export async function dropDraft(
  session: Session,
  [conversation, actor]: readonly [conversation: string, actor: string],
): Promise<void> {
  await session.run("DELETE FROM drafts WHERE conversation = $1 AND actor = $2", conversation, actor);
}
