import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSlackEmulator, type SlackEmulator } from "../../adapters/chat/slack/emulator.ts";
import slackPlatform from "../../adapters/chat/slack/index.ts";
import onerwayEmulator from "../../adapters/providers/onerway/emulator.ts";
import onerway from "../../adapters/providers/onerway/index.ts";
import type { EmulatedMessage } from "../../adapters/shared/chat-emulator.ts";
import { type Emulator, listen } from "../../adapters/shared/emulator.ts";
import sqlite from "../../adapters/store/sqlite/index.ts";
import { createCache } from "../../src/app/cache.ts";
import { type App, startApp } from "../../src/app/compose.ts";
import { createMetrics, type MetricsRegistry } from "../../src/app/metrics.ts";
import { systemIds } from "../../src/app/runtime.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { KeptLogger } from "../support/runtime.ts";
import { WarpClock } from "../support/warp-clock.ts";

/** The whole bot between an emulated Slack and the emulated Onerway, over real HTTP. */
export interface SlackBot {
  readonly app: App;
  readonly slack: SlackEmulator;
  readonly onerway: Emulator;
  readonly clock: WarpClock;
  readonly logger: KeptLogger;
  readonly metrics: MetricsRegistry;
  readonly botUrl: string;
  /** What people see in a conversation, oldest first. */
  seen(place?: string): readonly EmulatedMessage[];
  /** Lets the time run until everything due was done and said. */
  quiet(): Promise<void>;
  /** Stops the app and starts it again on the same database. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it all. */
export async function startSlackBot(env: Readonly<Record<string, string>> = {}): Promise<SlackBot> {
  const clock = new WarpClock();
  const logger = new KeptLogger();
  const metrics = createMetrics();
  const folder = mkdtempSync(join(tmpdir(), "paylink-slack-"));
  let slack: SlackEmulator | undefined;
  let shop: Emulator | undefined;
  let port = 0;
  const botUrl = () => `http://127.0.0.1:${port}`;
  const chat = await listen(async (request) => slack?.handle(request) ?? { status: 503 });
  const provider = await listen(async (request) => shop?.handle(request) ?? { status: 503 });
  const world = createSlackEmulator({ baseUrl: chat.origin, clock, botUrl });
  const pay = onerwayEmulator.create({
    baseUrl: provider.origin,
    clock,
    webhookUrl: () => (port === 0 ? undefined : `${botUrl()}/webhooks/onerway`),
  });
  [slack, shop] = [world, pay];
  const environment = {
    DATABASE_URL: `sqlite:${join(folder, "test.db")}`,
    HOST: "127.0.0.1",
    PORT: "0",
    DEFAULT_COUNTRY: "US",
    SECRET_KEY: "a-secret-key-of-thirty-two-letters-and-more",
    ...pay.env,
    ...world.env,
    ...env,
  };

  async function begin(): Promise<App> {
    return startApp({
      config: loadConfig(environment, { providers: [onerway], platforms: [slackPlatform] }),
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
    slack: world,
    onerway: pay,
    clock,
    logger,
    metrics,
    seen: (place = world.places.group) => world.messages().filter((each) => each.place === place),
    async quiet() {
      let calls = -1;
      // A message on its way makes several calls; between them nothing may seem to wait.
      for (let looks = 0, still = 0; still < 10; looks += 1) {
        if (looks > 2_000) throw new Error("it never became quiet");
        const { deliveries, notices, dueTasks } = await app.store.backlog(clock.now());
        const isSilent = (await app.store.nextSendAt()) === undefined && calls === world.faults.calls;
        calls = world.faults.calls;
        still = isSilent && deliveries + notices + dueTasks === 0 ? still + 1 : 0;
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (still === 0) clock.leap(100);
      }
    },
    async restart() {
      await app.stop();
      app = await begin();
    },
    async stop() {
      await app.stop();
      pay.reports.stop();
      await world.stop();
      await Promise.all([chat.close(), provider.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
