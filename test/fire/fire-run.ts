import { setTimeout as pause } from "node:timers/promises";
import { settle } from "../support/settle.ts";
import { judge, type Verdict } from "../support/verdict.ts";
import { World } from "../support/world.ts";
import { Dice } from "./dice.ts";
import { breakChat, breakProvider, closePlace, killBot, movePlace, startAgain, troubleStore } from "./mishaps.ts";
import { buyerPays, changeLink, forge, giveCommand, intrude, providers } from "./people.ts";
import { Scene } from "./scene.ts";

/** One run under fire. The same seed plans the same run. */
export interface FirePlan {
  readonly seed: number;
  /** Things that happen, commands and troubles together. */
  readonly deeds: number;
  readonly platforms: readonly string[];
  readonly databaseUrl?: string;
  readonly bots?: number;
  /** Ends and starts the database server, where there is one. */
  readonly restartDatabase?: () => Promise<void>;
}

/** What was tried, and what came of it. */
export interface FireResult {
  readonly seed: number;
  readonly tried: Readonly<Record<string, number>>;
  readonly verdict: Verdict;
}

/** The bots give a provider that long, in real time; a hanging one then costs a run little. */
const callTimeoutMs = 500;
const fasterThanReal = 12;
const mostAtOnce = 8;

/** Lets everything happen at once, then counts. */
export async function runFire(plan: FirePlan): Promise<FireResult> {
  const dice = new Dice(plan.seed);
  const world = await World.open({
    providers,
    platforms: plan.platforms,
    bots: plan.bots ?? 1,
    ...(plan.databaseUrl !== undefined && { databaseUrl: plan.databaseUrl }),
    environment: { DEFAULT_PROVIDER: "onerway", SWEEP_INTERVAL: "60" },
    callTimeoutMs,
    skewMs: dice.below(120_000) - 60_000,
  });
  try {
    const scene = new Scene(world, dice, plan.restartDatabase);
    const hurry = world.hurry(fasterThanReal);
    await burn(scene, plan.deeds);
    hurry.stop();
    for (const emulator of world.emulators.values()) emulator.faults.clear();
    for (const chat of world.chats.values()) chat.faults.clear();
    world.room.faults.length = 0;
    const report = await settle(world);
    return { seed: plan.seed, tried: scene.tried, verdict: judge(world, report, scene.commands, scene.silent) };
  } finally {
    await world.close();
  }
}

async function burn(scene: Scene, deeds: number): Promise<void> {
  const { world, dice } = scene;
  const likely = [
    [34, giveCommand],
    [28, buyerPays],
    [8, changeLink],
    [9, breakProvider],
    [9, breakChat],
    [4, forge],
    [3, intrude],
    [3, killBot],
    [3, troubleStore],
  ] as const;
  const once = new Map([
    [Math.floor(deeds / 2), closePlace],
    [Math.floor(deeds / 3), movePlace],
    [Math.floor((deeds * 2) / 3), killBot],
  ]);
  const inHand = new Set<Promise<void>>();
  for (let deed = 0; deed < deeds; deed += 1) {
    const work = once.get(deed) ?? dice.weighed(likely);
    // Several things go on at the same time; only so many that all get their turn.
    const done = work(scene)
      .catch((error) => scene.note(`failed: ${String(error).slice(0, 60)}`))
      .finally(() => inHand.delete(done));
    inHand.add(done);
    if (inHand.size > mostAtOnce) await Promise.race(inHand);
    await pause(dice.below(30));
    await nearlyBack(world);
  }
  await Promise.all(inHand);
  for (const index of world.bots.keys()) await startAgain(scene, index);
}

/** A dead bot hears nothing: while it is away only a little happens. */
async function nearlyBack({ bots }: World): Promise<void> {
  for (let waited = 0; waited < 1_000; waited += 100) {
    if (bots.some((bot) => bot?.isAlive)) return;
    await pause(100);
  }
}
