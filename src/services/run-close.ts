import { PaylinkError } from "../model/errors.ts";
import { applyClosed, applyClosingAsked, applyClosingRefused, type Transition } from "../model/link-transition.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import { keyOfLink } from "./order-of-link.ts";
import { conclude, lookAt } from "./run-look.ts";
import type { Sight } from "./see-link.ts";
import { again, ask, codeOf, finish, isFinal, laterBy, type TaskRun, tryLater, unchanged, waitOf } from "./task-run.ts";

/** So often a link whose stop was only asked for is looked at; one that is plainly open then was not stopped. */
const mostLooks = 10;
const askAgainEvery = 3;

/** Stops the link, and goes on until the provider says that it is stopped. */
export async function runClose(run: TaskRun): Promise<void> {
  const { link, task, context } = run;
  if (link.closing === undefined) return finish(run, unchanged);
  if (link.closing.isAsked) return awaitClosed(run);
  let outcome: "done" | "asked";
  try {
    outcome = await ask(run, (provider) => provider.disableLink(keyOfLink(link)));
  } catch (error) {
    return isFinal(error) ? closeRefused(run, codeOf(error)) : tryLater(run, error);
  }
  if (outcome === "done") return closed(run);
  const look = { ...again(task, laterBy(context, waitOf(undefined, 0))), attempts: 0 };
  await finish(run, applyClosingAsked, { tasks: [look] });
}

/** Stopped. What was paid until then came in time, so the books are read once more before the link counts as closed. */
async function closed(run: TaskRun): Promise<void> {
  if (run.link.status === "paid") return finish(run, applyClosed);
  const sight = await lastLook(run);
  if (sight === undefined) return finish(run, applyClosed);
  await conclude(run, { ...sight, seen: { ...sight.seen, state: "unclear" }, decide: applyClosed });
}

/** The stop was taken note of, not more: the provider is asked how far it is, and reminded now and then. */
async function awaitClosed(run: TaskRun): Promise<void> {
  const { context, task, link } = run;
  let sight: Pick<Sight, "seen" | "startedAt">;
  try {
    sight = await lookAt(run);
  } catch (error) {
    return tryLater(run, error);
  }
  const isOpen = sight.seen.state === "active";
  if (isOpen && task.attempts >= mostLooks) {
    return conclude(run, { ...sight, decide: (current, now) => refused(run, current, "not-confirmed", now) });
  }
  if (isOpen && task.attempts % askAgainEvery === askAgainEvery - 1) {
    await ask(run, (provider) => provider.disableLink(keyOfLink(link))).catch((error) =>
      context.logger.warn("reminding the provider to stop a link failed", { linkId: link.id, error }),
    );
  }
  const next = again(task, laterBy(context, waitOf(undefined, task.attempts)));
  await conclude(run, { ...sight, also: (after) => (after.closing === undefined ? {} : { tasks: [next] }) });
}

/** A refusal to stop may only mean that the link is over already: the provider's own view decides. */
async function closeRefused(run: TaskRun, code: string): Promise<void> {
  const sight = await lastLook(run);
  const decide = (current: PaymentLink, now: Date) => refused(run, current, code, now);
  return sight === undefined ? finish(run, decide) : conclude(run, { ...sight, decide });
}

function refused(run: TaskRun, link: PaymentLink, code: string, now: Date): Transition {
  if (link.closing === undefined) return unchanged(link);
  // Where one payment is all a link takes, there is nothing left to stop once it has come.
  const isSpent = link.status === "paid" && run.provider.traits.nativeUses === "once";
  return isSpent ? applyClosed(link, now) : applyClosingRefused(link, code, now);
}

async function lastLook(run: TaskRun): Promise<Pick<Sight, "seen" | "startedAt"> | undefined> {
  return lookAt(run).catch((error) => {
    if (error instanceof PaylinkError) return undefined;
    throw error;
  });
}
