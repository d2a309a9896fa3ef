import { afterAll, beforeAll, describe, expect, it } from "vitest";
import arcblockEmulator from "../../adapters/providers/arcblock/emulator.ts";
import arcblock from "../../adapters/providers/arcblock/index.ts";
import gstableEmulator from "../../adapters/providers/gstable/emulator.ts";
import gstable from "../../adapters/providers/gstable/index.ts";
import { shownIn } from "../support/shown.ts";
import { type BurstRun, type BusyLink, nextMinute, postedAt, runBurst, tellingsIn } from "./burst-run.ts";

/** A message a second in the channel, and an edit beside it. */
const messageMs = 1_250;
/** For answers that go first, and for times told to the second. */
const spareMs = 3_000;

let run: BurstRun;

const ofUses = (uses: BusyLink["uses"]) => run.links.filter((link) => link.uses === uses);
const allTold = () => run.links.flatMap(({ told }) => told);

/** How many payments should be told in one message: the first by itself, further ones from minute to minute. */
function gatheredCounts({ paidAt: [, ...further] }: BusyLink): readonly number[] {
  return [1, ...[...Map.groupBy(further, nextMinute).values()].map((payments) => payments.length)];
}

describe.each([
  { payments: 500, links: 40, how: "reported", provider: { module: arcblock, emulator: arcblockEmulator } },
  {
    payments: 100,
    links: 8,
    how: "reported with their arrival",
    provider: { module: gstable, emulator: gstableEmulator },
  },
])("$payments payments of $links links in one channel, $how", ({ payments, links, provider }) => {
  beforeAll(async () => {
    run = await runBurst(provider, links);
  }, 60_000);
  afterAll(() => run.house.stop());

  it("are all taken in", () => {
    expect(run.links.reduce((sum, { paidAt }) => sum + paidAt.length, 0)).toBe(payments);
    expect(run.links.map(({ held }) => held.paidCount)).toEqual(run.links.map(({ paidAt }) => paidAt.length));
  });

  it("are told within Slack's limits, none of which is ever run into", () => {
    expect(run.house.slack.faults.refusals).toBe(0);
    expect(run.house.slack.complaints()).toEqual([]);
  });

  it("are told at the channel's pace, with no pause while there is one to tell", () => {
    const first = run.links.map(({ told }) => told[0]?.at ?? Number.POSITIVE_INFINITY);
    const last = allTold().map(({ at }) => at);

    expect(Math.max(...first) - run.startedAt).toBeLessThan(run.links.length * messageMs + spareMs);
    expect(Math.max(...last) - run.lastDueAt).toBeLessThan(ofUses("many").length * messageMs + spareMs);
  });

  it("leave the channel as soon as its pace lets all else be said", () => {
    const rest = run.house.seen().filter((each) => each.onlyFor === undefined && postedAt(each) >= run.lastDueAt);

    expect(run.endedAt - run.lastDueAt).toBeLessThan(rest.length * messageMs + spareMs);
  });

  it("share a message with their count and sum, where they are of one link and one minute", () => {
    for (const link of run.links) {
      const counts = gatheredCounts(link);
      expect(link.told.map(({ count }) => count)).toEqual(counts);
      expect(link.told.map(({ sum }) => sum)).toEqual(counts.map((count) => link.price * BigInt(count)));
    }
  });

  it("are mentioned to the last cent, aloud and to the maker", () => {
    for (const { told, held, paidAt, price } of run.links) {
      const money = told.reduce((total, { sum }) => total + sum, 0n);
      expect(money).toBe(price * BigInt(paidAt.length));
      expect(String(money)).toBe(held.paidSum);
    }
    expect(tellingsIn(run.house.seen())).toHaveLength(allTold().length);
    const heard = run.links.flatMap(({ told, maker }) => told.map(({ message }) => ({ message, maker })));
    expect(heard.filter(({ message, maker }) => !message.isLoud || message.notified.join() !== maker)).toEqual([]);
  });

  it("leave every card true", () => {
    expect(run.links.map(({ card, held }) => card && shownIn("slack", card).untruthOf(held))).toEqual(
      run.links.map(() => undefined),
    );
    expect(run.links.filter(({ card }) => card === undefined)).toEqual([]);
  });

  it("are one for a link that may be paid once, whose card says Paid", () => {
    for (const { held, told, card } of ofUses("once")) {
      expect(held).toMatchObject({ status: "paid", paidCount: 1, isClosing: false });
      expect(told).toHaveLength(1);
      expect(card?.text).toMatch(/^(. )?(Paid|已付款)$/mu);
    }
  });

  it("go before everything else but answers to people", () => {
    const told = allTold();
    const dueAt = ({ at, count }: (typeof told)[number]) => (count === 1 ? run.startedAt : nextMinute(at) - 60_000);
    const isChatter = /was disabled by|New (one|two)|has arrived at|have arrived at|到账/;
    const chatter = run.house.seen().filter(({ text, onlyFor }) => onlyFor === undefined && isChatter.test(text));

    expect(chatter.length).toBeGreaterThanOrEqual(5);
    expect(chatter.map(postedAt).filter((at) => told.some((each) => each.at > at && dueAt(each) < at))).toEqual([]);
  });

  it("keep nobody waiting who asks for something", () => {
    const [answer] = run.house.seen().filter(({ onlyFor }) => onlyFor === "U0BOB");

    expect(answer && postedAt(answer) - run.askedAt).toBeLessThan(3_000);
  });

  it("are followed by silence", async () => {
    const [calls, messages] = [run.house.slack.faults.calls, run.house.seen()];
    await run.passHour();

    expect(run.house.slack.faults.calls).toBe(calls);
    expect(run.house.seen()).toEqual(messages);
  });
});
