import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSlackEmulator, type SlackEmulator } from "../../adapters/chat/slack/emulator.ts";
import slackPlatform from "../../adapters/chat/slack/index.ts";
import type { EmulatedMessage } from "../../adapters/shared/chat-emulator.ts";
import { type Emulator, type EmulatorModule, listen } from "../../adapters/shared/emulator.ts";
import sqlite from "../../adapters/store/sqlite/index.ts";
import { createCache } from "../../src/app/cache.ts";
import { type App, startApp } from "../../src/app/compose.ts";
import { createMetrics, type MetricsRegistry } from "../../src/app/metrics.ts";
import { systemIds } from "../../src/app/runtime.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import type { ProviderModule } from "../../src/ports/payment-provider.ts";
import type { Clock } from "../../src/ports/runtime.ts";
import type { RegisteredProvider } from "../../src/services/provider-registry.ts";
import { type BotReport, reportOf } from "../support/bot-report.ts";
import { KeptLogger } from "../support/runtime.ts";

/** The whole bot between an emulated Slack and one emulated provider, over real HTTP, in one time. */
export interface SlackHouse {
  readonly app: App;
  readonly slack: SlackEmulator;
  readonly shop: Emulator;
  readonly logger: KeptLogger;
  readonly metrics: MetricsRegistry;
  readonly botUrl: string;
  /** How many calls the provider got. */
  readonly shopCalls: number;
  /** What people see in a conversation, the shared one when absent; oldest first. */
  seen(place?: string): readonly EmulatedMessage[];
  /** What the bot believes now. */
  report(): Promise<BotReport>;
  /** Stops the app and starts it again on the same database. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** What a house is made of. */
export interface SlackHouseSettings {
  readonly clock: Clock;
  readonly provider: { readonly module: ProviderModule; readonly emulator: EmulatorModule };
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts it all. */
export async function openSlackHouse({ clock, provider, env = {} }: SlackHouseSettings): Promise<SlackHouse> {
  const logger = new KeptLogger();
  const metrics = createMetrics();
  const folder = mkdtempSync(join(tmpdir(), "paylink-slack-"));
  const registered = new Map<string, RegisteredProvider>();
  const late: { slack?: SlackEmulator; shop?: Emulator } = {};
  let port = 0;
  let shopCalls = 0;
  const botUrl = () => `http://127.0.0.1:${port}`;
  const chatServer = await listen(async (request) => late.slack?.handle(request) ?? { status: 503 });
  const shopServer = await listen(async (request) => {
    shopCalls += 1;
    return late.shop?.handle(request) ?? { status: 503 };
  });
  const slack = createSlackEmulator({ baseUrl: chatServer.origin, clock, botUrl });
  const shop = provider.emulator.create({
    baseUrl: shopServer.origin,
    clock,
    webhookUrl: () => (port === 0 ? undefined : `${botUrl()}/webhooks/${provider.module.id}`),
  });
  Object.assign(late, { slack, shop });
  const environment = {
    DATABASE_URL: `sqlite:${join(folder, "test.db")}`,
    HOST: "127.0.0.1",
    PORT: "0",
    DEFAULT_COUNTRY: "US",
    SECRET_KEY: "a-secret-key-of-thirty-two-letters-and-more",
    ...shop.env,
    ...slack.env,
    ...env,
  };

  const module: ProviderModule = {
    ...provider.module,
    create(config, context) {
      const made = provider.module.create(config, context);
      registered.set(made.account.id, { title: provider.module.title, provider: made });
      return made;
    },
  };

  async function begin(): Promise<App> {
    return startApp({
      config: loadConfig(environment, { providers: [module], platforms: [slackPlatform] }),
      stores: [sqlite],
      clock,
      ids: systemIds,
      logger,
      metrics,
      cache: createCache(),
      publicUrl(listening) {
        port = listening;
        return botUrl();
      },
    });
  }

  let app = await begin();
  return {
    get app() {
      return app;
    },
    get botUrl() {
      return botUrl();
    },
    get shopCalls() {
      return shopCalls;
    },
    slack,
    shop,
    logger,
    metrics,
    seen: (place = slack.places.group) => slack.messages().filter((each) => each.place === place),
    report: () => reportOf(app.store, registered, clock.now()),
    async restart() {
      await app.stop();
      app = await begin();
    },
    async stop() {
      await app.stop();
      shop.reports.stop();
      await slack.stop();
      await Promise.all([chatServer.close(), shopServer.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
