import { settle } from "../support/settle.ts";
import { type GivenCommand, judge, type Verdict } from "../support/verdict.ts";
import { World } from "../support/world.ts";

/** Which flows are interrupted, where, and on what. */
export interface CrashPlan {
  readonly provider: string;
  readonly flows: readonly Flow[];
  /**
   * Every step, or only just before each write and each call to the outside: what is on disk, here and elsewhere,
   * is the same at all steps between two of these.
   */
  readonly depth: "every step" | "every write";
  readonly databaseUrl?: string;
  /** Bots on one database; the first one is killed. */
  readonly bots?: number;
}

/** `create`: the command. `pay`: the buyer's payment. `disable`: the person's second command. */
export type Flow = "create" | "pay" | "disable";

/** What came of it. */
export interface CrashRun {
  readonly killedAt: readonly string[];
  /** Steps that did not come up again in the run they were meant for. */
  readonly missed: readonly string[];
  readonly verdict: Verdict;
}

/**
 * Records the steps of each flow in a run without harm, then lets the bot be killed at one after the other, each time
 * with a link of its own; every time it is started again. Counts when all is settled.
 */
export async function crashEverywhere(plan: CrashPlan): Promise<CrashRun> {
  const { provider, bots = 1, databaseUrl } = plan;
  const world = await World.open({
    providers: [provider],
    bots,
    ...(databaseUrl !== undefined && { databaseUrl }),
    environment: { DEFAULT_PROVIDER: provider },
  });
  const [killedAt, missed, commands]: [string[], string[], GivenCommand[]] = [[], [], []];
  try {
    for (const flow of plan.flows) {
      const steps = await recordFlow(world, flow, provider);
      commands.push({ description: orderOf(flow, "unharmed"), fate: "heard" });
      const chosen = plan.depth === "every step" ? steps : steps.filter((step) => step.includes(":before#"));
      for (const step of chosen) {
        const description = orderOf(flow, step);
        const isKilled = await crashAt(world, { flow, provider, step, description });
        (isKilled ? killedAt : missed).push(`${flow}: ${step}`);
        commands.push({ description, fate: "heard" });
      }
    }
    const report = await settle(world);
    return { killedAt, missed, verdict: judge(world, report, commands) };
  } finally {
    await world.close();
  }
}

async function recordFlow(world: World, flow: Flow, provider: string): Promise<readonly string[]> {
  const act = await prepare(world, { flow, provider, description: orderOf(flow, "unharmed") });
  await world.bot().record();
  await act();
  await world.quiet();
  return world.bot().rest();
}

/** Answers whether the bot died. The person repeats what was not acknowledged, as people do. */
async function crashAt(world: World, crash: Doing & { readonly step: string }): Promise<boolean> {
  const act = await prepare(world, crash);
  // What the crash before left behind, held back cards included, is out of the way: nothing is interrupted twice.
  await world.leap(2_000);
  await world.quiet();
  const bot = world.bot();
  await bot.arm(crash.step);
  const isAcknowledged = await act();
  await world.quiet(3_000);
  const isKilled = !bot.isAlive;
  if (isKilled) await world.start();
  else await bot.rest();
  // With another bot alive, what the dead one held comes free when its time is over.
  if (isKilled && world.bots.length > 1) await world.leap(61_000);
  if (!isAcknowledged) await act();
  await world.quiet();
  return isKilled;
}

interface Doing {
  readonly flow: Flow;
  readonly provider: string;
  readonly description: string;
}

/**
 * Makes what must be there before the flow begins: nothing, or an active link. Answers how to do the flow's one thing,
 * which is false when nobody acknowledged it. A payment need not be repeated: its provider reports it again.
 */
async function prepare(world: World, { flow, provider, description }: Doing): Promise<() => Promise<boolean>> {
  const say = async (text: string, key: string) => (await world.room.say(world.url, text, { key })).status === 200;
  // Each order has a price of its own: a report that names only an amount is then about one link.
  const price = `${world.room.messages.length + 10}.50`;
  const make = () => say(`${price} USD ${description}`, `make ${description}`);
  if (flow === "create") return make;
  await make();
  await world.quiet();
  const link = (await world.report()).links.find((each) => each.description === description);
  if (link === undefined) throw new Error(`no link for "${description}"`);
  if (flow === "disable") return () => say(`disable ${link.id} yes`, `stop ${description}`);
  return () => world.pay(provider, link.ref ?? "").then(() => true);
}

function orderOf(flow: Flow, step: string): string {
  return `Order ${flow} ${step.replaceAll(/[^a-zA-Z0-9]+/g, " ")}`;
}
