import { setTimeout as pause } from "node:timers/promises";
import type { ChatEmulator } from "../../adapters/shared/chat-emulator.ts";
import type { WebhookManner } from "../../adapters/shared/emulator.ts";
import { type GivenCommand, judge, type Verdict } from "../support/verdict.ts";
import { World } from "../support/world.ts";
import { chatsOf, type FireChat } from "./chats.ts";
import { Dice } from "./dice.ts";
import { fillDisk, lockStore, storeFileOf } from "./trouble.ts";

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

const providers = ["onerway", "payermax", "gstable", "qlink", "arcblock"];
const manyUses = new Set(["onerway", "gstable", "arcblock"]);
const manners: readonly WebhookManner[] = ["normal", "duplicate", "late", "forged", "reordered", "spaced", "off"];
const providerFaults = ["hang", "drop", "rate-limit", "error", "not-json", "wrong-types", "slow"] as const;
/** The bots give a provider that long, in real time; a hanging one then costs a run little. */
const callTimeoutMs = 500;
const fasterThanReal = 12;

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
    const fire = new Fire(world, dice, plan);
    const hurry = world.hurry(fasterThanReal);
    await fire.burn();
    hurry.stop();
    for (const emulator of world.emulators.values()) emulator.faults.clear();
    for (const chat of world.chats.values()) chat.faults.clear();
    world.room.faults.length = 0;
    const report = await world.settle();
    return { seed: plan.seed, tried: fire.tried, verdict: judge(world, report, fire.commands, fire.silent) };
  } finally {
    await world.close();
  }
}

class Fire {
  readonly tried: Record<string, number> = {};
  readonly commands: GivenCommand[] = [];
  readonly silent = new Set<string>();
  private readonly world: World;
  private readonly dice: Dice;
  private readonly plan: FirePlan;
  private readonly chats: readonly FireChat[];
  private readonly inHand = new Set<Promise<void>>();
  private databaseRestarts = 0;

  constructor(world: World, dice: Dice, plan: FirePlan) {
    this.world = world;
    this.dice = dice;
    this.plan = plan;
    this.chats = chatsOf(world);
  }

  async burn(): Promise<void> {
    const { dice } = this;
    const deeds = [
      [34, () => this.giveCommand()],
      [28, () => this.buyerPays()],
      [5, () => this.stopLink()],
      [9, () => this.breakProvider()],
      [9, () => this.breakChat()],
      [4, () => this.forge()],
      [3, () => this.intrude()],
      [3, () => this.killBot()],
      [3, () => this.troubleStore()],
    ] as const;
    const once = new Map([
      [Math.floor(this.plan.deeds / 2), () => this.closePlace()],
      [Math.floor(this.plan.deeds / 3), () => this.movePlace()],
      [Math.floor((this.plan.deeds * 2) / 3), () => this.killBot()],
    ]);
    for (let deed = 0; deed < this.plan.deeds; deed += 1) {
      const work = once.get(deed) ?? dice.weighed(deeds);
      // Several things go on at the same time; only so many that all get their turn.
      const done = work()
        .catch((error) => this.note(`failed: ${String(error).slice(0, 60)}`))
        .finally(() => this.inHand.delete(done));
      this.inHand.add(done);
      if (this.inHand.size > 8) await Promise.race(this.inHand);
      await pause(dice.below(30));
      await this.nearlyBack();
    }
    await Promise.all(this.inHand);
    for (const index of this.world.bots.keys()) await this.startAgain(index);
  }

  /** A dead bot hears nothing: while it is away only a little happens. */
  private async nearlyBack(): Promise<void> {
    for (let waited = 0; waited < 1_000; waited += 100) {
      if (this.world.bots.some((bot) => bot?.isAlive)) return;
      await pause(100);
    }
  }

  private note(what: string): void {
    this.tried[what] = (this.tried[what] ?? 0) + 1;
  }

  private async giveCommand(): Promise<void> {
    const { dice } = this;
    const provider = dice.pick(providers);
    const isMany = manyUses.has(provider) && dice.percent(25);
    const description = `Order ${this.commands.length + 1}`;
    const text = `${dice.below(900) + 1}.${10 + dice.below(90)} USD ${description} provider:${provider}${isMany ? " uses:many" : ""}`;
    const chat = dice.pick(this.chats);
    const place = dice.pick(chat.places);
    const index = this.commands.push({ description, fate: "unheard" }) - 1;
    const [isDouble, isRepeated] = [dice.percent(20), dice.percent(20)];
    this.note("commands");
    const spoken = await Promise.all(
      isDouble ? [chat.command(text, place), chat.command(text, place)] : [chat.command(text, place)],
    );
    if (isDouble) this.note("pressed twice");
    const isHeard = spoken.some((each) => each.isAcknowledged);
    const isAllHeard = spoken.every((each) => each.isAcknowledged);
    this.commands[index] = { description, fate: isHeard ? "heard" : "unheard", times: isAllHeard ? 1 : spoken.length };
    if (!isHeard) this.note("commands refused or lost");
    if (!isRepeated) return;
    this.note("delivered twice");
    await spoken[0]?.again();
  }

