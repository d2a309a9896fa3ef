import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cast } from "../../adapters/chat/telegram/emulator.ts";
import type { ConversationRef } from "../../src/model/conversation.ts";
import { decodeQr, linkCard, linkUrl } from "../contract/platform-cards.ts";
import { startWorld, type TelegramWorld, until, words } from "./telegram-world.ts";

let world: TelegramWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  expect(world.telegram.complaints()).toEqual([]);
  await world.stop();
});

const { ann, bob } = cast;
/** A chat between Ann and a customer, where the bot is not. */
const elsewhere = 555;
const label = "Make the link · 25 USD";
const asks = (typed: string) => world.telegram.act.asksInline(ann, typed);

async function chosen(typed = "25 USD blue mug"): Promise<string> {
  return world.telegram.act.choosesInline(ann, await asks(typed), elsewhere);
}

async function created(): Promise<{ readonly inline: string; readonly conversation: ConversationRef }> {
  const inline = await chosen();
  await world.telegram.act.pressesInline(ann, inline, label);
  return { inline, conversation: world.last().conversation };
}

const inlineMessage = () => world.seen(elsewhere)[0];

describe("typing after the bot's name", () => {
  it("offers the exact amount, to that person alone, and never from a cache", async () => {
    const answer = await asks("25 USD blue mug");
    expect(answer).toMatchObject({ is_personal: true, cache_time: 0 });
    expect(answer.results).toMatchObject([{ title: "25 USD · blue mug" }]);
  });

  it("says what to type when there is no amount yet", async () => {
    const answer = await asks("blue");
    expect(answer.results).toEqual([]);
    expect(answer.button).toMatchObject({ start_parameter: "inline" });
  });

  it("makes nothing and stores nothing", async () => {
    await asks("25 USD blue mug");
    expect(world.host.offered).toEqual([]);
  });
});

describe("the button of an offer", () => {
  it("is the confirmation: the command as it was typed", async () => {
    const { conversation } = await created();
    expect(world.last()).toMatchObject({
      kind: "button",
      text: "create 25 USD blue mug",
      isAllowed: true,
      isDirect: false,
    });
    expect(conversation).toMatch(/^telegram:inline:1001:/);
  });

  it("carries words that do not fit into it", async () => {
    const typed = `25 USD ${"blue mug with a name on it ".repeat(4)}`.trim();
    const inline = await chosen(typed);
    await world.telegram.act.pressesInline(ann, inline, label);
    expect(world.last().text).toBe(`create ${typed}`);
  });

  it("is for the person who typed, not for another member", async () => {
    const inline = await chosen();
    await world.telegram.act.pressesInline(bob, inline, label);
    expect(world.host.offered).toEqual([]);
  });
});

describe("the card of an inline link", () => {
  it("is the message itself, with a picture the maker's chat has seen for a moment", async () => {
    const { conversation } = await created();
    const { ref } = await world.platform.post({ conversation }, linkCard());
    expect(inlineMessage()?.text).toContain(linkUrl);
    expect(decodeQr(inlineMessage()?.image)).toBe(linkUrl);
    expect(world.seen(ann)).toEqual([]);
    await world.platform.update(ref, linkCard({ badge: { text: "Paid", tone: "good" } }));
    expect(inlineMessage()?.text).toContain("Paid");
  });

  it("has nothing to press that acts: a customer may be reading", async () => {
    const { conversation } = await created();
    await world.platform.post({ conversation }, linkCard());
    expect(inlineMessage()?.buttons.map((each) => each.label)).toEqual(["Open"]);
  });

  it("has words only when the maker has no chat with the bot", async () => {
    const { conversation } = await created();
    await world.telegram.act.putsOut(ann);
    await world.platform.post({ conversation }, linkCard());
    expect(inlineMessage()?.image).toBeUndefined();
    expect(inlineMessage()?.text).toContain(linkUrl);
  });

  it("goes to the maker when the message is gone", async () => {
    const { conversation, inline } = await created();
    world.telegram.remove(`inline/${inline}`);
    const posted = await world.platform.post({ conversation }, linkCard());
    expect(posted.conversation).toBe(`telegram:${ann}`);
    expect(world.seen(ann)[0]?.text).toContain(linkUrl);
  });

  it("shows the QR code no more when the link has gone", async () => {
    const { conversation } = await created();
    const { ref } = await world.platform.post({ conversation }, linkCard());
    await world.platform.update(ref, words("Disabled"));
    expect(decodeQr(inlineMessage()?.image)).toBeUndefined();
  });
});

describe("what else is said about it", () => {
  it("a payment goes to the maker, with sound", async () => {
    const { conversation } = await created();
    const { ref } = await world.platform.post({ conversation }, linkCard());
    const posted = await world.platform.post(
      { conversation, replyTo: ref },
      { ...words("Paid 25 USD"), isRaised: true },
    );
    expect(posted.conversation).toBe(`telegram:${ann}`);
    expect(world.seen(ann).at(-1)).toMatchObject({ text: "Paid 25 USD", isLoud: true });
  });

  it("an answer goes to the maker, not into the other chat", async () => {
    const { conversation } = await created();
    const { answerHandle } = world.last();
    await world.platform.post(
      { conversation, ...(answerHandle !== undefined && { answerHandle }) },
      words("No provider"),
    );
    await until(() => world.seen(ann).length === 1);
    expect(inlineMessage()?.text).not.toContain("No provider");
  });
});
