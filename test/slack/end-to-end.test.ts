import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeQr } from "../contract/platform-cards.ts";
import { until } from "../support/slack-harness.ts";
import { type SlackBot, startSlackBot } from "./slack-bot.ts";

let bot: SlackBot;

beforeEach(async () => {
  bot = await startSlackBot();
});

afterEach(async () => {
  expect(bot.slack.complaints()).toEqual([]);
  const log = bot.logger.lines.join("\n");
  expect(bot.slack.secrets.filter((secret) => log.includes(secret))).toEqual([]);
  await bot.stop();
});

const { member: ann, colleague: bob, outsider: gus } = { member: "U0ANN", colleague: "U0BOB", outsider: "U0GUEST" };

async function type(words: string, scene: { readonly by?: string; readonly in?: string } = {}): Promise<void> {
  await bot.slack.command(words, scene);
  await bot.quiet();
}

async function say(words: string, scene: { readonly by?: string; readonly in?: string } = {}): Promise<void> {
  await bot.slack.say(words, scene);
  await bot.quiet();
}

async function press(label: string, place?: string, index = 0): Promise<void> {
  await bot.slack.press(bot.seen(place).at(index)?.id ?? "", label);
  await bot.quiet();
}

function sole() {
  const [link, ...more] = bot.onerway.links();
  if (link === undefined || more.length > 0) throw new Error(`${bot.onerway.links().length} links`);
  return link;
}

async function pay(): Promise<void> {
  await bot.onerway.pay(sole().ref);
  await bot.quiet();
}

describe("a link made by a command", () => {
  it("is one card in the channel: made, scanned, paid, told aloud to its maker", async () => {
    await type("49.99 USD Annual membership");
    const [card, ...others] = bot.seen();
    expect(others).toEqual([]);
    expect(sole()).toMatchObject({ amount: "49.99", currency: "USD" });
    expect(card?.text).toContain(sole().url);
    expect(card?.text).toContain("TEST MODE");
    expect(card?.text).toContain("Annual membership");
    expect(decodeQr(card?.image)).toBe(sole().url);

    await pay();
    const [paid, told] = bot.seen();
    expect(paid?.id).toBe(card?.id);
    expect(paid?.text).toContain("Paid");
    expect(paid?.text).not.toContain(sole().url);
    expect(paid?.image).toBeUndefined();
    expect(told).toMatchObject({ inReplyTo: card?.id, isLoud: true, notified: [ann] });
    expect(told?.text).toContain("49.99 USD");
  });

  it("is disabled by its button, told quietly in the thread, and enabled again", async () => {
    await type("49.99 USD Annual membership");
    await press("Disable");
    const [card, told] = bot.seen();
    expect(card?.text).toContain("Disabled");
    expect(told).toMatchObject({ inReplyTo: card?.id, isLoud: false, notified: [] });
    await press("Enable");
    expect(bot.seen()[0]?.text).toContain("Active");
    expect(decodeQr(bot.seen()[0]?.image)).toBe(sole().url);
  });

  it("is one link however often Slack delivers the command", async () => {
    const delivery = await bot.slack.command("49.99 USD Annual membership");
    await Promise.all([delivery.redeliver(), delivery.replay(), delivery.redeliver()]);
    await bot.quiet();
    expect(bot.seen()).toHaveLength(1);
    expect(sole().amount).toBe("49.99");
  });

  it("typed twice shows the first one privately, with a button for another", async () => {
    await type("5 USD Mug");
    await type("5 USD Mug");
    expect(sole().amount).toBe("5.00");
    const answer = bot.seen().at(-1);
    expect(answer).toMatchObject({ onlyFor: ann });
    expect(answer?.buttons.map(({ label }) => label)).toContain("Make another");
  });

  it("with a mistake is answered privately, and nothing is made", async () => {
    await type("10.999 USD coffee");
    expect(bot.seen()).toMatchObject([{ onlyFor: ann, text: expect.stringContaining("USD has 2 decimals") }]);
    expect(bot.onerway.links()).toEqual([]);
  });

  it("shows what a person typed literally, and mentions nobody", async () => {
    await type('5 USD "<!channel> *bold* & <https://evil.example|x>"');
    const [card] = bot.seen();
    expect(card?.text).toContain("<!channel> *bold* & <https://evil.example|x>");
    expect(card?.notified).toEqual([]);
    expect(card?.links.filter((each) => each.includes("evil"))).toEqual([]);
  });
});

describe("who may", () => {
  it("a guest is told whom to ask, privately, and makes nothing", async () => {
    await type("5 USD Mug", { by: gus });
    expect(bot.seen()).toMatchObject([{ onlyFor: gus, text: expect.stringContaining("an admin of this workspace") }]);
    expect(bot.onerway.links()).toEqual([]);
  });

  it("a guest cannot disable by the button either", async () => {
    await type("5 USD Mug");
    await bot.slack.press(bot.seen()[0]?.id ?? "", "Disable", { by: gus });
    await bot.quiet();
    expect(bot.seen()[0]?.text).toContain("Active");
  });

  it("lists are for the asker's eyes", async () => {
    await type("5 USD Mug");
    await type("list");
    expect(bot.seen().at(-1)).toMatchObject({ onlyFor: ann, text: expect.stringContaining("Mug") });
    await type("list", { by: bob });
    expect(bot.seen().at(-1)?.onlyFor).toBe(bob);
    expect(bot.seen().at(-1)?.text).not.toContain("Mug");
  });
});

