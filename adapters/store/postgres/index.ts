import { defineStore } from "../../../src/ports/store.ts";
import { isPostgresUrl, problemOfUrl } from "./url.ts";

/** A PostgreSQL server and any number of bot processes over one database. */
export default defineStore({
  id: "postgres",
  accepts: isPostgresUrl,
  problem: problemOfUrl,
  async open(context) {
    const { openPostgresStore } = await import("./store.ts");
    return openPostgresStore(context);
  },
  async openArchive(context) {
    const { openPostgresArchive } = await import("./archive.ts");
    return openPostgresArchive(context);
  },
});
