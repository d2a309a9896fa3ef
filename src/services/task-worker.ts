import { PaylinkError } from "../model/errors.ts";
import type { LinkTask } from "../model/link-task.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ProviderLink } from "../model/provider-link.ts";
import type { PaymentProvider } from "../ports/payment-provider.ts";
import { LostLeaseError, type ServiceContext } from "./change-link.ts";
import { keyOfLink } from "./order-of-link.ts";
import { countCatches, nextLook } from "./run-look.ts";
import { runTask } from "./run-task.ts";
import { applySeen } from "./see-link.ts";
import { laterBy } from "./task-run.ts";
import { startWorkLoop, type WorkLoop } from "./work-loop.ts";

const leaseMs = 60_000;
const mostAtOnce = 64;
const troubleMs = 5_000;

/** Does the work links wait for: makes, resolves, closes, looks. Many at once, one at a time per link. */
export function startTaskWorker(context: ServiceContext): WorkLoop {
  const running = new Set<Promise<void>>();

  const loop = startWorkLoop({
    name: "tasks",
    clock: context.clock,
    logger: context.logger,
    idleMs: 5_000,
    async round() {
      const free = mostAtOnce - running.size;
      if (free <= 0) {
        await Promise.race(running);
        return "more";
      }
      const tasks = await context.store.claimTasks({ limit: free, leaseMs, now: context.clock.now() });
      if (tasks.length === 0) return context.store.nextTaskAt();
      for (const work of worksOf(context, tasks)) {
        const done = work()
          // What it held comes free when its time is over.
          .catch((error) => context.logger.warn("work at providers failed", { error }))
          .finally(() => {
            running.delete(done);
            loop.wake();
          });
        running.add(done);
      }
      return "more";
    },
  });

  return {
    wake: loop.wake,
    async stop() {
      await loop.stop();
      await Promise.allSettled(running);
    },
  };
}

/** Looks at links of one account that came due together go out as one call where the provider has a batch. */
function worksOf(context: ServiceContext, tasks: readonly LinkTask[]): readonly (() => Promise<void>)[] {
  const isLook = (task: LinkTask) => task.kind === "check" || task.kind === "sweep";
  const single = tasks.filter((task) => !isLook(task));
  const accounts = Map.groupBy(tasks.filter(isLook), (task) => task.account);
  const works = single.map((task) => () => guarded(context, task, () => runTask(context, task)));
  for (const looks of accounts.values()) {
    const provider = batchProvider(context, looks);
    if (provider === undefined || looks.length === 1) {
      works.push(...looks.map((task) => () => guarded(context, task, () => runTask(context, task))));
      continue;
    }
    for (let from = 0; from < looks.length; from += provider.traits.fetchBatch) {
      const batch = looks.slice(from, from + provider.traits.fetchBatch);
      works.push(() => runBatch(context, provider, batch));
    }
  }
  return works;
}

function batchProvider(context: ServiceContext, looks: readonly LinkTask[]): PaymentProvider | undefined {
  const account = looks[0]?.account;
  const found = context.providers.all().find((each) => each.provider.account.id === account)?.provider;
  return found?.fetchLinks !== undefined && found.traits.fetchBatch > 1 ? found : undefined;
}

async function runBatch(context: ServiceContext, provider: PaymentProvider, tasks: readonly LinkTask[]): Promise<void> {
  const startedAt = context.clock.now();
  const read = await Promise.all(
    tasks.map(async (task) => ({ task, link: await context.store.findLink({ id: task.linkId }) })),
  );
  const known = read.flatMap(({ task, link }) => (link?.ref === undefined ? [] : [{ task, link }]));
  const rest = read.filter(({ link }) => link?.ref === undefined);
  let seen: readonly ProviderLink[] = [];
  try {
    if (known.length > 0) seen = (await provider.fetchLinks?.(known.map(({ link }) => keyOfLink(link)))) ?? [];
  } catch (error) {
    context.logger.warn("batch look failed", { account: provider.account.id, error });
    const wait =
      error instanceof PaylinkError && "retryAfterMs" in error && typeof error.retryAfterMs === "number"
        ? error.retryAfterMs
        : 30_000;
    await Promise.all(tasks.map((task) => context.store.retryTask(task, laterBy(context, wait))));
    return;
  }
  const byRef = new Map(seen.map((each) => [each.ref, each]));
  await Promise.all([
    ...known.map(({ task, link }) =>
      guarded(context, task, () =>
        applyOne(context, provider, { task, link, seen: byRef.get(link.ref ?? (link.reference as never)), startedAt }),
      ),
    ),
    ...rest.map(({ task }) => guarded(context, task, () => runTask(context, task))),
  ]);
}

interface OneLook {
  readonly task: LinkTask;
  readonly link: PaymentLink;
  readonly seen: ProviderLink | undefined;
  readonly startedAt: Date;
}

async function applyOne(context: ServiceContext, provider: PaymentProvider, one: OneLook): Promise<void> {
  const { task, link, seen, startedAt } = one;
  const run = { context, task, link, provider };
  if (seen === undefined) return runTask(context, task);
  const changed = await applySeen(context, link, { seen, startedAt, also: { task, ...nextLook(run) } });
  countCatches(run, changed);
}

async function guarded(context: ServiceContext, task: LinkTask, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    context.metrics.count("tasks_total", { kind: task.kind, outcome: "done" });
  } catch (error) {
    if (error instanceof LostLeaseError) return;
    context.metrics.count("tasks_total", { kind: task.kind, outcome: "failed" });
    context.logger.error("task failed", { task: task.kind, linkId: task.linkId, error });
    await context.store.retryTask(task, laterBy(context, troubleMs)).catch(() => undefined);
  }
}
