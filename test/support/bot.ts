import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, type EmulatorModule, type ListeningServer, listen } from "../../adapters/shared/emulator.ts";
import { createCache } from "../../src/app/cache.ts";
import { type App, startApp } from "../../src/app/compose.ts";
import { discoverEmulators, discoverModules } from "../../src/app/discover.ts";
import { createMetrics, type MetricsRegistry } from "../../src/app/metrics.ts";
import { untilQuiet } from "../../src/app/quiet.ts";
import { systemClock, systemIds } from "../../src/app/runtime.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import type { PlatformModule } from "../../src/ports/chat-platform.ts";
import type { ProviderModule } from "../../src/ports/payment-provider.ts";
import type { Clock, HttpDelivery } from "../../src/ports/runtime.ts";
import { Desk } from "./desk.ts";
import { KeptLogger } from "./runtime.ts";

/** The real composition over real HTTP, provider emulators on loopback, and a desk for a chat. */
export interface TestBot {
  readonly app: App;
  readonly desk: Desk;
  readonly emulators: ReadonlyMap<string, Emulator>;
  readonly logger: KeptLogger;
  readonly metrics: MetricsRegistry;
  readonly origin: string;
  readonly databaseUrl: string;
  /** An emulator by its provider's id. @throws Error when there is none. */
  emulator(id: string): Emulator;
  /** Every request an emulator got, oldest first; the same list all the time. */
  requests(id: string): HttpDelivery[];
  /** Says a command and waits until everything due from it was done and said. */
  do(text: string, over?: Parameters<Desk["say"]>[1]): Promise<void>;
  /** Waits until nothing waits. */
  quiet(): Promise<void>;
  /** Stops the bot and starts it again on the same database, desk and emulators. */
  restart(): Promise<TestBot>;
  stop(): Promise<void>;
}

interface TestBotSettings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly databaseUrl?: string;
  readonly providers?: readonly string[];
  /** Another folder of adapters. */
  readonly adapters?: URL;
}

interface Kept {
  readonly desk: Desk;
  readonly emulators: Map<string, Emulator>;
  readonly requests: Map<string, HttpDelivery[]>;
  readonly servers: ListeningServer[];
  readonly adapters: URL | undefined;
  readonly environment: Record<string, string>;
  readonly bot: { url?: string };
}

/** Starts a bot for one test. */
export async function startTestBot(settings: TestBotSettings = {}): Promise<TestBot> {
  const clock = settings.clock ?? systemClock;
  const folder = settings.databaseUrl === undefined ? mkdtempSync(join(tmpdir(), "paylink-test-")) : undefined;
  const bot: { url?: string } = {};
  const emulators = new Map<string, Emulator>();
  const requests = new Map<string, HttpDelivery[]>();
  const servers: ListeningServer[] = [];
  for (const module of await discoverEmulators<EmulatorModule>("providers", settings.adapters)) {
    if (settings.providers !== undefined && !settings.providers.includes(module.id)) continue;
    const late: { emulator?: Emulator } = {};
    const received: HttpDelivery[] = [];
    requests.set(module.id, received);
    const server = await listen(async (request) => {
      received.push(request);
      return (await late.emulator?.handle(request)) ?? { status: 503 };
    });
    late.emulator = module.create({
      baseUrl: server.origin,
      clock,
      webhookUrl: () => (bot.url === undefined ? undefined : `${bot.url}/webhooks/${module.id}`),
    });
    emulators.set(module.id, late.emulator);
    servers.push(server);
  }
  const environment = {
    DATABASE_URL: settings.databaseUrl ?? `sqlite:${join(folder ?? "", "test.db")}`,
    HOST: "127.0.0.1",
    PORT: "0",
    DESK_ON: "on",
    DEFAULT_PROVIDER: "onerway",
    DEFAULT_COUNTRY: "US",
    SECRET_KEY: "a-secret-key-of-thirty-two-letters-and-more",
    ...Object.assign({}, ...[...emulators.values()].map((emulator) => emulator.env)),
    ...settings.environment,
  };
  const { adapters } = settings;
  const kept: Kept = { desk: new Desk(), emulators, requests, servers, adapters, environment, bot };
  return begin(kept, clock, async () => {
    for (const emulator of emulators.values()) emulator.reports.stop();
    await Promise.all(servers.map((server) => server.close()));
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
}

async function begin(kept: Kept, clock: Clock, cleanUp: () => Promise<void>): Promise<TestBot> {
  const modules = await discoverModules(kept.adapters);
  const desk = kept.desk.module;
  const config = loadConfig<ProviderModule, PlatformModule>(kept.environment, {
    providers: modules.providers,
    platforms: [desk],
  });
  const logger = new KeptLogger();
  const metrics = createMetrics();
  const app = await startApp({
    config,
    stores: modules.stores,
    clock,
    ids: systemIds,
    logger,
    metrics,
    cache: createCache(),
    publicUrl: (port) => {
      kept.bot.url = `http://127.0.0.1:${port}`;
      return kept.bot.url;
    },
  });
  const quiet = () => untilQuiet(app.store, clock);
  return {
    app,
    desk: kept.desk,
    emulators: kept.emulators,
    logger,
    metrics,
    origin: `http://127.0.0.1:${app.port}`,
    databaseUrl: kept.environment.DATABASE_URL ?? "",
    emulator(id) {
      const found = kept.emulators.get(id);
      if (found === undefined) throw new Error(`no emulator ${id}`);
      return found;
    },
    requests: (id) => kept.requests.get(id) ?? [],
    async do(text, over) {
      await kept.desk.say(text, over);
      await quiet();
    },
    quiet,
    async restart() {
      await app.stop();
      return begin(kept, clock, cleanUp);
    },
    async stop() {
      await app.stop();
      await cleanUp();
    },
  };
}
