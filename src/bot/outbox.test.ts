import { describe, expect, it } from "vitest";
import { emptyShared, memoryStore } from "../../test/support/memory-store.ts";
import { KeptLogger, KeptMetrics, ManualClock } from "../../test/support/runtime.ts";
import { activeLink, serviceBench, usd } from "../../test/support/service-bench.ts";
import type { ActorId, ConversationRef, MessageRef, PlatformId } from "../model/conversation.ts";
import { PlatformError, type PlatformErrorKind } from "../model/errors.ts";
import type { NewNotice, NoticeBody } from "../model/notice.ts";
import type { AccountId, LinkId, PaymentLink } from "../model/payment-link.ts";
import type { ChatPlatform, OutboundMessage, PostTarget } from "../ports/chat-platform.ts";
import { startOutbox } from "./outbox.ts";

const main = "desk:main" as ConversationRef;
const direct = "desk:ann" as ConversationRef;
const ann = { id: "desk:ann" as ActorId, name: "Ann" };
const english = { language: "en", timezone: "UTC" } as const;
const failure = (kind: PlatformErrorKind, over: { retryAfterMs?: number; scope?: "platform"; movedTo?: string } = {}) =>
  new PlatformError({ platform: "desk", kind, ...over });
const reply = (title: string, over: Partial<Extract<NoticeBody, { kind: "reply" }>> = {}): NoticeBody => ({
  kind: "reply",
  card: { summary: title, title },
  to: ann,
  locale: english,
  isPrivate: false,
  ...over,
});
const cardOf = (id: string): NoticeBody => ({ kind: "card", linkId: id as LinkId });
const link = (changes: Partial<PaymentLink> = {}) => activeLink({ origin: main, createdBy: ann, ...changes });

interface Sent {
  readonly to: ConversationRef | MessageRef;
  readonly title: string;
  readonly target?: PostTarget;
}

/** The outbox over a store in memory and a chat whose every send can be scripted; `undefined` is a send that works. */
function bench(
  settings: {
    readonly sends?: (PlatformError | "silence" | undefined)[];
    readonly gapMs?: number;
    /** One edit in so many seconds. */
    readonly editSeconds?: number;
  } = {},
) {
  const clock = new ManualClock();
  const store = memoryStore(emptyShared(), { clock, worker: "bench" });
  const sends = settings.sends ?? [];
  const sent: Sent[] = [];
  const logger = new KeptLogger();
  const take = async (made: Sent, failure: PlatformError | "silence" | undefined): Promise<MessageRef> => {
    if (failure === "silence") return new Promise(() => {});
    if (failure !== undefined) throw failure;
    sent.push(made);
    return `desk:m${sent.length}` as MessageRef;
  };
  const titleOf = ({ card }: OutboundMessage) => [card.badge?.text, card.title].filter(Boolean).join(" ");
  const platform: ChatPlatform = {
    id: "desk" as PlatformId,
    routes: () => [],
    start: async () => {},
    stop: async () => {},
    post: async (target, message) => ({
      ref: await take({ to: target.conversation, title: titleOf(message), target }, sends.shift()),
    }),
    update: async (ref, message) => {
      await take({ to: ref, title: titleOf(message) }, sends.shift());
    },
    pace: (_conversation, kind) => ({
      gapMs: settings.gapMs ?? 0,
      budgets:
        kind === "edit" && settings.editSeconds !== undefined
          ? [{ key: "edits", capacity: 1, refillPerSecond: 1 / settings.editSeconds }]
          : [],
    }),
    directConversation: async () => direct,
  };
  const providers = serviceBench().context.providers;
  const metrics = new KeptMetrics();
  const outbox = startOutbox({
    store,
    providers,
    clock,
    logger,
    metrics,
    platform: (id) => (id === "desk" ? platform : undefined),
  });
  const turns = async () => {
    for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    clock,
    store,
    sent,
    logger,
    metrics,
    outbox,
    turns,
    titles: () => sent.map(({ title }) => title),
    async say(...bodies: readonly NoticeBody[]): Promise<void> {
      await this.notify(...bodies.map((body) => ({ conversation: main, body })));
    },
    async notify(...notices: readonly NewNotice[]): Promise<void> {
      await store.commit({ notices });
      outbox.wake();
      await turns();
    },
    async after(ms: number): Promise<void> {
      clock.advance(ms);
      outbox.wake();
      await turns();
    },
    parked: async () => (await store.backlog(clock.now())).parked,
  };
}

