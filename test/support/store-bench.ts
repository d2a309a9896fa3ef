import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sqlite from "../../adapters/store/sqlite/index.ts";
import type { Store, StoreContext } from "../../src/ports/store.ts";
import { ManualClock } from "./runtime.ts";
import { storeContext } from "./store-context.ts";
import type { StoreBench } from "./store-world.ts";

/** A folder that is gone after the work. */
export function scratchFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "paylink-store-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * SQLite in a file. A crash is the files as they are on disk at that moment, opened elsewhere: what a killed process
 * leaves behind.
 */
export const sqliteFileBench: StoreBench = {
  name: "SQLite in a file",
  async start() {
    const folder = scratchFolder();
    const clock = new ManualClock();
    const stores: Store[] = [];
    const open = async (changes: Partial<StoreContext>, name = "paylink.db"): Promise<Store> => {
      const store = await sqlite.open(storeContext(`sqlite:${join(folder.path, name)}`, { clock, ...changes }));
      stores.push(store);
      return store;
    };
    return {
      clock,
      store: await open({}),
      other: () => open({ role: "side", worker: "w2" }),
      async afterCrash() {
        for (const suffix of ["", "-wal"]) {
          const from = join(folder.path, `paylink.db${suffix}`);
          if (existsSync(from)) copyFileSync(from, join(folder.path, `crashed.db${suffix}`));
        }
        return open({ worker: "w3" }, "crashed.db");
      },
      async stop() {
        await Promise.all(stores.map((store) => store.close()));
        folder.remove();
      },
    };
  },
};

/** SQLite in memory: nothing outlives it, and nobody else can open it. */
export const sqliteMemoryBench: StoreBench = {
  name: "SQLite in memory",
  async start() {
    const clock = new ManualClock();
    const store = await sqlite.open(storeContext("sqlite::memory:", { clock }));
    return { clock, store, stop: () => store.close() };
  },
};