  private async buyerPays(): Promise<void> {
    const { dice, world } = this;
    const links = await this.linksToPay();
    if (links.length === 0) return this.note("nothing to pay");
    // What was paid is tried again too: most take no second payment.
    const open = links.filter((link) => link.paidCount === 0);
    const { provider, ref } = dice.pick(open.length > 0 && dice.percent(80) ? open : links);
    const manner = dice.percent(50) ? "normal" : dice.pick(manners);
    world.emulator(provider).faults.webhooks = manner;
    if (!(await world.pay(provider, ref))) return this.note("payments refused: closed");
    this.note("payments");
    this.note(`reported: ${manner}`);
  }

  /** All links there are; a buyer who has none yet waits a little for one. */
  private async linksToPay() {
    const { world } = this;
    const linksAt = (provider: string) =>
      world
        .emulator(provider)
        .links()
        .map((link) => ({ provider, ...link }));
    for (let waited = 0; ; waited += 50) {
      const links = providers.flatMap(linksAt);
      if (waited >= 1_000 || links.some((link) => link.paidCount === 0)) return links;
      await pause(50);
    }
  }

  private async stopLink(): Promise<void> {
    const { dice, world } = this;
    const description = `Order ${1 + dice.below(Math.max(1, this.commands.length))}`;
    const report = await world.report();
    const link = report.links.find((each) => each.description === description);
    if (link === undefined) return this.note("nothing to stop");
    const verb = dice.pick(["disable", "refresh", "show"]);
    this.note(verb);
    await world.room.say(world.url, `${verb} ${link.id}${verb === "disable" ? " yes" : ""}`, {
      kind: dice.pick(["command", "button"] as const),
      conversation: "room:one" as never,
    });
  }

  private async breakProvider(): Promise<void> {
    const { dice } = this;
    const fault = dice.pick(providerFaults);
    this.note(`provider: ${fault}`);
    this.world.emulator(dice.pick(providers)).faults.plan(fault, { times: 1 + dice.below(3), ms: 3_000 });
  }

  private async breakChat(): Promise<void> {
    const { dice, world } = this;
    const chat = dice.pick(this.chats);
    const fault = dice.pick(["limit", "lose", "cut"] as const);
    this.note(`${chat.id}: ${fault}`);
    const emulated = world.chats.get(chat.id);
    if (emulated === undefined)
      world.room.faults.push(fault === "limit" ? { kind: "limit", seconds: 3 } : { kind: fault });
    else if (fault === "limit") emulated.faults.limit(3, { method: dice.pick(sends(emulated)) });
    else if (fault === "lose") emulated.faults.loseReply(dice.pick(sends(emulated)));
    else emulated.faults.hang(dice.pick(sends(emulated)));
  }

  private async forge(): Promise<void> {
    const { dice, world } = this;
    const [id, chat] = dice.pick([...world.chats]);
    const kind = dice.pick(chat.traits.forgeries);
    const description = `Forged ${this.commands.length + 1}`;
    // The bot's clock is not the chat's in these runs, so a time just outside may be inside for the bot.
    const isOfAge = kind === "stale" || kind === "future";
    this.commands.push({ description, fate: isOfAge ? "unheard" : "forbidden" });
    const answer = await chat.forge(kind, `5 USD ${description}`).catch(() => undefined);
    if (answer === undefined) return;
    this.note(`forged at ${id}: ${kind}, answered ${answer.status}`);
  }

  private async intrude(): Promise<void> {
    const chat = this.dice.pick(this.chats);
    const description = `Intruder ${this.commands.length + 1}`;
    this.commands.push({ description, fate: "forbidden" });
    this.note("commands of outsiders");
    await chat.command(`5 USD ${description}`, chat.places[0] ?? "", true);
  }

  private async killBot(): Promise<void> {
    const index = this.dice.below(this.world.bots.length);
    const away = this.dice.below(300);
    const bot = this.world.bots[index];
    if (!bot?.isAlive) return;
    this.note("kill -9");
    await bot.kill();
    await pause(away);
    await this.startAgain(index);
  }

  /** As whoever looks after the process does: until it stays up. */
  private async startAgain(index: number): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      try {
        return await this.world.start(index);
      } catch {
        this.note("start failed: database away");
        await pause(250);
      }
    }
  }

  private async troubleStore(): Promise<void> {
    const { dice, world } = this;
    const ms = 100 + dice.below(2_500);
    const file = storeFileOf(world);
    if (file === undefined) return this.restartDatabase();
    if (dice.percent(60)) {
      this.note("store locked");
      return lockStore(file, ms);
    }
    const pid = world.bots[0]?.pid;
    if (pid !== undefined && (await fillDisk(file, pid, ms))) this.note("disk full");
  }

  private async restartDatabase(): Promise<void> {
    const { restartDatabase } = this.plan;
    // Once or twice in a run: a server that is mostly away proves little.
    if (restartDatabase === undefined || this.databaseRestarts >= 2) return;
    this.databaseRestarts += 1;
    this.note("database restarted");
    await restartDatabase();
  }

  /** From now on the room's third conversation takes nothing. */
  private async closePlace(): Promise<void> {
    this.note("conversation closed");
    this.silent.add("room:three");
    this.world.room.closed.add("room:three");
  }

  private async movePlace(): Promise<void> {
    this.note("conversation moved");
    this.world.room.moved.set("room:two", "room:four");
  }
}

function sends({ traits }: ChatEmulator): readonly string[] {
  return [traits.postMethod, traits.editMethod];
}