describe("what cannot be said", () => {
  it("is put aside when it cannot be put into words, and what comes behind goes out", async () => {
    const world = bench();
    await world.store.commit({ links: [link()] });
    const unknown = { kind: "of a later version", at: world.clock.now() } as never;
    await world.say({ kind: "change", linkId: "L7K2QM" as LinkId, change: unknown }, reply("hello"));
    await world.outbox.stop();

    expect(world.titles()).toEqual(["hello"]);
    expect(await world.parked()).toBe(1);
    expect(world.logger.lines.filter((line) => line.includes("sending failed"))).toEqual([]);
  });

  it("is put aside when its platform is not configured any more", async () => {
    const world = bench();
    await world.notify({ conversation: "slack:T1:C1" as ConversationRef, body: reply("hello") });
    await world.outbox.stop();

    expect(await world.parked()).toBe(1);
  });

  it("is still shown for a link whose provider is not configured any more", async () => {
    const world = bench();
    await world.store.commit({ links: [link({ account: "qlink:default" as AccountId, provider: "qlink" as never })] });
    await world.say(cardOf("L7K2QM"));
    await world.outbox.stop();

    expect(world.titles()).toEqual(["Active 49.99 USD"]);
  });
});

describe("a closed conversation", () => {
  it("has the maker told of each change in their own", async () => {
    const world = bench({ sends: [failure("unreachable")] });
    await world.store.commit({ links: [link()] });
    const change = { kind: "paid", at: world.clock.now(), amount: usd(4999n) } as const;
    await world.say({ kind: "change", linkId: "L7K2QM" as LinkId, change });
    await world.outbox.stop();

    expect(world.sent).toMatchObject([{ to: direct, title: expect.stringMatching(/Paid: 49.99 USD/) }]);
  });

  it("has an answer told to who asked, in their own", async () => {
    const world = bench({ sends: [failure("unreachable")] });
    await world.say(reply("your list", { answerHandle: "h", replyTo: "desk:m9" as MessageRef }));
    await world.outbox.stop();

    expect(world.sent).toMatchObject([{ to: direct, title: "your list" }]);
    expect(world.sent[0]?.target).toEqual({ conversation: direct, privateTo: ann.id });
  });

  it("has no question asked elsewhere, where its answer would belong to nothing", async () => {
    const world = bench({ sends: [failure("unreachable")] });
    await world.say(reply("How much?", { isPrompt: true }));
    await world.outbox.stop();

    expect(world.sent).toEqual([]);
    expect(await world.parked()).toBe(1);
  });
});

