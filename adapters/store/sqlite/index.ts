import { defineStore } from "../../../src/ports/store.ts";
import { openSqliteArchive } from "./archive.ts";
import { openSqliteStore } from "./store.ts";
import { isSqliteUrl, problemOfUrl } from "./url.ts";

/** One file, no server: the default store. */
export default defineStore({
  id: "sqlite",
  accepts: isSqliteUrl,
  problem: problemOfUrl,
  open: openSqliteStore,
  openArchive: openSqliteArchive,
});
