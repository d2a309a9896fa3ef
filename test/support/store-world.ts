import { expect } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import type { ManualClock } from "./runtime.ts";

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

/** Work may be told a moment after the write is done. */
export async function hears(heard: readonly string[], kind: string): Promise<void> {
  await expect.poll(() => heard).toContain(kind);
}
