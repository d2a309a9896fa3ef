import { expect } from "vitest";
import type { ActorId, ConversationRef, MessageRef } from "../../src/model/conversation.ts";
import type { LinkId, PaymentLink } from "../../src/model/payment-link.ts";
import type { ClaimedConversation, SendEnd, Store } from "../../src/ports/store.ts";
import {
  fullLink,
  sampleActor,
  sampleConversation,
  sampleDelivery,
  sampleLink,
  sampleMessage,
  sampleNotice,
} from "../support/store-samples.ts";
import type { StoreCase, StoreWorld } from "../support/store-world.ts";
import { linksOf, requireSpeaker, speak } from "./store-outbox-cases.ts";

const linkId = "LAAAAA" as LinkId;
const there = "telegram:-100:7" as ConversationRef;
const card = "slack:T1:C1:1.1" as MessageRef;

/** Stores notices and begins to send them all. */
async function sending(world: StoreWorld, names: readonly string[]): Promise<ClaimedConversation> {
  const { store } = world;
  await store.commit({ notices: names.map((name) => sampleNotice(name)) });
  const claimed = await requireSpeaker(world);
  const { conversation, fence } = claimed;
  await store.beginSend({ conversation, fence, notices: idsOf(claimed), drops: [] });
  return claimed;
}

function idsOf(claimed: ClaimedConversation): ClaimedConversation["notices"][number]["id"][] {
  return claimed.notices.map((notice) => notice.id);
}

function finish(store: Store, claimed: ClaimedConversation, end: Partial<SendEnd> & Pick<SendEnd, "outcome">) {
  const { conversation, fence } = claimed;
  return store.finishSend({ conversation, fence, notices: idsOf(claimed), ...end });
}

async function release(world: StoreWorld, { conversation, fence }: ClaimedConversation): Promise<void> {
  await world.store.releaseConversation({ conversation, fence, nextSendAt: world.clock.now() });
}

