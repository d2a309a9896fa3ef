import { Client } from "pg";
import { StoreUnavailableError } from "../../../src/model/errors.ts";
import type { Logger } from "../../../src/ports/runtime.ts";
import type { WorkKind } from "../../../src/ports/store.ts";
import { connectionConfig } from "./connection.ts";
import { lockSpaces } from "./lock-spaces.ts";

const channel = "paylink_work";
const kinds: readonly WorkKind[] = ["inbox", "tasks", "outbox"];
const reconnectMs = 500;

/** One connection that shows the other processes that this one lives, and hears what they say. */
export interface Presence {
  /** Our row among the workers. @throws StoreUnavailableError while the connection is down: nothing may be claimed. */
  worker(): number;
  /** Ends the connection, and with it the sign of life. */
  end(): Promise<void>;
}

interface PresenceStart {
  readonly url: string;
  readonly name: string;
  readonly logger: Logger;
  /** Another process says that there is work. */
  readonly onWork: (kind: WorkKind) => void;
  /** We are there again under a new number, after the connection was lost. */
  readonly onReturn: () => void;
}

/**
 * Registers this process and holds a session lock in its name. The server drops the lock when the connection ends,
 * however the process ends; whoever can take the lock then knows that the process is gone.
 */
export async function startPresence(start: PresenceStart): Promise<Presence> {
  let client: Client | undefined;
  let worker: number | undefined;
  let isEnding = false;

  async function connect(): Promise<void> {
    const fresh = new Client(connectionConfig(start.url, start.name));
    fresh.on("error", () => lost(fresh));
    fresh.on("end", () => lost(fresh));
    fresh.on("notification", ({ payload }) => {
      const [kind, sender] = payload?.split(" ") ?? [];
      const known = kinds.find((each) => each === kind);
      if (known !== undefined && Number(sender) !== worker) start.onWork(known);
    });
    await fresh.connect();
    // The row becomes visible with its lock already held.
    await fresh.query("BEGIN");
    const { rows } = await fresh.query<{ id: number }>("INSERT INTO workers (name) VALUES ($1) RETURNING id", [
      start.name,
    ]);
    const id = rows[0]?.id ?? 0;
    await fresh.query(`SELECT pg_advisory_lock(${lockSpaces.worker}, $1)`, [id]);
    await fresh.query("COMMIT");
    await fresh.query(`LISTEN ${channel}`);
    client = fresh;
    worker = id;
  }

  function lost(which: Client): void {
    if (client !== which) return;
    client = undefined;
    worker = undefined;
    if (isEnding) return;
    start.logger.warn("lost PostgreSQL, connecting again");
    void comeBack();
  }

  async function comeBack(): Promise<void> {
    while (!isEnding && worker === undefined) {
      try {
        await connect();
        start.onReturn();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, reconnectMs));
      }
    }
  }

  await connect();
  return {
    worker() {
      if (worker === undefined) throw new StoreUnavailableError("PostgreSQL is not connected");
      return worker;
    },
    async end() {
      isEnding = true;
      await client?.end().catch(() => undefined);
    },
  };
}

/** What tells the other processes that there is work. */
export function workNotice(kind: WorkKind, worker: number): readonly [sql: string, payload: string] {
  return [`SELECT pg_notify('${channel}', $1)`, `${kind} ${worker}`];
}
