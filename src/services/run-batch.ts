import type { LinkTask } from "../model/link-task.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ProviderLink } from "../model/provider-link.ts";
import type { PaymentProvider } from "../ports/payment-provider.ts";
import { LostLeaseError } from "./change-link.ts";
import { keyOfLink } from "./order-of-link.ts";
import { look, lookFailed, takeIn } from "./run-look.ts";
import { runTask } from "./run-task.ts";
import { callsEndAt, type TaskContext, type TaskRun } from "./task-run.ts";

/**
 * Looks at several links with one call. Links the answer leaves out, or that have no ref yet, are looked at one by one.
 *
 * @throws what nobody foresaw and store failures; tasks that were done by then are lost to the caller, the others not.
 */
export async function runBatch(
  context: TaskContext,
  provider: PaymentProvider,
  tasks: readonly LinkTask[],
): Promise<void> {
  const until = callsEndAt(context);
  const startedAt = context.clock.now();
  const read = await Promise.all(
    tasks.map(async (task) => ({ task, link: await context.store.findLink({ id: task.linkId }) })),
  );
  const known = read.flatMap(({ task, link }): TaskRun[] =>
    link?.ref === undefined ? [] : [{ context, provider, task, link, until }],
  );
  const rest = read.filter(({ link }) => link?.ref === undefined);
  const seen = await lookAtAll({ context, provider, until }, known);
  const works = [
    ...known.map((run) => () => (seen instanceof Map ? takeInOne(run, seen, startedAt) : lookFailed(run, seen))),
    ...rest.map(
      ({ task }) =>
        () =>
          runTask(context, task, until),
    ),
  ];
  const outcomes = await Promise.allSettled(works.map((work) => work()));
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  const failure = failures.find((each) => !(each instanceof LostLeaseError));
  if (failure !== undefined) throw failure;
}

/** What the provider says of each, by its ref; or why it does not say. */
async function lookAtAll(
  run: Pick<TaskRun, "context" | "provider" | "until">,
  known: readonly { readonly link: PaymentLink }[],
): Promise<Map<string, ProviderLink> | Error> {
  try {
    const keys = known.map(({ link }) => keyOfLink(link));
    const seen = keys.length === 0 ? [] : await look(run, async (provider) => provider.fetchLinks?.(keys) ?? []);
    return new Map(seen.map((each) => [each.ref, each]));
  } catch (error) {
    run.context.logger.warn("batch look failed", { account: run.provider.account.id, error });
    return error instanceof Error ? error : new Error(String(error));
  }
}

function takeInOne(run: TaskRun, all: ReadonlyMap<string, ProviderLink>, startedAt: Date): Promise<void> {
  const seen = all.get(run.link.ref ?? "");
  return seen === undefined ? runTask(run.context, run.task, run.until) : takeIn(run, { seen, startedAt });
}
