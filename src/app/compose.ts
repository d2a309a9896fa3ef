import type { BotContext } from "../bot/bot-context.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import type { ChatPlatform, PlatformModule, Terminal } from "../ports/chat-platform.ts";
import type { ProviderModule } from "../ports/payment-provider.ts";
import type { Cache, Clock, IdSource, Logger } from "../ports/runtime.ts";
import type { Store, StoreModule } from "../ports/store.ts";
import { createPlatforms, createProviders } from "./create-adapters.ts";
import type { MetricsRegistry } from "./metrics.ts";
import { openMainPort, serveAll } from "./open-ports.ts";
import { createShutdown } from "./shutdown.ts";
import { startWorkers } from "./start-workers.ts";
import { openBotStore } from "./store-module.ts";

/** What an app is made of. */
export interface AppParts {
  readonly config: LoadedConfig<ProviderModule, PlatformModule>;
  readonly stores: readonly StoreModule[];
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly metrics: MetricsRegistry;
  readonly cache: Cache;
  readonly terminal?: Terminal;
  /** Where the main port is reached, when that is known only after listening (tests, demo). */
  readonly publicUrl?: (port: number) => string;
  /** Stores and serves, but handles nothing: for measuring intake alone. */
  readonly isPaused?: boolean;
}

/** A running bot. */
export interface App {
  readonly port: number;
  readonly metricsPort: number | undefined;
  readonly store: Store;
  readonly platforms: readonly ChatPlatform[];
  /** Takes nothing new, finishes what it took, lets go of everything. At most ten seconds. */
  stop(): Promise<void>;
}

/** Everything the bot's own work needs, composed. */
export type ComposedBot = BotContext;

/** Milliseconds after the order to stop by which each part must have let go; the store, which keeps all claims, last. */
const stopByMs = { platforms: 2_500, workers: 7_000, ports: 8_500, store: 10_000 };

/**
 * Starts a bot: store, providers, port, platforms, workers, in this order.
 *
 * @throws ConfigError when the store's address cannot be used or two things exclude each other; nothing is left running then.
 */
export async function startApp(parts: AppParts): Promise<App> {
  const { config, clock, logger } = parts;
  const shutdown = createShutdown(clock, logger);
  const ports = { shutdown, byMs: stopByMs.ports };
  try {
    // While the store opens, in its own thread or over the network.
    for (const { module } of config.platforms) void module.load?.().catch(() => undefined);
    const store = await openBotStore(parts);
    shutdown.add("store", stopByMs.store, () => store.close());
    const main = await openMainPort(parts, ports);
    const publicUrl = config.app.PUBLIC_URL ?? parts.publicUrl?.(main.port);
    const bot = composeBot(parts, store, publicUrl);
    const platforms = await createPlatforms(parts, bot, publicUrl);
    if (!parts.isPaused) startWorkers(parts, { bot, platforms, shutdown, byMs: stopByMs.workers });
    const routes = platforms.flatMap((platform) => platform.routes());
    const metricsPort = await serveAll(parts, main, { ...ports, bot, routes });
    shutdown.add("platforms", stopByMs.platforms, () => stopTogether(platforms));
    for (const platform of platforms) await platform.start();
    logger.info("ready", {
      port: main.port,
      providers: config.providers.map((each) => each.module.id),
      platforms: platforms.map((each) => each.id),
    });
    return { port: main.port, metricsPort, store, platforms, stop: () => shutdown.run() };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

function composeBot(parts: AppParts, store: Store, publicUrl: string | undefined): ComposedBot {
  const { config, clock, ids, logger, metrics, cache } = parts;
  const { DEFAULT_PROVIDER, DEFAULT_CURRENCY, DEFAULT_COUNTRY, DEFAULT_LANGUAGE, TIMEZONE, SWEEP_INTERVAL } =
    config.app;
  return {
    store,
    providers: createProviders(parts, store, publicUrl),
    clock,
    ids,
    logger,
    metrics,
    cache,
    sweepSeconds: SWEEP_INTERVAL,
    house: {
      ...(DEFAULT_PROVIDER !== undefined && { provider: DEFAULT_PROVIDER }),
      ...(DEFAULT_CURRENCY !== undefined && { currency: DEFAULT_CURRENCY }),
      ...(DEFAULT_COUNTRY !== undefined && { country: DEFAULT_COUNTRY }),
      ...(DEFAULT_LANGUAGE !== undefined && { language: DEFAULT_LANGUAGE }),
      timezone: TIMEZONE,
    },
  };
}

async function stopTogether(platforms: readonly ChatPlatform[]): Promise<void> {
  await Promise.all(platforms.map((platform) => platform.stop()));
}
