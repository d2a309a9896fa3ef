import { PaylinkError } from "../model/errors.ts";
import type { Commit } from "../ports/store.ts";
import type { Changed } from "./change-link.ts";
import { keyOfLink } from "./order-of-link.ts";
import { applySeen } from "./see-link.ts";
import { nextSweepAt } from "./sweep-rhythm.ts";
import { again, finish, isFinal, laterBy, retryMs, type TaskRun, unchanged, waitOf } from "./task-run.ts";

const checkAgainMs = [10_000, 30_000, 300_000] as const;

/** One look at one link, for a hint or a refresh; a hint without news is looked at again a few times. */
export async function runLook(run: TaskRun): Promise<void> {
  const { context, task } = run;
  try {
    countCatches(run, await look(run, nextLook(run)));
  } catch (error) {
    if (!(error instanceof PaylinkError)) throw error;
    if (task.kind === "sweep") return finish(run, unchanged, nextLook(run, waitOf(error, task.attempts)));
    const isWorthIt = !isFinal(error) && task.attempts < retryMs.length;
    await finish(
      run,
      unchanged,
      isWorthIt ? { tasks: [again(task, laterBy(context, waitOf(error, task.attempts)))] } : {},
    );
  }
}

/** Asks the provider about the link and makes our record agree; ends the task unless `also` writes it again. */
export async function look(run: TaskRun, also: Partial<Commit> = {}): Promise<Changed> {
  const startedAt = run.context.clock.now();
  const seen = await run.provider.fetchLink(keyOfLink(run.link));
  return applySeen(run.context, run.link, { seen, startedAt, also: { task: run.task, ...also } });
}

/** The next look at this link, if there is to be one. */
export function nextLook(run: TaskRun, atLeastMs = 0): Partial<Commit> {
  const { context, task, link } = run;
  const now = context.clock.now();
  if (task.kind === "sweep") {
    const next = nextSweepAt(link, now, context.sweepSeconds);
    if (next === undefined) return {};
    return {
      tasks: [{ ...again(task, new Date(Math.max(next.getTime(), now.getTime() + atLeastMs))), keepsEarlier: true }],
    };
  }
  const wait = checkAgainMs[task.attempts];
  return wait === undefined || link.status === "paid" ? {} : { tasks: [again(task, laterBy(context, wait))] };
}

/** Counts payments that only the routine check found: each is a webhook that was lost. */
export function countCatches(run: TaskRun, changed: Changed): void {
  const caught = changed.transition.changes.filter((change) => change.kind === "paid").length;
  if (run.task.kind === "sweep" && caught > 0)
    run.context.metrics.count("sweep_catches_total", { provider: run.link.provider }, caught);
}
