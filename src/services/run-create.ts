import { NotFoundError, PaylinkError, ProviderError } from "../model/errors.ts";
import type { NewTask } from "../model/link-task.ts";
import { applyFailed, applyMade, applyUnknown } from "../model/link-transition.ts";
import type { ProviderLink } from "../model/provider-link.ts";
import { keyOfLink, orderOfLink } from "./order-of-link.ts";
import { applySeen } from "./see-link.ts";
import { again, codeOf, finish, isFinal, laterBy, type TaskRun, unchanged, waitOf } from "./task-run.ts";

const mostCreateTries = 5;
const lookAgainAfterFailureMs = [600_000, 3_600_000, 24 * 3_600_000] as const;

/** Asks the provider for the link, once; an answer that never came makes it unknown. */
export async function runCreate(run: TaskRun): Promise<void> {
  const { context, task, link, provider } = run;
  if (link.status !== "creating") return finish(run, (current) => ({ link: current, changes: [] }));
  if (task.data.hasStarted) return becomeUnknown(run);
  if (!(await context.store.startTask(task))) return;
  let made: ProviderLink;
  try {
    made = await provider.createLink(orderOfLink(link));
  } catch (error) {
    return createFailed(run, error);
  }
  await becomeMade(run, made);
}

async function createFailed(run: TaskRun, error: unknown): Promise<void> {
  const { context, task } = run;
  const isUnknown = !(error instanceof PaylinkError) || error.retry === "unknown";
  if (isUnknown) return becomeUnknown(run);
  if (error.retry === "safe" && task.attempts + 1 < mostCreateTries) {
    const dueAt = laterBy(context, waitOf(error, task.attempts));
    return finish(run, unchanged, { tasks: [again(task, dueAt)] });
  }
  return becomeFailed(run, error);
}

/** Finds out what a lost answer was. "Not made" is said only after the provider's stated wait. */
export async function runResolve(run: TaskRun): Promise<void> {
  const { context, task, link, provider } = run;
  const isAfterFailure = link.status === "failed";
  if (link.status !== "unknown" && !isAfterFailure) return finish(run, unchanged);
  const { way, settleSeconds } = provider.traits.unknownCreate;
  let found: ProviderLink | undefined;
  try {
    found =
      isAfterFailure && way === "repeat"
        ? await provider.fetchLink(keyOfLink(link))
        : await provider.resolveCreate(orderOfLink(link));
  } catch (error) {
    if (error instanceof NotFoundError) found = undefined;
    else if (!isAfterFailure && isFinal(error)) return becomeFailed(run, error);
    else return finish(run, unchanged, { tasks: [again(task, laterBy(context, waitOf(error, task.attempts)))] });
  }
  if (found !== undefined) return becomeMade(run, found);
  if (isAfterFailure) return lookAgainLater(run);
  const settledAt = link.changedAt.getTime() + settleSeconds * 1000;
  if (context.clock.now().getTime() < settledAt) {
    return finish(run, unchanged, { tasks: [again(task, laterBy(context, waitOf(undefined, task.attempts)))] });
  }
  const dueAt = laterBy(context, lookAgainAfterFailureMs[0]);
  const look: NewTask = { linkId: link.id, account: link.account, kind: "resolve", dueAt };
  await finish(run, (current, now) => applyFailed(current, { code: "not-made" }, now), { tasks: [look] });
}

/** A link believed not made is searched for three more times; if it turns up it is closed and told. */
async function lookAgainLater(run: TaskRun): Promise<void> {
  const wait = lookAgainAfterFailureMs[run.task.attempts + 1];
  await finish(run, unchanged, wait === undefined ? {} : { tasks: [again(run.task, laterBy(run.context, wait))] });
}

/**
 * The record gains its ref first and then takes in what was reported before anybody here knew that ref: in this order a
 * report that arrives at the same moment is found by one side or the other.
 */
async function becomeMade(run: TaskRun, made: ProviderLink): Promise<void> {
  const { context, link } = run;
  await finish(run, (current, now) => applyMade(current, made, now));
  await applySeen(context, link, { seen: { ...made, state: "unclear" }, startedAt: context.clock.now() });
}

async function becomeUnknown(run: TaskRun): Promise<void> {
  await finish(run, (current, now) => applyUnknown(current, now));
}

async function becomeFailed(run: TaskRun, error: unknown): Promise<void> {
  const failure = {
    code: codeOf(error),
    ...(error instanceof ProviderError && error.vendorCode !== undefined && { vendorCode: error.vendorCode }),
  };
  await finish(run, (current, now) => applyFailed(current, failure, now));
}
