import { Worker } from "node:worker_threads";
import { StoreUnavailableError } from "../../../src/model/errors.ts";
import type { WorkKind } from "../../../src/ports/store.ts";
import type { ArgumentOf, OperationName, ResultOf } from "../../shared/store-operations.ts";
import { errorOfRefusal } from "./open-error.ts";
import { type Call, type Reply, type Request, stages, type ThreadStart } from "./wire.ts";

/** The store's thread, seen from the event loop. */
export interface StoreThread {
  /**
   * Runs one operation; those handed in while a batch is away travel together in the next.
   *
   * @throws StoreUnavailableError after two seconds at most; nothing was written then.
   */
  call<Name extends OperationName>(name: Name, argument: ArgumentOf<Name>): Promise<ResultOf<Name>>;
  /** Lets what was handed in finish, gives claims back and ends the thread. */
  close(): Promise<void>;
}

interface Waiting {
  readonly call: Call;
  readonly deadline: number;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** With the thread's own wait for a lock this stays under the two seconds that are promised. */
const patienceMs = 1_800;
const pauseAfterBusyMs = 10;
const mostPerBatch = 500;

/** Starts a thread and resolves when its database is open. @throws ConfigError, StoreUnavailableError. */
export async function startThread(
  start: Omit<ThreadStart, "stage">,
  onWork: (kinds: readonly WorkKind[]) => void,
): Promise<StoreThread> {
  const stage = new SharedArrayBuffer(4);
  const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: { ...start, stage } });
  const opened = await new Promise<Reply>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  if (opened.kind === "open") return new RunningThread(worker, new Int32Array(stage), onWork);
  await worker.terminate();
  throw opened.kind === "refused" ? errorOfRefusal(opened.refusal) : new StoreUnavailableError(opened.kind);
}

class RunningThread implements StoreThread {
  private readonly worker: Worker;
  private readonly stage: Int32Array;
  private readonly onWork: (kinds: readonly WorkKind[]) => void;
  private queue: Waiting[] = [];
  private away: Waiting[] = [];
  private isAway = false;
  private isScheduled = false;
  private alarm: NodeJS.Timeout | undefined;
  private end: Promise<void> | undefined;
  private failure: string | undefined;
  private onIdle: (() => void) | undefined;

  constructor(worker: Worker, stage: Int32Array, onWork: (kinds: readonly WorkKind[]) => void) {
    this.worker = worker;
    this.stage = stage;
    this.onWork = onWork;
    worker.on("message", (reply: Reply) => this.receive(reply));
    worker.on("error", (error) => this.die(error.message));
    worker.on("exit", () => this.die("the store thread has ended"));
  }

  call<Name extends OperationName>(name: Name, argument: ArgumentOf<Name>): Promise<ResultOf<Name>> {
    if (this.failure !== undefined || this.end !== undefined) {
      return Promise.reject(new StoreUnavailableError(this.failure ?? "the store is closed"));
    }
    return new Promise((resolve, reject) => {
      const deadline = performance.now() + patienceMs;
      this.queue.push({
        call: [name, argument],
        deadline,
        resolve: (result) => resolve(result as ResultOf<Name>),
        reject,
      });
      this.schedule();
      this.setAlarm();
    });
  }

  close(): Promise<void> {
    this.end ??= this.finish();
    return this.end;
  }

  private async finish(): Promise<void> {
    if (this.isAway || this.queue.length > 0) {
      await new Promise<void>((resolve) => {
        this.onIdle = resolve;
      });
    }
    clearTimeout(this.alarm);
    if (this.failure !== undefined) return;
    const ended = new Promise<void>((resolve) => this.worker.once("exit", () => resolve()));
    this.post({ kind: "close" });
    await ended;
  }

  /** Waits for the turn of the event loop to end, so that what arrives in it travels together. */
  private schedule(delayMs?: number): void {
    if (this.isScheduled || this.isAway) return;
    this.isScheduled = true;
    if (delayMs === undefined) setImmediate(() => this.send());
    else setTimeout(() => this.send(), delayMs);
  }

  private send(): void {
    this.isScheduled = false;
    this.rejectLate();
    if (this.queue.length === 0) {
      this.noteIdle();
      return;
    }
    this.away = this.queue.splice(0, mostPerBatch);
    this.isAway = true;
    Atomics.store(this.stage, 0, stages.running);
    this.post({ kind: "batch", calls: this.away.map((each) => each.call) });
  }

  private receive(reply: Reply): void {
    const { away } = this;
    this.away = [];
    this.isAway = false;
    if (reply.kind === "done") {
      for (const [index, waiting] of away.entries()) settle(waiting, reply.outcomes[index]);
      if (reply.work.length > 0) this.onWork(reply.work);
    } else if (reply.kind === "unavailable") {
      for (const waiting of away) waiting.reject(new StoreUnavailableError(`the database failed: ${reply.problem}`));
    } else {
      this.queue = [...away, ...this.queue];
    }
    if (this.queue.length > 0) this.schedule(reply.kind === "busy" ? pauseAfterBusyMs : undefined);
    else this.noteIdle();
  }

  private noteIdle(): void {
    if (!this.isAway && this.queue.length === 0) this.onIdle?.();
  }

  /** One timer for all: it wakes at the earliest deadline there was when it was set. */
  private setAlarm(): void {
    const first = this.away[0] ?? this.queue[0];
    if (this.alarm !== undefined || first === undefined) return;
    const wait = Math.max(first.deadline - performance.now(), pauseAfterBusyMs);
    this.alarm = setTimeout(() => {
      this.alarm = undefined;
      this.rejectLate();
      this.setAlarm();
    }, wait);
  }

  /** A batch that is away can be given up until its commit begins; from then on its answer is waited for. */
  private rejectLate(): void {
    const now = performance.now();
    const isLate = (waiting: Waiting): boolean => waiting.deadline <= now;
    if (this.away.some(isLate)) {
      const before = Atomics.compareExchange(this.stage, 0, stages.running, stages.abandoned);
      if (before !== stages.committing) this.away = rejectThose(this.away, isLate);
    }
    this.queue = rejectThose(this.queue, isLate);
  }

  private die(problem: string): void {
    this.failure ??= problem;
    const lost = [...this.away, ...this.queue];
    this.away = [];
    this.queue = [];
    this.isAway = false;
    for (const waiting of lost) waiting.reject(new StoreUnavailableError(problem));
    this.noteIdle();
  }

  private post(request: Request): void {
    this.worker.postMessage(request);
  }
}

function settle(waiting: Waiting, outcome: readonly ["ok", unknown] | readonly ["error", string] | undefined): void {
  if (outcome?.[0] === "ok") waiting.resolve(outcome[1]);
  else waiting.reject(new Error(`store operation ${waiting.call[0]} failed: ${outcome?.[1] ?? "no answer"}`));
}

/** Rejects those that are late and returns the others. */
function rejectThose(all: Waiting[], isLate: (waiting: Waiting) => boolean): Waiting[] {
  const late = all.filter(isLate);
  if (late.length === 0) return all;
  for (const waiting of late) waiting.reject(new StoreUnavailableError("the database did not answer in time"));
  return all.filter((waiting) => !isLate(waiting));
}
