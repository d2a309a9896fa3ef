import { hostname } from "node:os";
import { ConfigError } from "../model/errors.ts";
import type { Store, StoreModule } from "../ports/store.ts";
import type { AppParts } from "./compose.ts";

/** Opens the store the configuration names, for the bot itself. @throws ConfigError, StoreUnavailableError */
export function openBotStore(parts: AppParts): Promise<Store> {
  const { config, clock, ids, logger, metrics } = parts;
  const url = config.app.DATABASE_URL;
  const worker = `${hostname()}:${process.pid}:${ids.uuid().slice(0, 8)}`;
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
