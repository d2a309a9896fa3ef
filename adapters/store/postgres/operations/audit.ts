import type { AuditRangeWire } from "../../../shared/store-operations.ts";
import type { NewAuditRow, StoredAuditRow } from "../../../shared/store-trail-rows.ts";
import { lockSpaces } from "../lock-spaces.ts";
import type { Session } from "../session.ts";

/**
 * Adds audit rows. Numbers are drawn before the commit, so a higher one can become visible first; the shared lock, held
 * until the commit, lets a reader wait until every number drawn so far is visible.
 */
export async function writeAudit(session: Session, rows: readonly NewAuditRow[]): Promise<void> {
  if (rows.length === 0) return;
  await session.run(`SELECT pg_advisory_xact_lock_shared(${lockSpaces.audit}, 0)`);
  await session.run(
    `INSERT INTO audit (at, who, who_name, what, outcome, link_id, conversation, facts)
     SELECT at, who, who_name, what, outcome, link_id, conversation, facts
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       WITH ORDINALITY AS given (at, who, who_name, what, outcome, link_id, conversation, facts, place) ORDER BY place`,
    rows.map((row) => row.at),
    rows.map((row) => row.who),
    rows.map((row) => row.who_name),
    rows.map((row) => row.what),
    rows.map((row) => row.outcome),
    rows.map((row) => row.link_id),
    rows.map((row) => row.conversation),
    rows.map((row) => row.facts),
  );
}

/** Rows in the order of their numbers; none with a lower number can appear afterwards. */
export async function listAudit(session: Session, range: AuditRangeWire): Promise<StoredAuditRow[]> {
  await session.run(`SELECT pg_advisory_xact_lock(${lockSpaces.audit}, 0)`);
  return session.all(
    "SELECT * FROM audit WHERE seq > $1 AND at >= $2 AND at < $3 ORDER BY seq LIMIT $4",
    range.afterSeq ?? 0,
    range.from ?? Number.MIN_SAFE_INTEGER,
    range.to ?? Number.MAX_SAFE_INTEGER,
    range.limit,
  );
}

export function lastSealed(session: Session): Promise<StoredAuditRow | undefined> {
  return session.get("SELECT * FROM audit WHERE seal IS NOT NULL ORDER BY seq DESC LIMIT 1");
}

/** A row that has its seal keeps it. */
export async function sealAudit(
  session: Session,
  seals: readonly { readonly seq: number; readonly seal: string }[],
): Promise<void> {
  await session.run(
    `UPDATE audit SET seal = given.seal FROM unnest($1::bigint[], $2::text[]) AS given (seq, seal)
     WHERE audit.seq = given.seq AND audit.seal IS NULL`,
    seals.map((each) => each.seq),
    seals.map((each) => each.seal),
  );
}
