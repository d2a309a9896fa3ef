import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newChat } from "../../adapters/chat/telegram/emulation/world.ts";
import { cast } from "../../adapters/chat/telegram/emulator.ts";
import telegramModule from "../../adapters/chat/telegram/index.ts";
import { seededIds } from "../support/runtime.ts";
import { startWorld, type TelegramWorld, until } from "./telegram-world.ts";

let world: TelegramWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const { ann, bob, mallory } = cast;
let drawn = 0;

async function tool(...args: readonly string[]): Promise<string> {
  drawn += 1;
  const { telegram, records, clock } = world;
  const config = telegramModule.env.parse(telegram.env);
  const ids = seededIds(`invite-${drawn}`);
  return telegramModule.tools?.invite?.run({ config, args, records, clock, ids }) ?? "";
}

async function invite(...args: readonly string[]): Promise<string> {
  const text = await tool(...args);
  const [, code] = /^https:\/\/t\.me\/paylink_emulated_bot\?start=([A-Za-z0-9_-]{1,64})$/m.exec(text) ?? [];
  if (code === undefined) throw new Error(`no link in: ${text}`);
  return code;
}

const opens = (by: number, code: string) => world.telegram.act.says(`/start ${code}`, { by, in: by });
const isIn = async (id: number) =>
  (await world.records.getRecord("telegram.member", String(id), world.clock.now())) !== undefined;

describe("an invitation that names a person", () => {
  it("lets them in, and they may act from then on", async () => {
    await opens(mallory, await invite("@Mallory_X"));
    await until(() => world.seen(mallory).length === 1);
    expect(world.seen(mallory)[0]?.text).toContain("Welcome, Mallory");
    await world.telegram.act.says("/list", { by: mallory, in: mallory });
    expect(world.last()).toMatchObject({ isAllowed: true, text: "list" });
  });

  it("can name them by their number", async () => {
    await opens(mallory, await invite(String(mallory)));
    expect(await isIn(mallory)).toBe(true);
  });

  it("is worth nothing to somebody it was forwarded to, and still works for its owner", async () => {
    const code = await invite("@somebody_else");
    await opens(mallory, code);
    expect(await isIn(mallory)).toBe(false);
    world.telegram.world.people.set(7, {
      id: 7,
      first_name: "Sam",
      username: "Somebody_Else",
      hasStarted: true,
      hasBlocked: false,
    });
    world.telegram.world.chats.set(7, newChat({ id: 7, type: "private" }));
    await opens(7, code);
    expect(await isIn(7)).toBe(true);
  });

  it("dies after use", async () => {
    const code = await invite(String(mallory));
    await opens(mallory, code);
    await tool("--remove", "@mallory_x");
    expect(await isIn(mallory)).toBe(false);
    await opens(mallory, code);
    expect(await isIn(mallory)).toBe(false);
  });

  it("dies after an hour", async () => {
    const code = await invite(String(mallory));
    world.clock.advance(60 * 60 * 1_000 + 1);
    await opens(mallory, code);
    expect(await isIn(mallory)).toBe(false);
  });

  it("works in a private chat only", async () => {
    const code = await invite(String(mallory));
    await world.telegram.act.says(`/start ${code}`, { by: mallory, in: cast.group });
    expect(await isIn(mallory)).toBe(false);
  });

  it("is finished by the second delivery when the first died half way", async () => {
    const code = await invite(String(mallory));
    const { records } = world;
    const write = records.writeRecord;
    let hasDied = false;
    records.writeRecord = async (record) => {
      if (record.kind === "telegram.member" && !hasDied) {
        hasDied = true;
        throw new Error("the process died here");
      }
      return write(record);
    };
    const delivery = await opens(mallory, code);
    expect(delivery.answer.status).toBe(503);
    await delivery.redeliver();
    expect(await isIn(mallory)).toBe(true);
  });
});

describe("an invitation that names nobody", () => {
  async function arrives() {
    await opens(mallory, await invite());
    await until(() => world.seen(mallory).length === 1);
  }

  it("asks everybody who is admitted, and lets nobody in by itself", async () => {
    await arrives();
    expect(await isIn(mallory)).toBe(false);
    for (const approver of [ann, bob]) {
      expect(world.seen(approver)[0]?.text).toContain("Mallory (@mallory_x)");
      expect(world.seen(approver)[0]?.buttons.map((each) => each.label)).toEqual(["Let in", "Refuse"]);
    }
  });

  it("lets them in when an admitted person says so", async () => {
    await arrives();
    const [ask] = world.seen(ann);
    await world.telegram.press(ask?.id ?? "", "Let in");
    expect(await isIn(mallory)).toBe(true);
    await until(() => world.seen(ann)[0]?.buttons.length === 0 && world.seen(mallory).length === 2);
    expect(world.seen(ann)[0]?.text).toContain("was let in by Ann Smith");
    expect(world.seen(ann)[0]?.buttons).toEqual([]);
    expect(world.seen(mallory).at(-1)?.text).toContain("Welcome");
  });

  it("keeps them out when an admitted person says so, whoever presses later", async () => {
    await arrives();
    await world.telegram.press(world.seen(ann)[0]?.id ?? "", "Refuse");
    await world.telegram.press(world.seen(bob)[0]?.id ?? "", "Let in", { by: String(bob) });
    expect(await isIn(mallory)).toBe(false);
    await until(() => world.seen(mallory).length === 2);
    expect(world.seen(mallory).at(-1)?.text).toContain("not let in");
  });

  it("does not let them approve themselves", async () => {
    await arrives();
    const own = world.seen(mallory)[0]?.id.split("/")[1];
    await world.telegram.act.sendsData(mallory, mallory, Number(own), `a${mallory}`);
    expect(await isIn(mallory)).toBe(false);
  });

  it("is for one person, whoever comes second", async () => {
    const code = await invite();
    world.telegram.world.people.set(8, { id: 8, first_name: "Eve", hasStarted: true, hasBlocked: false });
    world.telegram.world.chats.set(8, newChat({ id: 8, type: "private" }));
    await Promise.all([opens(mallory, code), opens(8, code)]);
    const requests = await world.records.listRecords("telegram.request", "", world.clock.now());
    expect(requests).toHaveLength(1);
  });

  it("is not given out while nobody could approve", async () => {
    await world.stop();
    world = await startWorld({ env: { TELEGRAM_ALLOWED: "" } });
    const config = telegramModule.env.parse({ ...world.telegram.env, TELEGRAM_ALLOWED: "" });
    const { records, clock } = world;
    const text = await telegramModule.tools?.invite?.run({ config, args: [], records, clock, ids: seededIds("x") });
    expect(text).toContain("Name the person");
  });
});

describe("the invite command", () => {
  it("refuses what is no name and no number", async () => {
    expect(await tool("not a name!")).toContain("is no @name and no id");
  });

  it("lists and removes who came by an invitation", async () => {
    expect(await tool("--list")).toBe("Nobody came by an invitation.");
    await opens(mallory, await invite(String(mallory)));
    expect(await tool("--list")).toContain(`${mallory}\t@mallory_x\tMallory`);
    expect(await tool("--remove", String(mallory))).toContain("may not use the bot any more");
    await world.telegram.act.says("/list", { by: mallory, in: mallory });
    expect(world.last().isAllowed).toBe(false);
  });

  it("keeps no code in the store", async () => {
    const code = await invite(String(mallory));
    const kept = await world.records.listRecords("telegram.invitation", "", world.clock.now());
    expect(JSON.stringify(kept)).not.toContain(code);
  });
});
