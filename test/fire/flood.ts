import { setTimeout as pause } from "node:timers/promises";
import type { LinkReport } from "../support/bot-report.ts";
import { settle } from "../support/settle.ts";
import { everythingShown } from "../support/shown.ts";
import { type GivenCommand, judge, type Verdict } from "../support/verdict.ts";
import { World } from "../support/world.ts";
import { type Seen, watchBot } from "./flood-watch.ts";

/** How much comes at once. */
export interface FloodPlan {
  readonly provider: string;
  readonly links: number;
  readonly payments: number;
  /** Links nobody pays, whose cards wait to be shown when the payments come. */
  readonly bystanders: number;
  /** Least time between two messages in the one channel, in the bot's time. */
  readonly gapMs: number;
  /** How many buyers pay at the same time. */
  readonly atOnce: number;
  /** The bot's time goes that much faster than real while it only speaks; the less, the truer is `drainedMs`. */
  readonly hurry: number;
  /** A SQLite file of its own when absent. */
  readonly databaseUrl?: string;
}

/** What the flood did. */
export interface FloodRun extends Seen {
  readonly verdict: Verdict;
  /** Webhooks that were sent, and how many of them were not acknowledged at once. */
  readonly webhooks: number;
  readonly refused: number;
  /** From the first payment until the last webhook was acknowledged, and until all were handled, in real milliseconds. */
  readonly takenInMs: number;
  readonly handledMs: number;
  /** From the first payment until everything was said, in the bot's time. */
  readonly drainedMs: number;
  readonly posts: number;
  readonly edits: number;
  /** Bystanders whose card was not out when the first payment was told, and those shown before each link was told once. */
  readonly waiting: number;
  readonly overtaking: number;
}

const lookEveryMs = 50;
/** Gathered payments are told at the next full minute. */
const gatheredWithinMs = 65_000;

/** Makes links in one channel, lets buyers pay all at once, waits until all is said, and counts. */
export async function runFlood(plan: FloodPlan): Promise<FloodRun> {
  const { provider, databaseUrl } = plan;
  const world = await World.open({
    providers: [provider],
    ...(databaseUrl !== undefined && { databaseUrl }),
    // Without routine looks at the provider nobody finds later what a webhook should have told.
    environment: { DEFAULT_PROVIDER: provider, ROOM_GAP_MS: String(plan.gapMs), SWEEP_INTERVAL: "0" },
  });
  try {
    const asked = await askForLinks(world, plan.links, "Flood");
    await inHurry(world, plan, () => silence(world));
    const { links } = await world.report();
    asked.push(...(await askUnheard(world, plan)));
    const watch = await watchBot(world);
    const [posts, calls, startedAt] = [world.room.messages.length, world.room.calls, world.clock.now()];
    const startedReal = performance.now();
    await payAll(world, links, plan);
    const takenInMs = performance.now() - startedReal;
    await until(async () => (await world.bot().backlog()).deliveries === 0);
    const handledMs = performance.now() - startedReal;
    await inHurry(world, plan, () => silence(world));
    const report = await settle(world);
    const seen = await watch.end();
    const { attempts } = world.emulator(provider).reports;
    const posted = world.room.messages.length - posts;
    return {
      ...seen,
      verdict: judge(world, report, asked),
      webhooks: attempts.length,
      refused: attempts.filter((each) => !each.isAcknowledged).length,
      takenInMs,
      handledMs,
      drainedMs: seen.lastCallAt.getTime() - startedAt.getTime(),
      posts: posted,
      edits: world.room.calls - calls - posted,
      ...orderOf(world, report.links),
    };
  } finally {
    await world.close();
  }
}

/** Many people ask; every second link takes many payments. */
async function askForLinks(world: World, links: number, name: string): Promise<GivenCommand[]> {
  const asked: GivenCommand[] = [];
  for (let index = 0; index < links; index += 1) {
    const description = `${name} ${index + 1}`;
    const uses = index % 2 === 0 ? " uses:many" : "";
    const actor = { id: `room:p${index % 40}` as never, name: `P${index % 40}` };
    const { status } = await world.room.say(world.url, `${index + 1}.25 USD ${description}${uses}`, { actor });
    asked.push({ description, fate: status === 200 ? "heard" : "unheard" });
  }
  return asked;
}

/** The chat wants silence while these links are made, so that their cards still wait when it takes messages again. */
async function askUnheard(world: World, plan: FloodPlan): Promise<readonly GivenCommand[]> {
  const emulator = world.emulator(plan.provider);
  const all = emulator.links().length + plan.bystanders;
  world.room.faults.push({ kind: "limit", seconds: plan.bystanders });
  const asked = await askForLinks(world, plan.bystanders, "Bystander");
  await inHurry(world, plan, () => until(() => emulator.links().length === all));
  await world.leap(plan.bystanders * 1_000);
  return asked;
}

/** Each link is paid once; all further payments are of links that take many. */
async function payAll(world: World, links: readonly LinkReport[], plan: FloodPlan): Promise<void> {
  const { provider, payments, atOnce } = plan;
  const emulator = world.emulator(provider);
  const amounts = new Map(emulator.links().map((each) => [each.ref, each.amount]));
  const many = links.filter((link) => link.uses === "many");
  let begun = 0;
  const buyer = async () => {
    while (begun < payments) {
      const { ref, reference } = links[begun] ?? many[begun % many.length] ?? {};
      begun += 1;
      if (ref === undefined || reference === undefined) throw new Error("a link was not made");
      await emulator.pay(ref);
      world.payments.push({ provider, ref, reference, amount: amounts.get(ref) ?? "" });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, buyer));
}

async function inHurry(world: World, { hurry }: FloodPlan, work: () => Promise<void>): Promise<void> {
  const hurrying = world.hurry(hurry);
  await work();
  hurrying.stop();
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(lookEveryMs);
}

/** Waits until nothing was to be said for as long as payments are gathered. */
async function silence(world: World): Promise<void> {
  let since = world.clock.now().getTime();
  await until(async () => {
    const { deliveries, notices } = await world.bot().backlog();
    const now = world.clock.now().getTime();
    if (deliveries + notices > 0) since = now;
    return now - since > gatheredWithinMs;
  });
}

function orderOf(world: World, links: readonly LinkReport[]): Pick<FloodRun, "waiting" | "overtaking"> {
  const shown = everythingShown(world);
  const isTold = (link: LinkReport) => (each: (typeof shown)[number]) =>
    /^(Paid|\d+ payments)/.test(each.tells(link) ?? "");
  const firstTold = links.filter((link) => link.paidCount > 0).map((link) => shown.findIndex(isTold(link)));
  const cards = links
    .filter((link) => link.paidCount === 0)
    .map((link) => shown.findIndex((each) => each.isCardOf(link)));
  const [first, last] = [Math.min(...firstTold), Math.max(...firstTold)];
  return {
    waiting: cards.filter((at) => at > first).length,
    overtaking: cards.filter((at) => at > first && at < last).length,
  };
}
