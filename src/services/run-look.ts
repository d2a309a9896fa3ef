import { PaylinkError } from "../model/errors.ts";
import type { Transition } from "../model/link-transition.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { PaymentProvider } from "../ports/payment-provider.ts";
import type { Commit } from "../ports/store.ts";
import type { Changed } from "./change-link.ts";
import { keyOfLink } from "./order-of-link.ts";
import { applySeen, type Sight } from "./see-link.ts";
import { nextSweepAt } from "./sweep-rhythm.ts";
import { again, ask, finish, isFinal, laterBy, retryMs, type TaskRun, unchanged, waitOf } from "./task-run.ts";
import { untilStored } from "./time-limit.ts";

/** A hint without news is followed up at these distances: a provider's counters may lag behind its reports. */
export const checkAgainMs = [10_000, 30_000, 300_000] as const;

/** One look at one link: for a hint, or because it has been quiet for a while. */
export async function runLook(run: TaskRun): Promise<void> {
  let sight: Sight;
  try {
    sight = await lookAt(run);
  } catch (error) {
    return lookFailed(run, error);
  }
  await takeIn(run, sight);
}

/** What the provider says of the link now. @throws ProviderError, NotFoundError */
export async function lookAt(run: TaskRun): Promise<Pick<Sight, "seen" | "startedAt">> {
  const startedAt = run.context.clock.now();
  return { startedAt, seen: await look(run, (provider) => provider.fetchLink(keyOfLink(run.link))) };
}

/** Asks for a look and lets the pace of this provider hear how it ended. @throws what the call throws */
export async function look<T>(
  run: Pick<TaskRun, "context" | "provider" | "until">,
  call: (provider: PaymentProvider) => Promise<T>,
): Promise<T> {
  const { pace } = run.context;
  const { id } = run.provider.account;
  try {
    const seen = await ask(run, call);
    pace?.heard(id);
    return seen;
  } catch (error) {
    pace?.heard(id, error);
    throw error;
  }
}

/** Takes in what was seen and ends the task, unless `also` writes it again. */
export async function conclude(run: TaskRun, sight: Sight): Promise<void> {
  await commitSight(run, sight);
}

function commitSight(run: TaskRun, sight: Sight): Promise<Changed> {
  const { context, task, link } = run;
  return untilStored(context.clock, () =>
    applySeen(context, link, {
      ...sight,
      also: (after, transition) => ({ task, ...sight.also?.(after, transition) }),
    }),
  );
}

/** Takes in what was seen and puts the task back for the next look, if there is to be one. */
export async function takeIn(run: TaskRun, sight: Pick<Sight, "seen" | "startedAt">): Promise<void> {
  const also = (after: PaymentLink, { changes }: Transition) => nextLook(run, after, changes.length > 0);
  countCatches(run, await commitSight(run, { ...sight, also }));
}

/** The look could not be had: a routine one waits for its turn, a wanted one is tried again some times. */
export async function lookFailed(run: TaskRun, error: unknown): Promise<void> {
  if (!(error instanceof PaylinkError)) throw error;
  const { context, task, link } = run;
  const waitMs = waitOf(error, task.attempts);
  if (task.kind !== "sweep") {
    const isWorthIt = !isFinal(error) && task.attempts < retryMs.length;
    return finish(run, unchanged, isWorthIt ? { tasks: [again(task, laterBy(context, waitMs))] } : {});
  }
  const next = nextSweepAt(link, context.clock.now(), rhythmOf(run));
  const dueAt = new Date(Math.max(next?.getTime() ?? 0, laterBy(context, waitMs).getTime()));
  await finish(run, unchanged, next === undefined ? {} : { tasks: [again(task, dueAt)] });
}

function nextLook(run: TaskRun, after: PaymentLink, hasNews: boolean): Pick<Commit, "tasks"> {
  const { context, task } = run;
  if (task.kind === "sweep") {
    const next = nextSweepAt(after, context.clock.now(), rhythmOf(run));
    return next === undefined ? {} : { tasks: [{ ...again(task, next), attempts: 0, keepsEarlier: true }] };
  }
  const wait = checkAgainMs[task.attempts];
  return wait === undefined || hasNews ? {} : { tasks: [again(task, laterBy(context, wait))] };
}

function rhythmOf({ context, provider }: TaskRun) {
  return { intervalSeconds: context.sweepSeconds, isTogether: provider.traits.fetchBatch > 1 };
}

/** Counts payments that only the routine check found: each is a webhook that was lost. */
function countCatches(run: TaskRun, changed: Changed): void {
  const caught = changed.transition.changes.filter((change) => change.kind === "paid").length;
  if (run.task.kind === "sweep" && caught > 0)
    run.context.metrics.count("sweep_catches_total", { provider: run.link.provider }, caught);
}
