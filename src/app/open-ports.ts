import { createIntake, type Intake } from "../http/intake.ts";
import { receiveProviderWebhook } from "../http/provider-webhooks.ts";
import { createMetricsRouter, createRouter, type RouterSettings } from "../http/router.ts";
import { type Fetch, listenHttp } from "../http/server.ts";
import type { HttpRoute } from "../ports/runtime.ts";
import type { AppParts, ComposedBot } from "./compose.ts";
import type { Shutdown } from "./shutdown.ts";

/** The main port, listening; it answers "starting" until it is told what to serve. */
export interface MainPort {
  readonly port: number;
  serve(fetch: Fetch, intake: Intake): void;
}

interface Closing {
  readonly shutdown: Shutdown;
  readonly byMs: number;
}

/** Requests in hand when a port closes get this long. */
const graceMs = 1_000;

/** Opens the main port: its number may be part of the address that others are told. */
export async function openMainPort(parts: AppParts, { shutdown, byMs }: Closing): Promise<MainPort> {
  const { PORT, HOST } = parts.config.app;
  const late: { fetch?: Fetch; intake?: Intake } = {};
  const starting = () => new Response("starting\n", { status: 503, headers: { "retry-after": "1" } });
  const server = await listenHttp({
    fetch: (request, env) => late.fetch?.(request, env) ?? starting(),
    intake: (request, response) => late.intake?.(request, response) ?? false,
    port: PORT,
    host: HOST,
    logger: parts.logger,
  });
  shutdown.add("port", byMs, () => server.close(graceMs));
  return {
    port: server.port,
    serve: (fetch, intake) => {
      Object.assign(late, { fetch, intake });
    },
  };
}

interface Served extends Closing {
  readonly bot: ComposedBot;
  readonly routes: readonly HttpRoute[];
}

/** Serves everything on the main port, metrics and health on theirs; answers the number of the latter, if there is one. */
export async function serveAll(parts: AppParts, main: MainPort, served: Served): Promise<number | undefined> {
  const { bot, routes, shutdown, byMs } = served;
  const { logger, metrics } = parts;
  const { METRICS_PORT, HOST } = parts.config.app;
  const settings: RouterSettings = {
    routes,
    ready: () => bot.store.ready(),
    metricsText: () => metrics.text(),
    metricsType: metrics.contentType,
    hasMetricsPort: METRICS_PORT !== undefined,
    logger,
  };
  const intake = createIntake({
    routes,
    receiveWebhook: (account, delivery) => receiveProviderWebhook(bot, account, delivery),
    logger,
  });
  main.serve(createRouter(settings).fetch, intake);
  if (METRICS_PORT === undefined) return undefined;
  const { fetch } = createMetricsRouter(settings);
  const server = await listenHttp({ fetch, port: METRICS_PORT, host: HOST, logger });
  shutdown.add("metrics port", byMs, () => server.close(graceMs));
  return server.port;
}
