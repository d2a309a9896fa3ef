import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cast } from "../../adapters/chat/telegram/emulator.ts";
import telegramModule from "../../adapters/chat/telegram/index.ts";
import { systemIds } from "../../src/app/runtime.ts";
import { decodeQr } from "../contract/platform-cards.ts";
import { startTelegramBot, type TelegramBot } from "./telegram-bot.ts";

const { ann, bob, mallory, group, forum, basic } = cast;

let bot: TelegramBot;
afterEach(async () => {
  expect(bot.telegram.complaints()).toEqual([]);
  const log = bot.logger.lines.join("\n");
  expect(bot.telegram.secrets.filter((secret) => log.includes(secret))).toEqual([]);
  await bot.stop();
});

const says = async (words: string, place: number = ann, more: object = {}) => {
  await bot.telegram.act.says(words, { by: ann, in: place, ...more });
  await bot.quiet();
};
const press = async (place: number, label: string, index = -1) => {
  await bot.telegram.press(bot.seen(place).at(index)?.id ?? "", label);
  await bot.quiet();
};
const sole = () => {
  const [link, ...more] = bot.onerway.links();
  if (link === undefined || more.length > 0) throw new Error(`${bot.onerway.links().length} links`);
  return link;
};
const pay = async () => {
  await bot.onerway.pay(sole().ref);
  await bot.quiet();
};

describe.each(["webhook", "polling"] as const)("a link made from a private chat (%s)", (way) => {
  beforeEach(async () => {
    bot = await startTelegramBot({ way });
  });

  it("is one card: made, scanned, paid, told aloud", async () => {
    await says("/create 49.99 USD Annual membership");
    const [card, ...others] = bot.seen(ann);
    expect(others).toEqual([]);
    expect(card?.text).toContain(sole().url);
    expect(card?.text).toContain("49.99 USD");
    expect(decodeQr(card?.image)).toBe(sole().url);
    expect(sole()).toMatchObject({ amount: "49.99", currency: "USD" });

    await pay();
    const [paid, told] = bot.seen(ann);
    expect(paid?.text).toContain("Paid");
    expect(paid?.text).not.toContain(sole().url);
    expect(decodeQr(paid?.image)).toBeUndefined();
    expect(told).toMatchObject({ inReplyTo: card?.id, isLoud: true });
  });
});

