import type { ArchiveRow, StoreArchive, StoreContext } from "../../../src/ports/store.ts";
import { type ArchiveTable, archiveTables, requireArchiveTable, toArchiveRow } from "../../shared/store-archive.ts";
import { openDatabase } from "./open-database.ts";
import { toOpenError } from "./open-error.ts";
import type { Session } from "./session.ts";
import { parseUrl } from "./url.ts";

/** Opens a file as its owner, to copy it whole. It works on the caller's thread: nothing else runs in such a command. */
export async function openSqliteArchive(context: StoreContext): Promise<StoreArchive> {
  const { database, session, close } = openOwned(context);
  database.exec("BEGIN IMMEDIATE");
  return {
    tables: archiveTables.map((table) => table.name),
    isEmpty: async () =>
      archiveTables.every((table) => session.get(`SELECT 1 FROM ${table.name} LIMIT 1`) === undefined),
    read: async (name, { after, limit }) => readPage(session, requireArchiveTable(name), { after, limit }),
    async write(name, rows) {
      const table = requireArchiveTable(name);
      for (const row of rows) writeRow(session, table, row);
    },
    async commit() {
      session.run("UPDATE record_revision SET last = (SELECT coalesce(max(revision), 0) FROM records)");
      database.exec("COMMIT");
    },
    async close() {
      if (database.isTransaction) database.exec("ROLLBACK");
      close();
    },
  };
}

function openOwned(context: StoreContext): ReturnType<typeof openDatabase> {
  try {
    const stage = new SharedArrayBuffer(4);
    return openDatabase({ location: parseUrl(context.url), worker: context.worker, role: "bot", stage });
  } catch (error) {
    throw toOpenError(error);
  }
}

/** Deliveries as both engines have them: only the head of a lane may be waiting for a time of its own. */
const deliveries = `(SELECT id, source, key, lane, body, received_at, is_done,
  iif(is_head = 1, not_before, 0) AS not_before, attempts FROM deliveries)`;

function readPage(
  session: Session,
  table: ArchiveTable,
  page: { readonly after: ArchiveRow | undefined; readonly limit: number },
): readonly ArchiveRow[] {
  const names = table.columns.map(([name]) => name);
  const keys = names.slice(0, table.keys);
  const where = page.after === undefined ? "" : `WHERE (${keys.join(", ")}) > (${keys.map(() => "?").join(", ")})`;
  const from = table.name === "deliveries" ? deliveries : table.name;
  const sql = `SELECT ${names.join(", ")} FROM ${from} ${where} ORDER BY ${keys.join(", ")} LIMIT ?`;
  const after = (page.after ?? []).slice(0, table.keys);
  const rows = session.all<Record<string, string | number | null>>(sql, ...after, page.limit);
  return rows.map((row) => toArchiveRow(table, row));
}

/** Rows come in the order of their keys: the first unfinished delivery of a lane is its head. */
function writeRow(session: Session, table: ArchiveTable, row: ArchiveRow): void {
  const names = table.columns.map(([name]) => name);
  const markOf = (name: string): string => `?${names.indexOf(name) + 1}`;
  const marks = names.map(markOf);
  const isHead = `NOT ${markOf("is_done")}
    AND NOT EXISTS (SELECT 1 FROM deliveries WHERE lane = ${markOf("lane")} AND is_done = 0)`;
  const [alsoName, alsoValue] = table.name === "deliveries" ? [", is_head", `, ${isHead}`] : ["", ""];
  const sql = `INSERT INTO ${table.name} (${names.join(", ")}${alsoName}) VALUES (${marks.join(", ")}${alsoValue})`;
  session.run(sql, ...row);
}
