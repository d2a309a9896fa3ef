import { expect } from "vitest";
import type { Delivery } from "../../src/model/delivery.ts";
import type { Store } from "../../src/ports/store.ts";
import {
  abt,
  sampleAccount,
  sampleDelivery,
  sampleEvent,
  sampleLink,
  sampleMessage,
} from "../support/store-samples.ts";
import { hears, requireAfterCrash, requireOther, type StoreCase, type StoreWorld } from "../support/store-world.ts";

const leaseMs = 1_000;

function claim(world: Pick<StoreWorld, "clock">, store: Store, limit = 10): Promise<readonly Delivery[]> {
  return store.claimDeliveries({ limit, leaseMs, now: world.clock.now() });
}

async function claimOne(world: StoreWorld, store: Store = world.store): Promise<Delivery> {
  const [delivery] = await claim(world, store, 1);
  if (delivery === undefined) throw new Error("nothing to claim");
  return delivery;
}

async function accept(store: Store, keysByLane: Readonly<Record<string, readonly string[]>>): Promise<void> {
  for (const [lane, keys] of Object.entries(keysByLane)) {
    for (const key of keys) await store.acceptDelivery(sampleDelivery(key, { lane }));
  }
}

export const inboxCases: readonly StoreCase[] = [
  {
    name: "a message and a webhook come back as they were stored",
    async run(world) {
      const message = sampleDelivery("a", {
        body: { kind: "message", message: sampleMessage({ text: '你好 "x" \u0000 \\', wasRedacted: true }) },
      });
      const webhook = sampleDelivery("b", {
        source: `webhook:${sampleAccount}`,
        lane: "link:1",
        body: {
          kind: "webhook",
          account: sampleAccount,
          events: [sampleEvent("e", { amount: { minor: 10n ** 25n, currency: abt } })],
          hints: [{ ref: "plink_1", amount: { minor: 1n, currency: abt } }],
        },
      });
      await world.store.acceptDelivery(message);
      await world.store.acceptDelivery(webhook);
      const claimed = await claim(world, world.store);
      expect(claimed.map(({ id: _id, ...rest }) => rest)).toStrictEqual([
        { ...message, attempts: 0, fence: 1 },
        { ...webhook, attempts: 0, fence: 1 },
      ]);
    },
  },
  {
    name: "one key raced by twenty is accepted once",
    async run({ store, clock }) {
      const results = await Promise.all(Array.from({ length: 20 }, () => store.acceptDelivery(sampleDelivery("a"))));
      expect(results.filter((result) => result === "accepted")).toHaveLength(1);
      expect(results.filter((result) => result === "duplicate")).toHaveLength(19);
      expect((await store.backlog(clock.now())).deliveries).toBe(1);
    },
  },
  {
    name: "a key stays known after its delivery is finished",
    async run(world) {
      const { store } = world;
      await store.acceptDelivery(sampleDelivery("a"));
      await store.commit({ delivery: await claimOne(world) });
      expect(await store.acceptDelivery(sampleDelivery("a"))).toBe("duplicate");
      expect(await store.acceptDelivery(sampleDelivery("a", { source: "telegram" }))).toBe("accepted");
    },
  },
  {
    name: "of each lane only the oldest is handed out, the next when that one is finished",
    async run(world) {
      const { store } = world;
      await accept(store, { one: ["1a", "1b"], two: ["2a", "2b"] });
      const first = await claim(world, store);
      expect(first.map((delivery) => delivery.key)).toEqual(["1a", "2a"]);
      expect(await claim(world, store)).toEqual([]);
      await store.commit({ delivery: first[1] as Delivery });
      expect((await claim(world, store)).map((delivery) => delivery.key)).toEqual(["2b"]);
    },
  },
  {
    name: "deliveries of one lane are handed out in the order they were stored",
    async run(world) {
      const { store } = world;
      const keys = Array.from({ length: 15 }, (_, index) => `k${index}`);
      await accept(store, { one: keys });
      const seen: string[] = [];
      for (const _key of keys) {
        const delivery = await claimOne(world);
        seen.push(delivery.key);
        await store.commit({ delivery });
      }
      expect(seen).toEqual(keys);
    },
  },
  {
    name: "no more than the limit are handed out, oldest first",
    async run(world) {
      await accept(world.store, { one: ["a"], two: ["b"], three: ["c"] });
      expect((await claim(world, world.store, 2)).map((delivery) => delivery.key)).toEqual(["a", "b"]);
    },
  },
  {
    name: "two claims at once never get the same delivery",
    async run(world) {
      await accept(
        world.store,
        Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`lane${index}`, [`k${index}`]])),
      );
      const claims = await Promise.all(Array.from({ length: 6 }, () => claim(world, world.store, 5)));
      const keys = claims.flat().map((delivery) => delivery.key);
      expect(new Set(keys).size).toBe(30);
      expect(keys).toHaveLength(30);
    },
  },
  {
    name: "a delivery given back waits until its time and holds its lane up",
    async run(world) {
      const { store, clock } = world;
      await accept(store, { one: ["a", "b"] });
      await store.retryDelivery(await claimOne(world), new Date(clock.now().getTime() + 5_000));
      expect(await claim(world, store)).toEqual([]);
      clock.advance(5_000);
      expect(await claimOne(world)).toMatchObject({ key: "a", attempts: 1, fence: 2 });
    },
  },
  {
    name: "a delivery whose lease ran out goes to the next claim, and the old hands can do nothing with it",
    async run(world) {
      const { store, clock } = world;
      await accept(store, { one: ["a"] });
      const old = await claimOne(world);
      expect(await claim(world, store)).toEqual([]);
      clock.advance(leaseMs + 1);
      const fresh = await claimOne(world);
      expect(fresh).toMatchObject({ key: "a", attempts: 1, fence: old.fence + 1 });
      await store.retryDelivery(old, clock.now());
      const late = await store.commit({ delivery: old, links: [sampleLink("LAAAAA")] });
      expect(late).toEqual({ ok: false, conflict: "lease" });
      expect(await store.listLinks({ limit: 1 })).toEqual({ links: [] });
      expect(await claim(world, store)).toEqual([]);
      expect(await store.commit({ delivery: fresh })).toEqual({ ok: true });
    },
  },
  {
    name: "a delivery given back cannot be finished by who gave it back",
    async run(world) {
      const { store, clock } = world;
      await accept(store, { one: ["a"] });
      const delivery = await claimOne(world);
      await store.retryDelivery(delivery, clock.now());
      expect(await store.commit({ delivery })).toEqual({ ok: false, conflict: "lease" });
      expect(await claimOne(world)).toMatchObject({ key: "a" });
    },
  },
  {
    name: "a finished delivery cannot be finished again",
    async run(world) {
      await accept(world.store, { one: ["a"] });
      const delivery = await claimOne(world);
      await world.store.commit({ delivery });
      expect(await world.store.commit({ delivery })).toEqual({ ok: false, conflict: "lease" });
    },
  },
  {
    name: "an accepted delivery says that there is work, and so does the next of a lane",
    async run(world) {
      const { store } = world;
      const heard: string[] = [];
      store.onWork((kind) => heard.push(kind));
      await accept(store, { one: ["a", "b"] });
      await hears(heard, "inbox");
      const delivery = await claimOne(world);
      heard.length = 0;
      await store.commit({ delivery });
      await hears(heard, "inbox");
    },
  },
  {
    name: "after a crash what was in hand is handed out at once, with what was accepted",
    needs: "afterCrash",
    async run(world) {
      await accept(world.store, { one: ["a", "b"], two: ["c"] });
      const held = await claimOne(world);
      const store = await requireAfterCrash(world);
      expect((await claim(world, store)).map(({ key, attempts }) => [key, attempts])).toEqual([
        ["a", 1],
        ["c", 0],
      ]);
      expect(await store.commit({ delivery: held })).toEqual({ ok: false, conflict: "lease" });
    },
  },
  {
    name: "another process sees what was accepted, and does not accept it again",
    needs: "other",
    async run(world) {
      const other = await requireOther(world);
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 ? world.store : other).acceptDelivery(sampleDelivery("a"))),
      );
      expect(results.filter((result) => result === "accepted")).toHaveLength(1);
      expect((await claim(world, world.store)).map((delivery) => delivery.key)).toEqual(["a"]);
      expect(await claim(world, other)).toEqual([]);
    },
  },
];
