import { NotFoundError, PaylinkError, ProviderError } from "../model/errors.ts";
import type { NewTask } from "../model/link-task.ts";
import { applyFailed, applyMade, applyUnknown, type Transition } from "../model/link-transition.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ProviderLink } from "../model/provider-link.ts";
import { changeLink } from "./change-link.ts";
import { keyOfLink, orderOfLink } from "./order-of-link.ts";
import { applyAll, applySeen } from "./see-link.ts";
import { again, ask, codeOf, finish, isFinal, laterBy, type TaskRun, tryLater, unchanged, waitOf } from "./task-run.ts";
import { untilStored } from "./time-limit.ts";

const mostCreateTries = 5;
/** How long after a link was said not to be made it is searched for, and how long after each of these searches again. */
const searchAgainMs = [600_000, 3_600_000, 24 * 3_600_000] as const;
const searchFailedMs = 300_000;

/** Asks the provider for the link, once; an answer that never came makes it unknown. */
export async function runCreate(run: TaskRun): Promise<void> {
  const { context, task, link } = run;
  if (link.status !== "creating") return finishUnmade(run, unchanged);
  if (task.data.hasStarted) return finishUnmade(run, applyUnknown);
  if (!(await context.store.startTask(task))) return;
  let made: ProviderLink;
  try {
    made = await ask(run, (provider) => provider.createLink(orderOfLink(link)), "create");
  } catch (error) {
    return createFailed(run, error);
  }
  await becomeMade(run, made);
}

async function createFailed(run: TaskRun, error: unknown): Promise<void> {
  const { context, task } = run;
  const isUnknown = !(error instanceof PaylinkError) || error.retry === "unknown";
  if (isUnknown) {
    context.logger.warn("the outcome of a create is unknown", { linkId: run.link.id, error });
    return finishUnmade(run, applyUnknown);
  }
  if (error.retry === "safe" && task.attempts + 1 < mostCreateTries) {
    return finish(run, unchanged, { tasks: [again(task, laterBy(context, waitOf(error, task.attempts)))] });
  }
  return becomeFailed(run, error);
}

/**
 * Finds out what a lost answer was: made, or certainly not. "Not made" is said only after the provider's stated wait,
 * and even then the link is searched for some more times. A link that was paid before we knew its ref is searched for
 * likewise: without the ref nobody can close it.
 */
export async function runResolve(run: TaskRun): Promise<void> {
  const { context, task, link, provider } = run;
  if (link.status !== "unknown" && !(link.status === "failed" && link.ref === undefined) && !nameless(link)) {
    return finish(run, unchanged);
  }
  const isUnknown = link.status === "unknown";
  const { way, settleSeconds } = provider.traits.unknownCreate;
  let found: ProviderLink | undefined;
  try {
    // Repeating would make a link now that nobody waits for any more.
    const isRepeat = way === "repeat" && !isUnknown;
    found = await ask(run, (each) =>
      isRepeat ? each.fetchLink(keyOfLink(link)) : each.resolveCreate(orderOfLink(link)),
    );
  } catch (error) {
    if (error instanceof NotFoundError) found = undefined;
    else if (isUnknown) return resolveFailed(run, error);
    else
      return finish(run, unchanged, {
        tasks: [{ ...again(task, laterBy(context, searchFailedMs)), attempts: task.attempts }],
      });
  }
  if (found !== undefined) return becomeMade(run, found);
  if (!isUnknown) return searchLater(run);
  const settledAt = link.changedAt.getTime() + settleSeconds * 1000;
  if (context.clock.now().getTime() < settledAt) return tryLater(run);
  const search: NewTask = { ...resolveSoon(run), dueAt: laterBy(context, searchAgainMs[0]) };
  await finish(run, (current, now) => applyFailed(current, { code: "not-made" }, now), { tasks: [search] });
}

/** A no to the repeated create settles it; a look-up that fails says nothing of what it looked for. */
async function resolveFailed(run: TaskRun, error: unknown): Promise<void> {
  const isSettled =
    run.provider.traits.unknownCreate.way === "repeat" &&
    isFinal(error) &&
    !(error instanceof ProviderError && error.kind !== "rejected");
  return isSettled ? becomeFailed(run, error) : tryLater(run, error);
}

/** Searched for three more times; if the link turns up it is closed and told. */
async function searchLater(run: TaskRun): Promise<void> {
  const wait = searchAgainMs[run.task.attempts + 1];
  await finish(run, unchanged, wait === undefined ? {} : { tasks: [again(run.task, laterBy(run.context, wait))] });
}

/** Paid, and nobody here knows under which name the provider has it. */
function nameless(link: PaymentLink): boolean {
  return link.status === "paid" && link.ref === undefined;
}

function resolveSoon({ context, link }: TaskRun): NewTask {
  return { linkId: link.id, account: link.account, kind: "resolve", dueAt: laterBy(context, 1_000) };
}

/**
 * The record gains its ref together with what was reported before anybody here knew that ref. A report that arrives at
 * the same moment is stored before or after that write: then this second look finds it, or the reporter finds the link.
 */
async function becomeMade(run: TaskRun, made: ProviderLink): Promise<void> {
  const { context, link, task } = run;
  const now = () => context.clock.now();
  await untilStored(context.clock, () =>
    changeLink(context, {
      target: { id: link.id },
      takesUnmatched: true,
      ref: made.ref,
      decide: (current, unmatched) => {
        const state = applyMade(current, made, now());
        const paid = applyAll(state.link, unmatched, now());
        return { link: paid.link, changes: [...state.changes, ...paid.changes] };
      },
      also: () => ({ task }),
      who: `provider:${link.provider}`,
    }),
  );
  await applySeen(context, link, { seen: { ...made, state: "unclear" }, startedAt: now() });
}

async function becomeFailed(run: TaskRun, error: unknown): Promise<void> {
  const failure = {
    code: codeOf(error),
    ...(error instanceof ProviderError && error.vendorCode !== undefined && { vendorCode: error.vendorCode }),
  };
  await finishUnmade(run, (current, now) => applyFailed(current, failure, now));
}

/** Ends a create without a ref. Money that came meanwhile says that the link is there: then it is searched for. */
function finishUnmade(run: TaskRun, decide: (link: PaymentLink, now: Date) => Transition): Promise<void> {
  return finish(run, decide, (after) => (nameless(after) ? { tasks: [resolveSoon(run)] } : {}));
}
