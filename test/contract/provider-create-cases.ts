import { expect } from "vitest";
import { InputError, ProviderError, UnsupportedError } from "../../src/model/errors.ts";
import { isHttpUrl } from "../../src/model/option.ts";
import type { ProviderCase, ProviderWorld } from "./provider-contract.ts";
import { keyOf, mainCurrency, orderOf } from "./provider-orders.ts";

const mostCalls = 8;

/** Making links, once each. */
export const createCases: readonly ProviderCase[] = [
  {
    name: "a create makes one link that can be opened and is active",
    async run({ start }) {
      const harness = await start();
      const order = orderOf(harness, await mainCurrency(harness));
      await harness.provider.checkOrder(order);
      const made = await harness.provider.createLink(order);
      expect(made.ref).not.toBe("");
      expect(made.url === undefined ? made.qrContent : isHttpUrl(made.url)).toBeTruthy();
      expect(["active", "unclear"]).toContain(made.state);
      const held = harness.emulator.links();
      expect(held).toHaveLength(1);
      expect(held[0]).toMatchObject({ ref: made.ref, ...(made.url !== undefined && { url: made.url }) });
    },
  },
  {
    name: "our reference arrives with the link",
    async run({ start }) {
      const harness = await start();
      const order = orderOf(harness, await mainCurrency(harness));
      await harness.provider.createLink(order);
      expect(harness.emulator.links()[0]?.reference).toBe(order.reference);
    },
  },
  {
    name: "an order without the country it needs is refused beforehand",
    applies: ({ traits }) => traits.needsCountry,
    async run({ start }) {
      const harness = await start();
      const { country: _country, ...order } = orderOf(harness, await mainCurrency(harness));
      await expect(harness.provider.checkOrder(order)).rejects.toBeInstanceOf(InputError);
      expect(harness.emulator.links()).toEqual([]);
    },
  },
  {
    name: "an open amount is refused where the payer cannot choose",
    applies: ({ traits }) => !traits.canOpenAmount,
    async run({ start }) {
      const harness = await start();
      const currency = await mainCurrency(harness);
      const order = orderOf(harness, currency, { price: { kind: "open", currency } });
      await expect(harness.provider.checkOrder(order)).rejects.toBeInstanceOf(UnsupportedError);
      expect(harness.emulator.links()).toEqual([]);
    },
  },
  {
    name: "links asked for at the same moment are each made, once",
    async run({ start }) {
      const harness = await start();
      const currency = await mainCurrency(harness);
      const orders = Array.from({ length: 5 }, () => orderOf(harness, currency));
      const made = await Promise.all(orders.map((order) => harness.provider.createLink(order)));
      expect(new Set(made.map((each) => each.ref)).size).toBe(orders.length);
      const held = harness.emulator.links().map((each) => [each.ref, each.reference]);
      expect(held.sort()).toEqual(made.map((each, at) => [each.ref, orders[at]?.reference]).sort());
    },
  },
  {
    name: "a lost answer to a create is unknown, and resolving it ends with exactly one link",
    async run(world) {
      let lost = 0;
      for (let skip = 0; skip < mostCalls; skip += 1) {
        const outcome = await createWithLostAnswer(world, skip);
        if (outcome === "not-reached") break;
        if (outcome === "lost") lost += 1;
      }
      expect(lost, "calls whose lost answer had made the link").toBeGreaterThan(0);
    },
  },
  {
    name: "an unknown create that never arrived ends with one link at most",
    async run({ start }) {
      const harness = await start();
      const order = orderOf(harness, await mainCurrency(harness));
      const found = await harness.provider.resolveCreate(order);
      const isRepeat = harness.provider.traits.unknownCreate.way === "repeat";
      expect(harness.emulator.links()).toHaveLength(isRepeat ? 1 : 0);
      expect(found === undefined).toBe(!isRepeat);
    },
  },
  {
    name: "resolving finds the link among others of the same thing",
    async run({ start }) {
      const harness = await start();
      const currency = await mainCurrency(harness);
      const orders = Array.from({ length: 12 }, () => orderOf(harness, currency));
      const refs: string[] = [];
      for (const order of orders) {
        refs.push((await harness.provider.createLink(order)).ref);
        harness.clock.advance(1_000);
      }
      for (const at of [0, 5, 11]) {
        const order = orders[at];
        if (order !== undefined) expect((await harness.provider.resolveCreate(order))?.ref).toBe(refs[at]);
      }
      expect(harness.emulator.links()).toHaveLength(orders.length);
    },
  },
];

/** Loses the answer of one of the calls a create makes, then finds out what it did. */
async function createWithLostAnswer(world: ProviderWorld, skip: number): Promise<"not-reached" | "lost" | "harmless"> {
  const harness = await world.start();
  const { provider, emulator } = harness;
  const order = orderOf(harness, await mainCurrency(harness));
  emulator.faults.plan("drop", { skip });
  const error = await provider.createLink(order).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (emulator.faults.taken === 0) return "not-reached";
  const isMade = emulator.links().length > 0;
  if (error === undefined) {
    expect(emulator.links()).toHaveLength(1);
    return "harmless";
  }
  expect(error).toBeInstanceOf(ProviderError);
  const { kind, retry } = error as ProviderError;
  if (!isMade) {
    expect(retry).not.toBe("never");
    await provider.resolveCreate(order);
    expect(emulator.links().length).toBeLessThanOrEqual(1);
    return "harmless";
  }
  expect(["outcome-unknown", "invalid-answer"]).toContain(kind);
  const found = await provider.resolveCreate(order);
  expect(emulator.links()).toHaveLength(1);
  expect(found?.ref).toBe(emulator.links()[0]?.ref);
  if (found === undefined) return "lost";
  expect((await provider.fetchLink(keyOf(order, found))).ref).toBe(found.ref);
  return "lost";
}
