import type { AppConfig } from "../config/app-config.ts";
import { checkAppConfig, type Environment } from "../config/load-config.ts";
import type { Store } from "../ports/store.ts";
import { discoverModules } from "./discover.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { systemClock, systemIds } from "./runtime.ts";
import { storeModuleFor } from "./store-module.ts";

/** Opens the configured store beside a bot that may be running, for one command. @throws ConfigError */
export async function withStore<T>(
  environment: Environment,
  work: (store: Store, config: AppConfig) => Promise<T>,
): Promise<T> {
  const config = checkAppConfig(environment);
  const { stores } = await discoverModules();
  const store = await openSideStore(stores, config.DATABASE_URL);
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}

/** Opens a store by its address, taking over nothing. @throws ConfigError */
export function openSideStore(stores: Parameters<typeof storeModuleFor>[0], url: string): Promise<Store> {
  return storeModuleFor(stores, url).open({
    url,
    worker: `side:${process.pid}:${systemIds.uuid().slice(0, 8)}`,
    role: "side",
    clock: systemClock,
    logger: createLogger("warn", []),
    metrics: createMetrics(),
  });
}
