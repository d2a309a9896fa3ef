import { InputError, PaylinkError, ProviderError, UnsupportedError } from "../model/errors.ts";
import type { LinkTask, NewTask } from "../model/link-task.ts";
import type { Transition } from "../model/link-transition.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { PaymentProvider } from "../ports/payment-provider.ts";
import type { Commit } from "../ports/store.ts";
import { asErrand } from "./call-pace.ts";
import { changeLink, type ServiceContext } from "./change-link.ts";
import type { SweepPace } from "./sweep-pace.ts";
import { untilStored, withinTime } from "./time-limit.ts";

/** How long to wait before the n-th further try, in milliseconds; the last one repeats. */
export const retryMs: readonly number[] = [1_000, 2_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000];

/** How long a task is claimed for. */
export const taskLeaseMs = 60_000;

/** All calls of one task together end before its lease does: nobody else may take it up while it is being done. */
const callsMs = 40_000;

/** What doing tasks is given. */
export interface TaskContext extends ServiceContext {
  /** Hears how looks at providers end. */
  readonly pace?: Pick<SweepPace, "heard">;
}

/** One task in hand, with its link as it was read and its provider. */
export interface TaskRun {
  readonly context: TaskContext;
  readonly task: LinkTask;
  readonly link: PaymentLink;
  readonly provider: PaymentProvider;
  /** Its calls must be over by then. */
  readonly until: Date;
}

/** The moment by which the calls of a task that is begun now must be over. */
export function callsEndAt(context: Pick<ServiceContext, "clock">): Date {
  return new Date(context.clock.now().getTime() + callsMs);
}

/**
 * Makes one call of this task, in the time that is left.
 *
 * @throws what the call throws; ProviderError kind `outcome-unknown` for a create without an answer in time, else
 * `unavailable`.
 */
export async function ask<T>(
  run: Pick<TaskRun, "context" | "provider" | "until">,
  call: (provider: PaymentProvider) => Promise<T>,
  effect: "create" | "repeatable" = "repeatable",
): Promise<T> {
  const { clock } = run.context;
  const { provider } = run;
  const leftMs = Math.max(1, run.until.getTime() - clock.now().getTime());
  return withinTime(
    clock,
    leftMs,
    asErrand(run.until, () => call(provider)),
    () => {
      const kind = effect === "create" ? "outcome-unknown" : "unavailable";
      return new ProviderError({
        provider: provider.account.provider,
        operation: "task",
        kind,
        vendorCode: "no answer",
      });
    },
  );
}

/** Commits a transition that ends the task, unless `also` writes the task again; it may depend on the link after it. */
export async function finish(
  run: TaskRun,
  decide: (link: PaymentLink, now: Date) => Transition,
  also: Partial<Commit> | ((after: PaymentLink) => Partial<Commit>) = {},
): Promise<void> {
  const { clock } = run.context;
  await untilStored(clock, () =>
    changeLink(run.context, {
      target: { id: run.link.id },
      decide: (current) => decide(current, clock.now()),
      also: (after) => ({ task: run.task, ...(typeof also === "function" ? also(after) : also) }),
      who: `provider:${run.link.provider}`,
    }),
  );
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

/** Ends this run of the task and tries again later: as the provider told, else by the number of tries. */
export function tryLater(run: TaskRun, error?: unknown): Promise<void> {
  if (error !== undefined && !(error instanceof PaylinkError)) {
    run.context.logger.error("a task met an error nobody foresaw", { task: run.task.kind, linkId: run.link.id, error });
  }
  return finish(run, unchanged, {
    tasks: [again(run.task, laterBy(run.context, waitOf(error, run.task.attempts)))],
  });
}

/** The moment that many milliseconds from now. */
export function laterBy(context: Pick<ServiceContext, "clock">, ms: number): Date {
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
