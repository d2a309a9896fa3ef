import { type Environment, loadConfig } from "../config/load-config.ts";
import type { PlatformModule, Terminal } from "../ports/chat-platform.ts";
import type { ProviderModule } from "../ports/payment-provider.ts";
import { createCache } from "./cache.ts";
import { startApp } from "./compose.ts";
import { discoverModules } from "./discover.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { systemClock, systemIds } from "./runtime.ts";

/** Runs the bot until the process is asked to stop. @throws ConfigError before anything has started. */
export async function runBot(environment: Environment, terminal: Terminal): Promise<void> {
  const modules = await discoverModules();
  const config = loadConfig<ProviderModule, PlatformModule>(environment, modules);
  const logger = createLogger(config.app.LOG_LEVEL, config.secrets);
  const stopped = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stopped.resolve);
  const app = await startApp({
    config,
    stores: modules.stores,
    clock: systemClock,
    ids: systemIds,
    logger,
    metrics: createMetrics(),
    cache: createCache(),
    terminal,
  });
  const signal = await stopped.promise;
  logger.info("stopping", { signal });
  await app.stop();
  logger.info("stopped");
}
