import type { AuditRangeWire } from "../../../shared/store-operations.ts";
import type { NewAuditRow, StoredAuditRow } from "../../../shared/store-trail-rows.ts";
import type { Session } from "../session.ts";

export function writeAudit(session: Session, row: NewAuditRow): void {
  session.run(
    `INSERT INTO audit (at, who, who_name, what, outcome, link_id, conversation, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    row.at,
    row.who,
    row.who_name,
    row.what,
    row.outcome,
    row.link_id,
    row.conversation,
    row.facts,
  );
}

export function listAudit(session: Session, range: AuditRangeWire): StoredAuditRow[] {
  return session.all(
    "SELECT * FROM audit WHERE seq > ? AND at >= ? AND at < ? ORDER BY seq LIMIT ?",
    range.afterSeq ?? 0,
    range.from ?? Number.MIN_SAFE_INTEGER,
    range.to ?? Number.MAX_SAFE_INTEGER,
    range.limit,
  );
}

export function lastSealed(session: Session): StoredAuditRow | undefined {
  return session.get("SELECT * FROM audit WHERE seal IS NOT NULL ORDER BY seq DESC LIMIT 1");
}

/** A row that has its seal keeps it. */
export function sealAudit(session: Session, seals: readonly { readonly seq: number; readonly seal: string }[]): void {
  for (const { seq, seal } of seals) session.run("UPDATE audit SET seal = ? WHERE seq = ? AND seal IS NULL", seal, seq);
}
