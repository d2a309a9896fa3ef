import { NotFoundError, StateError } from "../model/errors.ts";
import type { Transition } from "../model/link-transition.ts";
import type { PaymentEvent } from "../model/payment-event.ts";
import type { PaymentLink, ProviderRef } from "../model/payment-link.ts";
import type { Clock, Logger, Metrics } from "../ports/runtime.ts";
import type { Commit, LinkTarget, Store } from "../ports/store.ts";
import { consequencesOf } from "./consequences.ts";
import type { ProviderRegistry } from "./provider-registry.ts";

/** What every use case is given. */
export interface ServiceContext {
  readonly store: Store;
  readonly providers: ProviderRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Seconds between routine checks of a link; 0: none. */
  readonly sweepSeconds: number;
}

/** Another worker has taken over this delivery or task: whatever was decided here must be forgotten. */
export class LostLeaseError extends StateError {
  constructor() {
    super("the lease of this work has passed to another worker", "lost-lease");
  }
}

interface ChangeRequest {
  readonly target: LinkTarget;
  /** Reports that may be part of it; only those the account does not have yet reach `decide` and are stored. */
  readonly events?: (link: PaymentLink) => readonly PaymentEvent[];
  /** Take in reports that came before the link was known by its ref. */
  readonly takesUnmatched?: boolean;
  /** The ref the link is about to gain, for those reports. */
  readonly ref?: ProviderRef;
  /** Decides, purely, on the link as it is now. May be called again when something else changed it meanwhile. */
  readonly decide: (link: PaymentLink, fresh: readonly PaymentEvent[]) => Transition;
  /** Written with it, whether or not the link changes; may depend on the outcome. */
  readonly also?: (after: PaymentLink, transition: Transition) => Partial<Commit>;
  readonly who: string;
  readonly whoName?: string;
}

/** A link before and after, and what happened to it. */
export interface Changed {
  readonly before: PaymentLink;
  readonly transition: Transition;
}

const mostTries = 50;

/**
 * Changes one link: reads it, decides, and commits link, reports, notices, tasks and audit together; decides again when
 * the link was changed in between.
 *
 * @throws NotFoundError when there is no such link; LostLeaseError when the work is no longer ours.
 */
export async function changeLink(context: ServiceContext, request: ChangeRequest): Promise<Changed> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const before = await context.store.findLink(request.target);
    if (before === undefined) throw new NotFoundError("no link with that name");
    const unmatched = request.takesUnmatched ? await unmatchedOf(context.store, before, request.ref) : [];
    const fresh = await freshEvents(context.store, before, request.events?.(before) ?? []);
    const transition = request.decide(before, [...unmatched, ...fresh]);
    const { provider } = context.providers.byAccount(before.account);
    const consequences = consequencesOf(before, transition, {
      traits: provider.traits,
      now: context.clock.now(),
      sweepSeconds: context.sweepSeconds,
      who: request.who,
      ...(request.whoName !== undefined && { whoName: request.whoName }),
    });
    const events = fresh.map((event) => ({ account: before.account, linkId: before.id, event }));
    const also = request.also?.(consequences.links[0] ?? before, transition) ?? {};
    const matched = { linkId: before.id, account: before.account, keys: unmatched.map((event) => event.key) };
    const own: Commit = { ...consequences, events, ...(unmatched.length > 0 && { matched }) };
    const result = await context.store.commit(joinCommits(own, also));
    if (result.ok) return { before, transition };
    if (result.conflict === "lease") throw new LostLeaseError();
  }
  throw new StateError("the link keeps changing", "busy");
}

/** Two commits as one; the second's single values win. */
export function joinCommits(first: Commit, second: Partial<Commit>): Commit {
  return {
    ...first,
    ...second,
    links: [...(first.links ?? []), ...(second.links ?? [])],
    events: [...(first.events ?? []), ...(second.events ?? [])],
    tasks: [...(first.tasks ?? []), ...(second.tasks ?? [])],
    cancelTasks: [...(first.cancelTasks ?? []), ...(second.cancelTasks ?? [])],
    notices: [...(first.notices ?? []), ...(second.notices ?? [])],
    audit: [...(first.audit ?? []), ...(second.audit ?? [])],
    records: [...(first.records ?? []), ...(second.records ?? [])],
  };
}

async function unmatchedOf(
  store: Store,
  link: PaymentLink,
  ref: ProviderRef | undefined = link.ref,
): Promise<readonly PaymentEvent[]> {
  return store.findUnmatched(link.account, { ...(ref !== undefined && { ref }), reference: link.reference });
}

async function freshEvents(
  store: Store,
  link: PaymentLink,
  events: readonly PaymentEvent[],
): Promise<readonly PaymentEvent[]> {
  if (events.length === 0) return [];
  const known = new Set(
    await store.knownEvents(
      link.account,
      events.map((event) => event.key),
    ),
  );
  const seen = new Set<string>();
  return events.filter((event) => {
    if (known.has(event.key) || seen.has(event.key)) return false;
    seen.add(event.key);
    return true;
  });
}
