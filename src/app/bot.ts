import { flushCompileCache } from "node:module";
import { type Environment, loadConfig } from "../config/load-config.ts";
import type { PlatformModule, Terminal } from "../ports/chat-platform.ts";
import type { ProviderModule } from "../ports/payment-provider.ts";
import { createCache } from "./cache.ts";
import { startApp } from "./compose.ts";
import { discoverModules } from "./discover.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { endSoon, logStrayErrors, stopOrder } from "./process-events.ts";
import { systemClock, systemIds } from "./runtime.ts";

/** Runs the bot until the process is asked to stop. @throws ConfigError before anything has started. */
export async function runBot(environment: Environment, terminal: Terminal): Promise<void> {
  const modules = await discoverModules();
  const config = loadConfig<ProviderModule, PlatformModule>(environment, modules);
  const logger = createLogger(config.app.LOG_LEVEL, config.secrets);
  logStrayErrors(logger);
  const ordered = stopOrder(logger);
  const app = await startApp({
    config,
    stores: modules.stores,
    clock: systemClock,
    ids: systemIds,
    logger,
    metrics: createMetrics(logger),
    cache: createCache(),
    terminal,
  });
  // Kept now: a process that is killed later writes nothing down.
  flushCompileCache();
  await ordered;
  await app.stop();
  logger.info("stopped");
  endSoon();
}
