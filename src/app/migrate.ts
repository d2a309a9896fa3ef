import type { Environment } from "../config/load-config.ts";
import { withStore } from "./open-store.ts";

/** Brings the configured store up to date; opening it does. Answers what to print. */
export function runMigrate(environment: Environment): Promise<string> {
  return withStore(environment, async (store) => {
    await store.ready();
    return "The store is up to date.";
  });
}
