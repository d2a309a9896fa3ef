import { expect } from "vitest";
import type { AccountId, LinkId, ProviderRef, Reference } from "../../src/model/payment-link.ts";
import { sampleAccount, sampleEvent, sampleLink, sampleNotice } from "../support/store-samples.ts";
import type { StoreCase } from "../support/store-world.ts";

const account = sampleAccount;
const linkId = "LAAAAA" as LinkId;
const ref = "plink_1" as ProviderRef;
const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 8, 0, second));

export const eventCases: readonly StoreCase[] = [
  {
    name: "what was reported of a link comes back as it was, oldest first",
    async run({ store }) {
      const events = [
        sampleEvent("b", { occurredAt: at(2) }),
        sampleEvent("a", { occurredAt: at(1), count: 3, reference: "PL-1" as Reference }),
        sampleEvent("c", { occurredAt: at(2), amount: { minor: 10n ** 30n, currency: { ...currency } } }),
      ];
      await store.commit({ events: events.map((event) => ({ account, linkId, event })) });
      expect(await store.listEvents(linkId)).toStrictEqual([events[1], events[0], events[2]]);
      expect(await store.listEvents("LBBBBB" as LinkId)).toEqual([]);
    },
  },
  {
    name: "a report the account has already is refused with all that came with it",
    async run({ store, clock }) {
      await store.commit({ events: [{ account, linkId, event: sampleEvent("a") }] });
      const again = await store.commit({
        events: [
          { account, linkId, event: sampleEvent("new") },
          { account, linkId, event: sampleEvent("a") },
        ],
        links: [sampleLink("LAAAAA")],
        notices: [sampleNotice("LAAAAA")],
        audit: [{ at: clock.now(), who: "paylink", what: "payment.succeeded", outcome: "done" }],
      });
      expect(again).toEqual({ ok: false, conflict: "event" });
      expect(await store.knownEvents(account, ["a", "new", "other"])).toEqual(["a"]);
      expect(await store.findLink({ id: linkId })).toBeUndefined();
      expect(await store.listAudit({ limit: 5 })).toEqual([]);
    },
  },
  {
    name: "the same key of another account is another report",
    async run({ store }) {
      const other = "onerway:second" as AccountId;
      await store.commit({ events: [{ account, linkId, event: sampleEvent("a") }] });
      expect(await store.commit({ events: [{ account: other, linkId, event: sampleEvent("a") }] })).toEqual({
        ok: true,
      });
    },
  },
  {
    name: "one report raced by twenty is written once",
    async run({ store }) {
      const results = await Promise.all(
        Array.from({ length: 20 }, () => store.commit({ events: [{ account, linkId, event: sampleEvent("a") }] })),
      );
      expect(results.filter((result) => result.ok)).toHaveLength(1);
    },
  },
  {
    name: "reports about no link we know wait for one with their ref or reference",
    async run({ store, clock }) {
      const reference = "PL-7" as Reference;
      const { ref: _ref, ...byReference } = sampleEvent("by-reference", { reference, occurredAt: at(5) });
      const byBoth = sampleEvent("by-both", { ref, reference, occurredAt: at(1) });
      const byRef = sampleEvent("by-ref", { occurredAt: at(3) });
      await store.commit({ events: [byReference, byBoth, byRef].map((event) => ({ account, event })) });
      expect(await store.findUnmatched(account, { ref, reference })).toStrictEqual([byBoth, byRef, byReference]);
      expect(await store.findUnmatched(account, { ref })).toStrictEqual([byBoth, byRef]);
      expect(await store.findUnmatched(account, { reference })).toStrictEqual([byBoth, byReference]);
      expect(await store.findUnmatched("onerway:second" as AccountId, { ref, reference })).toEqual([]);
      expect(await store.knownEvents(account, ["by-ref"])).toEqual(["by-ref"]);
      expect((await store.backlog(clock.now())).unmatchedEvents).toBe(3);
    },
  },
  {
    name: "a report finds its link once",
    async run({ store, clock }) {
      await store.commit({ events: ["a", "b"].map((key) => ({ account, event: sampleEvent(key) })) });
      const matched = { linkId, account, keys: ["a"] };
      const results = await Promise.all([store.commit({ matched }), store.commit({ matched })]);
      expect(results).toContainEqual({ ok: true });
      expect(results).toContainEqual({ ok: false, conflict: "event" });
      expect((await store.listEvents(linkId)).map((event) => event.key)).toEqual(["a"]);
      expect((await store.findUnmatched(account, { ref })).map((event) => event.key)).toEqual(["b"]);
      expect((await store.backlog(clock.now())).unmatchedEvents).toBe(1);
    },
  },
];

const currency = { code: "ABT", exponent: 18, kind: "token", name: { en: "ABT", zh: "ABT" } } as const;
