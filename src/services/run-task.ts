import { NotFoundError } from "../model/errors.ts";
import type { LinkTask } from "../model/link-task.ts";
import type { PaymentProvider } from "../ports/payment-provider.ts";
import type { ServiceContext } from "./change-link.ts";
import { runClose } from "./run-close.ts";
import { runCreate, runResolve } from "./run-create.ts";
import { runExpire } from "./run-expire.ts";
import { runLook } from "./run-look.ts";
import { runVerb } from "./run-verb.ts";
import { callsEndAt, laterBy, type TaskContext } from "./task-run.ts";

/**
 * Does one task at its provider and commits what came of it. Every outcome ends in a commit that removes the task or
 * puts it back with a later time; only a store failure or a lost lease throws. Its calls are over by `until`.
 */
export async function runTask(context: TaskContext, task: LinkTask, until = callsEndAt(context)): Promise<void> {
  const link = await context.store.findLink({ id: task.linkId });
  if (link === undefined) {
    await context.store.commit({ task });
    return;
  }
  const provider = providerOf(context, task);
  if (provider === undefined) {
    await context.store.retryTask(task, laterBy(context, 3_600_000));
    return;
  }
  const run = { context, task, link, provider, until };
  switch (task.kind) {
    case "create":
      return runCreate(run);
    case "resolve":
      return runResolve(run);
    case "close":
      return runClose(run);
    case "enable":
    case "archive":
    case "edit":
      return runVerb(run, task.kind);
    case "check":
    case "sweep":
      return runLook(run);
    case "expire":
      return runExpire(run);
    default:
      return task.kind satisfies never;
  }
}

/** Nobody looks on while these are done: their calls keep to the provider's pace. */
const wantedKinds: ReadonlySet<LinkTask["kind"]> = new Set(["resolve", "check", "expire"]);

function providerOf(context: ServiceContext, task: LinkTask): PaymentProvider | undefined {
  try {
    const { provider, wanted = provider, routine = provider } = context.providers.byAccount(task.account);
    if (task.kind === "sweep") return routine;
    return wantedKinds.has(task.kind) ? wanted : provider;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
