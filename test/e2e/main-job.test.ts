import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestBot, type TestBot } from "../support/bot.ts";
import { decodeQr } from "../support/decode-qr.ts";
import { titleOf } from "../support/desk.ts";

let bot: TestBot;
beforeEach(async () => {
  bot = await startTestBot({ providers: ["onerway", "payermax"] });
});
afterEach(() => bot.stop());

const cardOf = (index = 0) => bot.desk.messages[index]?.versions.at(-1)?.card;
const sole = (id: string) => {
  const [link, ...more] = bot.emulator(id).links();
  if (link === undefined || more.length > 0) throw new Error(`${more.length + (link ? 1 : 0)} links at ${id}`);
  return link;
};

describe("a typed create", () => {
  it("shows one active card with the provider's link and a QR code that scans to it", async () => {
    await bot.do("49.99 USD Annual membership");

    const made = sole("onerway");
    expect(bot.desk.titles()).toEqual(["Active 49.99 USD"]);
    expect(made).toMatchObject({ amount: "49.99", currency: "USD" });
    expect(cardOf()?.link?.url).toBe(made.url);
    expect(decodeQr(cardOf()?.image?.png ?? new Uint8Array())).toBe(made.url);
    expect(cardOf()?.testBanner).toBeDefined();
  });

  it("turns its card to paid, tells it aloud, and closes a link for one use at the provider", async () => {
    await bot.do("49.99 USD Annual membership");
    await bot.emulator("onerway").pay(sole("onerway").ref);
    await bot.quiet();

    const [card, told] = bot.desk.messages;
    expect(bot.desk.titles()[0]).toBe("Paid 49.99 USD");
    expect(cardOf()?.lines).toEqual(["Closed at Onerway: it takes no further payment."]);
    expect(cardOf()?.link).toBeUndefined();
    expect(told?.target.replyTo).toBe(card?.ref);
    expect(told?.versions[0]).toMatchObject({
      isRaised: true,
      mention: { name: "Ann" },
      card: { title: "Paid: 49.99 USD. Annual membership" },
    });
    expect(sole("onerway").state).toMatch(/disabled|0|false/);
  });

  it("carries provider, country and expiry, and is told the provider's own expiry", async () => {
    await bot.do("40000 IDR Winter sneakers provider:payermax country:ID expires:3d");

    const link = (await bot.app.store.listLinks({ limit: 1 })).links[0];
    expect(sole("payermax")).toMatchObject({ amount: "40000", currency: "IDR" });
    expect(link).toMatchObject({ status: "active", expiryBy: "provider", country: "ID" });
    expect((link?.expiresAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(2.99 * 86_400_000);
  });

  it("refuses to disable what was paid, in a clear sentence", async () => {
    await bot.do("40000 IDR Winter sneakers provider:payermax country:ID expires:3d");
    await bot.emulator("payermax").pay(sole("payermax").ref);
    await bot.quiet();
    await bot.do("disable last yes");

    expect(bot.desk.titles()[0]).toBe("Paid 40,000.00 IDR");
    expect(bot.desk.titles().at(-1)).toMatch(/is paid: a paid link cannot be disabled/);
  });

  it.each([
    ["10.999 USD coffee", /USD has 2 decimals/],
    ["100.5 JPY tea", /JPY has 0 decimals/],
    ["0 USD nothing", /more than zero/],
    ["-5 USD refund", /cannot be negative/],
    ["5 USD mug provider:payermax colour:red", /colour is no option/],
    ["5 USD mug provider:nobody", /no provider|nobody/],
    ["1.234 KWD tea provider:payermax country:KW", /PayerMax cannot carry 1.234/],
    ["5 USD tea uses:many provider:payermax", /take one payment each/],
    ["5 USD tea provider:payermax expires:40d", /from 1h to 30d/],
  ])("refuses %s with a sentence that says what to write, and makes nothing", async (text, sentence) => {
    await bot.do(text);

    expect(bot.desk.titles().at(-1)).toMatch(sentence);
    expect([...bot.emulator("onerway").links(), ...bot.emulator("payermax").links()]).toEqual([]);
  });
});

describe("the same request", () => {
  it("delivered three times makes one link", async () => {
    await Promise.all([1, 2, 3].map(() => bot.desk.say("5 USD mug", { key: "one-delivery" })));
    await bot.quiet();

    expect(sole("onerway").amount).toBe("5.00");
    expect(bot.desk.titles()).toEqual(["Active 5.00 USD"]);
  });

  it("typed again at once shows the first link and offers another", async () => {
    await bot.do("5 USD mug");
    await bot.do("5 USD mug");

    const answer = bot.desk.messages.at(-1)?.versions[0]?.card;
    expect(sole("onerway").amount).toBe("5.00");
    expect(answer?.lines?.[0]).toMatch(/here is that link/);
    expect(answer?.buttons?.map((button) => button.label)).toContain("Make another");
  });

  it("raced by many people pressing Enter twice makes one link each", async () => {
    await Promise.all(
      [..."aabbccdd"].map((name) => bot.desk.say("5 USD mug", { actor: { id: `desk:house:${name}` as never, name } })),
    );
    await bot.quiet();

    expect(bot.emulator("onerway").links()).toHaveLength(4);
  });

  it("makes a second link when that is asked for, and not a third for a double click", async () => {
    await bot.do("5 USD mug");
    const [first] = (await bot.app.store.listLinks({ limit: 1 })).links;
    await Promise.all([1, 2].map(() => bot.desk.say(`again ${first?.id}`, { kind: "button" })));
    await bot.quiet();

    expect(bot.emulator("onerway").links()).toHaveLength(2);
  });
});

describe("a provider that accepts and then drops the connection", () => {
  it.each(["onerway", "payermax"])("(%s) makes one link, shown as checking and then as active", async (id) => {
    bot.emulator(id).faults.plan("drop", { times: 1 });
    await bot.do(`5 USD mug provider:${id}`);
    await expect.poll(() => bot.desk.titles()[0], { timeout: 8_000 }).toBe("Active 5.00 USD");
    await bot.quiet();

    expect(sole(id).amount).toMatch(/^5(\.00)?$/);
    expect(bot.desk.messages[0]?.versions.map(titleOf)).toContain("Checking 5.00 USD");
    expect(bot.desk.messages).toHaveLength(1);
  });
});
