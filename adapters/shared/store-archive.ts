import type { ArchiveRow } from "../../src/ports/store.ts";
import { linkColumns } from "./store-link-row.ts";

/** What a column holds: texts, whole numbers, or numbers with a fraction. */
export type ArchiveType = "text" | "integer" | "real";

/** A table as it is copied between engines. What belongs to running processes (leases, fences) is left out. */
export interface ArchiveTable {
  readonly name: string;
  /** The columns that name a row, the first of the columns. */
  readonly keys: number;
  readonly columns: readonly (readonly [name: string, type: ArchiveType])[];
}

/** Names of text columns, with `#` before whole numbers and `~` before fractions. */
function table(name: string, keys: number, columns: readonly string[]): ArchiveTable {
  return {
    name,
    keys,
    columns: columns.map((column) => {
      if (column.startsWith("#")) return [column.slice(1), "integer"];
      return column.startsWith("~") ? [column.slice(1), "real"] : [column, "text"];
    }),
  };
}

const wholeLinkColumns: ReadonlySet<string> = new Set(["revision", "created_at"]);

/** Everything a store holds, the same for both engines. */
export const archiveTables: readonly ArchiveTable[] = [
  table(
    "links",
    1,
    linkColumns.map((column) => (wholeLinkColumns.has(column) ? `#${column}` : column)),
  ),
  table("requests", 1, ["key", "link_id"]),
  table("events", 1, ["#seq", "account", "key", "link_id", "ref", "reference", "#occurred_at", "body"]),
  table("deliveries", 1, [
    ...["#id", "source", "key", "lane", "body", "#received_at", "#is_done", "#not_before", "#attempts"],
  ]),
  table("tasks", 1, [
    ...["#id", "link_id", "account", "kind", "#due_at", "#attempts", "data", "#has_started"],
    ...["#next_due_at", "#next_attempts", "next_data", "#next_has_started"],
  ]),
  table("conversations", 1, ["ref", "#ready_at", "#next_send_at"]),
  table("notices", 1, [
    ...["#id", "conversation", "link_id", "body", "#is_paid", "#not_before", "#ready_at", "state"],
    ...["#attempts", "#doubts", "#stored_at", "reason"],
  ]),
  table("drafts", 2, ["conversation", "actor", "state", "prompt", "#expires_at"]),
  table("records", 2, ["kind", "key", "value", "#revision", "#expires_at"]),
  table("budgets", 1, ["key", "~tokens", "#counted_at"]),
  table("audit", 1, [
    ...["#seq", "#at", "who", "who_name", "what", "outcome", "link_id", "conversation", "facts", "seal"],
  ]),
];

/** The table of that name. */
export function requireArchiveTable(name: string): ArchiveTable {
  const found = archiveTables.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`no table ${name}`);
  return found;
}

/** A row that an engine has read by column names, in the order of the columns; NUL is in no name, see PostgreSQL. */
export function toArchiveRow(table: ArchiveTable, row: Readonly<Record<string, string | number | null>>): ArchiveRow {
  return table.columns.map(([name]) => {
    const value = row[name] ?? null;
    return typeof value === "string" ? value.replaceAll("\0", "\uFFFD") : value;
  });
}