export const sendCases: readonly StoreCase[] = [
  {
    name: "a posted card is known to its link, which is then another revision",
    async run(world) {
      const { store } = world;
      await store.commit({ links: [fullLink(linkId)] });
      const before = (await store.findLink({ id: linkId })) as PaymentLink;
      const claimed = await sending(world, [linkId]);
      await finish(store, claimed, { outcome: "sent", card: { linkId, ref: card } });
      expect(await store.findLink({ id: linkId })).toStrictEqual({ ...before, card, revision: 2 });
      expect(await store.commit({ links: [before] })).toEqual({ ok: false, conflict: "link" });
    },
  },
  {
    name: "a card that was posted elsewhere takes its link along",
    async run(world) {
      const { store } = world;
      await store.commit({ links: [sampleLink(linkId)] });
      const claimed = await sending(world, [linkId]);
      await finish(store, claimed, { outcome: "sent", card: { linkId, ref: card, origin: there } });
      expect(await store.findLink({ id: linkId })).toMatchObject({ card, origin: there, revision: 2 });
      expect((await store.listLinks({ conversation: there, limit: 5 })).links).toHaveLength(1);
    },
  },
  {
    name: "a sent question is known to its draft",
    async run(world) {
      const { store, clock } = world;
      const draft = {
        conversation: sampleConversation,
        actor: sampleActor.id,
        state: { step: 1 },
        expiresAt: new Date(clock.now().getTime() + 5_000),
      };
      await store.commit({ draft });
      const claimed = await sending(world, [linkId]);
      const prompt = { conversation: sampleConversation, actor: sampleActor.id, ref: card };
      await finish(store, claimed, { outcome: "sent", prompt });
      expect(await store.findDraft(sampleConversation, sampleActor.id, clock.now())).toStrictEqual({
        ...draft,
        prompt: card,
      });
    },
  },
  {
    name: "sent notices are gone, the others wait",
    async run(world) {
      const { store } = world;
      const claimed = await sending(world, [linkId, "LBBBBB"]);
      await finish(store, claimed, { outcome: "sent", notices: idsOf(claimed).slice(0, 1) });
      await release(world, claimed);
      expect(linksOf(await speak(world))).toEqual(["LBBBBB"]);
    },
  },
  {
    name: "notices to try again are pending again, with their tries counted",
    async run(world) {
      const claimed = await sending(world, [linkId]);
      await finish(world.store, claimed, { outcome: "retry" });
      await release(world, claimed);
      expect((await speak(world))?.notices).toMatchObject([{ state: "pending", attempts: 1, doubts: 0 }]);
    },
  },
  {
    name: "dropped notices are gone before anything goes out",
    async run(world) {
      const { store } = world;
      await store.commit({ notices: [sampleNotice(linkId), sampleNotice("LBBBBB")] });
      const claimed = await requireSpeaker(world);
      const { conversation, fence } = claimed;
      await store.beginSend({ conversation, fence, notices: [], drops: idsOf(claimed).slice(0, 1) });
      await release(world, claimed);
      expect(linksOf(await speak(world))).toEqual(["LBBBBB"]);
    },
  },
  {
    name: "a notice that failed for good is kept aside, and what tells the person instead is stored with it",
    async run(world) {
      const { store, clock } = world;
      const claimed = await sending(world, [linkId, "LBBBBB"]);
      await finish(store, claimed, {
        outcome: "parked",
        reason: "unreachable",
        notices: idsOf(claimed).slice(0, 1),
        instead: [sampleNotice(linkId, { conversation: there })],
      });
      await release(world, claimed);
      const spoken = [await speak(world), await speak(world)];
      expect(spoken.map((each) => each?.conversation).toSorted()).toEqual([sampleConversation, there]);
      expect(spoken.flatMap(linksOf).toSorted()).toEqual([linkId, "LBBBBB"]);
      expect(await store.backlog(clock.now())).toMatchObject({ parked: 1, notices: 2 });
    },
  },
  {
    name: "an end that is written twice adds what tells the person once",
    async run(world) {
      const { store, clock } = world;
      const claimed = await sending(world, [linkId]);
      const end = { outcome: "parked", instead: [sampleNotice(linkId, { conversation: there })] } as const;
      await finish(store, claimed, end);
      await finish(store, claimed, end);
      expect(await store.backlog(clock.now())).toMatchObject({ parked: 1, notices: 1 });
    },
  },
  {
    name: "a notice can say what others said that are gone, in its own place, also when that is written twice",
    async run(world) {
      const { store } = world;
      const claimed = await sending(world, [linkId, "LBBBBB", "LCCCCC"]);
      const [first, second] = idsOf(claimed);
      if (first === undefined || second === undefined) throw new Error("too few notices");
      const { body } = sampleNotice("LDDDDD");
      for (const _time of [1, 2]) {
        await finish(store, claimed, { outcome: "sent", notices: [second], amended: [{ id: first, body }] });
      }
      await release(world, claimed);
      const next = await requireSpeaker(world);
      expect(next.notices.map(({ id }) => id)).toEqual([first, idsOf(claimed)[2]]);
      expect(linksOf(next)).toEqual(["LDDDDD", "LCCCCC"]);
    },
  },
  {
    name: "a late end of a send changes nothing",
    async run(world) {
      const { store, clock } = world;
      await store.commit({ links: [sampleLink(linkId)] });
      const claimed = await sending(world, [linkId]);
      clock.advance(60_000);
      await requireSpeaker(world);
      await finish(store, claimed, {
        outcome: "parked",
        card: { linkId, ref: card },
        instead: [sampleNotice(linkId, { conversation: there })],
      });
      expect(await store.findLink({ id: linkId })).toMatchObject({ revision: 1 });
      expect(await store.backlog(clock.now())).toMatchObject({ parked: 0, notices: 1 });
    },
  },
  {
    name: "everything bound to a conversation follows it to its new name",
    async run(world) {
      const { store, clock } = world;
      const expiresAt = new Date(clock.now().getTime() + 5_000);
      await store.commit({
        links: [sampleLink(linkId), sampleLink("LBBBBB", { origin: "slack:T1:C9" as ConversationRef })],
        draft: { conversation: sampleConversation, actor: sampleActor.id, state: 1, prompt: card, expiresAt },
      });
      await store.acceptDelivery(sampleDelivery("a"));
      await store.acceptDelivery(sampleDelivery("b", { lane: there }));
      const before = (await store.findLink({ id: linkId })) as PaymentLink;
      await store.moveConversation(sampleConversation, there);
      expect(await store.findLink({ id: linkId })).toMatchObject({ origin: there, revision: before.revision + 1 });
      expect((await store.listLinks({ conversation: sampleConversation, limit: 5 })).links).toEqual([]);
      expect(await store.findDraft(there, sampleActor.id, clock.now())).toMatchObject({ state: 1, prompt: card });
      expect(await store.findDraft(sampleConversation, sampleActor.id, clock.now())).toBeUndefined();
      const [delivery] = await store.claimDeliveries({ limit: 5, leaseMs: 1_000, now: clock.now() });
      expect(delivery).toMatchObject({
        key: "a",
        lane: there,
        body: { kind: "message", message: sampleMessage({ conversation: there, saidIn: sampleConversation }) },
      });
      expect(await store.claimDeliveries({ limit: 5, leaseMs: 1_000, now: clock.now() })).toEqual([]);
    },
  },
  {
    name: "a request is known under both names of a conversation that moved",
    async run({ store }) {
      const key = `${sampleConversation} k`;
      await store.commit({ links: [sampleLink(linkId)], request: { key, linkId } });
      await store.commit({
        links: [sampleLink("LBBBBB")],
        request: { key: `${sampleConversation}9 k`, linkId: "LBBBBB" as LinkId },
      });
      await store.moveConversation(sampleConversation, there);
      expect(await store.findRequest(key)).toMatchObject({ id: linkId });
      expect(await store.findRequest(`${there} k`)).toMatchObject({ id: linkId });
      expect(await store.findRequest(`${there}9 k`)).toBeUndefined();
    },
  },
  {
    name: "what was going out to a conversation that moved is doubtful at its new name, and the old sender lost it",
    async run(world) {
      const { store } = world;
      const claimed = await sending(world, [linkId]);
      await store.moveConversation(sampleConversation, there);
      const { conversation, fence } = claimed;
      expect(await store.beginSend({ conversation, fence, notices: idsOf(claimed), drops: [] })).toBe(false);
      const moved = await requireSpeaker(world);
      expect(moved).toMatchObject({ conversation: there, notices: [{ state: "sending", body: { linkId } }] });
      expect(await speak(world)).toBeUndefined();
    },
  },
  {
    name: "a draft that began at the new name already stays",
    async run({ store, clock }) {
      const expiresAt = new Date(clock.now().getTime() + 5_000);
      const actor = "slack:T1:U7" as ActorId;
      await store.commit({ draft: { conversation: sampleConversation, actor, state: "old", expiresAt } });
      await store.commit({ draft: { conversation: there, actor, state: "new", expiresAt } });
      await store.moveConversation(sampleConversation, there);
      expect(await store.findDraft(there, actor, clock.now())).toMatchObject({ state: "new" });
    },
  },
];
