import { expect } from "vitest";
import type { ConversationRef } from "../../src/model/conversation.ts";
import { StoreUnavailableError } from "../../src/model/errors.ts";
import type { LinkId } from "../../src/model/payment-link.ts";
import {
  sampleAccount,
  sampleConversation,
  sampleDelivery,
  sampleEvent,
  sampleLink,
  sampleNotice,
  sampleTask,
} from "../support/store-samples.ts";
import type { StoreCase } from "../support/store-world.ts";

const linkId = "LAAAAA" as LinkId;

export const upkeepCases: readonly StoreCase[] = [
  {
    name: "an empty store has no backlog",
    async run({ store, clock }) {
      expect(await store.backlog(clock.now())).toEqual({
        deliveries: 0,
        deliveryAgeMs: 0,
        notices: 0,
        noticeAgeMs: 0,
        parked: 0,
        dueTasks: 0,
        unmatchedEvents: 0,
        laggards: [],
      });
    },
  },
  {
    name: "the backlog counts what waits, what is in hand included, and not what is for later",
    async run({ store, clock }) {
      const now = clock.now();
      const tomorrow = new Date(now.getTime() + 86_400_000);
      await store.acceptDelivery(sampleDelivery("a"));
      await store.acceptDelivery(sampleDelivery("b"));
      await store.commit({
        tasks: [sampleTask(linkId), sampleTask("LBBBBB"), sampleTask("LCCCCC", { dueAt: tomorrow })],
        notices: [sampleNotice(linkId), sampleNotice(linkId, { notBefore: tomorrow })],
      });
      await store.claimDeliveries({ limit: 1, leaseMs: 1_000, now });
      await store.claimTasks({ limit: 1, leaseMs: 1_000, now });
      await store.claimConversation({ leaseMs: 1_000, now });
      expect(await store.backlog(now)).toMatchObject({ deliveries: 2, dueTasks: 2, notices: 1 });
    },
  },
  {
    name: "ages are of the oldest that could go now",
    async run({ store, clock }) {
      await store.acceptDelivery(sampleDelivery("a", { receivedAt: clock.now() }));
      await store.commit({ notices: [sampleNotice(linkId)] });
      clock.advance(2_000);
      await store.acceptDelivery(sampleDelivery("b", { lane: "two", receivedAt: clock.now() }));
      await store.commit({ notices: [sampleNotice(linkId, { conversation: "telegram:1" as ConversationRef })] });
      clock.advance(3_000);
      expect(await store.backlog(clock.now())).toMatchObject({ deliveryAgeMs: 5_000, noticeAgeMs: 5_000 });
      await store.claimDeliveries({ limit: 1, leaseMs: 60_000, now: clock.now() });
      await store.claimConversation({ leaseMs: 60_000, now: clock.now() });
      expect(await store.backlog(clock.now())).toMatchObject({ deliveryAgeMs: 3_000, noticeAgeMs: 3_000 });
    },
  },
  {
    name: "the conversations that lag most are named, worst first, at most ten",
    async run({ store, clock }) {
      for (let index = 0; index < 12; index += 1) {
        const conversation = `telegram:${index}` as ConversationRef;
        await store.commit({
          notices: [sampleNotice(linkId, { conversation }), sampleNotice(linkId, { conversation })],
        });
        clock.advance(1_000);
      }
      const { laggards } = await store.backlog(clock.now());
      expect(laggards).toHaveLength(10);
      expect(laggards[0]).toEqual({ conversation: "telegram:0", ageMs: 12_000, notices: 2 });
      expect(laggards[9]).toEqual({ conversation: "telegram:9", ageMs: 3_000, notices: 2 });
    },
  },
  {
    name: "a purge clears old bodies and keeps keys, links, audit and everything unfinished",
    async run({ store, clock }) {
      const old = clock.now();
      const account = sampleAccount;
      await store.acceptDelivery(sampleDelivery("done", { lane: "one" }));
      await store.acceptDelivery(sampleDelivery("waiting", { lane: "two" }));
      const [delivery] = await store.claimDeliveries({ limit: 1, leaseMs: 1_000, now: old });
      await store.commit({
        ...(delivery && { delivery }),
        links: [sampleLink(linkId)],
        events: [{ account, linkId, event: sampleEvent("old", { occurredAt: old }) }],
        audit: [{ at: old, who: "paylink", what: "link.created", outcome: "done" }],
      });
      clock.advance(60_000);
      const fresh = sampleEvent("fresh", { occurredAt: clock.now() });
      await store.commit({ events: [{ account, linkId, event: fresh }] });
      expect(await store.purge(new Date(old.getTime() + 1))).toBe(2);
      expect(await store.purge(new Date(old.getTime() + 1))).toBe(0);
      expect(await store.listEvents(linkId)).toStrictEqual([fresh]);
      expect(await store.knownEvents(account, ["old", "fresh"])).toEqual(["old", "fresh"]);
      expect(await store.acceptDelivery(sampleDelivery("done", { lane: "one" }))).toBe("duplicate");
      expect(await store.findLink({ id: linkId })).toBeDefined();
      expect(await store.listAudit({ limit: 5 })).toHaveLength(1);
      const waiting = await store.claimDeliveries({ limit: 5, leaseMs: 1_000, now: clock.now() });
      expect(waiting).toMatchObject([{ key: "waiting", body: { kind: "message" } }]);
    },
  },
  {
    name: "a store that is open is ready, one that is closed takes nothing more",
    async run({ store, clock }) {
      await store.ready();
      const last = store.acceptDelivery(sampleDelivery("a"));
      await store.close();
      expect(await last).toBe("accepted");
      await expect(store.acceptDelivery(sampleDelivery("b"))).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(store.backlog(clock.now())).rejects.toBeInstanceOf(StoreUnavailableError);
      await store.close();
    },
  },
  {
    name: "an empty commit is written",
    async run({ store }) {
      expect(await store.commit({})).toEqual({ ok: true });
      expect(await store.listLinks({ conversation: sampleConversation, limit: 1 })).toEqual({ links: [] });
    },
  },
];
