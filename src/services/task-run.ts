import { InputError, PaylinkError, ProviderError, UnsupportedError } from "../model/errors.ts";
import type { LinkTask, NewTask } from "../model/link-task.ts";
import type { Transition } from "../model/link-transition.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { PaymentProvider } from "../ports/payment-provider.ts";
import type { Commit } from "../ports/store.ts";
import { changeLink, type ServiceContext } from "./change-link.ts";

/** How long to wait before the n-th further try, in milliseconds; the last one repeats. */
export const retryMs: readonly number[] = [1_000, 2_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000];

/** One task in hand, with its link as it was read and its provider. */
export interface TaskRun {
  readonly context: ServiceContext;
  readonly task: LinkTask;
  readonly link: PaymentLink;
  readonly provider: PaymentProvider;
}

/** Commits a transition that ends the task, unless `also` writes the task again. */
export async function finish(
  run: TaskRun,
  decide: (link: PaymentLink, now: Date) => Transition,
  also: Partial<Commit> = {},
): Promise<void> {
  await changeLink(run.context, {
    target: { id: run.link.id },
    decide: (current) => decide(current, run.context.clock.now()),
    also: () => ({ task: run.task, ...also }),
    who: `provider:${run.link.provider}`,
  });
}

/** Leaves the link as it is. */
export function unchanged(link: PaymentLink): Transition {
  return { link, changes: [] };
}

/** The same task once more, one try further on. */
export function again(task: LinkTask, dueAt: Date): NewTask {
  const { linkId, account, kind, data } = task;
  const { hasStarted: _hasStarted, ...rest } = data;
  return { linkId, account, kind, dueAt, data: rest, attempts: task.attempts + 1 };
}

/** The moment that many milliseconds from now. */
export function laterBy(context: ServiceContext, ms: number): Date {
  return new Date(context.clock.now().getTime() + ms);
}

/** How long to wait before the next try: as the provider told, else by the number of tries. */
export function waitOf(error: unknown, attempts: number): number {
  const told = error instanceof ProviderError ? error.retryAfterMs : undefined;
  return told ?? retryMs[Math.min(attempts, retryMs.length - 1)] ?? 1_000;
}

/** Whether asking again would only hear the same. */
export function isFinal(error: unknown): boolean {
  return error instanceof PaylinkError && error.retry === "never";
}

/** Our code for a failure, for the card and the audit trail. */
export function codeOf(error: unknown): string {
  if (error instanceof UnsupportedError) return "unsupported";
  if (error instanceof InputError || error instanceof PaylinkError) return error.code;
  return "unexpected";
}
