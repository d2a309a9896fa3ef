import { defineStore } from "../../../src/ports/store.ts";
import { openPostgresArchive } from "./archive.ts";
import { openPostgresStore } from "./store.ts";
import { isPostgresUrl, problemOfUrl } from "./url.ts";

/** A PostgreSQL server and any number of bot processes over one database. */
export default defineStore({
  id: "postgres",
  accepts: isPostgresUrl,
  problem: problemOfUrl,
  open: openPostgresStore,
  openArchive: openPostgresArchive,
});
