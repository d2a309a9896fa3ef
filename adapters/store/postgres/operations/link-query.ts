import type { LinkListWire, ListedLinkRow } from "../../../shared/store-operations.ts";
import type { Session, SqlValue } from "../session.ts";

const columns = "id, created_at, revision, conversation, card, doc";

/**
 * The newest links that pass the filters. Every status is asked for by itself, so that each walks the end of one index
 * whatever the number of links, and the answers are merged. A word search walks the links from the newest on.
 */
export function listLinks(session: Session, query: LinkListWire): Promise<ListedLinkRow[]> {
  const { where, values } = conditionsOf(query);
  if (query.words.length > 0) {
    const sql = `SELECT ${columns} FROM links WHERE status = ANY ($1::text[])${where}
      ORDER BY created_at DESC, id DESC LIMIT $2`;
    return session.all(sql, query.statuses, query.limit, ...values);
  }
  const sql = `SELECT found.* FROM unnest($1::text[]) AS wanted (status) CROSS JOIN LATERAL (
      SELECT ${columns} FROM links WHERE status = wanted.status${where}
      ORDER BY created_at DESC, id DESC LIMIT $2
    ) AS found ORDER BY created_at DESC, id DESC LIMIT $2`;
  return session.all(sql, query.statuses, query.limit, ...values);
}

/** The conditions besides the status; their values begin at `$3`. */
function conditionsOf(query: LinkListWire): { readonly where: string; readonly values: readonly SqlValue[] } {
  const values: SqlValue[] = [];
  const next = (value: SqlValue): string => `$${values.push(value) + 2}`;
  const conditions = Object.entries(query.equals).map(([column, value]) => `${column} = ${next(value)}`);
  if (query.from !== null) conditions.push(`created_at >= ${next(query.from)}`);
  if (query.to !== null) conditions.push(`created_at < ${next(query.to)}`);
  if (query.after !== null) {
    conditions.push(`(created_at, id) < (${next(query.after.created_at)}::bigint, ${next(query.after.id)}::text)`);
  }
  for (const word of query.words) conditions.push(`strpos(search, ${next(word)}) > 0`);
  return { where: conditions.map((condition) => ` AND ${condition}`).join(""), values };
}