describe("the form", () => {
  const fill = async (values: Readonly<Record<string, string>>) => {
    await bot.slack.command("");
    await until(() => bot.slack.modal().fields.includes("amount"));
    for (const [field, value] of Object.entries(values)) bot.slack.fill(field, value);
    const { errors } = await bot.slack.submit();
    await bot.quiet();
    return errors;
  };

  it.each([
    ["49.99", "USD", "Annual membership"],
    ["1,234.50", "USD", 'Mug + "big" plate x3 note:x'],
    ["1200", "JPY", "年度会员 + it's"],
    ["0.500", "KWD", "create 5 USD tea"],
  ])("makes exactly %s %s for %s", async (amount, currency, what) => {
    expect(await fill({ amount, currency, what })).toEqual({});
    const [link] = (await bot.app.store.listLinks({ limit: 1 })).links;
    expect(link?.description).toBe(what);
    expect(Number(sole().amount)).toBe(Number(amount.replaceAll(",", "")));
    expect(sole().currency).toBe(currency);
  });

  it.each([
    ["10.999", "USD"],
    ["100.5", "JPY"],
    ["0", "USD"],
  ])("refuses %s %s at the amount", async (amount, currency) => {
    expect(Object.keys(await fill({ amount, currency, what: "Mug" }))).toEqual(["amount"]);
    expect(bot.onerway.links()).toEqual([]);
  });

  it("posts the card where it was asked to, and says so where it was asked", async () => {
    await fill({ amount: "5", currency: "USD", what: "Mug", where: "C0OPEN" });
    expect(bot.seen("C0OPEN")).toMatchObject([{ text: expect.stringContaining(sole().url) }]);
  });
});

describe("elsewhere", () => {
  it("plain words in direct messages are shown first and made when confirmed", async () => {
    await say("create a payment link for 20 USD for the blue mug");
    const [question] = bot.seen("D0ANN");
    expect(bot.onerway.links()).toEqual([]);
    await bot.slack.press(question?.id ?? "", question?.buttons[0]?.label ?? "");
    await bot.quiet();
    expect(sole()).toMatchObject({ amount: "20.00", currency: "USD" });
  });

  it("a link from a message keeps the message's address", async () => {
    await bot.slack.shortcut("paylink-from-message", {
      channel: "C0SALES",
      ts: "1795248000.000100",
      text: "12.50 USD Mug",
    });
    await until(() => bot.slack.modal().fields.includes("amount"));
    await bot.slack.submit();
    await bot.quiet();
    expect(sole().amount).toBe("12.50");
    expect(bot.seen()[0]?.text).toContain("https://paylink-test.slack.com/archives/C0SALES/p1795248000000100");
  });

  it("in a private channel the card goes to the maker's direct messages, with a note how to invite the bot", async () => {
    await type("5 USD Mug", { in: "G0SECRET" });
    expect(bot.seen("G0SECRET")).toMatchObject([{ onlyFor: ann, text: expect.stringContaining("/invite") }]);
    expect(bot.seen("D0ANN").at(-1)?.text).toContain(sole().url);
  });

  it("the home tab lists one's links", async () => {
    await type("5 USD Mug");
    await bot.slack.openHome();
    await until(() => bot.slack.home().text.includes("Mug"));
    await bot.slack.pressHome("Show");
    await bot.quiet();
    expect(bot.seen("D0ANN").at(-1)?.text).toContain(sole().url);
  });

  it("a colleague's language is theirs", async () => {
    await type("5 USD Mug", { by: bob });
    expect(bot.seen()[0]?.text).toContain("测试模式");
  });

  it("a card number is taken out and the person is told", async () => {
    await type("5 USD charge 4111 1111 1111 1111 please");
    const everything = `${JSON.stringify(bot.slack.messages())}${bot.logger.lines.join("")}`;
    expect(everything).not.toContain("1111 1111");
    expect(bot.seen().some(({ text }) => text.includes("card number"))).toBe(true);
  });
});

describe("when things go wrong", () => {
  it("a card whose answer was lost is posted once more at most, and edited from then on", async () => {
    bot.slack.faults.loseReply("chat.postMessage");
    await type("5 USD Mug");
    const cards = bot.seen().filter(({ text }) => text.includes(sole().url));
    expect(cards.length).toBeGreaterThanOrEqual(1);
    expect(bot.seen().length).toBeLessThanOrEqual(2);
    await pay();
    expect(bot.seen().some(({ text }) => text.includes("Paid"))).toBe(true);
  });

  it("a rate limit delays and loses nothing", async () => {
    bot.slack.faults.limit(3, { method: "chat.postMessage", times: 2 });
    await type("5 USD Mug");
    expect(bot.seen()).toMatchObject([{ text: expect.stringContaining(sole().url) }]);
  });

  it("many links at once stay within Slack's limits and all arrive", async () => {
    bot.slack.faults.isStrict = true;
    await Promise.all(Array.from({ length: 12 }, (_, at) => bot.slack.command(`${at + 1} USD Mug ${at}`)));
    await bot.quiet();
    expect(bot.seen().filter(({ image }) => image !== undefined)).toHaveLength(12);
    expect(await bot.metrics.text()).not.toContain('outcome="rate-limited"');
  });

  it("a restart forgets nothing", async () => {
    await type("5 USD Mug");
    await bot.restart();
    await pay();
    expect(bot.seen()[0]?.text).toContain("Paid");
  });

  it("an expired trigger still gets the person their form", async () => {
    bot.slack.faults.refuse("expired_trigger_id", { method: "views.open" });
    await bot.slack.command("");
    await until(() => bot.seen().length === 1);
    await bot.slack.press(bot.seen()[0]?.id ?? "", "Open the form");
    await until(() => bot.slack.modal().fields.includes("amount"));
  });
});
