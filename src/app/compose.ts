import { hostname } from "node:os";
import { createChatHost } from "../bot/chat-host.ts";
import { startInboxWorker } from "../bot/inbox-worker.ts";
import { startOutbox } from "../bot/outbox.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { createIntake, type Intake } from "../http/intake.ts";
import { receiveProviderWebhook } from "../http/provider-webhooks.ts";
import { createMetricsRouter, createRouter, type RouterSettings } from "../http/router.ts";
import { type Fetch, type HttpServer, listenHttp } from "../http/server.ts";
import { ConfigError } from "../model/errors.ts";
import type { AccountId } from "../model/payment-link.ts";
import type { ChatPlatform, PlatformModule, Terminal } from "../ports/chat-platform.ts";
import type { ProviderModule } from "../ports/payment-provider.ts";
import type { Cache, Clock, IdSource, Logger } from "../ports/runtime.ts";
import type { Store, StoreModule } from "../ports/store.ts";
import { createProviderRegistry } from "../services/provider-registry.ts";
import { startTaskWorker } from "../services/task-worker.ts";
import type { WorkLoop } from "../services/work-loop.ts";
import { startHousekeeping } from "./housekeeping.ts";
import type { MetricsRegistry } from "./metrics.ts";
import { createSecretBox } from "./secret-box.ts";

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

const graceMs = 10_000;

/**
 * Starts a bot: store, providers, port, platforms, workers, in this order.
 *
 * @throws ConfigError when the store's address cannot be used or two things exclude each other; nothing is left running then.
 */
