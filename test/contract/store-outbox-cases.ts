import { expect } from "vitest";
import type { ConversationRef } from "../../src/model/conversation.ts";
import { type NewNotice, type NoticeBody, patience } from "../../src/model/notice.ts";
import type { LinkId } from "../../src/model/payment-link.ts";
import type { ClaimedConversation, Store } from "../../src/ports/store.ts";
import { abt, sampleActor, sampleConversation, sampleNotice } from "../support/store-samples.ts";
import { hears, requireAfterCrash, requireOther, type StoreCase, type StoreWorld } from "../support/store-world.ts";

export const sendLeaseMs = 1_000;
const there = "telegram:-100:7" as ConversationRef;

export function speak(
  world: Pick<StoreWorld, "clock" | "store">,
  store: Store = world.store,
): Promise<ClaimedConversation | undefined> {
  return store.claimConversation({ leaseMs: sendLeaseMs, now: world.clock.now() });
}

export async function requireSpeaker(
  world: Pick<StoreWorld, "clock" | "store">,
  store: Store = world.store,
): Promise<ClaimedConversation> {
  const claimed = await speak(world, store);
  if (claimed === undefined) throw new Error("no conversation has anything to say");
  return claimed;
}

async function say(store: Store, ...notices: readonly NewNotice[]): Promise<void> {
  expect(await store.commit({ notices })).toEqual({ ok: true });
}

export function linksOf(claimed: ClaimedConversation | undefined): readonly string[] | undefined {
  return claimed?.notices.map(({ body }) => ("linkId" in body ? body.linkId : body.kind));
}

const answer: NoticeBody = {
  kind: "reply",
  to: sampleActor,
  locale: { language: "zh", timezone: "Asia/Shanghai" },
  isPrivate: true,
  isPrompt: true,
  answerHandle: "https://hooks.example/1",
  card: {
    summary: "s",
    title: 't "\u0000"',
    facts: [{ label: "Expires", value: "soon", at: new Date(0) }],
    image: { content: "x", alt: "QR", png: new Uint8Array([0, 255, 137, 80]), modules: [[true, false]] },
  },
};
const bodies: readonly NoticeBody[] = [
  { kind: "card", linkId: "LAAAAA" as LinkId },
  {
    kind: "change",
    linkId: "LAAAAA" as LinkId,
    change: { kind: "paid", at: new Date("2026-11-21T08:00:00.001Z"), amount: { minor: 10n ** 20n, currency: abt } },
  },
  answer,
];

