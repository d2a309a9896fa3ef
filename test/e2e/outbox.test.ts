import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PlatformError } from "../../src/model/errors.ts";
import { startTestBot, type TestBot } from "../support/bot.ts";
import { titleOf } from "../support/desk.ts";

let bot: TestBot;
beforeEach(async () => {
  bot = await startTestBot({ providers: ["onerway"] });
});
afterEach(() => bot.stop());

const failure = (kind: PlatformError["kind"], over: { retryAfterMs?: number; movedTo?: string } = {}) =>
  new PlatformError({ platform: "desk", kind, ...over });
const pay = async () => {
  const [link] = bot.emulator("onerway").links();
  await bot.emulator("onerway").pay(link?.ref ?? "");
};

describe("the outbox", () => {
  it("waits as long as the chat says, then sends", async () => {
    bot.desk.failures.push(failure("rate-limited", { retryAfterMs: 300 }));
    const startedAt = performance.now();
    await bot.desk.say("5 USD mug");
    await expect.poll(() => bot.desk.titles(), { timeout: 5_000 }).toEqual(["Active 5.00 USD"]);

    expect(performance.now() - startedAt).toBeGreaterThan(300);
  });

  it("sends a card whose answer was lost once more, and the newest card owns the link", async () => {
    bot.desk.failures.push("lost");
    await bot.do("5 USD mug");
    await expect.poll(() => bot.desk.messages.length, { timeout: 5_000 }).toBe(2);
    await bot.quiet();
    await pay();
    await bot.quiet();

    expect(bot.desk.titles().slice(0, 2)).toEqual(["Active 5.00 USD", "Paid 5.00 USD"]);
    expect(await bot.metrics.text()).toMatch(/paylink_notices_doubtful_total\{outcome="repeated",kind="card"\} 1/);
  });

  it("lets doubtful chatter go", async () => {
    bot.desk.failures.push("lost");
    await bot.do("help");
    await expect.poll(async () => (await bot.app.store.backlog(new Date())).notices, { timeout: 5_000 }).toBe(0);

    expect(bot.desk.messages).toHaveLength(1);
  });

  it("posts a card anew when the old one was deleted", async () => {
    await bot.do("5 USD mug");
    bot.desk.messages.length = 0;
    await pay();
    await bot.quiet();

    expect(bot.desk.titles()[0]).toBe("Paid 5.00 USD");
  });

  it("follows a conversation that got a new name", async () => {
    bot.desk.failures.push(failure("moved", { movedTo: "desk:new" }));
    await bot.do("5 USD mug");
    await expect.poll(() => bot.desk.titles(), { timeout: 5_000 }).toEqual(["Active 5.00 USD"]);
    await pay();
    await bot.quiet();

    expect(bot.desk.messages.map((message) => message.conversation)).toEqual(["desk:new", "desk:new"]);
  });

  it("parks what can never be sent, and goes on with the rest", async () => {
    bot.desk.failures.push(failure("rejected"));
    await bot.do("help");
    await bot.do("5 USD mug");

    expect(bot.desk.titles()).toEqual(["Active 5.00 USD"]);
    expect((await bot.app.store.backlog(new Date())).parked).toBe(1);
  });

  it("shows that something is under way when the provider is slow, on the same card", async () => {
    bot.emulator("onerway").faults.plan("slow", { ms: 2_500 });
    await bot.do("5 USD mug");
    await expect.poll(() => bot.desk.titles()[0], { timeout: 8_000 }).toBe("Active 5.00 USD");

    expect(bot.desk.messages).toHaveLength(1);
    expect(bot.desk.messages[0]?.versions.map(titleOf)).toEqual(["Making the link 5.00 USD", "Active 5.00 USD"]);
  });

  it("sends what a stopped bot still owed after the next start, once", async () => {
    bot.desk.pace = { gapMs: 60_000, budgets: [] };
    await bot.desk.say("help");
    await bot.desk.say("providers");
    await expect.poll(() => bot.desk.messages.length, { timeout: 5_000 }).toBe(1);
    bot.desk.pace = { gapMs: 0, budgets: [] };
    bot = await bot.restart();

    // The pace of the chat holds over the restart: the conversation may speak again in a minute.
    expect((await bot.app.store.backlog(new Date())).notices).toBe(1);
    expect(bot.desk.messages).toHaveLength(1);
  });

  it("speaks no faster than the budget that conversations share", async () => {
    bot.desk.pace = { gapMs: 0, budgets: [{ key: "desk", capacity: 1, refillPerSecond: 5 }] };
    const startedAt = performance.now();
    await Promise.all(["a", "b", "c"].map((name) => bot.desk.say("help", { conversation: `desk:${name}` as never })));
    await expect.poll(() => bot.desk.messages.length, { timeout: 5_000 }).toBe(3);

    expect(performance.now() - startedAt).toBeGreaterThan(350);
  });
});
