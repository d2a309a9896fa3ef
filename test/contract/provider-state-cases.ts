import { expect } from "vitest";
import { NotFoundError } from "../../src/model/errors.ts";
import { readOption } from "../../src/model/option.ts";
import type { ProviderRef } from "../../src/model/payment-link.ts";
import type { ListedLink, ProviderListQuery } from "../../src/model/provider-link.ts";
import type { LinkOrder } from "../../src/ports/payment-provider.ts";
import type { ProviderHarness } from "../support/provider-harness.ts";
import type { ProviderCase } from "./provider-contract.ts";
import { keyOf, mainCurrency, makeLink, orderOf } from "./provider-orders.ts";

const stopped = ["cancelling", "disabled", "expired"];

/** Fetching, stopping, opening and listing links. */
export const stateCases: readonly ProviderCase[] = [
  {
    name: "a fetched link is active and is the one that was made",
    async run(world) {
      const { harness, key, ref } = await makeLink(world);
      const seen = await harness.provider.fetchLink(key);
      expect(seen).toMatchObject({ ref, state: "active" });
      expect(seen.events ?? []).toEqual([]);
      expect(seen.totals?.count ?? 0).toBe(0);
    },
  },
  {
    name: "a link whose id we never learnt is found, and stopped, by our reference alone",
    async run(world) {
      const { harness, key, ref } = await makeLink(world);
      const { ref: _ref, ...named } = key;
      expect((await harness.provider.fetchLink(named)).ref).toBe(ref);
      await harness.provider.disableLink(named);
      expect(stopped).toContain((await harness.provider.fetchLink(named)).state);
    },
  },
  {
    name: "a link the provider does not know is not found, whatever is asked about it",
    async run(world) {
      const { key } = await makeLink(world);
      const empty = await world.start();
      await expect(empty.provider.fetchLink(key)).rejects.toBeInstanceOf(NotFoundError);
      await expect(empty.provider.disableLink(key)).rejects.toBeInstanceOf(NotFoundError);
      if (empty.provider.enableLink !== undefined) {
        await expect(empty.provider.enableLink(key)).rejects.toBeInstanceOf(NotFoundError);
      }
    },
  },
  {
    name: "many links are fetched at once, and unknown ones left out",
    applies: ({ traits }) => traits.fetchBatch > 1,
    async run(world) {
      const harness = await world.start();
      const orders = await makeSeveral(harness, 5);
      const stranger = orderOf(harness, await mainCurrency(harness));
      const keys = orders.map(({ order, ref }) => keyOf(order, { ref }));
      const unknown = keyOf(stranger, { ref: "987654321" as ProviderRef });
      const seen = await harness.provider.fetchLinks?.([...keys, unknown].slice(0, harness.provider.traits.fetchBatch));
      expect(seen?.map(({ ref }) => ref).sort()).toEqual(orders.map(({ ref }) => ref).sort());
    },
  },
  {
    name: "a disabled link says so and takes no money",
    async run(world) {
      const { harness, key, ref } = await makeLink(world);
      const result = await harness.provider.disableLink(key);
      const { state } = await harness.provider.fetchLink(key);
      expect(stopped).toContain(state);
      if (result === "asked") return;
      expect(state).not.toBe("cancelling");
      await expect(harness.emulator.pay(ref)).rejects.toThrow();
    },
  },
  {
    name: "disabling twice is quiet",
    async run(world) {
      const { harness, key } = await makeLink(world);
      await harness.provider.disableLink(key);
      await harness.provider.disableLink(key);
      expect(stopped).toContain((await harness.provider.fetchLink(key)).state);
    },
  },
  {
    name: "disabling one link leaves the others open",
    async run(world) {
      const harness = await world.start();
      const [first, second] = await makeSeveral(harness, 2);
      if (first === undefined || second === undefined) throw new Error("two links are needed");
      await harness.provider.disableLink(keyOf(first.order, first));
      expect((await harness.provider.fetchLink(keyOf(second.order, second))).state).toBe("active");
    },
  },
  {
    name: "a link enabled again is active and can be paid",
    applies: ({ traits }) => traits.disable === "reversible",
    async run(world) {
      const { harness, key, ref } = await makeLink(world);
      await harness.provider.disableLink(key);
      await harness.provider.enableLink?.(key);
      await harness.provider.enableLink?.(key);
      expect((await harness.provider.fetchLink(key)).state).toBe("active");
      await expect(harness.emulator.pay(ref)).resolves.toBeUndefined();
    },
  },
  {
    name: "an edited link is still the same link for the same money",
    applies: ({ traits }) => traits.editable.length > 0,
    async run(world) {
      const { harness, key, ref } = await makeLink(world);
      const [before] = harness.emulator.links();
      for (const name of harness.provider.traits.editable) {
        const field = harness.provider.options.find((each) => each.key === name);
        const reading = field && readOption(field, field.example);
        if (reading?.ok !== true) throw new Error(`${name} is not an option with a good example`);
        expect((await harness.provider.editLink?.(key, { [name]: reading.value }))?.ref, name).toBe(ref);
      }
      expect((await harness.provider.fetchLink(key)).state).toBe("active");
      expect(harness.emulator.links()).toEqual([before]);
    },
  },
  {
    name: "an archived link takes no money and archiving twice is quiet",
    applies: ({ traits }) => traits.canArchive,
    async run(world) {
      const { harness, key, ref } = await makeLink(world);
      await harness.provider.archiveLink?.(key);
      await harness.provider.archiveLink?.(key);
      const seen = await harness.provider.fetchLink(key);
      expect(seen).toMatchObject({ isArchived: true });
      expect(seen.state).not.toBe("active");
      await expect(harness.emulator.pay(ref)).rejects.toThrow();
    },
  },
  {
    name: "the list has every link once, over its pages",
    applies: ({ traits }) => traits.list !== undefined,
    async run(world) {
      const harness = await world.start();
      const orders = await makeSeveral(harness, 5);
      const listed = await listAll(harness, {});
      expect(listed.map(({ ref }) => ref).sort()).toEqual(orders.map(({ ref }) => ref).sort());
      const total = (await harness.provider.listLinks?.({ page: 1, size: 2 }))?.total;
      if (total !== undefined) expect(total).toBe(orders.length);
      for (const each of listed) expect(each.name).not.toBe("");
    },
  },
  {
    name: "the list says when each link was made, and for how much",
    applies: ({ traits }) => traits.list !== undefined,
    async run(world) {
      const { harness, order } = await makeLink(world);
      const [listed] = await listAll(harness, {});
      if (listed?.createdAt !== undefined) {
        expect(Math.abs(listed.createdAt.getTime() - order.orderedAt.getTime())).toBeLessThan(60_000);
      }
      if (listed?.price !== undefined) expect(listed.price).toEqual(order.price);
    },
  },
  {
    name: "the list's status filter tells open links from stopped ones",
    applies: ({ traits }) => traits.list?.filters.includes("status") === true,
    async run(world) {
      const harness = await world.start();
      const [first, second] = await makeSeveral(harness, 2);
      if (first === undefined || second === undefined) throw new Error("two links are needed");
      await harness.provider.disableLink(keyOf(first.order, first));
      expect((await listAll(harness, { status: "active" })).map(({ ref }) => ref)).toEqual([second.ref]);
      expect((await listAll(harness, { status: "disabled" })).map(({ ref }) => ref)).toEqual([first.ref]);
    },
  },
  {
    name: "the list's word filter finds what a link is for",
    applies: ({ traits }) => traits.list?.filters.includes("words") === true,
    async run(world) {
      const harness = await world.start();
      const currency = await mainCurrency(harness);
      const wanted = await harness.provider.createLink(orderOf(harness, currency, { description: "Zebra umbrella" }));
      await harness.provider.createLink(orderOf(harness, currency, { description: "Annual membership" }));
      expect((await listAll(harness, { words: "Zebra" })).map(({ ref }) => ref)).toEqual([wanted.ref]);
    },
  },
  {
    name: "the list's time filters keep what was made between them",
    applies: ({ traits }) => traits.list?.filters.includes("from") === true,
    async run(world) {
      const harness = await world.start();
      const [, second] = await makeSeveral(harness, 3, 3_600_000);
      if (second === undefined) throw new Error("three links are needed");
      const at = second.order.orderedAt.getTime();
      const listed = await listAll(harness, { from: new Date(at - 60_000), to: new Date(at + 60_000) });
      expect(listed.map(({ ref }) => ref)).toEqual([second.ref]);
    },
  },
  {
    name: "accounts have an id and a name",
    applies: ({ traits }) => traits.canListAccounts,
    async run(world) {
      const harness = await world.start();
      const accounts = (await harness.provider.listAccounts?.()) ?? [];
      expect(accounts.length).toBeGreaterThan(0);
      for (const each of accounts) expect([each.id, each.name, each.kind].every((text) => text !== "")).toBe(true);
    },
  },
];

async function makeSeveral(harness: ProviderHarness, count: number, apartMs = 2_000) {
  const currency = await mainCurrency(harness);
  const all: { readonly order: LinkOrder; readonly ref: ProviderRef }[] = [];
  for (let at = 0; at < count; at += 1) {
    const order = orderOf(harness, currency);
    all.push({ order, ref: (await harness.provider.createLink(order)).ref });
    harness.clock.advance(apartMs);
  }
  return all;
}

async function listAll(
  { provider }: ProviderHarness,
  filters: Omit<ProviderListQuery, "page" | "size">,
): Promise<readonly ListedLink[]> {
  const all: ListedLink[] = [];
  for (let page = 1; page <= 20; page += 1) {
    const { links } = (await provider.listLinks?.({ ...filters, page, size: 2 })) ?? { links: [] };
    if (links.length === 0) return all;
    all.push(...links);
  }
  throw new Error("the list does not end");
}