export async function startApp(parts: AppParts): Promise<App> {
  const { config, clock, ids, logger, metrics, cache } = parts;
  const { app: settings } = config;
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.reverse()) await stop().catch((error) => logger.error("stopping failed", { error }));
  };
  try {
    const worker = `${hostname()}:${process.pid}:${ids.uuid().slice(0, 8)}`;
    const store = await openStore(parts, worker);
    stops.push(() => store.close());

    const late: { fetch?: Fetch; intake?: Intake } = {};
    const starting = () => new Response("starting\n", { status: 503, headers: { "retry-after": "1" } });
    const server = await listenHttp({
      fetch: (request, env) => late.fetch?.(request, env) ?? starting(),
      intake: (request, response) => late.intake?.(request, response) ?? false,
      port: settings.PORT,
      host: settings.HOST,
    });
    stops.push(() => server.close(graceMs / 2));
    const publicUrl = settings.PUBLIC_URL ?? parts.publicUrl?.(server.port);

    const providers = createProviderRegistry(
      config.providers.map(({ module, config: values }) => {
        const account = `${module.id}:default` as AccountId;
        return {
          title: module.title,
          provider: module.create(values, {
            account: { id: account, name: "default" },
            clock,
            ids,
            logger: logger.child({ provider: module.id }),
            metrics,
            cache,
            ...(publicUrl !== undefined && { publicUrl, webhookUrl: `${publicUrl}/webhooks/${module.id}` }),
          }),
        };
      }),
      settings.DEFAULT_PROVIDER,
    );

    const services = { store, providers, clock, metrics, logger, sweepSeconds: settings.SWEEP_INTERVAL };
    const bot = {
      ...services,
      ids,
      cache,
      house: {
        ...(settings.DEFAULT_PROVIDER !== undefined && { provider: settings.DEFAULT_PROVIDER }),
        ...(settings.DEFAULT_CURRENCY !== undefined && { currency: settings.DEFAULT_CURRENCY }),
        ...(settings.DEFAULT_COUNTRY !== undefined && { country: settings.DEFAULT_COUNTRY }),
        ...(settings.DEFAULT_LANGUAGE !== undefined && { language: settings.DEFAULT_LANGUAGE }),
        timezone: settings.TIMEZONE,
      },
    };
    const host = createChatHost(bot);
    const platforms = await Promise.all(
      config.platforms.map(({ module, config: values }) =>
        module.create(values, {
          host,
          clock,
          ids,
          logger: logger.child({ platform: module.id }),
          metrics,
          cache,
          records: store,
          exclusive: {
            hold: (name) => store.holdLease(name, 60_000, clock.now()),
            release: (name) => store.releaseLease(name),
          },
          ...(settings.SECRET_KEY !== undefined && { secrets: createSecretBox(settings.SECRET_KEY) }),
          ...(publicUrl !== undefined && { publicUrl }),
          ...(parts.terminal !== undefined && { terminal: parts.terminal }),
          defaultLanguage: settings.DEFAULT_LANGUAGE ?? "en",
          defaultTimezone: settings.TIMEZONE,
        }),
      ),
    );
    const platformOf = new Map<string, ChatPlatform>(platforms.map((platform) => [platform.id, platform]));

    const loops: Partial<Record<"inbox" | "tasks" | "outbox", WorkLoop>> = {};
    if (!parts.isPaused) {
      loops.outbox = startOutbox({ ...services, platform: (id) => platformOf.get(id) });
      loops.tasks = startTaskWorker(services);
      loops.inbox = startInboxWorker(bot);
      const { inbox, tasks, outbox } = loops;
      // What is handled makes tasks and notices; what the tasks bring makes notices: they stop in this order.
      stops.push(
        () => outbox.stop(),
        () => tasks.stop(),
        () => inbox.stop(),
      );
      const housekeeping = startHousekeeping({
        ...services,
        retentionDays: settings.RETENTION_DAYS,
        ...(settings.SECRET_KEY !== undefined && { secretKey: settings.SECRET_KEY }),
      });
      stops.push(() => housekeeping.stop());
    }
    store.onWork((kind) => loops[kind]?.wake());

    const routes = platforms.flatMap((platform) => platform.routes());
    const router: RouterSettings = {
      routes,
      ready: () => store.ready(),
      metricsText: () => metrics.text(),
      metricsType: metrics.contentType,
      hasMetricsPort: settings.METRICS_PORT !== undefined,
      logger,
    };
    late.intake = createIntake({
      routes,
      receiveWebhook: (account, delivery) => receiveProviderWebhook(services, account, delivery),
      logger,
    });
    late.fetch = createRouter(router).fetch;
    let metricsServer: HttpServer | undefined;
    if (settings.METRICS_PORT !== undefined) {
      metricsServer = await listenHttp({
        fetch: createMetricsRouter(router).fetch,
        port: settings.METRICS_PORT,
        host: settings.HOST,
      });
      const port = metricsServer;
      stops.push(() => port.close(1_000));
    }

    for (const platform of platforms) {
      await platform.start();
      stops.push(() => platform.stop());
    }
    logger.info("ready", {
      port: server.port,
      providers: config.providers.map((each) => each.module.id),
      platforms: platforms.map((each) => each.id),
    });
    return {
      port: server.port,
      metricsPort: metricsServer?.port,
      store,
      platforms,
      stop: () => within(graceMs, stopAll()),
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function openStore(parts: AppParts, worker: string): Promise<Store> {
  const { config, clock, logger, metrics } = parts;
  const url = config.app.DATABASE_URL;
  return storeModuleFor(parts.stores, url).open({ url, worker, role: "bot", clock, logger, metrics });
}

/** The store adapter for this address. @throws ConfigError when there is none, or the address is wrong. */
export function storeModuleFor(stores: readonly StoreModule[], url: string): StoreModule {
  const module = stores.find((each) => each.accepts(url));
  const problem = module === undefined ? "names no store this bot has" : module.problem(url);
  if (module === undefined || problem !== undefined) {
    throw new ConfigError([
      { variable: "DATABASE_URL", problem: problem ?? "cannot be used", example: "sqlite:data/paylink.db" },
    ]);
  }
  return module;
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
