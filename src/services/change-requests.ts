import type { NewAudit } from "../model/audit.ts";
import type { Actor } from "../model/conversation.ts";
import { InputError, StateError, UnsupportedError } from "../model/errors.ts";
import type { LinkTaskKind } from "../model/link-task.ts";
import { requestClosing } from "../model/link-transition.ts";
import { readOption } from "../model/option.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ProviderTraits } from "../ports/payment-provider.ts";
import type { Commit } from "../ports/store.ts";
import { changeLink, type ServiceContext } from "./change-link.ts";

/** A change somebody asked for, and what is written with it. */
export interface ChangeAsked {
  readonly link: PaymentLink;
  readonly by: Actor;
  /** Written together with the change: the finished delivery, the answer. */
  readonly also: Partial<Commit>;
}

/**
 * Whether a disable may be asked for; throws what stands against it.
 *
 * @throws StateError with the link's status when there is nothing to stop.
 */
export function requireDisablable(link: PaymentLink, traits: ProviderTraits): void {
  if (link.status !== "active" && !isPaidAndOpen(link, traits)) throw new StateError("nothing to disable", link.status);
}

/** Paid, and still open at a provider that refused to close it: people may try again. */
function isPaidAndOpen(link: PaymentLink, traits: ProviderTraits): boolean {
  const isStopped = link.closing !== undefined || link.closedAt !== undefined || link.isArchived === true;
  return link.status === "paid" && link.ref !== undefined && traits.nativeUses === "many" && !isStopped;
}

/** Asks the provider to stop a link. @throws StateError when there is nothing to stop any more. */
export async function disableLink(context: ServiceContext, asked: ChangeAsked): Promise<void> {
  const { traits } = context.providers.byAccount(asked.link.account).provider;
  await changeLink(context, {
    target: { id: asked.link.id },
    decide: (current) => {
      requireDisablable(current, traits);
      const reason = current.status === "paid" ? "paid" : "asked";
      return requestClosing(current, reason, context.clock.now(), asked.by);
    },
    // The closing of a paid link is told when it is done; that it was asked for is recorded all the same.
    also: (_after, { changes }) =>
      changes.length > 0 ? asked.also : withAudit(context, asked, { what: "link.disable-requested" }),
    who: asked.by.id,
    whoName: asked.by.name,
  });
}

/**
 * Asks the provider to open a link again.
 *
 * @throws UnsupportedError when it cannot; StateError when the link is not a disabled one.
 */
export async function enableLink(context: ServiceContext, asked: ChangeAsked): Promise<void> {
  const { traits, enableLink: enable } = context.providers.byAccount(asked.link.account).provider;
  if (traits.disable !== "reversible" || enable === undefined) throw new UnsupportedError("cannot enable", "enable");
  if (asked.link.status !== "disabled" || asked.link.isArchived)
    throw new StateError("not disabled", asked.link.status);
  await putTask(context, asked, "enable");
}

/** Asks the provider to archive a link for good. @throws UnsupportedError, StateError. */
export async function archiveLink(context: ServiceContext, asked: ChangeAsked): Promise<void> {
  const { traits } = context.providers.byAccount(asked.link.account).provider;
  if (!traits.canArchive) throw new UnsupportedError("cannot archive", "archive");
  if (asked.link.ref === undefined || asked.link.isArchived)
    throw new StateError("nothing to archive", asked.link.status);
  await putTask(context, asked, "archive");
}

/** Asks the provider to change a link's options. @throws UnsupportedError, StateError, InputError. */
export async function editLink(
  context: ServiceContext,
  asked: ChangeAsked & { readonly changes: Readonly<Record<string, string>> },
): Promise<void> {
  const { link } = asked;
  const { provider, title } = context.providers.byAccount(link.account);
  if (provider.traits.editable.length === 0) throw new UnsupportedError("cannot edit", "edit");
  if (link.ref === undefined || link.isArchived) throw new StateError("nothing to edit", link.status);
  const names = provider.traits.editable.join(", ");
  const changes = Object.fromEntries(
    Object.entries(asked.changes).map(([key, typed]) => {
      const field = provider.options.find((each) => each.key === key && provider.traits.editable.includes(key));
      if (field === undefined) throw new InputError("unknown-option", { option: key, provider: title, names });
      const reading = readOption(field, typed);
      if (!reading.ok)
        throw new InputError(`option-${reading.problem.kind}`, {
          option: key,
          limit: reading.problem.limit,
          example: field.example,
        });
      return [key, reading.value];
    }),
  );
  await putTask(context, asked, "edit", changes);
}

async function putTask(
  context: ServiceContext,
  asked: ChangeAsked,
  kind: LinkTaskKind,
  changes?: Readonly<Record<string, string>>,
): Promise<void> {
  const { link, by } = asked;
  const dueAt = context.clock.now();
  const data = { by, ...(changes !== undefined && { changes }) };
  await changeLink(context, {
    target: { id: link.id },
    decide: (current) => ({ link: current, changes: [] }),
    also: () => ({
      ...withAudit(context, asked, {
        what: `link.${kind}-requested`,
        ...(changes !== undefined && { facts: changes }),
      }),
      tasks: [{ linkId: link.id, account: link.account, kind, dueAt, data }],
    }),
    who: by.id,
    whoName: by.name,
  });
}

function withAudit(
  context: ServiceContext,
  { link, by, also }: ChangeAsked,
  row: Pick<NewAudit, "what" | "facts">,
): Partial<Commit> {
  const asked: NewAudit = {
    ...row,
    at: context.clock.now(),
    who: by.id,
    whoName: by.name,
    outcome: "done",
    linkId: link.id,
    conversation: link.origin,
  };
  return { ...also, audit: [...(also.audit ?? []), asked] };
}
