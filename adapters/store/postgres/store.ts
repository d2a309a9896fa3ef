import { Pool } from "pg";
import type { Store, StoreContext } from "../../../src/ports/store.ts";
import { storeOver } from "../../shared/store-over-engine.ts";
import { connectionConfig, statementTimeoutMs } from "./connection.ts";
import { PostgresEngine } from "./engine.ts";
import { bringForward } from "./migrate.ts";
import { toOpenError } from "./open-error.ts";
import { startPresence } from "./presence.ts";

const connections = 10;
/** How soon the work of a process that died is taken over, at most. */
const lookForTheGoneMs = 1_000;

/** Opens the store a URL names. @throws ConfigError, StoreUnavailableError. */
export async function openPostgresStore(context: StoreContext): Promise<Store> {
  try {
    return await open(context);
  } catch (error) {
    throw toOpenError(error);
  }
}

async function open({ url, worker: name, role, clock, logger }: StoreContext): Promise<Store> {
  await bringForward(url, name);
  const pool = new Pool({
    ...connectionConfig(url, name),
    max: connections,
    statement_timeout: statementTimeoutMs,
    lock_timeout: statementTimeoutMs,
    idleTimeoutMillis: 30_000,
  });
  // A connection that breaks leaves the pool by itself, and what it was doing is rejected; the next operation makes
  // another. Without these listeners, one for idle connections and one for those in use, the process would end.
  const note = (error: Error): void => logger.debug("a PostgreSQL connection ended", { error });
  pool.on("error", note);
  pool.on("connect", (client) => client.on("error", note));
  let engine: PostgresEngine | undefined;
  const takeOver = (): void => {
    engine?.takeOver().catch((error) => logger.debug("taking over failed", { error }));
  };
  const presence = await startPresence({
    url,
    name,
    logger,
    onWork: (kind) => engine?.tell(kind),
    onReturn: takeOver,
  });
  engine = new PostgresEngine({ pool, presence });
  if (role === "side") return storeOver(engine, clock);
  await engine.takeOver();
  const looking = setInterval(takeOver, lookForTheGoneMs);
  looking.unref();
  const store = storeOver(engine, clock);
  return {
    ...store,
    close: () => {
      clearInterval(looking);
      return store.close();
    },
  };
}
