import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openProviderDesk, type Person, type ProviderDesk } from "../support/provider-desk.ts";
import { describeProvider, findProviders, loadProvider } from "../support/provider-harness.ts";

const pairs = await Promise.all(findProviders().map(loadProvider));
const minuteMs = 60_000;
const many = 8;

describe.each(pairs)("routine looks at $provider.title", (pair) => {
  const { traits } = describeProvider(pair);
  let desk: ProviderDesk;
  let ann: Person;
  const people: Person[] = [];
  /** When each call arrived at the emulator, in the desk's time. */
  const arrivals: number[] = [];
  beforeAll(async () => {
    desk = await openProviderDesk(pair);
    const real = desk.emulator.handle;
    Object.assign(desk.emulator, {
      handle: (request: Parameters<typeof real>[0]) => {
        arrivals.push(desk.clock.now().getTime());
        return real(request);
      },
    });
  });
  afterAll(() => desk.bot.stop());
  beforeEach(() => {
    ann = desk.person();
    desk.emulator.faults.webhooks = "off";
  });

  const catches = async () => {
    const text = await desk.bot.metrics.text();
    return Number(/^paylink_sweep_catches_total\{.*\} (\d+)$/m.exec(text)?.[1] ?? 0);
  };
  const paidLines = (person: Person) => person.told().filter((title) => /paid/i.test(title));

  /** Lets the time go on in steps, a moment of real time for each, until that long has passed or it is enough. */
  const pass = async (ms: number, stepMs: number, isEnough = () => false) => {
    for (let passed = 0; passed < ms && !isEnough(); passed += stepMs) {
      desk.clock.leap(stepMs);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const isPaid = () => people.every((person) => person.card()?.badge?.text === "Paid");
  const busiestSecond = () =>
    Math.max(0, ...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 1_000).length));

  it("find a payment that nobody reports, which is counted and told like any other", async () => {
    await ann.asksFor("mug");
    await ann.buyerPays();
    expect(ann.card()?.badge?.text).toBe("Active");
    await desk.leap(2 * minuteMs);

    expect(ann.card()?.badge?.text).toBe("Paid");
    expect(paidLines(ann)).toEqual([`Paid: ${ann.card()?.title}. mug`]);
    expect(await catches()).toBe(1);
  });

  it("find a payment whose report was forged, and told once", async () => {
    await ann.asksFor("mug");
    desk.emulator.faults.webhooks = "forged";
    await ann.buyerPays();
    expect(desk.emulator.reports.attempts.at(-1)?.status).toBe(401);
    await desk.leap(2 * minuteMs);

    expect(ann.card()?.badge?.text).toBe("Paid");
    expect(paidLines(ann)).toHaveLength(1);
  });

  it("find a payment that came after the link was closed, and that nobody reports", async () => {
    await ann.asksFor("mug");
    await ann.says("disable last yes");
    await desk.leap(minuteMs);
    await desk.leap(minuteMs);
    await ann.buyerPays({ isInFlight: true });
    await desk.leap(20 * minuteMs);

    expect(ann.card()?.badge?.text).toBe("Paid late");
    expect(paidLines(ann).at(-1)).toMatch(/^Paid late/);
  });

  it("find every lost payment, each counted and told, no oftener than the provider's pace", async () => {
    for (let at = 0; at < many; at += 1) {
      const person = desk.person();
      people.push(person);
      await person.asksFor(`thing${at}`);
    }
    const before = await catches();
    for (const person of people) await person.buyerPays();
    arrivals.length = 0;
    await pass(1.3 * minuteMs, minuteMs / 2);
    await pass(20_000, 100, isPaid);
    await desk.bot.quiet();

    expect(people.map((person) => person.card()?.badge?.text)).toEqual(people.map(() => "Paid"));
    expect(people.map((person) => paidLines(person).length)).toEqual(people.map(() => 1));
    expect((await catches()) - before).toBe(many);
    const looks = arrivals.length;
    // Closing what was paid is wanted, not routine; it goes out beside the looks.
    const closings = traits.nativeUses === "many" ? many : 0;
    expect(busiestSecond()).toBeLessThanOrEqual(traits.callsPerSecond + 1 + closings);
    if (traits.fetchBatch > 1) expect(looks - closings).toBeLessThan(many);
  });
});
