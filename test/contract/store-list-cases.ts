import { expect } from "vitest";
import type { ActorId, ConversationRef } from "../../src/model/conversation.ts";
import { requireCurrency } from "../../src/model/currency.ts";
import type { AccountId, PaymentLink, ProviderId } from "../../src/model/payment-link.ts";
import type { LinkQuery, Store } from "../../src/ports/store.ts";
import { sampleLink } from "../support/store-samples.ts";
import type { StoreCase } from "../support/store-world.ts";

const minute = 60_000;

function at(minutes: number): Date {
  return new Date(Date.UTC(2026, 10, 21, 8) + minutes * minute);
}

/** Stores links in that order, a minute apart. */
async function fill(store: Store, links: readonly Partial<PaymentLink>[]): Promise<void> {
  const rows = links.map((changes, index) =>
    sampleLink(`LAAAA${String.fromCharCode(65 + index)}`, { createdAt: at(index), ...changes }),
  );
  await store.commit({ links: rows });
}

async function idsOf(store: Store, query: Partial<LinkQuery>): Promise<string[]> {
  return (await store.listLinks({ limit: 50, ...query })).links.map((link) => link.id);
}

export const listCases: readonly StoreCase[] = [
  {
    name: "a list is newest first, links of one moment by their ids",
    async run({ store }) {
      await fill(store, [{ createdAt: at(1) }, { createdAt: at(5) }, { createdAt: at(1) }, { createdAt: at(3) }]);
      expect(await idsOf(store, {})).toEqual(["LAAAAB", "LAAAAD", "LAAAAC", "LAAAAA"]);
    },
  },
  {
    name: "pages follow each other without gap or repetition, also when links are added meanwhile",
    async run({ store }) {
      const statuses = ["active", "paid", "failed"] as const;
      await fill(
        store,
        Array.from({ length: 11 }, (_, index) => ({
          createdAt: at(Math.floor(index / 3)),
          status: statuses[index % 3] ?? "active",
        })),
      );
      const seen: string[] = [];
      for (let cursor: string | undefined = "", page = 0; cursor !== undefined && page < 10; page += 1) {
        const found = await store.listLinks({ limit: 4, ...(cursor !== "" && { cursor }) });
        seen.push(...found.links.map((link) => link.id));
        cursor = found.cursor;
        await store.commit({ links: [sampleLink(`LZZZZ${page}`, { createdAt: at(100 + page) })] });
      }
      expect(seen).toEqual([..."KJIHGFEDCBA"].map((letter) => `LAAAA${letter}`));
    },
  },
  {
    name: "the last page has no cursor, also when it is full",
    async run({ store }) {
      await fill(store, [{}, {}]);
      expect((await store.listLinks({ limit: 2 })).cursor).toBeUndefined();
      expect((await store.listLinks({ limit: 1 })).cursor).toBeDefined();
    },
  },
  {
    name: "a list has only the links that pass every filter",
    async run({ store }) {
      const other = { id: "slack:T1:U2" as ActorId, name: "Bo" };
      await fill(store, [
        { status: "active" },
        { createdBy: other },
        { origin: "slack:T1:C2" as ConversationRef },
        { account: "payermax:default" as AccountId, provider: "payermax" as ProviderId },
        { status: "paid" },
        { createdBy: other, status: "active" },
      ]);
      expect(await idsOf(store, { createdBy: other.id })).toEqual(["LAAAAF", "LAAAAB"]);
      expect(await idsOf(store, { conversation: "slack:T1:C2" as ConversationRef })).toEqual(["LAAAAC"]);
      expect(await idsOf(store, { account: "payermax:default" as AccountId })).toEqual(["LAAAAD"]);
      expect(await idsOf(store, { provider: "payermax" as ProviderId })).toEqual(["LAAAAD"]);
      expect(await idsOf(store, { statuses: ["paid", "active"] })).toEqual(["LAAAAF", "LAAAAE", "LAAAAA"]);
      expect(await idsOf(store, { createdBy: other.id, statuses: ["active"] })).toEqual(["LAAAAF"]);
      expect(await idsOf(store, { provider: "payermax" as ProviderId, statuses: ["paid"] })).toEqual([]);
      expect(await idsOf(store, { statuses: [] })).toEqual([]);
    },
  },
  {
    name: "a time span begins with its first moment and ends before its last",
    async run({ store }) {
      await fill(store, [{}, {}, {}, {}]);
      expect(await idsOf(store, { createdFrom: at(1), createdTo: at(3) })).toEqual(["LAAAAC", "LAAAAB"]);
    },
  },
  {
    name: "a price finds the links that ask exactly that",
    async run({ store }) {
      const usd = requireCurrency("USD");
      const big = 10n ** 24n;
      await fill(store, [
        { price: { kind: "fixed", amount: { minor: big, currency: usd } } },
        { price: { kind: "fixed", amount: { minor: big + 1n, currency: usd } } },
        { price: { kind: "fixed", amount: { minor: big, currency: requireCurrency("EUR") } } },
        { price: { kind: "open", currency: usd } },
      ]);
      expect(await idsOf(store, { price: { currency: "USD", minor: big } })).toEqual(["LAAAAA"]);
    },
  },
  {
    name: "every word is looked for in description, items, customer reference, note and id, in any letter case",
    async run({ store }) {
      await fill(store, [
        { description: "Große ÜBERSICHT 100% _sure_" },
        { description: "plain", items: [{ name: "Blue Mug", quantity: 1 }] },
        { description: "plain", customerReference: "INV-42" },
        { description: "plain", note: "for Zoë 会员" },
      ]);
      const words = [
        "übersicht GROSSE",
        "%",
        "mug BLUE",
        "inv-42",
        "ZOË 会员",
        "laaaab",
        "plain mug",
        "plain blue inv",
      ];
      const found = await Promise.all(words.map(async (each) => (await idsOf(store, { words: each })).join(" ")));
      expect(found).toEqual(["", "LAAAAA", "LAAAAB", "LAAAAC", "LAAAAD", "LAAAAB", "LAAAAB", ""]);
      expect(await idsOf(store, { words: "Übersicht große" })).toEqual(["LAAAAA"]);
    },
  },
  {
    name: "a list shows a change as soon as it is committed",
    async run({ store }) {
      await fill(store, [{ description: "one" }]);
      const [link] = (await store.listLinks({ limit: 1, words: "one" })).links;
      await store.commit({ links: [{ ...(link as PaymentLink), description: "two" }] });
      expect(await idsOf(store, { words: "one" })).toEqual([]);
      expect(await idsOf(store, { words: "two" })).toEqual(["LAAAAA"]);
    },
  },
];
