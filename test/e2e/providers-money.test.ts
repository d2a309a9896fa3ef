import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openProviderDesk, type Person, type ProviderDesk } from "../support/provider-desk.ts";
import { describeProvider, findProviders, loadProvider } from "../support/provider-harness.ts";

const pairs = await Promise.all(findProviders().map(loadProvider));

describe.each(pairs)("with $provider.title, money", (pair) => {
  const { traits } = describeProvider(pair);
  let desk: ProviderDesk;
  let ann: Person;
  beforeAll(async () => {
    desk = await openProviderDesk(pair, { SWEEP_INTERVAL: "0" });
  });
  afterAll(() => desk.bot.stop());
  beforeEach(() => {
    ann = desk.person();
    desk.emulator.faults.clear();
  });

  const paidLines = () => ann.told().filter((title) => /paid/i.test(title));

  it("reported by webhook turns the card to Paid, is told aloud once, and closes what could be paid again", async () => {
    await ann.asksFor("mug");
    await ann.buyerPays();

    expect(ann.card()?.badge?.text).toBe("Paid");
    expect(paidLines()).toEqual([`Paid: ${ann.card()?.title}. mug`]);
    const raised = desk.bot.desk.messages.flatMap((each) => each.versions).filter((each) => each.isRaised);
    expect(raised.at(-1)?.mention).toEqual(ann.actor);
    expect(ann.card()?.link).toBeUndefined();
    await expect(desk.emulator.pay((await ann.held()).ref)).rejects.toThrow();
    expect(desk.emulator.reports.attempts.every((each) => each.isAcknowledged)).toBe(true);
  });

  it.each(["duplicate", "reordered", "spaced"] as const)("reported in the manner “%s” counts once", async (manner) => {
    await ann.asksFor("mug");
    desk.emulator.faults.webhooks = manner;
    await ann.buyerPays();
    await desk.leap(20_000);

    expect((await ann.link()).payments).toMatchObject({ count: 1 });
    expect(ann.card()?.badge?.text).toBe("Paid");
    expect(paidLines()).toHaveLength(1);
  });

  it("that arrives after a disable is told as late", async () => {
    await ann.asksFor("mug");
    await ann.says("disable last yes");
    await desk.leap(30_000);
    await desk.leap(30_000);
    expect(ann.card()?.badge?.text).toBe("Disabled");
    await ann.buyerPays({ isInFlight: true });
    await desk.leap(10_000);

    expect(ann.card()?.badge?.text).toBe("Paid late");
    expect(paidLines().at(-1)).toMatch(/^Paid late: .* came after the link was closed\. mug$/);
    expect((await ann.link()).status).toBe("paid");
  });

  it("that arrives after the link's time is told as late", async () => {
    const least = traits.expiry?.minSeconds ?? 600;
    await ann.asksFor(`mug expires:${Math.round(least / 60)}m`);
    await desk.leap(least * 1000 + 1_000);
    await desk.leap(30_000);
    expect(ann.card()?.badge?.text).toBe("Expired");
    await ann.buyerPays({ isInFlight: true });
    await desk.leap(10_000);

    expect(ann.card()?.badge?.text).toBe("Paid late");
    expect(paidLines().at(-1)).toMatch(/^Paid late/);
  });

  it.runIf(traits.nativeUses === "many")("that comes a second time is told as paid twice", async () => {
    await ann.asksFor("mug");
    await ann.buyerPays();
    await desk.leap(10_000);
    await ann.buyerPays({ isInFlight: true });
    await desk.leap(10_000);

    expect(ann.card()?.badge?.text).toBe("Paid twice");
    expect(paidLines().at(-1)).toMatch(/^Paid twice: .* Consider a refund\. mug$/);
    expect(ann.card()?.facts).toContainEqual({ label: "Received", value: expect.stringMatching(/^25\.00 .* in 2$/) });
  });

  it.runIf(traits.nativeUses === "once")("cannot come a second time", async () => {
    await ann.asksFor("mug");
    await ann.buyerPays();

    await expect(ann.buyerPays({ isInFlight: true })).rejects.toThrow();
  });

  it.each([
    ["less", "7.25"],
    ["more", "99.00"],
  ])("that is %s than asked is told with both figures, never as plain Paid", async (_how, amount) => {
    const [, currency] = desk.price.split(" ");
    await ann.asksFor("mug");
    await ann.buyerPays({ amount });
    // A report that names no link only makes the bot look at links that cost as much.
    await ann.says("refresh last");

    expect(ann.card()?.badge?.text).toBe(`Paid ${amount} ${currency}, asked ${desk.price}`);
    expect(ann.told()).toContainEqual(expect.stringMatching(/the amounts differ\. Check before you deliver/));
    expect(ann.versions().filter((title) => title.startsWith(`Paid ${desk.price}`))).toEqual([]);
  });

  it("is told in Chinese to whom it made the link for in Chinese", async () => {
    const li = desk.person("zh");
    await li.asksFor("杯子");
    await li.buyerPays();

    expect(li.card()?.badge?.text).toBe("已付款");
    expect(li.told()).toContain(`已付款：${li.card()?.title}。杯子`);
  });
});
