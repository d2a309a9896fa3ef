import { readdirSync, readFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

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
 * Brings the database forward from whatever version it has, all in one exclusive transaction.
 *
 * @throws NewerDatabaseError when its version is not known here.
 */
export function migrate(database: DatabaseSync, files: readonly string[] = migrationFiles()): void {
  if (versionOf(database) === files.length) return;
  database.exec("BEGIN EXCLUSIVE");
  try {
    const version = versionOf(database);
    if (version > files.length) {
      throw new NewerDatabaseError(`has schema version ${version}, this Paylink knows ${files.length}`);
    }
    for (const name of files.slice(version)) database.exec(readFileSync(new URL(name, folder), "utf8"));
    database.exec(`PRAGMA user_version = ${files.length}`);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.user_version);
}