export const outboxCases: readonly StoreCase[] = [
  {
    name: "notices come back as they were stored, oldest first",
    async run(world) {
      const now = world.clock.now();
      const notices = bodies.map((body): NewNotice => ({ conversation: sampleConversation, body }));
      await say(world.store, ...notices, sampleNotice("LBBBBB", { isPaid: true, notBefore: now }));
      const claimed = await requireSpeaker(world);
      expect(claimed.conversation).toBe(sampleConversation);
      const fresh = { state: "pending", attempts: 0, doubts: 0, storedAt: now };
      expect(claimed.notices.map(({ id: _id, ...rest }) => rest)).toStrictEqual([
        ...notices.map((notice) => ({ ...notice, ...fresh })),
        { ...sampleNotice("LBBBBB", { isPaid: true, notBefore: now }), ...fresh },
      ]);
      const ids = claimed.notices.map((notice) => notice.id);
      expect(ids.toSorted()).toEqual(ids);
    },
  },
  {
    name: "a conversation has one speaker at a time",
    async run(world) {
      await say(world.store, sampleNotice("LAAAAA"), sampleNotice("LBBBBB"));
      const claims = await Promise.all(Array.from({ length: 10 }, () => speak(world)));
      expect(claims.filter((claimed) => claimed !== undefined)).toHaveLength(1);
    },
  },
  {
    name: "the conversation that has waited longest speaks first",
    async run(world) {
      const { store, clock } = world;
      await say(
        store,
        sampleNotice("LAAAAA", { conversation: there, notBefore: new Date(clock.now().getTime() + 500) }),
      );
      clock.advance(100);
      await say(store, sampleNotice("LBBBBB"));
      clock.advance(1_000);
      await say(store, sampleNotice("LCCCCC", { conversation: there }));
      expect((await speak(world))?.conversation).toBe(sampleConversation);
      expect((await speak(world))?.conversation).toBe(there);
    },
  },
  {
    name: "a notice is not due before its time",
    async run(world) {
      const { store, clock } = world;
      const notBefore = new Date(clock.now().getTime() + 1_500);
      await say(store, sampleNotice("LAAAAA", { notBefore }));
      expect(await speak(world)).toBeUndefined();
      expect(await store.nextSendAt()).toEqual(notBefore);
      clock.advance(1_500);
      expect(linksOf(await speak(world))).toEqual(["LAAAAA"]);
    },
  },
  {
    name: "at most 200 notices come at once, and none of them before its turn",
    async run(world) {
      const names = Array.from({ length: 230 }, (_, index) => `L${String(index).padStart(5, "0")}`);
      await say(world.store, ...names.map((name) => sampleNotice(name)));
      expect(linksOf(await speak(world))).toEqual(names.slice(0, 200));
    },
  },
  {
    name: "answers and money to tell come first, however much waits",
    async run(world) {
      const { store, clock } = world;
      const names = Array.from({ length: 230 }, (_, index) => `L${String(index).padStart(5, "0")}`);
      await say(store, ...names.map((name) => sampleNotice(name)));
      await say(store, sampleNotice("LPAID2", { notBefore: new Date(clock.now().getTime() + 1), isPaid: true }));
      await say(store, sampleNotice("LPAID1", { isPaid: true }), { conversation: sampleConversation, body: answer });
      expect(linksOf(await speak(world))).toEqual([...names.slice(0, 198), "LPAID1", "reply"]);
    },
  },
  {
    name: "what waits about one link comes together, what is due before what is not",
    async run(world) {
      const { store, clock } = world;
      const names = Array.from({ length: 150 }, (_, index) => `L${String(index).padStart(5, "0")}`);
      const notBefore = new Date(clock.now().getTime() + 1);
      await say(store, ...names.map((name) => sampleNotice(name)));
      await say(store, ...names.map((name) => sampleNotice(name, { notBefore })));
      const first = names.slice(0, 100);
      expect(linksOf(await speak(world))).toEqual([...first, ...first]);
    },
  },
  {
    name: "what was tried in vain too often holds up nothing",
    async run(world) {
      const { store, clock } = world;
      await say(store, ...Array.from({ length: 230 }, () => sampleNotice("LAAAAA", { isPaid: true })));
      for (let tries = 0; tries < patience; tries += 1) {
        const { conversation, fence, notices } = await requireSpeaker(world);
        const first = notices.slice(0, 1).map((notice) => notice.id);
        await store.beginSend({ conversation, fence, notices: first, drops: [] });
        await store.finishSend({ conversation, fence, notices: first, outcome: "retry" });
        await store.releaseConversation({ conversation, fence, nextSendAt: clock.now() });
      }
      await say(store, sampleNotice("LBBBBB"));
      expect(linksOf(await speak(world))).toEqual([...Array.from({ length: 199 }, () => "LAAAAA"), "LBBBBB"]);
    },
  },
  {
    name: "a released conversation is silent until its time",
    async run(world) {
      const { store, clock } = world;
      await say(store, sampleNotice("LAAAAA"));
      const { conversation, fence } = await requireSpeaker(world);
      expect(await store.nextSendAt()).toBeUndefined();
      const nextSendAt = new Date(clock.now().getTime() + 700);
      await store.releaseConversation({ conversation, fence, nextSendAt });
      expect(await speak(world)).toBeUndefined();
      expect(await store.nextSendAt()).toEqual(nextSendAt);
      clock.advance(700);
      expect((await speak(world))?.fence).toBeGreaterThan(fence);
    },
  },
  {
    name: "a conversation without notices has nothing to say",
    async run(world) {
      const { store } = world;
      await say(store, sampleNotice("LAAAAA"));
      const { conversation, fence, notices } = await requireSpeaker(world);
      const ids = notices.map((notice) => notice.id);
      await store.beginSend({ conversation, fence, notices: ids, drops: [] });
      await store.finishSend({ conversation, fence, notices: ids, outcome: "sent" });
      await store.releaseConversation({ conversation, fence, nextSendAt: world.clock.now() });
      expect(await speak(world)).toBeUndefined();
      expect(await store.nextSendAt()).toBeUndefined();
    },
  },
  {
    name: "a speaker whose lease ran out may send nothing any more",
    async run(world) {
      const { store, clock } = world;
      await say(store, sampleNotice("LAAAAA"));
      const old = await requireSpeaker(world);
      clock.advance(sendLeaseMs + 1);
      const fresh = await requireSpeaker(world);
      const { conversation, fence } = old;
      const notices = old.notices.map((notice) => notice.id);
      expect(await store.beginSend({ conversation, fence, notices, drops: [] })).toBe(false);
      await store.finishSend({ conversation, fence, notices, outcome: "sent" });
      await store.releaseConversation({ conversation, fence, nextSendAt: clock.now() });
      expect(await speak(world)).toBeUndefined();
      expect(await store.beginSend({ conversation, fence: fresh.fence, notices, drops: [] })).toBe(true);
    },
  },
  {
    name: "a speaker that gave its conversation back may send nothing any more",
    async run(world) {
      await say(world.store, sampleNotice("LAAAAA"));
      const { conversation, fence } = await requireSpeaker(world);
      await world.store.releaseConversation({ conversation, fence, nextSendAt: world.clock.now() });
      expect(await world.store.beginSend({ conversation, fence, notices: [], drops: [] })).toBe(false);
    },
  },
  {
    name: "notices that are stored say that there is work",
    async run({ store }) {
      const heard: string[] = [];
      store.onWork((kind) => heard.push(kind));
      await say(store, sampleNotice("LAAAAA"));
      await hears(heard, "outbox");
    },
  },
  {
    name: "what another process stored is heard of and can be said here",
    needs: "other",
    async run(world) {
      const other = await requireOther(world);
      await say(other, sampleNotice("LAAAAA"));
      expect(linksOf(await speak(world))).toEqual(["LAAAAA"]);
      expect(await speak(world, other)).toBeUndefined();
    },
  },
  {
    name: "after a crash a notice that was going out is seen as such, and is doubted once it is sent again",
    needs: "afterCrash",
    async run(world) {
      await say(world.store, sampleNotice("LAAAAA"), sampleNotice("LBBBBB"));
      const { conversation, fence, notices } = await requireSpeaker(world);
      const first = notices.slice(0, 1).map((notice) => notice.id);
      await world.store.beginSend({ conversation, fence, notices: first, drops: [] });
      const store = await requireAfterCrash(world);
      const found = await requireSpeaker(world, store);
      expect(found.notices).toMatchObject([
        { state: "sending", attempts: 1, doubts: 0 },
        { state: "pending", attempts: 0, doubts: 0 },
      ]);
      await store.beginSend({ conversation, fence: found.fence, notices: first, drops: [] });
      await store.finishSend({ conversation, fence: found.fence, notices: first, outcome: "retry" });
      await store.releaseConversation({ conversation, fence: found.fence, nextSendAt: world.clock.now() });
      const again = await requireSpeaker(world, store);
      expect(again.notices[0]).toMatchObject({ state: "pending", attempts: 2, doubts: 1 });
    },
  },
];
