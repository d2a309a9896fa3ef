import { Client } from "pg";
import type { ArchiveRow, StoreArchive, StoreContext } from "../../../src/ports/store.ts";
import {
  type ArchiveTable,
  type ArchiveType,
  archiveTables,
  requireArchiveTable,
  toArchiveRow,
} from "../../shared/store-archive.ts";
import { connectionConfig } from "./connection.ts";
import { lockSpaces } from "./lock-spaces.ts";
import { bringForward } from "./migrate.ts";
import { toOpenError, UsedDatabaseError } from "./open-error.ts";

/** Opens a database that no bot works on, to copy it whole, in one transaction on one connection. */
export async function openPostgresArchive(context: StoreContext): Promise<StoreArchive> {
  const client = new Client(connectionConfig(context.url, `${context.worker} copy`));
  // What breaks rejects the statement under way; the event must only not end the process.
  client.on("error", () => {});
  try {
    await bringForward(context.url, context.worker);
    await client.connect();
    await begin(client);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw toOpenError(error);
  }
  return {
    tables: archiveTables.map((table) => table.name),
    async isEmpty() {
      const found = archiveTables.map((table) => `EXISTS (SELECT 1 FROM ${table.name})`);
      const { rows } = await client.query<{ has: boolean }>(`SELECT ${found.join(" OR ")} AS has`);
      return rows[0]?.has === false;
    },
    read: (name, { after, limit }) => readPage(client, requireArchiveTable(name), { after, limit }),
    write: (name, rows) => writeRows(client, requireArchiveTable(name), rows),
    async commit() {
      await buildLanes(client);
      await raiseSequences(client);
      await client.query("COMMIT");
    },
    close: () => client.end(),
  };
}

async function begin(client: Client): Promise<void> {
  await client.query("SET idle_in_transaction_session_timeout = 0");
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
  const { rows } = await client.query<{ others: number }>(
    `SELECT count(*) AS others FROM workers
     WHERE NOT pg_try_advisory_xact_lock(${lockSpaces.worker}, id::integer)`,
  );
  if (rows[0]?.others !== 0) throw new UsedDatabaseError("other Paylink processes use this database");
  await client.query("CREATE TEMPORARY TABLE delays (id bigint, not_before bigint) ON COMMIT DROP");
}

/**
 * Deliveries as both engines have them: the time the head of a lane waits for is in its lane here, and among the delays
 * as long as we write.
 */
const deliveries = `(SELECT id, source, key, lane, body, received_at, is_done::integer AS is_done,
  coalesce(delays.not_before, CASE WHEN lanes.head_id = id THEN lanes.not_before END, 0) AS not_before, attempts
  FROM deliveries LEFT JOIN lanes USING (lane) LEFT JOIN delays USING (id)) AS deliveries`;

async function readPage(
  client: Client,
  table: ArchiveTable,
  page: { readonly after: ArchiveRow | undefined; readonly limit: number },
): Promise<readonly ArchiveRow[]> {
  const names = table.columns.map(([name]) => name);
  const keys = names.slice(0, table.keys);
  const marks = keys.map((_key, index) => `$${index + 2}`);
  const where = page.after === undefined ? "" : `WHERE (${keys.join(", ")}) > (${marks.join(", ")})`;
  const from = table.name === "deliveries" ? deliveries : table.name;
  const sql = `SELECT ${names.join(", ")} FROM ${from} ${where} ORDER BY ${keys.join(", ")} LIMIT $1`;
  const { rows } = await client.query(sql, [page.limit, ...(page.after ?? []).slice(0, table.keys)]);
  return rows.map((row) => toArchiveRow(table, row));
}

const arrayTypes: Readonly<Record<ArchiveType, string>> = {
  text: "text[]",
  integer: "bigint[]",
  real: "double precision[]",
};

async function writeRows(client: Client, table: ArchiveTable, rows: readonly ArchiveRow[]): Promise<void> {
  const names = table.columns.map(([name]) => name);
  const arrays = table.columns.map(([, type], index) => `$${index + 1}::${arrayTypes[type]}`);
  const given = `unnest(${arrays.join(", ")}) AS given (${names.join(", ")})`;
  const values = names.map((_name, index) => rows.map((row) => row[index]));
  if (table.name !== "deliveries") {
    await client.query(`INSERT INTO ${table.name} (${names.join(", ")}) SELECT * FROM ${given}`, values);
    return;
  }
  const own = names.filter((name) => name !== "not_before");
  const picked = own.map((name) => (name === "is_done" ? "is_done <> 0" : name));
  await client.query(
    `WITH given AS (SELECT * FROM ${given}),
       late AS (INSERT INTO delays SELECT id, not_before FROM given WHERE not_before > 0)
     INSERT INTO deliveries (${own.join(", ")}) SELECT ${picked.join(", ")} FROM given`,
    values,
  );
}

async function buildLanes(client: Client): Promise<void> {
  await client.query(
    `INSERT INTO lanes (lane, head_id, not_before)
     SELECT lane, head_id, coalesce(delays.not_before, 0)
     FROM (SELECT lane, min(id) AS head_id FROM deliveries WHERE NOT is_done GROUP BY lane) AS heads
     LEFT JOIN delays ON delays.id = heads.head_id`,
  );
}

/** What is written next gets numbers above the copied ones. */
async function raiseSequences(client: Client): Promise<void> {
  const numbered = { events: "seq", deliveries: "id", tasks: "id", notices: "id", audit: "seq" };
  for (const [table, column] of Object.entries(numbered)) {
    await client.query(
      `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), max(${column})) FROM ${table}
       HAVING max(${column}) IS NOT NULL`,
    );
  }
  await client.query("SELECT setval('record_revision', max(revision)) FROM records HAVING max(revision) IS NOT NULL");
}
