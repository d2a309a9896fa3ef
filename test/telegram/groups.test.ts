import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cast } from "../../adapters/chat/telegram/emulator.ts";
import type { OutboundMessage } from "../../src/ports/chat-platform.ts";
import { plainCard } from "../contract/platform-cards.ts";
import { chat, failureOf, startWorld, type TelegramWorld, words } from "./telegram-world.ts";

let world: TelegramWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  expect(world.telegram.complaints()).toEqual([]);
  await world.stop();
});

const { ann, group, forum, basic } = cast;
const messages = () => world.telegram.world.messages.filter((each) => each.from === "bot" && !each.isDeleted);

describe("a group that becomes a supergroup", () => {
  it("is told as moved, by Telegram's refusal", async () => {
    const { telegram, platform } = world;
    const old = telegram.world.chats.get(basic);
    if (old !== undefined) old.movedTo = -1_001_999_999_999;
    const failure = await failureOf(platform.post({ conversation: chat(basic) }, plainCard));
    expect(failure).toMatchObject({ kind: "moved", movedTo: "telegram:-1001999999999" });
  });

  it("is known from its own message, without asking Telegram in vain", async () => {
    const moved = await world.telegram.act.migrates(basic);
    const failure = await failureOf(world.platform.post({ conversation: chat(basic) }, plainCard));
    expect(failure).toMatchObject({ kind: "moved", movedTo: `telegram:${moved}` });
    expect(world.telegram.made.get("sendMessage") ?? 0).toBe(0);
    expect(world.host.offered).toEqual([]);
  });

  it("leaves its old cards behind: they are gone, to be posted anew", async () => {
    const { ref } = await world.platform.post({ conversation: chat(basic) }, plainCard);
    await world.telegram.act.migrates(basic);
    const failure = await failureOf(world.platform.update(ref, words("Paid")));
    expect(failure.kind).toBe("message-gone");
  });

  it("does so too when the news never came", async () => {
    const { ref } = await world.platform.post({ conversation: chat(basic) }, plainCard);
    const old = world.telegram.world.chats.get(basic);
    if (old !== undefined) old.movedTo = -1_001_999_999_999;
    expect((await failureOf(world.platform.update(ref, words("Paid")))).kind).toBe("message-gone");
  });

  it("keeps its place in TELEGRAM_ALLOWED", async () => {
    await world.stop();
    world = await startWorld({ env: { TELEGRAM_ALLOWED: `${ann},${basic}` } });
    const moved = await world.telegram.act.migrates(basic);
    await world.telegram.act.says("/list", { by: ann, in: moved });
    expect(world.last().isAllowed).toBe(true);
  });
});

describe("a forum", () => {
  it("is answered in the topic", async () => {
    const topic = world.telegram.act.opensTopic(forum);
    await world.platform.post({ conversation: chat(forum, topic) }, plainCard);
    expect(messages()[0]?.threadId).toBe(topic);
  });

  it("is answered in General without a number", async () => {
    await world.platform.post({ conversation: chat(forum) }, plainCard);
    expect(messages()[0]?.threadId).toBeUndefined();
  });

  it("has closed topics, which cannot be reached", async () => {
    const topic = world.telegram.act.opensTopic(forum);
    world.telegram.act.closesTopic(forum, topic);
    const failure = await failureOf(world.platform.post({ conversation: chat(forum, topic) }, plainCard));
    expect(failure.kind).toBe("unreachable");
  });
});

describe("a bot that was put out", () => {
  it.each([group, ann])("cannot reach %i, and hears of it without harm", async (place) => {
    const { answer } = await world.telegram.act.putsOut(place);
    expect(answer.status).toBe(200);
    const failure = await failureOf(world.platform.post({ conversation: chat(place) }, plainCard));
    expect(failure.kind).toBe("unreachable");
    expect(world.metrics.counts.get("telegram_membership_total{status=kicked}")).toBe(1);
  });
});

describe("a question", () => {
  const cancel = { label: "Cancel", action: { kind: "command", command: "cancel" } as const };
  const question: OutboundMessage = { ...words("How much?", { buttons: [cancel] }), expectsAnswer: true };
  const usd = { label: "USD", action: { kind: "command", command: "currency:USD" } as const };

  async function ask(message: OutboundMessage) {
    await world.telegram.act.says("/create", { by: ann, in: group });
    const { conversation, answerHandle } = world.last();
    return world.platform.post({ conversation, ...(answerHandle !== undefined && { answerHandle }) }, message);
  }

  it("in a group opens the reply for the person asked, because plain answers are hidden from the bot", async () => {
    const { ref } = await ask(question);
    expect(messages()[0]).toMatchObject({ forcesReply: true, replyToId: 2 });
    await world.telegram.act.says("25 USD", { by: ann, in: group, answers: messages()[0]?.id ?? 0 });
    expect(world.last()).toMatchObject({ text: "25 USD", about: ref, isAddressed: true });
  });

  it("in a group shows its choices as buttons", async () => {
    await ask({ ...words("Which currency?", { buttons: [usd, cancel] }), expectsAnswer: true });
    expect(world.seen()[0]?.buttons.map((each) => each.label)).toEqual(["USD", "Cancel"]);
  });

  it("in a group stays there although answers are private", async () => {
    await world.telegram.act.says("/create", { by: ann, in: group });
    const { conversation, actor } = world.last();
    await world.platform.post({ conversation, privateTo: actor.id }, question);
    expect(world.seen()[0]?.place).toBe(String(group));
  });

  it("that follows choices cannot be an edit: the old one goes, and a new one is asked for", async () => {
    const { ref } = await ask({ ...words("Which currency?", { buttons: [usd] }), expectsAnswer: true });
    const failure = await failureOf(world.platform.update(ref, question));
    expect(failure.kind).toBe("message-gone");
    expect(world.seen()).toEqual([]);
  });

  it("that follows a pressed choice names the person asked", async () => {
    await ask({ ...words("Which currency?", { buttons: [usd] }), expectsAnswer: true });
    await world.telegram.press(world.seen()[0]?.id ?? "", "USD");
    const { conversation, answerHandle } = world.last();
    await world.platform.post({ conversation, ...(answerHandle !== undefined && { answerHandle }) }, question);
    expect(world.seen().at(-1)?.notified).toEqual([String(ann)]);
  });

  it("in private is edited in place", async () => {
    const { ref } = await world.platform.post({ conversation: chat(ann) }, question);
    await world.platform.update(ref, { ...words("What for?", { buttons: [cancel] }), expectsAnswer: true });
    expect(world.seen(ann)).toMatchObject([{ text: "What for?", edits: 1 }]);
  });
});
