import { describe, test } from "vitest";
import type { StoreBench, StoreCase } from "../support/store-world.ts";
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