describe("a chat in trouble", () => {
  it("that says nothing at all leaves a doubtful message, before the lease ends", async () => {
    const world = bench({ sends: ["silence"] });
    await world.store.commit({ links: [link()] });
    await world.say(cardOf("L7K2QM"));
    await world.after(40_000);
    await world.after(1_000);
    await world.outbox.stop();

    expect(world.titles()).toEqual(["Active 49.99 USD"]);
    expect(world.metrics.total("notices_doubtful_total")).toBe(1);
  });

  it("shows a card's news although the card before was perhaps posted twice", async () => {
    const world = bench({ sends: [failure("outcome-unknown"), failure("outcome-unknown")] });
    await world.store.commit({ links: [link()] });
    await world.say(cardOf("L7K2QM"));
    await world.after(1_000);
    await world.say(cardOf("L7K2QM"));
    await world.after(2_000);
    await world.outbox.stop();

    expect(world.titles()).toEqual(["Active 49.99 USD"]);
  });

  it("that limits everything it is sent is left alone as a whole", async () => {
    const world = bench({ sends: [failure("rate-limited", { retryAfterMs: 30_000, scope: "platform" })] });
    await world.say(reply("one"));
    await world.notify({ conversation: "desk:other" as ConversationRef, body: reply("two") });
    expect(world.sent).toEqual([]);

    await world.after(30_000);
    await world.outbox.stop();
    expect([...world.titles()].sort()).toEqual(["one", "two"]);
  });

  it.each([undefined, main])(
    "that says a conversation has moved to %s is not asked without a pause",
    async (movedTo) => {
      const world = bench({
        sends: Array.from({ length: 9 }, () => failure("moved", movedTo === undefined ? {} : { movedTo })),
      });
      await world.say(reply("hello"));
      await world.outbox.stop();

      expect(world.logger.lines.filter((line) => line.includes("send failed"))).toHaveLength(1);
    },
  );

  it("that refuses one message again and again still gets the others", async () => {
    const world = bench({ sends: Array.from({ length: 3 }, () => failure("unavailable")) });
    await world.store.commit({ links: [link()] });
    await world.say(reply("never"));
    for (const ms of [1_000, 2_000]) await world.after(ms);
    await world.store.commit({ notices: [{ conversation: main, body: cardOf("L7K2QM") }] });
    await world.after(5_000);
    await world.outbox.stop();

    expect(world.titles()).toEqual(["Active 49.99 USD", "never"]);
  });

  it("posts alone what belonged under a message that is gone", async () => {
    const world = bench({ sends: [failure("message-gone")] });
    await world.store.commit({ links: [link({ card: "desk:m9" as MessageRef })] });
    const change = { kind: "paid", at: world.clock.now(), amount: usd(4999n) } as const;
    await world.say({ kind: "change", linkId: "L7K2QM" as LinkId, change });
    await world.outbox.stop();

    expect(world.sent).toMatchObject([{ to: main, title: expect.stringMatching(/Paid/) }]);
    expect(world.sent[0]?.target?.replyTo).toBeUndefined();
  });
});

describe("edits that must wait", () => {
  it("hold up what is told of their links, and nothing else", async () => {
    const world = bench({ editSeconds: 10, gapMs: 1_000 });
    const card = "desk:m9" as MessageRef;
    const other = link({ id: "LOTHER" as LinkId, reference: "other" as never, ref: "r2" as never, card });
    await world.store.commit({ links: [link({ card }), other] });
    const paid = { kind: "paid", at: world.clock.now(), amount: usd(100n) } as const;
    await world.say(cardOf("L7K2QM"));
    await world.say(
      cardOf("L7K2QM"),
      { kind: "change", linkId: "L7K2QM" as LinkId, change: paid },
      { kind: "change", linkId: "LOTHER" as LinkId, change: paid },
      reply("hello"),
    );
    for (let turn = 0; turn < 5; turn += 1) await world.after(1_000);
    expect(world.titles()).toEqual(["Active 49.99 USD", "hello", expect.stringMatching(/LOTHER Paid/)]);

    for (let turn = 0; turn < 7; turn += 1) await world.after(1_000);
    await world.outbox.stop();
    expect(world.titles().slice(3)).toEqual(["Active 49.99 USD", expect.stringMatching(/L7K2QM Paid/)]);
  });
});

describe("a crowd of payments", () => {
  it("is told as one, and holds up nobody who stands behind it", async () => {
    const world = bench({ gapMs: 1_000 });
    await world.store.commit({ links: [link({ uses: "many", card: "desk:m9" as MessageRef })] });
    const paid = { kind: "paid", at: world.clock.now(), amount: usd(100n) } as const;
    const payment: NewNotice[] = [
      cardOf("L7K2QM"),
      { kind: "change" as const, linkId: "L7K2QM" as LinkId, change: paid },
    ].map((body) => ({ conversation: main, body, isPaid: true }));
    await world.notify(...Array.from({ length: 300 }, () => payment).flat(), {
      conversation: main,
      body: reply("hello"),
    });
    for (let turn = 0; turn < 4; turn += 1) await world.after(1_000);
    await world.outbox.stop();

    expect(world.titles()).toEqual(["hello", "Active 49.99 USD", expect.stringContaining("300 payments, 300.00 USD")]);
  });
});

describe("stopping", () => {
  it("waits for the message in hand and sends no further one", async () => {
    const world = bench({ sends: ["silence"] });
    await world.say(reply("one"), reply("two"));
    const stopping = world.outbox.stop();
    world.clock.advance(40_000);
    await stopping;

    expect(world.sent).toEqual([]);
    expect((await world.store.backlog(world.clock.now())).notices).toBe(2);
  });
});
