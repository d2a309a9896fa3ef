import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cast } from "../../adapters/chat/telegram/emulator.ts";
import { plainCard } from "../contract/platform-cards.ts";
import { chat, startWorld, type TelegramWorld, until } from "./telegram-world.ts";

let world: TelegramWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const { ann, bob, group, forum, basic } = cast;
const says = (words: string, place: number, more: object = {}) =>
  world.telegram.act.says(words, { by: ann, in: place, ...more });

describe("commands", () => {
  it.each([
    ["/create 25 USD Blue mug", "create 25 USD Blue mug"],
    ["/create", "create"],
    ["/CREATE 25 USD mug", "create 25 USD mug"],
    ["/paylink 25 USD mug", "25 USD mug"],
    ["/paylink", ""],
    ["/paylink list all", "list all"],
    ["/list@paylink_emulated_bot paid", "list paid"],
    ["/list@Paylink_Emulated_Bot", "list"],
    ["/show L7K2QM", "show L7K2QM"],
    ["/disable last yes", "disable last yes"],
    ["/settings language:zh", "settings language:zh"],
    ["/start", "help"],
    ["/start inline", "help"],
    ["/help create", "help create"],
    ["/create 25 USD\nBlue mug", "create 25 USD\nBlue mug"],
  ])("%j becomes the command %j", async (typed, text) => {
    await says(typed, ann);
    expect(world.last()).toMatchObject({ kind: "command", text, isDirect: true, isAddressed: true });
  });

  it.each([
    ["for another bot", "/create@other_bot 25 USD mug", group],
    ["for another bot, in private", "/create@other_bot 25 USD mug", ann],
    ["of another bot", "/weather tomorrow", group],
  ])("a command %s is left alone", async (_what, typed, place) => {
    const { answer } = await says(typed, place);
    expect(answer.status).toBe(200);
    expect(world.host.offered).toEqual([]);
  });

  it("a forwarded command is somebody's words, not a command", async () => {
    await says("/create 25 USD mug", ann, { isForwarded: true });
    expect(world.last().kind).toBe("text");
  });

  it("words under a picture are read too", async () => {
    await says("/create 25 USD mug", ann, { isCaption: true });
    expect(world.last().text).toBe("create 25 USD mug");
  });
});

describe("in groups", () => {
  it("chatter is not heard", async () => {
    await says("lunch anyone?", group);
    expect(world.host.offered).toEqual([]);
  });

  it("an answer to the bot's message is heard, with what it answers", async () => {
    const { ref } = await world.platform.post({ conversation: chat(group) }, plainCard);
    await says("49.99 USD", group, { answers: 2 });
    expect(world.last()).toMatchObject({ kind: "text", isAddressed: true, isDirect: false, about: ref });
  });

  it("an answer to somebody else is not heard", async () => {
    await says("hello", group, { by: bob });
    await says("hi Bob", group, { answers: 2 });
    expect(world.host.offered).toEqual([]);
  });

  it("a mention of the bot is heard, without the mention", async () => {
    await says("@paylink_emulated_bot a link for 20 dollars", group);
    expect(world.last()).toMatchObject({ kind: "text", text: "a link for 20 dollars" });
  });

  it("a command that answers somebody's message remembers where it was made from", async () => {
    await says("please send me a link", group, { by: bob });
    await says("/create 25 USD mug", group, { answers: 2 });
    expect(world.last().sourceUrl).toBe("https://t.me/c/1000000001/2");
  });

  it("a topic of a forum is a conversation of its own, and General has no number", async () => {
    const topic = world.telegram.act.opensTopic(forum);
    await says("/list", forum, { thread: topic });
    expect(world.last().conversation).toBe(`telegram:${forum}:${topic}`);
    await says("/list", forum);
    expect(world.last().conversation).toBe(`telegram:${forum}`);
  });
});

describe("who speaks", () => {
  it("is known by name and number", async () => {
    await says("/list", ann);
    expect(world.last().actor).toEqual({ id: `telegram:${ann}`, name: "Ann Smith" });
  });

  it.each([
    [ann, "en"],
    [bob, "zh"],
  ])("%i has a language", async (by, language) => {
    await world.telegram.act.says("/list", { by, in: by });
    expect(world.last().locale).toEqual({ language });
  });
});

describe("card numbers", () => {
  const typed = "/create 25 USD mug 4111 1111 1111 1111";

  it("are taken out, and the message is deleted in private", async () => {
    await says(typed, ann);
    expect(world.last()).toMatchObject({ wasRedacted: true });
    await until(() => world.telegram.world.messages[0]?.isDeleted === true);
  });

  it("are deleted in a group where the bot may", async () => {
    const place = world.telegram.world.chats.get(group);
    if (place !== undefined) place.canDelete = true;
    await says(typed, group);
    await until(() => world.telegram.world.messages[0]?.isDeleted === true);
    expect(world.seen()).toEqual([]);
  });

  it("are asked to be deleted in a group where it may not", async () => {
    await says(typed, group);
    await until(() => world.seen(group).length === 1);
    expect(world.seen(group)[0]?.text).toContain("Please delete yours");
  });

  it("are offered nothing inline", async () => {
    const answer = await world.telegram.act.asksInline(ann, "25 USD 4111 1111 1111 1111");
    expect(answer.results).toEqual([]);
  });
});

it("a text that is too long is refused in words, and not stored", async () => {
  await says(`/create 25 USD ${"x".repeat(2_100)}`, ann);
  expect(world.host.offered).toEqual([]);
  expect(world.seen(ann)[0]?.text).toBe("[reply.too-long]");
});

it("one update delivered three times is one delivery to the bot", async () => {
  const delivery = await says("/create 25 USD mug", ann);
  await delivery.redeliver();
  await delivery.replay();
  expect(new Set(world.host.offered.map(({ key }) => key)).size).toBe(1);
  expect(world.host.accepted).toHaveLength(1);
  expect(world.metrics.total("telegram_replayed_total")).toBe(2);
});

it("a basic group works like any other", async () => {
  await says("/list", basic);
  expect(world.last().conversation).toBe(`telegram:${basic}`);
});
