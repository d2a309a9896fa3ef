import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createButtonStore, offerData, readButtonData } from "../../adapters/chat/telegram/button-data.ts";
import { cast } from "../../adapters/chat/telegram/emulator.ts";
import { plainCard } from "../contract/platform-cards.ts";
import { memoryRecords } from "../support/memory-records.ts";
import { ManualClock } from "../support/runtime.ts";
import { chat, startWorld, type TelegramWorld, until, words } from "./telegram-world.ts";

let world: TelegramWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const { ann, group } = cast;
const labels = () => world.seen()[0]?.buttons.map((each) => each.label);
const press = (label: string) => world.telegram.press(world.seen()[0]?.id ?? "", label);
const answers = () => [...world.telegram.world.presses.values()].map((each) => each.answer?.text);

describe("a button that asks first", () => {
  beforeEach(async () => {
    await world.platform.post({ conversation: chat(group) }, plainCard);
  });

  it("puts the question under the card and does nothing yet", async () => {
    await press("Disable");
    expect(labels()).toEqual(["Refresh", "Disable", "✅ Disable", "↩️ Keep"]);
    expect(world.host.offered).toEqual([]);
    await until(() => answers()[0] !== undefined);
    expect(answers()[0]).toBe("Disable this link?\nNobody can pay it any more.");
  });

  it("asks once however often it is pressed", async () => {
    await press("Disable");
    await press("Disable");
    expect(labels()).toEqual(["Refresh", "Disable", "✅ Disable", "↩️ Keep"]);
  });

  it("does it at the second press, and takes the question away", async () => {
    await press("Disable");
    await press("✅ Disable");
    expect(world.last()).toMatchObject({ kind: "button", text: "disable L7K2QM", isAllowed: true });
    await until(() => labels()?.length === 2);
    expect(labels()).toEqual(["Refresh", "Disable"]);
  });

  it("forgets it when the person keeps the link", async () => {
    await press("Disable");
    await press("↩️ Keep");
    await until(() => labels()?.length === 2);
    expect(world.host.offered).toEqual([]);
  });

  it("says so when Telegram has no room for the question", async () => {
    world.telegram.faults.limit(5, { method: "editMessageReplyMarkup" });
    await press("Disable");
    await until(() => answers()[0] !== undefined);
    expect(answers()[0]).toContain("press again");
    expect(world.host.offered).toEqual([]);
  });
});

describe("a command that does not fit into a button", () => {
  const command = `again L7K2QM description:"${"长".repeat(60)}"`;
  const buttons = [{ label: "Make another", action: { kind: "command", command } as const }];

  it("arrives whole", async () => {
    await world.platform.post({ conversation: chat(ann) }, words("Expired", { buttons }));
    await press("Make another");
    expect(world.last()).toMatchObject({ text: command, isDirect: true });
  });

  it("is refused in words after half a year", async () => {
    await world.platform.post({ conversation: chat(ann) }, words("Expired", { buttons }));
    world.clock.advance(181 * 24 * 60 * 60 * 1_000);
    await press("Make another");
    await until(() => answers()[0] !== undefined);
    expect(answers()[0]).toContain("too old");
    expect(world.host.offered).toEqual([]);
  });
});

it("every press is answered, whoever pressed and whatever came of it", async () => {
  await world.platform.post({ conversation: chat(group) }, plainCard);
  await press("Refresh");
  await press("Disable");
  await world.telegram.act.sendsData(ann, group, 2, "nonsense");
  await world.telegram.act.sendsData(cast.mallory, group, 2, "!list");
  await until(() => answers().every((each) => each !== undefined));
  expect(answers()).toHaveLength(4);
});

it("a card shown twice has the same buttons", async () => {
  const { ref } = await world.platform.post({ conversation: chat(group) }, plainCard);
  await world.platform.update(ref, plainCard);
  expect(world.seen()[0]?.edits).toBe(0);
});

describe("button data", () => {
  const store = createButtonStore(memoryRecords(), new ManualClock());
  const command = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 });

  it("is at most 64 bytes, and gives the command back", async () => {
    await fc.assert(
      fc.asyncProperty(command, async (text) => {
        const data = await store.toData({ command: text });
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
        const pressed = readButtonData(data);
        const found = pressed?.kind === "kept" ? await store.find(pressed.token) : pressed;
        expect(found).toMatchObject({ command: text });
      }),
      { numRuns: 200 },
    );
  });

  it("of an offer names who may press it", () => {
    fc.assert(
      fc.property(command, fc.integer({ min: 1, max: 2 ** 52 }), (text, makerId) => {
        const { data } = offerData(makerId, text);
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
        expect(readButtonData(data)).toMatchObject({ makerId });
      }),
      { numRuns: 200 },
    );
  });
});