describe("the whole bot", () => {
  beforeEach(async () => {
    bot = await startTelegramBot();
  });

  it("asks step by step in private", async () => {
    await says("/create");
    expect(bot.seen(ann)).toMatchObject([{ text: expect.stringContaining("How much?") }]);
    await says("25");
    expect(bot.seen(ann).at(-1)?.text).toContain("currency");
    await says("USD");
    await says("Blue mug");
    const last = bot.seen(ann).at(-1);
    if (!last?.text.includes(bot.onerway.links()[0]?.url ?? "no link")) await press(ann, "Create");
    expect(sole()).toMatchObject({ amount: "25.00", currency: "USD" });
  });

  it("asks step by step in a group, where only answers are heard", async () => {
    await says("/create", group);
    const question = bot.telegram.world.messages.at(-1);
    expect(question).toMatchObject({ forcesReply: true, chatId: group });
    await says("25 USD", group, { answers: question?.id });
    const next = bot.telegram.world.messages.filter((each) => each.from === "bot").at(-1);
    expect(next?.content.text).toContain("What is it for?");
    await says("Blue mug", group, { answers: next?.id });
    if (bot.onerway.links().length === 0) await press(group, "Create");
    expect(sole()).toMatchObject({ amount: "25.00" });
  });

  it("disables after a second press, and enables again", async () => {
    await says("/create 25 USD Blue mug");
    await press(ann, "Disable", 0);
    expect(sole().state).not.toMatch(/disabled/i);
    await press(ann, "✅ Disable", 0);
    expect(bot.seen(ann)[0]?.text).toContain("Disabled");
    expect(decodeQr(bot.seen(ann)[0]?.image)).toBeUndefined();
    await press(ann, "Enable", 0);
    expect(bot.seen(ann)[0]?.text).toContain("Active");
    expect(decodeQr(bot.seen(ann)[0]?.image)).toBe(sole().url);
  });

  it("shows a card in a group to everybody, and lets only admitted people press", async () => {
    await says("/create 25 USD Blue mug", group);
    const [card] = bot.seen(group);
    expect(card?.text).toContain(sole().url);
    await bot.telegram.press(card?.id ?? "", "Refresh", { by: String(mallory) });
    await bot.quiet();
    expect(bot.seen(group)).toHaveLength(1);
    await bot.telegram.press(card?.id ?? "", "Disable", { by: String(bob) });
    await bot.telegram.press(card?.id ?? "", "✅ Disable", { by: String(bob) });
    await bot.quiet();
    expect(bot.seen(group)[0]?.text).toContain("Disabled");
  });

  it("names the maker when a link in a group is paid", async () => {
    await says("/create 25 USD Blue mug", group);
    await pay();
    expect(bot.seen(group).at(-1)).toMatchObject({ notified: [String(ann)], isLoud: true });
  });

  it("answers a list in private", async () => {
    await says("/create 25 USD Blue mug", group);
    await says("/list", group);
    expect(bot.seen(group)).toHaveLength(1);
    expect(bot.seen(ann).at(-1)?.text).toContain("25.00 USD");
  });

  it("stays in the topic of a forum", async () => {
    const topic = bot.telegram.act.opensTopic(forum);
    await says("/create 25 USD Blue mug", forum, { thread: topic });
    await pay();
    const own = bot.telegram.world.messages.filter((each) => each.from === "bot" && each.chatId === forum);
    expect(own.map((each) => each.threadId)).toEqual([topic, topic]);
  });

  it("follows a group that becomes a supergroup, with its card", async () => {
    await says("/create 25 USD Blue mug", basic);
    const moved = await bot.telegram.act.migrates(basic);
    await pay();
    const titles = bot.seen(moved).map((each) => each.text);
    expect(titles.some((text) => text.includes("Paid"))).toBe(true);
    expect(titles.some((text) => text.includes("Annual") || text.includes("Blue mug"))).toBe(true);
  });

  it("tells the maker in private when the group is closed to it", async () => {
    await says("/create 25 USD Blue mug", group);
    await bot.telegram.act.putsOut(group);
    await pay();
    expect(bot.seen(ann).at(-1)?.text).toContain("Paid");
  });

  it("makes a link inline: an edit there, and a word to the maker when it is paid", async () => {
    const offer = await bot.telegram.act.asksInline(ann, "25 usd blue mug");
    const inline = bot.telegram.act.choosesInline(ann, offer, 555);
    const label = bot.seen(555)[0]?.buttons[0]?.label ?? "";
    expect(label).toContain("25.00 USD");
    await bot.telegram.act.pressesInline(ann, inline, label);
    await bot.quiet();
    expect(bot.seen(555)[0]?.text).toContain(sole().url);
    expect(decodeQr(bot.seen(555)[0]?.image)).toBe(sole().url);
    await pay();
    expect(bot.seen(555)[0]?.text).toContain("Paid");
    expect(bot.seen(ann).at(-1)).toMatchObject({ isLoud: true });
    expect(bot.seen(ann).at(-1)?.text).toContain("Paid");
  });

  it("speaks the person's language", async () => {
    await bot.telegram.act.says("/create 25 USD mug", { by: bob, in: bob });
    await bot.quiet();
    expect(bot.seen(bob)[0]?.text).toContain("待付款");
  });

  it("refuses a stranger politely, once, and makes nothing", async () => {
    await bot.telegram.act.says("/create 25 USD mug", { by: mallory, in: mallory });
    await bot.telegram.act.says("/create 25 USD mug", { by: mallory, in: mallory });
    await bot.quiet();
    expect(bot.seen(mallory)).toHaveLength(1);
    expect(bot.seen(mallory)[0]?.text).toContain("not allowed");
    expect(bot.onerway.links()).toEqual([]);
  });

  it("obeys a wait, and says everything in the end", async () => {
    bot.telegram.faults.limit(5, { method: "sendMessage", times: 2 });
    bot.telegram.faults.limit(5, { method: "sendPhoto", times: 1 });
    await says("/create 25 USD Blue mug");
    for (let waits = 0; waits < 4; waits += 1) {
      bot.clock.leap(6_000);
      await bot.quiet();
    }
    expect(bot.seen(ann)).toHaveLength(1);
    expect(bot.seen(ann)[0]?.text).toContain(sole().url);
  });

  it("lets somebody in whom the command line invited", async () => {
    const { clock, app } = bot;
    const config = telegramModule.env.parse(bot.environment);
    const tool = { config, args: ["@mallory_x"], records: app.store, clock, ids: systemIds };
    const text = await telegramModule.tools?.invite?.run(tool);
    const code = /start=(\S+)/.exec(text ?? "")?.[1];
    await bot.telegram.act.says(`/start ${code}`, { by: mallory, in: mallory });
    await bot.telegram.act.says("/create 25 USD Blue mug", { by: mallory, in: mallory });
    await bot.quiet();
    expect(bot.seen(mallory).at(-1)?.text).toContain(sole().url);
  });

  it("goes on where it was after a restart", async () => {
    await says("/create 25 USD Blue mug");
    await bot.restart();
    await pay();
    expect(bot.seen(ann)[0]?.text).toContain("Paid");
    expect(bot.seen(ann)).toHaveLength(2);
  });
});
