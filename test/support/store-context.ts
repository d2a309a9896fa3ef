import type { StoreContext } from "../../src/ports/store.ts";
import { KeptLogger, KeptMetrics, ManualClock } from "./runtime.ts";

/** What a store is opened with in tests. */
export function storeContext(url: string, changes: Partial<StoreContext> = {}): StoreContext {
  return {
    url,
    worker: "w1",
    role: "bot",
    clock: new ManualClock(),
    logger: new KeptLogger(),
    metrics: new KeptMetrics(),
    ...changes,
  };
}
