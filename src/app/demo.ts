import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../config/load-config.ts";
import type { LinkId, PaymentLink } from "../model/payment-link.ts";
import type { PlatformModule, Terminal } from "../ports/chat-platform.ts";
import type { ProviderModule } from "../ports/payment-provider.ts";
import type { Store } from "../ports/store.ts";
import { createCache } from "./cache.ts";
import { type App, startApp } from "./compose.ts";
import { discoverModules, startProviderEmulators } from "./discover.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { untilQuiet } from "./quiet.ts";
import { systemClock, systemIds } from "./runtime.ts";

const payPattern = /^\/?pay\s+(\S+)(?:\s+(\S+))?$/i;
const paidWithinMs = 5_000;

/** What the demo may be told. */
export interface DemoSettings {
  readonly terminal: Terminal;
  /** The default provider; the first one found when absent. */
  readonly provider?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The whole bot with nobody's account: console chat, provider emulators on loopback, a temporary store. Everything
 * between is what `npm start` runs. Ends when the lines end.
 *
 * @throws ConfigError when the provider named is not one there is.
 */
export async function runDemo(settings: DemoSettings): Promise<void> {
  const { terminal } = settings;
  const folder = await mkdtemp(join(tmpdir(), "paylink-demo-"));
  const modules = await discoverModules();
  const chat: Record<string, string> = Object.assign({}, ...modules.platforms.map((module) => module.demoEnv));
  const bot: { url?: string } = {};
  const emulators = await startProviderEmulators({ port: 0, clock: systemClock, botUrl: () => bot.url });
  let app: App | undefined;
  const ended = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<Store>();
  try {
    const config = loadConfig<ProviderModule, PlatformModule>(
      demoEnvironment(settings, { ...emulators.env, ...chat }, folder),
      modules,
    );
    app = await startApp({
      config,
      stores: modules.stores,
      clock: systemClock,
      ids: systemIds,
      logger: createLogger(config.app.LOG_LEVEL, config.secrets),
      metrics: createMetrics(),
      cache: createCache(),
      terminal: guided(terminal, opened.promise, ended.resolve),
      publicUrl: (port) => {
        bot.url = `http://127.0.0.1:${port}`;
        return bot.url;
      },
    });
    opened.resolve(app.store);
    await ended.promise;
    await untilQuiet(app.store, systemClock);
  } finally {
    await app?.stop();
    await emulators.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function demoEnvironment(
  settings: DemoSettings,
  adapters: Readonly<Record<string, string>>,
  folder: string,
): Record<string, string> {
  const { LOG_LEVEL, TIMEZONE, DEFAULT_LANGUAGE, DEFAULT_CURRENCY, DEFAULT_COUNTRY } = settings.environment;
  return {
    ...adapters,
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: `sqlite:${join(folder, "demo.db")}`,
    SECRET_KEY: "demo-key-that-protects-nothing-of-worth",
    DEFAULT_COUNTRY: DEFAULT_COUNTRY ?? "US",
    LOG_LEVEL: LOG_LEVEL ?? "error",
    TIMEZONE: TIMEZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(settings.provider !== undefined && { DEFAULT_PROVIDER: settings.provider }),
    ...(DEFAULT_LANGUAGE !== undefined && { DEFAULT_LANGUAGE }),
    ...(DEFAULT_CURRENCY !== undefined && { DEFAULT_CURRENCY }),
  };
}

/**
 * The terminal with the buyer in it: `pay <link>` is done here and never reaches the bot. Piped lines come one by one,
 * each when everything due from the one before has been said.
 */
function guided(terminal: Terminal, opening: Promise<Store>, ended: () => void): Terminal {
  return {
    isInteractive: terminal.isInteractive,
    get columns() {
      return terminal.columns;
    },
    write: (text) => terminal.write(text),
    async *lines(prompt) {
      if (terminal.isInteractive) terminal.write(`${welcome}\n`);
      try {
        for await (const line of terminal.lines(prompt)) {
          const store = await opening;
          if (!terminal.isInteractive) {
            await untilQuiet(store, systemClock);
            if (line.trim() !== "") terminal.write(`> ${line}\n`);
          }
          const words = line.trim();
          if (/^\/?(exit|quit)$/i.test(words)) return;
          const pay = payPattern.exec(words);
          if (pay === null) yield line;
          else
            await payAsBuyer(terminal, store, {
              name: pay[1] ?? "last",
              ...(pay[2] !== undefined && { amount: pay[2] }),
            });
        }
      } finally {
        ended();
      }
    },
  };
}

const welcome = `Paylink demo: real bot, emulated providers, no real money.
Try:  /paylink 49.99 USD Annual membership     then open the link, or type:  pay last
Also: /paylink list · /paylink help · exit`;

interface Purchase {
  readonly name: string;
  readonly amount?: string;
}

/** Opens the link's checkout page and presses Pay, over HTTP like a browser; says what the buyer sees. */
async function payAsBuyer(terminal: Terminal, store: Store, { name, amount }: Purchase): Promise<void> {
  const tell = (text: string) => terminal.write(`(buyer) ${text}\n`);
  const link = await findLink(store, name);
  if (link === undefined) return tell(`there is no link ${name}`);
  const address = link.url ?? link.qrContent;
  if (address === undefined || !URL.canParse(address)) return tell(`${link.id} has no address to open yet`);
  const page = await fetch(address);
  if (!page.ok) return tell(`the page of ${link.id} does not open: ${page.status}`);
  const answer = await fetch(address, {
    method: "POST",
    body: new URLSearchParams(amount === undefined ? {} : { amount }),
  });
  const refusal = /class="closed">([^<]*)</.exec(await answer.text())?.[1];
  if (!answer.ok || refusal !== undefined) return tell(`${link.id} cannot be paid: ${refusal ?? answer.status}`);
  tell(`paid ${link.id} at ${address}`);
  await untilPaid(store, link);
}

async function findLink(store: Store, name: string): Promise<PaymentLink | undefined> {
  if (/^last$/i.test(name)) return (await store.listLinks({ limit: 1 })).links[0];
  return store.findLink({ id: name.toUpperCase() as LinkId });
}

/** Until the bot has heard of the payment, or a while has passed. */
async function untilPaid(store: Store, before: PaymentLink): Promise<void> {
  const until = Date.now() + paidWithinMs;
  while (Date.now() < until) {
    const now = await store.findLink({ id: before.id });
    if (now !== undefined && now.payments.count > before.payments.count) return;
    await systemClock.sleep(10);
  }
}
