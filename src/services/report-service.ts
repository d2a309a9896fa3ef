import type { NewAudit } from "../model/audit.ts";
import type { Delivery } from "../model/delivery.ts";
import { NotFoundError } from "../model/errors.ts";
import type { PaymentEvent } from "../model/payment-event.ts";
import type { AccountId } from "../model/payment-link.ts";
import type { Commit, LinkTarget } from "../ports/store.ts";
import { changeLink, LostLeaseError, type ServiceContext } from "./change-link.ts";
import { tasksOfHints } from "./hint-service.ts";
import { applyAll } from "./see-link.ts";

/**
 * Takes in what a webhook brought: facts are applied to their links, facts about links we do not know are kept, hints
 * become looks at the provider. The last write finishes the delivery; everything before it can be repeated.
 */
export async function takeReports(context: ServiceContext, delivery: Delivery): Promise<void> {
  const { body } = delivery;
  if (body.kind !== "webhook") throw new TypeError("not a webhook delivery");
  const groups = groupByLink(body.events);
  const hintTasks = body.hints.length > 0 ? await tasksOfHints(context, body.account, body.hints) : undefined;
  for (const [index, events] of groups.entries()) {
    const isLast = index === groups.length - 1;
    await applyGroup(context, body.account, events, isLast ? { delivery, ...hintTasks } : {});
  }
  if (groups.length === 0) await commitOrLose(context, { delivery, ...hintTasks });
}

/** Applies the facts of one link; a link we do not know yet leaves them waiting for it. */
async function applyGroup(
  context: ServiceContext,
  account: AccountId,
  events: readonly PaymentEvent[],
  also: Partial<Commit>,
): Promise<void> {
  if (await applied(context, account, events, also)) return;
  const known = new Set(
    await context.store.knownEvents(
      account,
      events.map((event) => event.key),
    ),
  );
  const fresh = events.filter((event) => !known.has(event.key)).map((event) => ({ account, event }));
  context.metrics.count("unmatched_events_total", { account }, fresh.length);
  const audit: NewAudit[] = fresh.map(({ event }) => ({
    at: context.clock.now(),
    who: `provider:${account}`,
    what: "report.unmatched",
    outcome: "unknown",
    facts: { kind: event.kind, key: event.key },
  }));
  const result = await context.store.commit({ ...also, events: fresh, audit });
  if (!result.ok && result.conflict === "lease") throw new LostLeaseError();
  if (!result.ok) return applyGroup(context, account, events, also);
  // The link may have gained its ref between the look-up and the write; it would not look here again.
  await applied(context, account, [], {}, events[0]);
}

async function applied(
  context: ServiceContext,
  account: AccountId,
  events: readonly PaymentEvent[],
  also: Partial<Commit>,
  of: PaymentEvent | undefined = events[0],
): Promise<boolean> {
  const target = of === undefined ? undefined : await targetOf(context, account, of);
  if (target === undefined) return false;
  try {
    await changeLink(context, {
      target,
      takesUnmatched: true,
      events: () => events,
      decide: (link, fresh) => applyAll(link, fresh, context.clock.now()),
      also: () => also,
      who: `provider:${account}`,
    });
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

async function targetOf(
  context: ServiceContext,
  account: AccountId,
  event: PaymentEvent,
): Promise<LinkTarget | undefined> {
  const targets: LinkTarget[] = [
    ...(event.reference === undefined ? [] : [{ account, reference: event.reference }]),
    ...(event.ref === undefined ? [] : [{ account, ref: event.ref }]),
  ];
  for (const target of targets) {
    if ((await context.store.findLink(target)) !== undefined) return target;
  }
  return undefined;
}

function groupByLink(events: readonly PaymentEvent[]): readonly (readonly PaymentEvent[])[] {
  const groups = new Map<string, PaymentEvent[]>();
  for (const event of events) {
    const name = event.reference ?? event.ref ?? "";
    groups.set(name, [...(groups.get(name) ?? []), event]);
  }
  return [...groups.values()];
}

async function commitOrLose(context: ServiceContext, commit: Commit): Promise<void> {
  const result = await context.store.commit(commit);
  if (!result.ok) throw new LostLeaseError();
}
