import type { SQLInputValue } from "node:sqlite";
import type { StoredLinkRow } from "../../../shared/store-link-row.ts";
import type { LinkListWire } from "../../../shared/store-operations.ts";
import type { Session } from "../session.ts";

interface Found {
  readonly id: string;
  readonly created_at: number;
}

/**
 * The newest links that pass the filters. Every status is asked for by itself, so that each query walks the end of one
 * index whatever the number of links, and the answers are merged. A word search walks one index of its own.
 */
export function listLinks(session: Session, query: LinkListWire): (StoredLinkRow & Found)[] {
  const found = query.words.length > 0 ? findByWords(session, query) : findByStatus(session, query);
  return found
    .sort(newestFirst)
    .slice(0, query.limit)
    .flatMap(({ id }) =>
      session.all<StoredLinkRow & Found>(
        "SELECT id, created_at, revision, conversation, card, doc FROM links WHERE id = ?",
        id,
      ),
    );
}

function findByStatus(session: Session, query: LinkListWire): Found[] {
  const { where, values } = conditionsOf(query);
  const sql = select(indexFor(query), `status = ?${where}`);
  return query.statuses.flatMap((status) => session.all<Found>(sql, status, ...values, query.limit));
}

function findByWords(session: Session, query: LinkListWire): Found[] {
  const { where, values } = conditionsOf(query);
  const statuses = query.statuses.map(() => "?").join(", ");
  const sql = select("links_words", `status IN (${statuses})${where}`);
  return session.all<Found>(sql, ...query.statuses, ...values, query.limit);
}

function select(index: string, where: string): string {
  return `SELECT id, created_at FROM links INDEXED BY ${index} WHERE ${where}
    ORDER BY created_at DESC, id DESC LIMIT ?`;
}

function conditionsOf(query: LinkListWire): { readonly where: string; readonly values: readonly SQLInputValue[] } {
  const conditions: [string, ...SQLInputValue[]][] = [];
  for (const word of query.words) conditions.push(["instr(search, ?) > 0", word]);
  if (query.from !== null) conditions.push(["created_at >= ?", query.from]);
  if (query.to !== null) conditions.push(["created_at < ?", query.to]);
  if (query.after !== null) conditions.push(["(created_at, id) < (?, ?)", query.after.created_at, query.after.id]);
  for (const [column, value] of Object.entries(query.equals)) conditions.push([`${column} = ?`, value]);
  return {
    where: conditions.map(([condition]) => ` AND ${condition}`).join(""),
    values: conditions.flatMap(([, ...values]) => values),
  };
}

/** The index that leaves fewest links to skip, by which filters there are. */
function indexFor({ equals }: LinkListWire): string {
  if (equals.price_minor !== undefined) return "links_price";
  if (equals.created_by !== undefined) {
    if (equals.conversation !== undefined) return "links_created_by_conversation";
    return equals.provider === undefined ? "links_created_by" : "links_created_by_provider";
  }
  if (equals.conversation !== undefined) return "links_conversation";
  if (equals.account !== undefined) return "links_account";
  return equals.provider === undefined ? "links_status" : "links_provider";
}

function newestFirst(one: Found, other: Found): number {
  return other.created_at - one.created_at || (one.id < other.id ? 1 : -1);
}
