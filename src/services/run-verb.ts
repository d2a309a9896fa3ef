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
import type { PaymentProvider } from "../ports/payment-provider.ts";
import { keyOfLink } from "./order-of-link.ts";
import { ask, codeOf, finish, isFinal, retryMs, type TaskRun, tryLater } from "./task-run.ts";

type Verb = "enable" | "archive" | "edit";
type Decision = (link: PaymentLink, now: Date) => Transition;

/** Does what a person asked for; doing it twice is doing it once. */
export async function runVerb(run: TaskRun, verb: Verb): Promise<void> {
  const { task } = run;
  let decide: Decision;
  try {
    decide = await ask(run, (provider) => call(provider, run, verb));
  } catch (error) {
    if (!(error instanceof PaylinkError)) throw error;
    if (!isFinal(error) && task.attempts < retryMs.length) return tryLater(run, error);
    return finish(run, (current, at) => ({ link: current, changes: [refusalOf(task, verb, { at, error })] }));
  }
  await finish(run, decide);
}

/** Has the provider do it; answers what that makes of the link. */
async function call(provider: PaymentProvider, { task, link }: TaskRun, verb: Verb): Promise<Decision> {
  const { by, changes = {} } = task.data;
  const key = keyOfLink(link);
  switch (verb) {
    case "enable":
      if (provider.enableLink === undefined) throw lacks(verb);
      await provider.enableLink(key);
      return (current, now) => applyEnabled(current, now, by);
    case "archive":
      if (provider.archiveLink === undefined) throw lacks(verb);
      await provider.archiveLink(key);
      return (current, now) => applyArchived(current, now, by);
    case "edit": {
      if (provider.editLink === undefined) throw lacks(verb);
      const edited = await provider.editLink(key, changes);
      return (current, now) => applyEdited(current, edited, { changes, now, by });
    }
    default:
      return verb satisfies never;
  }
}

function refusalOf(task: LinkTask, verb: Verb, { at, error }: { at: Date; error: PaylinkError }): LinkChange {
  const { by } = task.data;
  return { kind: "refused", what: verb, at, code: codeOf(error), ...(by && { by }) };
}

interface Edit {
  readonly changes: Readonly<Record<string, string>>;
  readonly now: Date;
  readonly by: LinkTask["data"]["by"];
}

function applyEdited(link: PaymentLink, seen: ProviderLink, { changes, now, by }: Edit): Transition {
  const edited = { ...withProviderFacts(link, seen), options: { ...link.options, ...changes }, changedAt: now };
  return { link: edited, changes: [{ kind: "edited", at: now, ...(by && { by }) }] };
}

function lacks(verb: Verb): UnsupportedError {
  return new UnsupportedError(`this provider cannot ${verb}`, verb);
}
