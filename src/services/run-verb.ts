import { PaylinkError, UnsupportedError } from "../model/errors.ts";
import type { LinkTask } from "../model/link-task.ts";
import {
  applyArchived,
  applyEnabled,
  type LinkChange,
  type Transition,
  withProviderFacts,
} from "../model/link-transition.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ProviderLink } from "../model/provider-link.ts";
import { keyOfLink } from "./order-of-link.ts";
import { again, codeOf, finish, isFinal, laterBy, retryMs, type TaskRun, unchanged, waitOf } from "./task-run.ts";

/** Does what a person asked for; doing it twice is doing it once. */
export async function runVerb(run: TaskRun, verb: "enable" | "archive" | "edit"): Promise<void> {
  const { context, task, link, provider } = run;
  const by = task.data.by;
  const key = keyOfLink(link);
  try {
    if (verb === "enable") {
      await (provider.enableLink ?? lacks("enable"))(key);
      return await finish(run, (current, now) => applyEnabled(current, now, by));
    }
    if (verb === "archive") {
      await (provider.archiveLink ?? lacks("archive"))(key);
      return await finish(run, (current, now) => applyArchived(current, now, by));
    }
    const changes = task.data.changes ?? {};
    const edited = await (provider.editLink ?? lacks("edit"))(key, changes);
    await finish(run, (current, now) => applyEdited(current, edited, changes, now, by));
  } catch (error) {
    if (!(error instanceof PaylinkError)) throw error;
    if (!isFinal(error) && task.attempts < retryMs.length) {
      return finish(run, unchanged, { tasks: [again(task, laterBy(context, waitOf(error, task.attempts)))] });
    }
    const change: LinkChange = {
      kind: "refused",
      what: verb,
      at: context.clock.now(),
      code: codeOf(error),
      ...(by && { by }),
    };
    await finish(run, (current) => ({ link: current, changes: [change] }));
  }
}

function applyEdited(
  link: PaymentLink,
  seen: ProviderLink,
  changes: Readonly<Record<string, string>>,
  now: Date,
  by: LinkTask["data"]["by"],
): Transition {
  const edited = { ...withProviderFacts(link, seen), options: { ...link.options, ...changes }, changedAt: now };
  return { link: edited, changes: [{ kind: "edited", at: now, ...(by && { by }) }] };
}

function lacks(verb: string): () => never {
  return () => {
    throw new UnsupportedError(`this provider cannot ${verb}`, verb);
  };
}
