import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ChatEmulator, ChatEmulatorModule } from "../../adapters/shared/chat-emulator.ts";
import {
  type Emulator,
  type EmulatorModule,
  type ListeningServer,
  listen,
  type PayOptions,
} from "../../adapters/shared/emulator.ts";
import { type BotProcess, type ChildSettings, startBotProcess, type Tally } from "./bot-process.ts";
import type { BotReport } from "./bot-report.ts";
import { freePort } from "./free-port.ts";
import { Room } from "./room.ts";
import { WarpClock } from "./warp-clock.ts";

/** What a world is made of. */
export interface WorldSettings {
  readonly providers: readonly string[];
  /** Chats beside the room. */
  readonly platforms?: readonly string[];
  /** A SQLite file of its own when absent. */
  readonly databaseUrl?: string;
  /** How many bots share the database; 1 when absent. */
  readonly bots?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly callTimeoutMs?: number;
  /** How far the bots' clocks are from everybody else's. */
  readonly skewMs?: number;
}

/** A payment that a buyer made at an emulator. */
export interface MadePayment {
  readonly provider: string;
  readonly ref: string;
  readonly reference: string;
  /** Decimal text. */
  readonly amount: string;
}

const tallied = ["notices_doubtful_total", "notices_parked_total", "notices_sent_total", "sweep_catches_total"];
const lookEveryMs = 15;

/**
 * Everything around the bots: chat, providers, time, and the processes themselves. It outlives any of them, so that what
 * really happened can be counted.
 */
export class World {
  readonly room = new Room();
  readonly clock = new WarpClock();
  readonly emulators = new Map<string, Emulator>();
  readonly chats = new Map<string, ChatEmulator>();
  readonly bots: (BotProcess | undefined)[] = [];
  /** Payments that were taken by an emulator. */
  readonly payments: MadePayment[] = [];
  /** What did not come to rest although it had the time, one line for each try. */
  readonly unsettled: string[] = [];
  readonly databaseUrl: string;
  private readonly settings: WorldSettings;
  private readonly folder = mkdtempSync(join(tmpdir(), "paylink-world-"));
  private readonly servers: ListeningServer[] = [];
  private readonly ports: number[] = [];
  private readonly starting = new Map<number, Promise<BotProcess>>();
  private readonly tallies: Tally[] = [];
  private roomUrl = "";

  private constructor(settings: WorldSettings) {
    this.settings = settings;
    this.databaseUrl = settings.databaseUrl ?? `sqlite:${join(this.folder, "world.db")}`;
  }

  /** Chat, providers and all bots, ready. */
  static async open(settings: WorldSettings): Promise<World> {
    const world = new World(settings);
    world.roomUrl = await world.room.open();
    for (const id of settings.providers) await world.addEmulator(id);
    for (const id of settings.platforms ?? []) await world.addChat(id);
    for (let index = 0; index < (settings.bots ?? 1); index += 1) {
      world.ports.push(await freePort());
      await world.start(index);
    }
    return world;
  }

  /** Where the first bot is reached, alive or not. */
  get url(): string {
    return `http://127.0.0.1:${this.ports[0]}`;
  }

  urlOf(index: number): string {
    return `http://127.0.0.1:${this.ports[index]}`;
  }

  /** That bot. @throws Error when it is not running. */
  bot(index = 0): BotProcess {
    const bot = this.bots[index];
    if (bot === undefined || !bot.isAlive) throw new Error(`bot ${index} is not running`);
    return bot;
  }

  emulator(id: string): Emulator {
    const found = this.emulators.get(id);
    if (found === undefined) throw new Error(`no emulator ${id}`);
    return found;
  }

  /** Starts a bot that is not running. */
  async start(index = 0): Promise<void> {
    await this.starting.get(index);
    if (this.bots[index]?.isAlive) return;
    const { providers, platforms = [], callTimeoutMs } = this.settings;
    const { ahead } = this.clock;
    const settings: ChildSettings = {
      environment: this.environmentOf(index),
      providers,
      platforms,
      aheadMs: ahead + (this.settings.skewMs ?? 0),
      tallied,
      ...(callTimeoutMs !== undefined && { callTimeoutMs }),
      ...(process.env.WORLD_LOGS !== undefined && { logs: "all" as const }),
    };
    const starting = startBotProcess(settings, {
      compileCache: join(tmpdir(), "paylink-compile-cache"),
      onTally: (tally) => this.tallies.push(tally),
    });
    this.starting.set(index, starting);
    const bot = await starting.finally(() => this.starting.delete(index));
    this.bots[index] = bot;
    // The time went on while it started.
    await bot.leap(this.clock.ahead - ahead).catch(() => undefined);
  }

  async startAll(): Promise<void> {
    for (const index of this.ports.keys()) await this.start(index);
  }

