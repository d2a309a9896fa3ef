import type { EmulatedMessage } from "../../adapters/shared/chat-emulator.ts";
import type { BotReport, LinkReport } from "../support/bot-report.ts";
import { ManualClock } from "../support/runtime.ts";
import { isMessage, shownIn } from "../support/shown.ts";
import { toMinor } from "../support/verdict.ts";
import { openSlackHouse, type SlackHouse, type SlackHouseSettings } from "./slack-house.ts";
import { createStillTime } from "./still-time.ts";

/** A link that buyers paid. Moments are in milliseconds of the bot's time. */
export interface BusyLink {
  readonly uses: "once" | "many";
  /** The user who made it. */
  readonly maker: string;
  /** What one payment brings, in minor units. */
  readonly price: bigint;
  readonly paidAt: readonly number[];
  /** As the bot holds it in the end. */
  readonly held: LinkReport;
  readonly card: EmulatedMessage | undefined;
  readonly told: readonly TellingOfMoney[];
}

/** A message that tells of money. */
export interface TellingOfMoney {
  readonly at: number;
  readonly count: number;
  /** In minor units. */
  readonly sum: bigint;
  readonly message: EmulatedMessage;
}

/** What one channel was put through, and what it holds then. */
export interface BurstRun {
  readonly house: SlackHouse;
  readonly links: readonly BusyLink[];
  /** The first payment. */
  readonly startedAt: number;
  /** Somebody asked for a list, in the thick of it. */
  readonly askedAt: number;
  /** The payments gathered last were due. */
  readonly lastDueAt: number;
  readonly endedAt: number;
  passHour(): Promise<void>;
}

const minuteMs = 60_000;
const [ann, bob] = ["U0ANN", "U0BOB"];
/** Rounds of payments: one after the other while the first are told, then many at once, then while only cards are edited. */
const roundsAt = [
  ...Array.from({ length: 12 }, (_, round) => round * 4_000),
  ...Array.from({ length: 6 }, () => 60_000),
  ...Array.from({ length: 6 }, (_, round) => 85_000 + round * 4_000),
];
const chatterRound = 1;
const askingRound = 17;

/**
 * Buyers pay every link once, and every second one, which is for many payments, 23 times more. Meanwhile people make and
 * disable other links, and one asks for a list. Everything happens in one channel, within Slack's limits.
 */
export async function runBurst(provider: SlackHouseSettings["provider"], linkCount: number): Promise<BurstRun> {
  const clock = new ManualClock();
  // Routine looks at the links come when all is said.
  const house = await openSlackHouse({ clock, provider, env: { SWEEP_INTERVAL: "3000" } });
  const { slack, shop } = house;
  const time = createStillTime(house, clock);
  slack.faults.isStrict = true;

  const wanted = Array.from({ length: linkCount }, (_, at) => ({
    name: `Busy ${at}`,
    uses: at % 2 === 0 ? ("once" as const) : ("many" as const),
    maker: at % 3 === 0 ? bob : ann,
    price: BigInt(at * 100 + 125),
    paidAt: [] as number[],
  }));
  const idle = ["Idle one", "Idle two", "Idle three"];
  for (const [at, { name, uses, maker }] of wanted.entries())
    await slack.command(`${at + 1}.25 USD ${name} uses:${uses}`, { by: maker });
  for (const name of idle) await slack.command(`7 USD ${name}`);
  await time.drain();
  const made = await house.report();

  // Just past a full minute: payments are gathered from one to the next.
  const startedAt = nextMinute(clock.now().getTime()) + 1_000;
  for (const [round, atMs] of roundsAt.entries()) {
    await time.until(new Date(startedAt + atMs));
    const payers = wanted.filter(({ uses }) => round === 0 || uses === "many");
    for (const { paidAt } of payers) paidAt.push(startedAt + atMs);
    await Promise.all(payers.map(({ name }) => shop.pay(held(made, name).ref ?? "")));
    if (round === chatterRound) {
      for (const name of idle) await slack.command(`disable ${held(made, name).id}`);
      for (const name of ["New one", "New two"]) await slack.command(`8 USD ${name}`);
    }
    if (round === askingRound) await slack.command("list", { by: bob });
  }
  const paidAt = clock.now().getTime();
  await time.drain();

  const report = await house.report();
  const messages = house.seen();
  return {
    house,
    links: wanted.map(({ name, ...link }) => ({
      ...link,
      held: held(report, name),
      ...shownOf(held(report, name), messages),
    })),
    startedAt,
    askedAt: startedAt + (roundsAt[askingRound] ?? 0),
    lastDueAt: nextMinute(paidAt),
    endedAt: clock.now().getTime(),
    passHour: () => time.until(new Date(clock.now().getTime() + 60 * minuteMs)),
  };
}

/** When a message was posted, to the second. */
export function postedAt({ id }: EmulatedMessage): number {
  return Number(id.split(".")[0]) * 1_000;
}

/** The full minute after a moment. */
export function nextMinute(at: number): number {
  return Math.floor(at / minuteMs + 1) * minuteMs;
}

function held({ links }: BotReport, name: string): LinkReport {
  const [link, ...more] = links.filter(({ description }) => description === name);
  if (link === undefined || more.length > 0) throw new Error(`not one link for ${name}`);
  return link;
}

function shownOf(link: LinkReport, messages: readonly EmulatedMessage[]): Pick<BusyLink, "card" | "told"> {
  const card = messages.find((each) => isMessage(shownIn("slack", each), link.cardRef));
  const below = messages.filter(({ inReplyTo }) => inReplyTo !== undefined && inReplyTo === card?.id);
  return { card, told: tellingsIn(below) };
}

const money = /(?:(?<count>\d+) (?:payments, |笔付款，共 )|Paid: |已付款：)(?<sum>[\d,]+\.\d\d) USD/;

/** Those of the messages that tell of money, with what they tell. */
export function tellingsIn(messages: readonly EmulatedMessage[]): readonly TellingOfMoney[] {
  return messages.flatMap((message) => {
    const { count = "1", sum } = money.exec(message.text)?.groups ?? {};
    if (sum === undefined) return [];
    return [{ at: postedAt(message), count: Number(count), sum: toMinor(sum.replaceAll(",", ""), 2), message }];
  });
}
