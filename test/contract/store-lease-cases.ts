import { expect } from "vitest";
import { requireAfterCrash, requireOther, type StoreCase } from "../support/store-world.ts";

const slow = { key: "telegram:bot", capacity: 3, refillPerSecond: 2 };
const fast = { key: "telegram:chat", capacity: 5, refillPerSecond: 1 };

export const leaseCases: readonly StoreCase[] = [
  {
    name: "a budget gives its capacity at once and then as fast as it refills",
    async run({ store, clock }) {
      const waits: number[] = [];
      for (let take = 0; take < 4; take += 1) waits.push(await store.takeBudgets([slow], clock.now()));
      expect(waits).toEqual([0, 0, 0, 500]);
      clock.advance(500);
      expect(await store.takeBudgets([slow], clock.now())).toBe(0);
      expect(await store.takeBudgets([slow], clock.now())).toBeGreaterThan(0);
    },
  },
  {
    name: "a budget never holds more than its capacity",
    async run({ store, clock }) {
      await store.takeBudgets([slow], clock.now());
      clock.advance(3_600_000);
      const waits: number[] = [];
      for (let take = 0; take < 4; take += 1) waits.push(await store.takeBudgets([slow], clock.now()));
      expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
    },
  },
  {
    name: "of several budgets a token of each is taken, or none",
    async run({ store, clock }) {
      for (let take = 0; take < 3; take += 1) await store.takeBudgets([slow], clock.now());
      expect(await store.takeBudgets([fast, slow], clock.now())).toBe(500);
      const waits: number[] = [];
      for (let take = 0; take < 6; take += 1) waits.push(await store.takeBudgets([fast], clock.now()));
      expect(waits).toEqual([0, 0, 0, 0, 0, 1000]);
    },
  },
  {
    name: "a budget raced by twenty gives no more than it has",
    async run({ store, clock }) {
      const waits = await Promise.all(Array.from({ length: 20 }, () => store.takeBudgets([slow], clock.now())));
      expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
    },
  },
  {
    name: "two processes share a budget",
    needs: "other",
    async run(world) {
      const stores = [world.store, await requireOther(world)];
      const waits = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          (stores[index % 2] ?? world.store).takeBudgets([slow], world.clock.now()),
        ),
      );
      expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
    },
  },
  {
    name: "a lease can be taken, kept and given up by its holder",
    async run({ store, clock }) {
      expect(await store.holdLease("poll", 1_000, clock.now())).toBe(true);
      clock.advance(900);
      expect(await store.holdLease("poll", 1_000, clock.now())).toBe(true);
      await store.releaseLease("poll");
      expect(await store.holdLease("poll", 1_000, clock.now())).toBe(true);
    },
  },
  {
    name: "a lease is held by one process, until it runs out or is given up",
    needs: "other",
    async run(world) {
      const other = await requireOther(world);
      const { store, clock } = world;
      expect(await store.holdLease("poll", 1_000, clock.now())).toBe(true);
      expect(await other.holdLease("poll", 1_000, clock.now())).toBe(false);
      expect(await other.holdLease("seal", 1_000, clock.now())).toBe(true);
      await other.releaseLease("poll");
      expect(await other.holdLease("poll", 1_000, clock.now())).toBe(false);
      clock.advance(1_001);
      expect(await other.holdLease("poll", 1_000, clock.now())).toBe(true);
      expect(await store.holdLease("poll", 1_000, clock.now())).toBe(false);
      await other.releaseLease("poll");
      expect(await store.holdLease("poll", 1_000, clock.now())).toBe(true);
    },
  },
  {
    name: "the leases of a process that crashed are free at once",
    needs: "afterCrash",
    async run(world) {
      await world.store.holdLease("poll", 3_600_000, world.clock.now());
      const store = await requireAfterCrash(world);
      expect(await store.holdLease("poll", 1_000, world.clock.now())).toBe(true);
    },
  },
];
