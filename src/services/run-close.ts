import { PaylinkError } from "../model/errors.ts";
import {
  applyClosed,
  applyClosingAsked,
  applyClosingRefused,
  requestClosing,
  type Transition,
} from "../model/link-transition.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ProviderLink } from "../model/provider-link.ts";
import type { Commit } from "../ports/store.ts";
import { changeLink } from "./change-link.ts";
import { keyOfLink } from "./order-of-link.ts";
import { look } from "./run-look.ts";
import { applySeen } from "./see-link.ts";
import { again, codeOf, finish, isFinal, laterBy, type TaskRun, unchanged, waitOf } from "./task-run.ts";

const expiryPatienceMs = 60_000;

/** Stops the link, and goes on until the provider says that it is stopped. */
export async function runClose(run: TaskRun): Promise<void> {
  const { context, task, link, provider } = run;
  if (link.closing === undefined) return finish(run, unchanged);
  const retry = (error?: unknown) =>
    finish(run, applyAsked, { tasks: [again(task, laterBy(context, waitOf(error, task.attempts)))] });
  const applyAsked = (current: PaymentLink): Transition =>
    link.closing?.isAsked ? unchanged(current) : applyClosingAsked(current);
  try {
    if (link.closing.isAsked) {
      const changed = await look(run, { tasks: [again(task, laterBy(context, waitOf(undefined, task.attempts)))] });
      if (changed.transition.link.closing !== undefined && task.attempts % 5 === 4)
        await provider.disableLink(keyOfLink(link));
      return;
    }
    const outcome = await provider.disableLink(keyOfLink(link));
    if (outcome === "asked") return await retry();
    await finish(run, applyClosed);
  } catch (error) {
    if (!isFinal(error))
      return finish(run, unchanged, { tasks: [again(task, laterBy(context, waitOf(error, task.attempts)))] });
    await closeRefused(run, error);
  }
}

/** A refusal to stop may only mean that the link is over already: the provider's own view decides. */
async function closeRefused(run: TaskRun, error: unknown): Promise<void> {
  try {
    const changed = await look(run);
    if (changed.transition.link.closing === undefined) return;
    if (changed.transition.link.status === "paid") return;
  } catch {
    // The look failed too: the refusal stands.
  }
  await changeLink(run.context, {
    target: { id: run.link.id },
    decide: (current) => applyClosingRefused(current, codeOf(error), run.context.clock.now()),
    also: () => ({ cancelTasks: [{ linkId: run.link.id, kind: "close" }] }),
    who: `provider:${run.link.provider}`,
  });
}

/** The link's time is over: the provider says so, or the bot closes it. */
export async function runExpire(run: TaskRun): Promise<void> {
  const { context, link, provider } = run;
  const now = context.clock.now();
  if (link.status !== "active" || link.expiresAt === undefined) return finish(run, unchanged);
  if (link.expiresAt > now) return finish(run, unchanged, { tasks: [again(run.task, link.expiresAt)] });
  if (link.expiryBy === "paylink") return finish(run, (current) => requestClosing(current, "expired", now));
  const isPatienceOver = now.getTime() - link.expiresAt.getTime() > expiryPatienceMs;
  try {
    const seen = await provider.fetchLink(keyOfLink(link));
    const isOver = seen.state !== "active" || isPatienceOver;
    const retry: Partial<Commit> = isOver ? {} : { tasks: [again(run.task, laterBy(context, 20_000))] };
    const over: ProviderLink = isOver && seen.state === "unclear" ? { ...seen, state: "expired" } : seen;
    await applySeen(context, link, {
      seen: isPatienceOver && seen.state === "active" ? { ...seen, state: "expired" } : over,
      startedAt: now,
      also: { task: run.task, ...retry },
    });
  } catch (error) {
    if (!(error instanceof PaylinkError)) throw error;
    await finish(run, unchanged, { tasks: [again(run.task, laterBy(context, waitOf(error, run.task.attempts)))] });
  }
}
