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

/** A provider's view of a link, and what follows from having looked. */
export interface Sight {
  readonly seen: ProviderLink;
  /** When the look began; older than our last change, it says nothing about the state. */
  readonly startedAt: Date;
  /** What happens to the link after the view was taken in, in the same write. */
  readonly decide?: (link: PaymentLink, now: Date) => Transition;
  readonly also?: (after: PaymentLink, transition: Transition) => Partial<Commit>;
}

/** Makes our record agree with what its provider says now. The same facts never count twice. */
export function applySeen(context: ServiceContext, link: PaymentLink, sight: Sight): Promise<Changed> {
  const { seen, startedAt, decide, also } = sight;
  return changeLink(context, {
    target: { id: link.id },
    takesUnmatched: true,
    events: (current) => eventsOfSnapshot(current, seen, startedAt),
    decide: (current, fresh) => {
      const now = context.clock.now();
      const state = decideSeen(current, fresh, seen, now);
      if (decide === undefined) return state;
      const next = decide(state.link, now);
      return { link: next.link, changes: [...state.changes, ...next.changes] };
    },
    ...(also !== undefined && { also }),
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
    a.expected?.least === b.expected?.least &&
    a.expected?.most === b.expected?.most &&
    a.expiresAt?.getTime() === b.expiresAt?.getTime()
  );
}
