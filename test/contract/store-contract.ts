import { describe, test } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import type { ManualClock } from "../support/runtime.ts";
import { auditCases } from "./store-audit-cases.ts";
import { eventCases } from "./store-event-cases.ts";
import { inboxCases } from "./store-inbox-cases.ts";
import { leaseCases } from "./store-lease-cases.ts";
import { linkCases } from "./store-link-cases.ts";
import { listCases } from "./store-list-cases.ts";
import { outboxCases } from "./store-outbox-cases.ts";
import { recordCases } from "./store-record-cases.ts";
import { sendCases } from "./store-send-cases.ts";
import { taskCases } from "./store-task-cases.ts";
import { upkeepCases } from "./store-upkeep-cases.ts";

/** A kind of store, as the suite needs it. */
export interface StoreBench {
  readonly name: string;
  /** An empty store of its own for each case. */
  start(): Promise<StoreWorld>;
}

/** One open store and what can be done to it. */
export interface StoreWorld {
  readonly clock: ManualClock;
  readonly store: Store;
  /** Another process on the same database; absent where there can be none. */
  readonly other?: () => Promise<Store>;
  /** The database as the next process finds it when this one is killed now; absent where nothing outlives it. */
  readonly afterCrash?: () => Promise<Store>;
  stop(): Promise<void>;
}

/** One promise every store keeps; `run` throws when it does not. */
export interface StoreCase {
  readonly name: string;
  /** What the world must be able to do for this case. */
  readonly needs?: "other" | "afterCrash";
  readonly run: (world: StoreWorld) => Promise<void>;
}

/** What every store adapter must do. */
export const storeCases: readonly StoreCase[] = [
  ...linkCases,
  ...listCases,
  ...eventCases,
  ...inboxCases,
  ...taskCases,
  ...outboxCases,
  ...sendCases,
  ...recordCases,
  ...leaseCases,
  ...auditCases,
  ...upkeepCases,
];

/** Runs one case on a store of its own; false when this kind of store cannot be asked. */
export async function runStoreCase(bench: StoreBench, each: StoreCase): Promise<boolean> {
  const world = await bench.start();
  try {
    if (each.needs !== undefined && world[each.needs] === undefined) return false;
    await each.run(world);
    return true;
  } finally {
    await world.stop();
  }
}

/** Registers the whole suite for one kind of store. */
export function testStore(bench: StoreBench): void {
  describe(bench.name, () => {
    test.each(storeCases)("$name", async (each) => {
      await runStoreCase(bench, each);
    });
  });
}

/** Another handle, for cases that need one. */
export function requireOther(world: StoreWorld): Promise<Store> {
  if (world.other === undefined) throw new TypeError("this store has no second process");
  return world.other();
}

/** The store after a crash, for cases that need it. */
export function requireAfterCrash(world: StoreWorld): Promise<Store> {
  if (world.afterCrash === undefined) throw new TypeError("this store does not outlive its process");
  return world.afterCrash();
}
