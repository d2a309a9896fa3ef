import { defineStore } from "../../../src/ports/store.ts";
import { isSqliteUrl, problemOfUrl } from "./url.ts";

/** One file, no server: the default store. */
export default defineStore({
  id: "sqlite",
  accepts: isSqliteUrl,
  problem: problemOfUrl,
  async open(context) {
    const { openSqliteStore } = await import("./store.ts");
    return openSqliteStore(context);
  },
  async openArchive(context) {
    const { openSqliteArchive } = await import("./archive.ts");
    return openSqliteArchive(context);
  },
});