  /** Moves the time of everybody. */
  async leap(ms: number): Promise<void> {
    this.clock.leap(ms);
    await Promise.all(this.alive().map((bot) => bot.leap(ms).catch(() => undefined)));
  }

  /** A buyer pays, perhaps one who had begun before the link was closed; false when the link takes nothing. */
  async pay(provider: string, ref: string, options: Pick<PayOptions, "isInFlight"> = {}): Promise<boolean> {
    const emulator = this.emulator(provider);
    const link = emulator.links().find((each) => each.ref === ref);
    if (link === undefined) return false;
    try {
      await emulator.pay(ref, options);
    } catch {
      return false;
    }
    this.payments.push({ provider, ref, reference: link.reference, amount: link.amount });
    return true;
  }

  /** Waits until no bot has anything to do now, or one has ended; at most that long. */
  async quiet(atMostMs = 15_000): Promise<void> {
    const until = performance.now() + atMostMs;
    for (let calm = 0; calm < 2 && performance.now() < until; ) {
      if (this.alive().length < this.ports.length) return;
      calm = (await this.isIdle()) ? calm + 1 : 0;
      if (calm < 2) await pause(lookEveryMs);
    }
  }

  /** Lets the time run that much faster than real; what waits for its turn in a chat then need not be waited for. */
  hurry(times: number): { stop(): void } {
    const every = lookEveryMs;
    const timer = setInterval(() => void this.leap(every * (times - 1)), every);
    return { stop: () => clearInterval(timer) };
  }

  /** What the bots believe now. */
  async report(): Promise<BotReport> {
    const [bot] = this.alive();
    if (bot === undefined) throw new Error("no bot is running");
    return bot.report();
  }

  /** The sum of a counter over all processes there were, where its labels fit. */
  tally(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const fits = (tally: Tally) =>
      tally.name === name && Object.entries(labels).every(([label, value]) => tally.labels[label] === value);
    return this.tallies.filter(fits).reduce((sum, row) => sum + row.by, 0);
  }

  async close(): Promise<void> {
    for (const bot of this.alive()) await bot.kill();
    for (const emulator of this.emulators.values()) emulator.reports.stop();
    for (const chat of this.chats.values()) await chat.stop();
    await Promise.all([this.room.close(), ...this.servers.map((server) => server.close())]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Nobody has anything to do now. */
  async isIdle(): Promise<boolean> {
    const backlog = await this.backlog();
    return backlog !== undefined && backlog.deliveries + backlog.notices + backlog.dueTasks === 0;
  }

  /** Nothing to hear and nothing to say; routine looks at many links never end. */
  async isSilent(): Promise<boolean> {
    const backlog = await this.backlog();
    return backlog !== undefined && backlog.deliveries + backlog.notices === 0;
  }

  /** What waits in the store; undefined when nobody can say. */
  async backlog() {
    return this.alive()[0]
      ?.backlog()
      .catch(() => undefined);
  }

  private alive(): BotProcess[] {
    return this.bots.flatMap((bot) => (bot?.isAlive ? [bot] : []));
  }

  private async addEmulator(id: string): Promise<void> {
    const module = (await import(new URL(`../../adapters/providers/${id}/emulator.ts`, import.meta.url).href)) as {
      default: EmulatorModule;
    };
    const late: { emulator?: Emulator } = {};
    const server = await listen(async (request) => (await late.emulator?.handle(request)) ?? { status: 503 });
    late.emulator = module.default.create({
      baseUrl: server.origin,
      clock: this.clock,
      webhookUrl: () => `${this.url}/webhooks/${id}`,
    });
    this.emulators.set(id, late.emulator);
    this.servers.push(server);
  }

  private async addChat(id: string): Promise<void> {
    const module = (await import(new URL(`../../adapters/chat/${id}/emulator.ts`, import.meta.url).href)) as {
      default: ChatEmulatorModule;
    };
    const late: { chat?: ChatEmulator } = {};
    const server = await listen(async (request) => (await late.chat?.handle(request)) ?? { status: 503 });
    late.chat = module.default.create({ baseUrl: server.origin, clock: this.clock, botUrl: () => this.url });
    this.chats.set(id, late.chat);
    this.servers.push(server);
  }

  private environmentOf(index: number): Readonly<Record<string, string>> {
    return {
      ...Object.assign({}, ...[...this.emulators.values(), ...this.chats.values()].map((each) => each.env)),
      HOST: "127.0.0.1",
      PORT: String(this.ports[index]),
      PUBLIC_URL: this.url,
      DATABASE_URL: this.databaseUrl,
      ROOM_URL: this.roomUrl,
      DEFAULT_COUNTRY: "US",
      SECRET_KEY: "a-secret-key-of-thirty-two-letters-and-more",
      ...this.settings.environment,
    };
  }
}
