import postgres from "../../adapters/store/postgres/index.ts";
import sqlite from "../../adapters/store/sqlite/index.ts";
import type { StoreModule } from "../../src/ports/store.ts";

const modules: readonly StoreModule[] = [sqlite, postgres];

/** The adapter that serves this URL. */
export function findStore(url: string): StoreModule {
  const found = modules.find((module) => module.accepts(url));
  if (found === undefined) throw new RangeError("no store for this URL");
  return found;
}
