import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cast } from "../../adapters/chat/telegram/emulator.ts";
import { plainCard } from "../contract/platform-cards.ts";
import { chat, startWorld, type TelegramWorld, until } from "./telegram-world.ts";

let world: TelegramWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const { ann, mallory, group, forum } = cast;
const allowed = () => world.host.accepted.filter(({ message }) => message.isAllowed);
const noticeOf = () => [...world.telegram.world.presses.values()].at(-1)?.answer?.text;

describe("a stranger can do nothing", () => {
  it("by a command in a group", async () => {
    await world.telegram.act.says("/create 5 USD mug", { by: mallory, in: group });
    expect(allowed()).toEqual([]);
    expect(world.last()).toMatchObject({ isAllowed: false, refusal: "[reply.refused.admin]" });
  });

  it("by a command in private", async () => {
    await world.telegram.act.says("/create 5 USD mug", { by: mallory, in: mallory });
    expect(allowed()).toEqual([]);
  });

  it("by words in private", async () => {
    await world.telegram.act.says("a link for 20 dollars please", { by: mallory, in: mallory });
    expect(allowed()).toEqual([]);
  });

  it("by answering a card in a group, which is nobody's business", async () => {
    await world.platform.post({ conversation: chat(group) }, plainCard);
    await world.telegram.act.says("nice", { by: mallory, in: group, answers: 2 });
    expect(world.host.offered).toEqual([]);
  });

  it("by a button, which says so to them alone", async () => {
    await world.platform.post({ conversation: chat(group) }, plainCard);
    await world.telegram.act.presses({ by: mallory, chat: group, message: 2, label: "Refresh" });
    await until(() => noticeOf() !== undefined);
    expect(noticeOf()).toBe("[reply.refused]");
    expect(world.host.offered).toEqual([]);
    expect(world.seen()).toHaveLength(1);
  });

  it("by data their own app makes up", async () => {
    await world.platform.post({ conversation: chat(group) }, plainCard);
    for (const data of ["!create 5 USD mug", `a${mallory}`, "=rt.create 5 USD mug", "+nothing", ""]) {
      await world.telegram.act.sendsData(mallory, group, 2, data);
    }
    expect(world.host.offered).toEqual([]);
    await world.telegram.act.says("/list", { by: mallory, in: mallory });
    expect(allowed()).toEqual([]);
  });

  it("by typing the bot's name in any chat", async () => {
    const answer = await world.telegram.act.asksInline(mallory, "25 USD blue mug");
    expect(answer.results).toEqual([]);
    expect(answer.button).toBeUndefined();
  });

  it("by pressing what a member offered in another chat", async () => {
    const offer = await world.telegram.act.asksInline(ann, "25 USD blue mug");
    const inline = world.telegram.act.choosesInline(ann, offer, group);
    await world.telegram.act.pressesInline(mallory, inline, "Make the link · 25 USD");
    expect(world.host.offered).toEqual([]);
  });

  it("by an invitation code that was never given out", async () => {
    await world.telegram.act.says("/start AAAAAAAAAAAAAAAAAAAAAAAA", { by: mallory, in: mallory });
    expect(allowed()).toEqual([]);
    expect(await world.records.listRecords("telegram.member", "", world.clock.now())).toEqual([]);
  });

  it("by speaking as the group itself", async () => {
    await world.telegram.act.says("/create 5 USD mug", { by: ann, in: group, as: "group" });
    await until(() => world.seen(group).length === 1);
    expect(world.host.offered).toEqual([]);
    expect(world.seen(group)[0]?.text).toContain("Remain anonymous");
  });

  it("by speaking as a channel", async () => {
    await world.telegram.act.says("/create 5 USD mug", { by: ann, in: group, as: "channel" });
    expect(world.host.offered).toEqual([]);
  });
});

it("answers a stranger once a day, by whichever door they come", async () => {
  await world.telegram.act.says("/create 5 USD mug", { by: mallory, in: group });
  await world.telegram.act.says("/list", { by: mallory, in: mallory });
  await world.telegram.act.says("hello", { by: mallory, in: mallory });
  expect(world.host.offered).toHaveLength(1);
  world.clock.advance(24 * 60 * 60 * 1_000);
  await world.telegram.act.says("/list", { by: mallory, in: mallory });
  expect(world.host.offered).toHaveLength(2);
});

it("counts every refusal, told or not", async () => {
  await world.telegram.act.says("/list", { by: mallory, in: group });
  await world.telegram.act.says("/list", { by: mallory, in: group });
  expect(world.metrics.counts.get("telegram_refused_total{door=command,reason=access}")).toBe(2);
});

describe("where groups are listed", () => {
  beforeEach(async () => {
    await world.stop();
    world = await startWorld({ env: { TELEGRAM_ALLOWED: `${ann}, ${group}` } });
  });

  it("a member may act in a listed one", async () => {
    await world.telegram.act.says("/list", { by: ann, in: group });
    expect(world.last().isAllowed).toBe(true);
  });

  it("a listed group lets nobody act by itself", async () => {
    await world.telegram.act.says("/list", { by: mallory, in: group });
    expect(world.last().isAllowed).toBe(false);
  });

  it("a member is told what to do in another one", async () => {
    await world.telegram.act.says("/list", { by: ann, in: forum });
    expect(world.last().refusal).toContain("TELEGRAM_ALLOWED");
  });

  it("a member may act in private", async () => {
    await world.telegram.act.says("/list", { by: ann, in: ann });
    expect(world.last().isAllowed).toBe(true);
  });
});

it("lets nobody in at all when nobody is listed", async () => {
  await world.stop();
  world = await startWorld({ env: { TELEGRAM_ALLOWED: "" } });
  await world.telegram.act.says("/list", { by: ann, in: ann });
  expect(world.last().isAllowed).toBe(false);
});
