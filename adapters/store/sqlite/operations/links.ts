import { type LinkRow, linkColumns, type StoredLinkRow } from "../../../shared/store-link-row.ts";
import type { LinkTargetWire } from "../../../shared/store-operations.ts";
import type { EventRow } from "../../../shared/store-trail-rows.ts";
import type { Session } from "../session.ts";

const columns = "links.revision, links.conversation, links.card, links.doc";

/** The newest link with that name. */
export function findLink(session: Session, target: LinkTargetWire): StoredLinkRow | undefined {
  const where = Object.keys(target).map((column) => `${column} = ?`);
  return session.get<StoredLinkRow>(
    `SELECT ${columns} FROM links WHERE ${where.join(" AND ")} ORDER BY created_at DESC LIMIT 1`,
    ...Object.values(target),
  );
}

export function findRequest(session: Session, key: string): StoredLinkRow | undefined {
  return session.get<StoredLinkRow>(
    `SELECT ${columns} FROM requests JOIN links ON links.id = requests.link_id WHERE requests.key = ?`,
    key,
  );
}

const insertLink = `INSERT INTO links (${linkColumns.join(", ")}) VALUES (${linkColumns.map(() => "?").join(", ")})
  ON CONFLICT DO NOTHING`;
const updateLink = `UPDATE links SET ${linkColumns.map((column) => `${column} = ?`).join(", ")}
  WHERE id = ? AND revision = ?`;

/** Writes a link over the revision it was decided on; false when that is not the present one, or its names are taken. */
export function writeLink(session: Session, row: LinkRow): boolean {
  const values = linkColumns.map((column) => (column === "revision" ? row.revision + 1 : row[column]));
  if (row.revision === 0) return session.run(insertLink, ...values) === 1;
  return session.run(updateLink, ...values, row.id, row.revision) === 1;
}

/** Makes the link the one of this request; false when another has it. */
export function writeRequest(
  session: Session,
  request: { readonly key: string; readonly linkId: string; readonly replaces: string | null },
): boolean {
  const written = session.run(
    `INSERT INTO requests (key, link_id) VALUES (?1, ?2)
     ON CONFLICT (key) DO UPDATE SET link_id = excluded.link_id WHERE link_id = ?3`,
    request.key,
    request.linkId,
    request.replaces,
  );
  return written === 1;
}

export function knownEvents(session: Session, [account, keys]: readonly [string, readonly string[]]): string[] {
  const sql = "SELECT key FROM events WHERE account = ? AND key = ?";
  return keys.flatMap((key) => session.all<{ key: string }>(sql, account, key).map((row) => row.key));
}

export function listEvents(session: Session, linkId: string): Pick<EventRow, "body">[] {
  return session.all(
    "SELECT body FROM events WHERE link_id = ? AND body IS NOT NULL ORDER BY occurred_at, seq",
    linkId,
  );
}

/** Reports that name this ref or this reference and belong to no link yet. */
export function findUnmatched(
  session: Session,
  [account, ref, reference]: readonly [account: string, ref: string | null, reference: string | null],
): Pick<EventRow, "body">[] {
  const select =
    "SELECT seq, occurred_at, body FROM events WHERE link_id IS NULL AND body IS NOT NULL AND account = ?1";
  return session.all(
    `${select} AND ref = ?2 UNION ${select} AND reference = ?3 ORDER BY occurred_at, seq`,
    account,
    ref,
    reference,
  );
}

/** Keeps a report; false when the account has it already. */
export function writeEvent(session: Session, row: EventRow): boolean {
  const written = session.run(
    `INSERT INTO events (account, key, link_id, ref, reference, occurred_at, body) VALUES (?, ?, ?, ?, ?, ?, ?)
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
export function matchEvents(
  session: Session,
  matched: { readonly linkId: string; readonly account: string; readonly keys: readonly string[] },
): boolean {
  const sql = "UPDATE events SET link_id = ? WHERE account = ? AND key = ? AND link_id IS NULL";
  return matched.keys.every((key) => session.run(sql, matched.linkId, matched.account, key) === 1);
}
