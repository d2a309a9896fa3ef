import {
  applyEvent,
  eventsOfSnapshot,
  type LinkChange,
  type Transition,
  withProviderFacts,
} from "../model/link-transition.ts";
import type { PaymentEvent } from "../model/payment-event.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ProviderLink } from "../model/provider-link.ts";
import type { Commit } from "../ports/store.ts";
import { type Changed, changeLink, type ServiceContext } from "./change-link.ts";

interface Sight {
  readonly seen: ProviderLink;
  /** When the look began; older than our last change, it says nothing about the state. */
  readonly startedAt: Date;
  readonly also?: Partial<Commit>;
}

/** Makes our record agree with what its provider says now. The same facts never count twice. */
export function applySeen(context: ServiceContext, link: PaymentLink, sight: Sight): Promise<Changed> {
  return changeLink(context, {
    target: { id: link.id },
    takesUnmatched: true,
    events: (current) => eventsOfSnapshot(current, sight.seen, sight.startedAt),
    decide: (current, fresh) => decideSeen(current, fresh, sight.seen, context.clock.now()),
    also: () => sight.also ?? {},
    who: `provider:${link.provider}`,
  });
}

/** Applies reports one after the other. */
export function applyAll(link: PaymentLink, events: readonly PaymentEvent[], now: Date): Transition {
  return events.reduce<{ link: PaymentLink; changes: readonly LinkChange[] }>(
    (state, event) => {
      const next = applyEvent(state.link, event, now);
      return { link: next.link, changes: [...state.changes, ...next.changes] };
    },
    { link, changes: [] },
  );
}

function decideSeen(current: PaymentLink, fresh: readonly PaymentEvent[], seen: ProviderLink, now: Date): Transition {
  const applied = applyAll(current, fresh, now);
  const link = withProviderFacts(applied.link, seen);
  const isSame = applied.changes.length === 0 && isSameFacts(current, link);
  return isSame ? { link: current, changes: [] } : { link, changes: applied.changes };
}

function isSameFacts(a: PaymentLink, b: PaymentLink): boolean {
  return (
    a.status === b.status &&
    a.ref === b.ref &&
    a.url === b.url &&
    a.qrContent === b.qrContent &&
    a.visits === b.visits &&
    a.closing === b.closing &&
    a.expiresAt?.getTime() === b.expiresAt?.getTime()
  );
}
