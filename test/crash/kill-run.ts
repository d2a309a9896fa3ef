import { setTimeout as pause } from "node:timers/promises";
import { settle } from "../support/settle.ts";
import { type GivenCommand, judge, type Verdict } from "../support/verdict.ts";
import { World } from "../support/world.ts";

/** Two bots on one database under load; every so often one of them is killed and started again, by turns. */
export interface KillPlan {
  readonly databaseUrl: string;
  readonly provider: string;
  readonly kills: number;
  readonly everyMs: number;
  /** People who give commands without a pause. */
  readonly people: number;
}

/** What was tried and what came of it. */
export interface KillRun {
  readonly commands: number;
  /** Commands that a bot acknowledged; each must have its one link. */
  readonly heard: number;
  readonly pressedTwice: number;
  readonly payments: number;
  readonly kills: number;
  readonly verdict: Verdict;
}

const bots = 2;
/** People and buyers take their time: what is counted is what is lost, not how much fits in. */
const betweenMs = 250;

/** Lets people ask and buyers pay all the while, then waits until all is settled and counts. */
export async function killAgainAndAgain(plan: KillPlan): Promise<KillRun> {
  const { provider, databaseUrl, people } = plan;
  const world = await World.open({
    providers: [provider],
    bots,
    databaseUrl,
    environment: { DEFAULT_PROVIDER: provider },
  });
  try {
    const load = new Load(world, provider);
    const speaking = Array.from({ length: people }, (_unused, index) => load.speak(`room:p${index}`));
    const paying = load.pay();
    await killByTurns(world, plan);
    load.stop();
    await Promise.all([...speaking, paying]);
    const report = await settle(world);
    return {
      commands: load.commands.length,
      heard: load.commands.filter((each) => each.fate === "heard").length,
      pressedTwice: load.pressedTwice,
      payments: world.payments.length,
      kills: plan.kills,
      verdict: judge(world, report, load.commands),
    };
  } finally {
    await world.close();
  }
}

async function killByTurns(world: World, { kills, everyMs }: KillPlan): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    await pause(everyMs);
    const index = kill % bots;
    await world.bot(index).kill();
    await world.start(index);
  }
}

class Load {
  readonly commands: GivenCommand[] = [];
  pressedTwice = 0;
  private readonly world: World;
  private readonly provider: string;
  private isOver = false;

  constructor(world: World, provider: string) {
    this.world = world;
    this.provider = provider;
  }

  stop(): void {
    this.isOver = true;
  }

  /** One person, one command after the other; every third is pressed twice, and the two presses reach both bots. */
  async speak(person: string): Promise<void> {
    const { world, commands } = this;
    const over = { actor: { id: person as never, name: person }, conversation: `room:${person}` as never };
    while (!this.isOver) {
      const number = commands.length + 1;
      const description = `Order ${number}`;
      const index = commands.push({ description, fate: "unheard" }) - 1;
      const isTwice = number % 3 === 0;
      if (isTwice) this.pressedTwice += 1;
      const press = (bot: number) => world.room.say(world.urlOf(bot), `${number}.50 USD ${description}`, over);
      const answers = await Promise.all(isTwice ? [press(0), press(1)] : [press(number % bots)]);
      const heard = answers.filter(({ status }) => status === 200).length;
      const times = heard === answers.length ? 1 : answers.length;
      commands[index] = { description, fate: heard > 0 ? "heard" : "unheard", times };
      await pause(betweenMs);
    }
  }

  /** Buyers pay the newest link that nobody has paid. */
  async pay(): Promise<void> {
    const { world, provider } = this;
    const done = new Set<string>();
    while (!this.isOver) {
      const next = world
        .emulator(provider)
        .links()
        .findLast(({ ref }) => !done.has(ref));
      if (next !== undefined) {
        done.add(next.ref);
        await world.pay(provider, next.ref);
      }
      await pause(betweenMs);
    }
  }
}
