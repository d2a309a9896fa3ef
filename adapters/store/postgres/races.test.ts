import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { MessageRef } from "../../../src/model/conversation.ts";
import type { LinkTaskKind } from "../../../src/model/link-task.ts";
import type { LinkId } from "../../../src/model/payment-link.ts";
import type { Store } from "../../../src/ports/store.ts";
import { type PostgresServer, startPostgres } from "../../../test/support/postgres.ts";
import { storeContext } from "../../../test/support/store-context.ts";
import {
  sampleDelivery,
  sampleLink,
  sampleNotice,
  sampleStart,
  sampleTask,
} from "../../../test/support/store-samples.ts";
import postgres from "./index.ts";

// Each of these lets three processes loose on the same rows; what can go wrong needs them to meet at the wrong moment.
let server: PostgresServer;
let stores: readonly Store[];
const lease = { leaseMs: 3_600_000, now: sampleStart };

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

beforeEach(async () => {
  const url = await server.database();
  stores = await Promise.all(["w1", "w2", "w3"].map((worker) => postgres.open(storeContext(url, { worker }))));
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
});

/** Runs `work` on every store at once, several times side by side. */
async function everywhere(sideBySide: number, work: (store: Store, index: number) => Promise<void>): Promise<void> {
  const runs = stores.flatMap((store) => Array.from({ length: sideBySide }, () => store));
  await Promise.all(runs.map((store, index) => work(store, index)));
}

test("every delivery is handled once, in order, one of a lane at a time, and no lane is left behind", async () => {
  const lanes = 4;
  const each = 40;
  const inHand = new Set<string>();
  const handled: string[] = [];
  let accepted = 0;
  const handle = async (store: Store): Promise<void> => {
    while (handled.length < lanes * each) {
      for (const delivery of await store.claimDeliveries({ ...lease, limit: 2 })) {
        expect(inHand.has(delivery.lane)).toBe(false);
        inHand.add(delivery.lane);
        await Promise.resolve();
        inHand.delete(delivery.lane);
        expect(await store.commit({ delivery })).toEqual({ ok: true });
        handled.push(delivery.key);
      }
    }
  };
  const accept = async (store: Store, index: number): Promise<void> => {
    const lane = `lane${index % lanes}`;
    for (let count = 0; count < each; count += 1) {
      await store.acceptDelivery(sampleDelivery(`${lane}:${String(count).padStart(3, "0")}`, { lane }));
      accepted += 1;
    }
  };
  await Promise.all([
    ...Array.from({ length: lanes }, (_, index) => accept(stores[index % stores.length] as Store, index)),
    everywhere(1, handle),
  ]);
  expect(accepted).toBe(lanes * each);
  expect(new Set(handled).size).toBe(lanes * each);
  for (let lane = 0; lane < lanes; lane += 1) {
    const own = handled.filter((key) => key.startsWith(`lane${lane}:`));
    expect(own).toEqual(own.toSorted());
  }
});

test("two tasks of one link are never in hand at once, whichever processes claim them", async () => {
  const kinds: readonly LinkTaskKind[] = ["close", "check", "sweep", "expire", "edit"];
  const links = ["LAAAAA", "LBBBBB", "LCCCCC"];
  const tasks = links.flatMap((link) => kinds.map((kind) => sampleTask(link, { kind })));
  await (stores[0] as Store).commit({ tasks });
  const inHand = new Set<string>();
  let done = 0;
  await everywhere(2, async (store) => {
    while (done < tasks.length) {
      for (const task of await store.claimTasks({ ...lease, limit: 2 })) {
        expect(inHand.has(task.linkId)).toBe(false);
        inHand.add(task.linkId);
        await Promise.resolve();
        inHand.delete(task.linkId);
        expect(await store.commit({ task })).toEqual({ ok: true });
        done += 1;
      }
    }
  });
  expect(done).toBe(tasks.length);
});

test("writers of links and senders of cards do not wait for each other in a circle", async () => {
  const [store] = stores as [Store];
  const ids = ["LAAAAA", "LBBBBB"] as LinkId[];
  await store.commit({ links: ids.map((id) => sampleLink(id)), notices: ids.map((id) => sampleNotice(id)) });
  const began = performance.now();
  let sent = 0;
  const write = async (writer: Store, index: number): Promise<void> => {
    for (let count = 0; count < 25; count += 1) {
      const id = ids[(index + count) % 2] as LinkId;
      const link = await writer.findLink({ id });
      if (link === undefined) throw new Error("the link is gone");
      await writer.commit({
        links: [{ ...link, visits: count }],
        notices: [sampleNotice(id)],
        tasks: [sampleTask(id)],
      });
    }
  };
  const send = async (sender: Store): Promise<void> => {
    for (let count = 0; count < 25; count += 1) {
      const claimed = await sender.claimConversation(lease);
      if (claimed === undefined) continue;
      const { conversation, fence, notices } = claimed;
      const first = notices.slice(0, 1).map((notice) => notice.id);
      await sender.beginSend({ conversation, fence, notices: first, drops: [] });
      const card = { linkId: ids[count % 2] as LinkId, ref: `m${count}` as MessageRef };
      await sender.finishSend({ conversation, fence, notices: first, outcome: "sent", card });
      await sender.releaseConversation({ conversation, fence, nextSendAt: sampleStart });
      sent += first.length;
    }
  };
  await Promise.all([everywhere(2, write), everywhere(1, send)]);
  expect(sent).toBeGreaterThan(0);
  // A circle is only noticed after a second, each time.
  expect(performance.now() - began).toBeLessThan(8_000);
});

test("who reads the audit trail from row to row misses none, however the writers overlap", async () => {
  const [reader] = stores as [Store];
  const total = 90;
  const seen: number[] = [];
  const read = async (): Promise<void> => {
    while (seen.length < total) {
      const rows = await reader.listAudit({ afterSeq: seen.at(-1) ?? 0, limit: 50 });
      seen.push(...rows.map((row) => row.seq));
    }
  };
  const write = everywhere(3, async (store) => {
    for (let count = 0; count < total / 9; count += 1) {
      const audit = [{ at: sampleStart, who: "paylink", what: "link.created", outcome: "done" as const }];
      await store.commit({ audit, links: [], tasks: [sampleTask("LAAAAA")] });
    }
  });
  await Promise.all([write, read()]);
  expect(new Set(seen).size).toBe(total);
});

test("one record changed by three processes loses no change", async () => {
  const [store] = stores as [Store];
  await store.writeRecord({ kind: "count", key: "k", value: 0 });
  await everywhere(3, async (writer) => {
    for (let count = 0; count < 5; ) {
      const found = await writer.getRecord<number>("count", "k", sampleStart);
      const write = { kind: "count", key: "k", value: (found?.value ?? 0) + 1, expectedRevision: found?.revision ?? 0 };
      if (await writer.writeRecord(write)) count += 1;
    }
  });
  expect(await store.getRecord("count", "k", sampleStart)).toMatchObject({ value: 45 });
});
