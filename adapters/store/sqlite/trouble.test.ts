import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StoreUnavailableError } from "../../../src/model/errors.ts";
import type { LinkId } from "../../../src/model/payment-link.ts";
import type { Store } from "../../../src/ports/store.ts";
import { runScript } from "../../../test/support/child-process.ts";
import { scratchFolder } from "../../../test/support/store-bench.ts";
import { storeContext } from "../../../test/support/store-context.ts";
import { sampleDelivery, sampleLink } from "../../../test/support/store-samples.ts";
import sqlite from "./index.ts";

let folder: ReturnType<typeof scratchFolder>;
let path: string;
let store: Store;

beforeEach(async () => {
  folder = scratchFolder();
  path = join(folder.path, "paylink.db");
  store = await sqlite.open(storeContext(`sqlite:${path}`));
});

afterEach(async () => {
  await store.close();
  folder.remove();
});

/** Holds the write lock from another connection until the returned function is called. */
function lockOut(): () => void {
  const other = new DatabaseSync(path);
  other.exec("BEGIN EXCLUSIVE");
  return () => {
    other.exec("ROLLBACK");
    other.close();
  };
}

test("while another connection holds the lock, a write is refused within two seconds", async () => {
  const unlock = lockOut();
  const began = performance.now();
  await expect(store.acceptDelivery(sampleDelivery("a"))).rejects.toBeInstanceOf(StoreUnavailableError);
  expect(performance.now() - began).toBeLessThan(2_500);
  unlock();
});

test("a lock never blocks the event loop", async () => {
  const unlock = lockOut();
  const before = performance.eventLoopUtilization();
  await Promise.allSettled(Array.from({ length: 50 }, (_, index) => store.acceptDelivery(sampleDelivery(`k${index}`))));
  const { utilization } = performance.eventLoopUtilization(before);
  unlock();
  // Waiting for the lock on this thread would keep the loop busy nearly all of the time, on a busy machine or a quiet one.
  expect(utilization).toBeLessThan(0.5);
});

test("what was refused while locked was not written, and the store works again afterwards", async () => {
  const unlock = lockOut();
  await expect(store.acceptDelivery(sampleDelivery("a"))).rejects.toBeInstanceOf(StoreUnavailableError);
  unlock();
  expect(await store.acceptDelivery(sampleDelivery("a"))).toBe("accepted");
});

test("a lock that is let go in time is only waited for", async () => {
  const unlock = lockOut();
  setTimeout(unlock, 400);
  expect(await store.acceptDelivery(sampleDelivery("a"))).toBe("accepted");
});

test("reading goes on while another connection holds the write lock", async () => {
  await store.commit({ links: [sampleLink("LAAAAA")] });
  const unlock = lockOut();
  expect(await store.findLink({ id: "LAAAAA" as LinkId })).toBeDefined();
  unlock();
});

test("one operation that fails does not undo those that travelled with it", async () => {
  const cyclic = { kind: "x", key: "k", value: 1, expiresAt: new Date(Number.NaN) };
  const results = await Promise.allSettled([
    store.acceptDelivery(sampleDelivery("a")),
    store.writeRecord({ ...cyclic, key: undefined as unknown as string }),
    store.acceptDelivery(sampleDelivery("b")),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await store.acceptDelivery(sampleDelivery("b"))).toBe("duplicate");
});

test("a full disk refuses what it cannot keep, and what was acknowledged before is there", async () => {
  await store.close();
  const child = runScript(
    new URL("../../../test/support/store-fill-disk.ts", import.meta.url),
    [`sqlite:${path}`],
    ["sh", "-c", 'ulimit -f 4096; exec "$@"', "sh"],
  );
  expect(await child.ended()).toBe(0);
  const acknowledged = child.lines.filter((line) => line.startsWith("K"));
  expect(child.lines.at(-1)).toBe("StoreUnavailableError");
  expect(acknowledged.length).toBeGreaterThan(10);
  store = await sqlite.open(storeContext(`sqlite:${path}`));
  const again = await Promise.all(acknowledged.map((key) => store.acceptDelivery(sampleDelivery(key))));
  expect(again.filter((result) => result === "accepted")).toEqual([]);
});
