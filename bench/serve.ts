import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createCache } from "../src/app/cache.ts";
import { startApp } from "../src/app/compose.ts";
import { discoverModules } from "../src/app/discover.ts";
import { createLogger } from "../src/app/logger.ts";
import { createMetrics } from "../src/app/metrics.ts";
import { systemClock, systemIds } from "../src/app/runtime.ts";
import { loadConfig } from "../src/config/load-config.ts";
import type { PlatformModule } from "../src/ports/chat-platform.ts";
import type { ProviderModule } from "../src/ports/payment-provider.ts";
import { botEnvironment } from "./environment.ts";
import { credentials, signOnerway } from "./traffic.ts";

/** The servers that are measured: ours, and the baselines. Prints `{port}` when it listens. */
const kinds = { bare, bolt, telegraf, paylink };

type Kind = keyof typeof kinds;

const [kind, databaseUrl, vendorPort, mode] = process.argv.slice(2);
const port = await kinds[kind as Kind]();
process.stdout.write(`${JSON.stringify({ port })}\n`);
process.once("SIGINT", () => process.exit());

/** node:http alone with the same signature check and no store. */
async function bare(): Promise<number> {
  const server = createServer(async (request, response) => {
    const fields = JSON.parse(await textOf(request)) as Record<string, string>;
    const isProven = signOnerway(fields) === fields.sign;
    response.writeHead(isProven ? 200 : 401, { "content-type": "text/plain" });
    response.end(isProven ? fields.transactionId : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** An empty Bolt handler on Bolt's own receiver. */
async function bolt(): Promise<number> {
  const { App, HTTPReceiver } = await import("@slack/bolt");
  const receiver = new HTTPReceiver({ signingSecret: credentials.slackSecret, endpoints: "/slack/events" });
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: "xoxb-bench", botId: "B1", botUserId: "U1" }),
  });
  app.command("/paylink", async ({ ack }) => ack());
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  return ((server as { address(): unknown }).address() as AddressInfo).port;
}

/** An empty Telegraf webhook. */
async function telegraf(): Promise<number> {
  const { Telegraf } = await import("telegraf");
  const bot = new Telegraf("123456:bench-token-bench-token-bench", {
    telegram: { apiRoot: `http://127.0.0.1:${vendorPort}` },
  });
  bot.on("message", () => undefined);
  const server = createServer(bot.webhookCallback("/telegram/webhook", { secretToken: credentials.telegramSecret }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** The bot as `npm start` composes it; `paused` stores and acknowledges but handles nothing. */
async function paylink(): Promise<number> {
  const environment = { ...botEnvironment(Number(vendorPort), databaseUrl ?? "sqlite"), LOG_LEVEL: "error" };
  const modules = await discoverModules();
  const config = loadConfig<ProviderModule, PlatformModule>(environment, modules);
  const app = await startApp({
    config,
    stores: modules.stores,
    clock: systemClock,
    ids: systemIds,
    logger: createLogger(config.app.LOG_LEVEL, config.secrets),
    metrics: createMetrics(),
    cache: createCache(),
    isPaused: mode === "paused",
  });
  return app.port;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
