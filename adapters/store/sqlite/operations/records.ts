import type { RecordRow, RecordWriteRow } from "../../../shared/store-record-rows.ts";
import type { Session } from "../session.ts";

export function getRecord(
  session: Session,
  [kind, key, now]: readonly [kind: string, key: string, now: number],
): RecordRow | undefined {
  return session.get(
    "SELECT key, value, revision FROM records WHERE kind = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)",
    kind,
    key,
    now,
  );
}

/** Records whose key begins with the prefix, in the order of their keys. */
export function listRecords(
  session: Session,
  [kind, prefix, now]: readonly [kind: string, prefix: string, now: number],
): RecordRow[] {
  return session.all(
    `SELECT key, value, revision FROM records
     WHERE kind = ?1 AND key >= ?2 AND key < ?2 || char(1114111) AND (expires_at IS NULL OR expires_at > ?3) ORDER BY key`,
    kind,
    prefix,
    now,
  );
}

/** Writes or deletes a record; false when its revision is not the expected one. An expired record is as good as none. */
export function writeRecord(session: Session, [write, now]: readonly [RecordWriteRow, now: number]): boolean {
  if (write.expected !== null) {
    const present = getRecord(session, [write.kind, write.key, now]);
    if ((present?.revision ?? 0) !== write.expected) return false;
  }
  if (write.value === null) {
    session.run("DELETE FROM records WHERE kind = ? AND key = ?", write.kind, write.key);
    return true;
  }
  session.run("UPDATE record_revision SET last = last + 1");
  session.run(
    `INSERT OR REPLACE INTO records (kind, key, value, revision, expires_at)
     VALUES (?, ?, ?, (SELECT last FROM record_revision), ?)`,
    write.kind,
    write.key,
    write.value,
    write.expires_at,
  );
  return true;
}
