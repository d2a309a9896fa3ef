import postgres from "../../adapters/store/postgres/index.ts";
import type { Store, StoreContext } from "../../src/ports/store.ts";
import type { PostgresServer } from "./postgres.ts";
import { ManualClock } from "./runtime.ts";
import { storeContext } from "./store-context.ts";
import type { StoreBench } from "./store-world.ts";

/**
 * PostgreSQL, a database for each case. A crash is a copy of the database as it is on the server at that moment: there,
 * nobody of the old processes holds a lock.
 */
export function postgresBench(server: () => PostgresServer): StoreBench {
  return {
    name: "PostgreSQL",
    async start() {
      const url = await server().database();
      const clock = new ManualClock();
      const stores: Store[] = [];
      const open = async (changes: Partial<StoreContext>, at = url): Promise<Store> => {
        const store = await postgres.open(storeContext(at, { clock, ...changes }));
        stores.push(store);
        return store;
      };
      return {
        clock,
        store: await open({}),
        other: () => open({ worker: "w2" }),
        afterCrash: async () => open({ worker: "w3" }, await server().database(url)),
        async stop() {
          await Promise.all(stores.map((store) => store.close()));
        },
      };
    },
  };
}
