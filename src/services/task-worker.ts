import { NotFoundError } from "../model/errors.ts";
import type { LinkTask } from "../model/link-task.ts";
import type { AccountId } from "../model/payment-link.ts";
import { LostLeaseError, type ServiceContext } from "./change-link.ts";
import type { RegisteredProvider } from "./provider-registry.ts";
import { runBatch } from "./run-batch.ts";
import { runTask } from "./run-task.ts";
import { createSweepPace, type SweepPace } from "./sweep-pace.ts";
import { laterBy, taskLeaseMs } from "./task-run.ts";
import { untilStored } from "./time-limit.ts";
import { startWorkLoop, type WorkLoop } from "./work-loop.ts";

const mostAtOnce = 64;
/** A provider that is slow leaves room for the others. */
const mostOfOneAccount = 24;
const busyMs = 250;
const troubleMs = 5_000;

/** Does the work links wait for: makes, resolves, closes, looks. Many at once, one at a time per link. */
export function startTaskWorker(services: ServiceContext): WorkLoop {
  const running = new Map<Promise<void>, AccountId>();
  const pace = createSweepPace(services.clock);
  const context = { ...services, pace };

  const loop = startWorkLoop({
    name: "tasks",
    clock: context.clock,
    logger: context.logger,
    idleMs: 5_000,
    async round() {
      const free = mostAtOnce - running.size;
      if (free <= 0) {
        await Promise.race(running.keys());
        return "more";
      }
      const exceptAccounts = busyAccounts(running);
      const limit = Math.min(free, mostOfOneAccount);
      const now = context.clock.now();
      const tasks = await context.store.claimTasks({ limit, leaseMs: taskLeaseMs, now, exceptAccounts });
      if (tasks.length === 0) {
        // What is due may all belong to those that are busy.
        return exceptAccounts.length > 0 ? laterBy(context, busyMs) : context.store.nextTaskAt();
      }
      for (const work of worksOf(context, tasks)) {
        const done = work.run().finally(() => {
          running.delete(done);
          loop.wake();
        });
        running.set(done, work.account);
      }
      return "more";
    },
  });

  return {
    wake: loop.wake,
    async stop() {
      await loop.stop();
      await Promise.allSettled(running.keys());
    },
  };
}

function busyAccounts(running: ReadonlyMap<unknown, AccountId>): readonly AccountId[] {
  const counts = Map.groupBy(running.values(), (account) => account);
  return [...counts].filter(([, of]) => of.length >= mostOfOneAccount).map(([account]) => account);
}

type PacedContext = ServiceContext & { readonly pace: SweepPace };

/** Something to run that never rejects. */
interface Work {
  readonly account: AccountId;
  readonly run: () => Promise<void>;
}

function worksOf(context: PacedContext, tasks: readonly LinkTask[]): readonly Work[] {
  return [...Map.groupBy(tasks, (task) => task.account)].flatMap(([account, own]) => {
    const registered = registeredOf(context, account);
    const singles = registered === undefined ? own : own.filter((task) => !isLook(task));
    const looks = registered === undefined ? [] : lookWorks(context, registered, own.filter(isLook));
    return [...singles.map((task) => workOf(context, [task], () => runTask(context, task))), ...looks];
  });
}

/**
 * Looks at links of one account that came due together go out as one call where the provider has a batch. Wanted ones
 * go at once and take routine ones with them; routine ones by themselves wait, together, until there is room for them.
 */
function lookWorks(context: PacedContext, registered: RegisteredProvider, looks: readonly LinkTask[]): readonly Work[] {
  const { provider, wanted = provider, routine = provider } = registered;
  const { fetchBatch, callsPerLook = 1, callsPerSecond } = provider.traits;
  const size = provider.fetchLinks === undefined ? 1 : fetchBatch;
  const wantedFirst = looks.toSorted((a, b) => Number(a.kind === "sweep") - Number(b.kind === "sweep"));
  return chunksOf(wantedFirst, size).flatMap((some) => {
    const isWanted = some.some((task) => task.kind !== "sweep");
    const waitMs = isWanted ? 0 : context.pace.take(provider.account.id, callsPerLook, callsPerSecond);
    if (waitMs > 0) {
      const dueAt = laterBy(context, waitMs);
      return some.map((task) => workOf(context, [task], () => context.store.retryTask(task, dueAt)));
    }
    if (size > 1) return [workOf(context, some, () => runBatch(context, isWanted ? wanted : routine, some))];
    return some.map((task) => workOf(context, [task], () => runTask(context, task)));
  });
}

function workOf(context: ServiceContext, tasks: readonly LinkTask[], run: () => Promise<void>): Work {
  const account = tasks[0]?.account ?? ("" as AccountId);
  return { account, run: () => guarded(context, tasks, run) };
}

function isLook(task: LinkTask): boolean {
  return task.kind === "check" || task.kind === "sweep";
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function registeredOf(context: ServiceContext, account: AccountId): RegisteredProvider | undefined {
  try {
    return context.providers.byAccount(account);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Whatever goes wrong is logged, and the tasks are given back; when the store is away their lease ends by itself. */
async function guarded(context: ServiceContext, tasks: readonly LinkTask[], work: () => Promise<void>): Promise<void> {
  const kind = tasks[0]?.kind ?? "check";
  try {
    await work();
    context.metrics.count("tasks_total", { kind, outcome: "done" }, tasks.length);
  } catch (error) {
    if (error instanceof LostLeaseError) return;
    context.metrics.count("tasks_total", { kind, outcome: "failed" }, tasks.length);
    context.logger.error("task failed", { task: kind, links: tasks.map((task) => task.linkId), error });
    await Promise.allSettled(
      tasks.map((task) => untilStored(context.clock, () => context.store.retryTask(task, laterBy(context, troubleMs)))),
    );
  }
}
