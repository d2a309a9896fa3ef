import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTelegramEmulator, type TelegramEmulator } from "../../adapters/chat/telegram/emulator.ts";
import telegramModule from "../../adapters/chat/telegram/index.ts";
import onerwayEmulator from "../../adapters/providers/onerway/emulator.ts";
import onerwayModule from "../../adapters/providers/onerway/index.ts";
import type { EmulatedMessage } from "../../adapters/shared/chat-emulator.ts";
import { type Emulator, listen } from "../../adapters/shared/emulator.ts";
import sqliteModule from "../../adapters/store/sqlite/index.ts";
import { createCache } from "../../src/app/cache.ts";
import { type App, startApp } from "../../src/app/compose.ts";
import { createMetrics } from "../../src/app/metrics.ts";
import { systemIds } from "../../src/app/runtime.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import type { PlatformModule } from "../../src/ports/chat-platform.ts";
import type { ProviderModule } from "../../src/ports/payment-provider.ts";
import { KeptLogger } from "../support/runtime.ts";
import { WarpClock } from "../support/warp-clock.ts";

/** The whole bot between the emulated Telegram and the emulated Onerway, over real HTTP. */
export interface TelegramBot {
  readonly app: App;
  readonly telegram: TelegramEmulator;
  readonly onerway: Emulator;
  readonly clock: WarpClock;
  readonly logger: KeptLogger;
  readonly environment: Readonly<Record<string, string>>;
  /** What people see in a chat, oldest first. */
  seen(place: number): readonly EmulatedMessage[];
  /** Lets the time run until everything due was done and said. */
  quiet(): Promise<void>;
  /** Kills the app's workers gently and starts it again on the same database. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface BotOptions {
  readonly way?: "webhook" | "polling";
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts it all. */
export async function startTelegramBot(options: BotOptions = {}): Promise<TelegramBot> {
  const clock = new WarpClock();
  const logger = new KeptLogger();
  const folder = mkdtempSync(join(tmpdir(), "paylink-telegram-"));
  let telegram: TelegramEmulator | undefined;
  let onerway: Emulator | undefined;
  let botUrl: string | undefined;
  const chat = await listen(async (request) => telegram?.handle(request) ?? { status: 503 });
  const provider = await listen(async (request) => onerway?.handle(request) ?? { status: 503 });
  const world = createTelegramEmulator({ baseUrl: chat.origin, clock, botUrl: () => botUrl ?? "" });
  const pay = onerwayEmulator.create({
    baseUrl: provider.origin,
    clock,
    webhookUrl: () => (botUrl === undefined ? undefined : `${botUrl}/webhooks/onerway`),
  });
  [telegram, onerway] = [world, pay];
  const { TELEGRAM_WEBHOOK_SECRET: secret = "", ...account } = world.env;
  const environment = {
    DATABASE_URL: `sqlite:${join(folder, "test.db")}`,
    HOST: "127.0.0.1",
    PORT: "0",
    DEFAULT_COUNTRY: "US",
    ...pay.env,
    ...account,
    ...(options.way !== "polling" && { TELEGRAM_WEBHOOK_SECRET: secret }),
    ...options.env,
  };

  async function begin(): Promise<App> {
    const modules = { providers: [onerwayModule as ProviderModule], platforms: [telegramModule as PlatformModule] };
    return startApp({
      config: loadConfig(environment, modules),
      stores: [sqliteModule],
      clock,
      ids: systemIds,
      logger,
      metrics: createMetrics(),
      cache: createCache(),
      publicUrl(port) {
        botUrl = `http://127.0.0.1:${port}`;
        return botUrl;
      },
    });
  }

  let app = await begin();
  return {
    get app() {
      return app;
    },
    telegram: world,
    onerway: pay,
    clock,
    logger,
    environment,
    seen: (place) => world.messages().filter((each) => each.place === String(place)),
    async quiet() {
      for (let looks = 0, still = 0; still < 3; looks += 1) {
        if (looks > 600) throw new Error("it never became quiet");
        const { deliveries, notices, dueTasks } = await app.store.backlog(clock.now());
        still = deliveries + notices + dueTasks === 0 ? still + 1 : 0;
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (still === 0) clock.leap(200);
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
