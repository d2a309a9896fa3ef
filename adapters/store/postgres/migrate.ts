import { readdirSync, readFileSync } from "node:fs";
import { Client } from "pg";
import { connectionConfig } from "./connection.ts";
import { lockSpaces } from "./lock-spaces.ts";

/** A database that a newer Paylink has changed: this one would harm it. */
export class NewerDatabaseError extends Error {}

const folder = new URL("./migrations/", import.meta.url);

/** The numbered migration files, in order; the number of the last is the version of the schema. */
export function migrationFiles(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name))
    .sort();
}

/**
 * Brings the database forward from whatever version it has, in one transaction, under a lock that other processes which
 * start at the same time wait for.
 *
 * @throws NewerDatabaseError when its version is not known here.
 */
export async function migrate(client: Client, files: readonly string[] = migrationFiles()): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${lockSpaces.migration}, 0)`);
    await client.query("CREATE SCHEMA IF NOT EXISTS paylink");
    await client.query("CREATE TABLE IF NOT EXISTS paylink.schema_version (version integer NOT NULL)");
    const { rows } = await client.query<{ version: number }>("SELECT version FROM paylink.schema_version");
    const version = rows[0]?.version ?? 0;
    if (version > files.length) {
      throw new NewerDatabaseError(`has schema version ${version}, this Paylink knows ${files.length}`);
    }
    for (const name of files.slice(version)) await client.query(readFileSync(new URL(name, folder), "utf8"));
    if (version < files.length) {
      await client.query("DELETE FROM paylink.schema_version");
      await client.query("INSERT INTO paylink.schema_version VALUES ($1)", [files.length]);
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

/** Brings the database forward, on a connection of its own. */
export async function bringForward(url: string, name: string): Promise<void> {
  const client = new Client(connectionConfig(url, name));
  // What breaks while we migrate rejects the statement under way; the event must only not end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    await migrate(client);
  } finally {
    await client.end();
  }
}
