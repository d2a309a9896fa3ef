import type { Store, StoreContext, WorkKind } from "../../../src/ports/store.ts";
import type { LinkListWire } from "../../shared/store-operations.ts";
import { type StoreEngine, storeOver } from "../../shared/store-over-engine.ts";
import { type StoreThread, startThread } from "./store-thread.ts";
import { parseUrl } from "./url.ts";

/** Opens the store a URL names. @throws ConfigError, StoreUnavailableError. */
export async function openSqliteStore(context: StoreContext): Promise<Store> {
  const location = parseUrl(context.url);
  const listeners: ((kind: WorkKind) => void)[] = [];
  const start = { location, worker: context.worker };
  const main = await startThread({ ...start, role: context.role }, (kinds) => {
    for (const kind of kinds) for (const listener of listeners) listener(kind);
  });
  // Reading every link for a word takes a while when there are a million: not in the way of the writes.
  let reader: Promise<StoreThread> | undefined;
  const forSearch = (): Promise<StoreThread> => {
    if (location.kind === "memory") return Promise.resolve(main);
    reader ??= startThread({ ...start, role: "reader" }, () => {}).catch((error) => {
      reader = undefined;
      throw error;
    });
    return reader;
  };
  const engine: StoreEngine = {
    call(name, argument) {
      const isSearch = name === "listLinks" && (argument as LinkListWire).words.length > 0;
      return isSearch ? forSearch().then((reader) => reader.call(name, argument)) : main.call(name, argument);
    },
    onWork: (listener) => {
      listeners.push(listener);
    },
    async close() {
      // The last connection to go tidies up the file, so the reader goes first.
      await (await reader?.catch(() => undefined))?.close();
      await main.close();
    },
  };
  return storeOver(engine, context.clock);
}
