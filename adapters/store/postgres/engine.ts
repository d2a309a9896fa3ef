import type { Pool, PoolClient } from "pg";
import { StoreUnavailableError } from "../../../src/model/errors.ts";
import type { WorkKind } from "../../../src/ports/store.ts";
import type { ArgumentOf, OperationName, ResultOf } from "../../shared/store-operations.ts";
import type { StoreEngine } from "../../shared/store-over-engine.ts";
import { type IntakeBatch, openIntake } from "./intake.ts";
import { lockSpaces } from "./lock-spaces.ts";
import { acceptDeliveries } from "./operations/inbox.ts";
import { voidLeasesOf } from "./operations/leases.ts";
import { operations, type SingleOperationName, transactions } from "./operations.ts";
import { isTransient, toStoreError } from "./pg-error.ts";
import { type Presence, workNotice } from "./presence.ts";
import { control, openSession, type Session } from "./session.ts";

const patienceMs = 1_900;
/** A commit that was sent may have happened, so its answer is waited for longer than anything else. */
const commitPatienceMs = 10_000;
const rollbackPatienceMs = 500;
const pauseAfterTransientMs = 5;
/** One notice to the other processes stands for all work of these milliseconds. */
const gatherWorkMs = 10;

interface EngineStart {
  readonly pool: Pool;
  readonly presence: Presence;
}

/** Runs the operations on connections of a pool. */
export class PostgresEngine implements StoreEngine {
  private readonly pool: Pool;
  private readonly presence: Presence;
  private readonly intake: IntakeBatch;
  private readonly listeners: ((kind: WorkKind) => void)[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private readonly untold = new Set<WorkKind>();
  private end: Promise<void> | undefined;

  constructor({ pool, presence }: EngineStart) {
    this.pool = pool;
    this.presence = presence;
    this.intake = openIntake((deliveries) =>
      this.attempt("acceptDelivery", (session) => acceptDeliveries(session, deliveries)),
    );
  }

  call<Name extends OperationName>(name: Name, argument: ArgumentOf<Name>): Promise<ResultOf<Name>> {
    if (this.end !== undefined) return Promise.reject(new StoreUnavailableError("the store is closed"));
    const work = this.dispatch(name, argument) as Promise<ResultOf<Name>>;
    const tracked = work.catch(() => undefined).finally(() => this.running.delete(tracked));
    this.running.add(tracked);
    return work;
  }

  onWork(listener: (kind: WorkKind) => void): void {
    this.listeners.push(listener);
  }

  /** Tells this process that there is work. */
  tell(kind: WorkKind): void {
    for (const listener of this.listeners) listener(kind);
  }

  close(): Promise<void> {
    this.end ??= this.finish();
    return this.end;
  }

  /** Voids the leases of processes that are gone. @throws like every operation. */
  async takeOver(): Promise<void> {
    const gone = await this.attempt("takeOver", voidLeasesOfTheGone, "transaction");
    if (gone > 0) for (const kind of ["inbox", "tasks", "outbox"] as const) this.tell(kind);
  }

  private async finish(): Promise<void> {
    await Promise.all(this.running);
    const giveBack = (session: Session): Promise<void> => voidLeasesOf(session, [session.worker]);
    // When that fails the others take over what we held as soon as our presence ends.
    await this.attempt("close", giveBack, "transaction").catch(() => undefined);
    await this.presence.end();
    await this.pool.end();
  }

  private dispatch(name: OperationName, argument: unknown): Promise<unknown> {
    if (name === "acceptDelivery") return this.intake.add(argument as ArgumentOf<"acceptDelivery">);
    const operation = operations[name as SingleOperationName] as (
      session: Session,
      argument: unknown,
    ) => Promise<unknown>;
    const kind = transactions.has(name) ? "transaction" : "statement";
    return this.attempt(name, (session) => operation(session, argument), kind);
  }

  /** Runs work on a connection, again when it met another transaction in a deadlock, within the time there is. */
  private async attempt<Result>(
    name: string,
    work: (session: Session) => Promise<Result>,
    kind: "statement" | "transaction" = "statement",
  ): Promise<Result> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      try {
        return await this.onConnection(deadline, work, kind);
      } catch (error) {
        if (!isTransient(error) || performance.now() > deadline) throw toStoreError(name, error);
        await new Promise((resolve) => setTimeout(resolve, pauseAfterTransientMs));
      }
    }
  }

  private async onConnection<Result>(
    deadline: number,
    work: (session: Session) => Promise<Result>,
    kind: "statement" | "transaction",
  ): Promise<Result> {
    const worker = this.presence.worker();
    const client = await this.pool.connect();
    const announced = new Set<WorkKind>();
    const session = openSession({ client, worker, deadline, announced });
    let isBroken = true;
    try {
      const result = kind === "transaction" ? await transact(client, session, work) : await work(session);
      isBroken = false;
      this.announce(announced);
      return result;
    } catch (error) {
      isBroken = !(await isUsable(client, error));
      throw error;
    } finally {
      client.release(isBroken);
    }
  }

  /** Our own listeners hear at once; the other processes get one notice for what happens in a moment. */
  private announce(announced: ReadonlySet<WorkKind>): void {
    for (const kind of announced) {
      this.tell(kind);
      if (this.untold.size === 0) setTimeout(() => this.tellOthers(), gatherWorkMs).unref();
      this.untold.add(kind);
    }
  }

  private tellOthers(): void {
    const told = [...this.untold];
    this.untold.clear();
    if (this.end !== undefined) return;
    const telling = this.attempt("notify", async (session) => {
      for (const kind of told) await session.run(...workNotice(kind, session.worker));
    });
    // They also look by themselves every few seconds.
    const tracked = telling.catch(() => undefined).finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }
}

async function transact<Result>(
  client: PoolClient,
  session: Session,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  await session.run("BEGIN");
  const result = await work(session);
  if (isRefusal(result)) await session.run("ROLLBACK");
  else await control(client, "COMMIT", commitPatienceMs);
  return result;
}

/** A commit that met a conflict has written part of itself. */
function isRefusal(result: unknown): boolean {
  return result === false || (typeof result === "object" && result !== null && "ok" in result && result.ok === false);
}

/** After an error of the server a connection can be used again once its transaction is undone; after others it cannot. */
async function isUsable(client: PoolClient, error: unknown): Promise<boolean> {
  const isFromServer = error instanceof Error && "severity" in error && error.severity === "ERROR";
  if (!isFromServer) return false;
  return control(client, "ROLLBACK", rollbackPatienceMs).then(
    () => true,
    () => false,
  );
}

async function voidLeasesOfTheGone(session: Session): Promise<number> {
  const gone = await session.all<{ id: number }>(goneWorkers, session.worker);
  const ids = gone.map((row) => row.id);
  if (ids.length > 0) await voidLeasesOf(session, ids);
  return ids.length;
}

/** Whose lock can be taken is gone; the lock is kept until the end of the transaction, so that one process takes over. */
const goneWorkers = `SELECT id FROM workers
  WHERE id <> $1 AND pg_try_advisory_xact_lock(${lockSpaces.worker}, id::integer)`;
