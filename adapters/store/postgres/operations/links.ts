import { type LinkRow, linkColumns, type StoredLinkRow } from "../../../shared/store-link-row.ts";
import type { CommitWire, LinkTargetWire } from "../../../shared/store-operations.ts";
import type { EventRow } from "../../../shared/store-trail-rows.ts";
import type { Session } from "../session.ts";

const columns = "links.revision, links.conversation, links.card, links.doc";

/** The newest link with that name. */
export function findLink(session: Session, target: LinkTargetWire): Promise<StoredLinkRow | undefined> {
  const where = Object.keys(target).map((column, index) =>
    // An address can be longer than an index takes; its digest is indexed.
    column === "url" ? `md5(url) = md5($${index + 1}) AND url = $${index + 1}` : `${column} = $${index + 1}`,
  );
  const sql = `SELECT ${columns} FROM links WHERE ${where.join(" AND ")} ORDER BY created_at DESC LIMIT 1`;
  return session.get(sql, ...Object.values(target));
}

export function findRequest(session: Session, key: string): Promise<StoredLinkRow | undefined> {
  const sql = `SELECT ${columns} FROM requests JOIN links ON links.id = requests.link_id WHERE requests.key = $1`;
  return session.get(sql, key);
}

const insertLink = `INSERT INTO links (${linkColumns.join(", ")})
  VALUES (${linkColumns.map((_, index) => `$${index + 1}`).join(", ")}) ON CONFLICT DO NOTHING`;
const updateLink = `UPDATE links SET ${linkColumns.map((column, index) => `${column} = $${index + 1}`).join(", ")}
  WHERE id = $1 AND revision = $${linkColumns.length + 1}`;

/** Writes a link over the revision it was decided on; false when that is not the present one, or its names are taken. */
export async function writeLink(session: Session, row: LinkRow): Promise<boolean> {
  const values = linkColumns.map((column) => (column === "revision" ? row.revision + 1 : row[column]));
  if (row.revision === 0) return (await session.run(insertLink, ...values)) === 1;
  return (await session.run(updateLink, ...values, row.revision)) === 1;
}

/** Makes the link the one of this request; false when another has it. */
export async function writeRequest(session: Session, request: NonNullable<CommitWire["request"]>): Promise<boolean> {
  const written = await session.run(
    `INSERT INTO requests (key, link_id) VALUES ($1, $2)
     ON CONFLICT (key) DO UPDATE SET link_id = excluded.link_id WHERE requests.link_id = $3`,
    request.key,
    request.linkId,
    request.replaces,
  );
  return written === 1;
}

export async function knownEvents(
  session: Session,
  [account, keys]: readonly [string, readonly string[]],
): Promise<string[]> {
  const sql = "SELECT key FROM events WHERE account = $1 AND key = ANY ($2::text[])";
  const known = new Set((await session.all<{ key: string }>(sql, account, keys)).map((row) => row.key));
  return keys.filter((key) => known.has(key));
}

export function listEvents(session: Session, linkId: string): Promise<Pick<EventRow, "body">[]> {
  const sql = "SELECT body FROM events WHERE link_id = $1 AND body IS NOT NULL ORDER BY occurred_at, seq";
  return session.all(sql, linkId);
}

/** Reports that name this ref or this reference and belong to no link yet. */
export function findUnmatched(
  session: Session,
  [account, ref, reference]: readonly [account: string, ref: string | null, reference: string | null],
): Promise<Pick<EventRow, "body">[]> {
  const sql = `SELECT body FROM events
    WHERE link_id IS NULL AND body IS NOT NULL AND account = $1 AND (ref = $2 OR reference = $3)
    ORDER BY occurred_at, seq`;
  return session.all(sql, account, ref, reference);
}

/** Keeps a report; false when the account has it already. */
export async function writeEvent(session: Session, row: EventRow): Promise<boolean> {
  const written = await session.run(
    `INSERT INTO events (account, key, link_id, ref, reference, occurred_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (account, key) DO NOTHING`,
    row.account,
    row.key,
    row.link_id,
    row.ref,
    row.reference,
    row.occurred_at,
    row.body,
  );
  return written === 1;
}

/** Gives unmatched reports to their link; false when one of them has a link already, or is not there. */
export async function matchEvents(session: Session, matched: NonNullable<CommitWire["matched"]>): Promise<boolean> {
  const keys = [...new Set(matched.keys)];
  const sql = "UPDATE events SET link_id = $1 WHERE account = $2 AND key = ANY ($3::text[]) AND link_id IS NULL";
  return (await session.run(sql, matched.linkId, matched.account, keys)) === keys.length;
}
