import type { SQLInputValue } from "node:sqlite";
import type { StoredLinkRow } from "../../../shared/store-rows.ts";
import type { Session } from "../session.ts";
import type { LinkListWire } from "../wire.ts";

interface Found {
  readonly id: string;
  readonly created_at: number;
}

/**
 * The newest links that pass the filters. Every status is asked for by itself, so that each query walks the end of one
 * index whatever the number of links, and the answers are merged.
 */
export function listLinks(session: Session, query: LinkListWire): (StoredLinkRow & Found)[] {
  const { where, values } = conditionsOf(query);
  const sql = `SELECT id, created_at FROM links INDEXED BY ${indexFor(query)}
    WHERE status = ?${where} ORDER BY created_at DESC, id DESC LIMIT ?`;
  const found = query.statuses.flatMap((status) => session.all<Found>(sql, status, ...values, query.limit));
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

function conditionsOf(query: LinkListWire): { readonly where: string; readonly values: readonly SQLInputValue[] } {
  const conditions: [string, ...SQLInputValue[]][] = [];
  for (const [column, value] of Object.entries(query.equals)) conditions.push([`${column} = ?`, value]);
  if (query.from !== null) conditions.push(["created_at >= ?", query.from]);
  if (query.to !== null) conditions.push(["created_at < ?", query.to]);
  if (query.after !== null) conditions.push(["(created_at, id) < (?, ?)", query.after.createdAt, query.after.id]);
  for (const word of query.words) conditions.push(["instr(search, ?) > 0", word]);
  return {
    where: conditions.map(([condition]) => ` AND ${condition}`).join(""),
    values: conditions.flatMap(([, ...values]) => values),
  };
}

/** The index of the filter that leaves fewest links, by what the filters are. */
function indexFor({ equals }: LinkListWire): string {
  if (equals.price_minor !== undefined) return "links_price";
  if (equals.created_by !== undefined) return "links_created_by";
  if (equals.conversation !== undefined) return "links_conversation";
  if (equals.account !== undefined) return "links_account";
  return equals.provider === undefined ? "links_status" : "links_provider";
}

function newestFirst(one: Found, other: Found): number {
  return other.created_at - one.created_at || (one.id < other.id ? 1 : -1);
}
