import type { Actor } from "./conversation.ts";
import { isSameCurrency, type Money } from "./money.ts";
import type { PaymentEvent } from "./payment-event.ts";
import {
  type Closing,
  type ClosingReason,
  currencyOf,
  isExpectedPayment,
  type LinkFailure,
  type LinkStatus,
  type PaymentLink,
  type PaymentMarks,
} from "./payment-link.ts";
import type { ProviderLink } from "./provider-link.ts";

/**
 * Every move a status can make. Nothing else ever writes a status.
 * `paid` is final; `failed` can only become `paid`, when money arrives at a link that was believed not made.
 */
export const statusMoves: Readonly<Record<LinkStatus, readonly LinkStatus[]>> = {
  creating: ["active", "unknown", "failed", "paid"],
  unknown: ["active", "failed", "paid"],
  active: ["paid", "disabling", "disabled", "expired"],
  disabling: ["active", "disabled", "expired", "paid"],
  disabled: ["active", "paid"],
  expired: ["paid"],
  paid: [],
  failed: ["paid"],
};

/** Something that happened to a link, for the people who watch it. */
export interface LinkChange {
  readonly kind:
    | "active"
    | "unknown"
    | "failed"
    | "found-late"
    | "paid"
    | "payment-failed"
    | "refunded"
    | "settled"
    | "disabling"
    | "refused"
    | "disabled"
    | "enabled"
    | "expired"
    | "closed"
    | "archived"
    | "edited";
  readonly at: Date;
  /** Who did it, when a person did. */
  readonly by?: Actor;
  readonly amount?: Money;
  /** Payments in this change; 1 when absent. */
  readonly count?: number;
  readonly isLate?: true;
  readonly isTwice?: true;
  /** Present when what was paid is not what could be expected. */
  readonly isMismatch?: true;
  /** Our code for a failure or refusal. */
  readonly code?: string;
  /** What the provider refused to do. */
  readonly what?: "disable" | "enable" | "archive" | "edit";
}

/** A link after a move, and what people should hear of it. Without changes the link is the same object. */
export interface Transition {
  readonly link: PaymentLink;
  readonly changes: readonly LinkChange[];
}

const unchanged = (link: PaymentLink): Transition => ({ link, changes: [] });

/** The provider answered a create, or a look-up found what a lost answer had made. Idempotent. */
export function applyMade(link: PaymentLink, made: ProviderLink, now: Date): Transition {
  const known = withProviderFacts(link, made);
  if (link.status === "failed" && link.ref === undefined) {
    const closing: Closing = { reason: "abandoned", isAsked: false };
    return { link: { ...known, closing, changedAt: now }, changes: [{ kind: "found-late", at: now }] };
  }
  if (!canMove(link.status, "active") || link.status === "disabled" || link.status === "disabling") {
    return { link: known, changes: [] };
  }
  return { link: { ...known, status: "active", madeAt: now, changedAt: now }, changes: [{ kind: "active", at: now }] };
}

/** The answer to a create never came. */
export function applyUnknown(link: PaymentLink, now: Date): Transition {
  if (link.status !== "creating") return unchanged(link);
  return { link: { ...link, status: "unknown", changedAt: now }, changes: [{ kind: "unknown", at: now }] };
}

/** The link was certainly not made. */
export function applyFailed(link: PaymentLink, failure: LinkFailure, now: Date): Transition {
  if (!canMove(link.status, "failed")) return unchanged(link);
  const failed: PaymentLink = { ...link, status: "failed", failure, madeAt: now, changedAt: now };
  return { link: failed, changes: [{ kind: "failed", at: now, code: failure.code }] };
}

/**
 * Starts stopping a link at its provider. A link that was paid keeps its status and only gains the closing;
 * one that is stopped already, or was never made, is left alone.
 */
export function requestClosing(link: PaymentLink, reason: ClosingReason, now: Date, by?: Actor): Transition {
  if (link.closing !== undefined) return unchanged(link);
  const closing: Closing = { reason, isAsked: false, ...(by === undefined ? {} : { by }) };
  if (link.status === "active") {
    const changes: LinkChange[] = reason === "asked" ? [{ kind: "disabling", at: now, ...(by && { by }) }] : [];
    return { link: { ...link, status: "disabling", closing, changedAt: now }, changes };
  }
  if (link.status === "paid" && reason === "paid") return { link: { ...link, closing, changedAt: now }, changes: [] };
  return unchanged(link);
}

/** The provider took the request to stop, and has not said that it stopped. */
export function applyClosingAsked(link: PaymentLink): Transition {
  if (link.closing === undefined || link.closing.isAsked) return unchanged(link);
  return { link: { ...link, closing: { ...link.closing, isAsked: true } }, changes: [] };
}

/** The provider says the link is stopped. */
export function applyClosed(link: PaymentLink, now: Date): Transition {
  const { closing, ...open } = link;
  if (closing === undefined) {
    if (link.status !== "active") return unchanged(link);
    return {
      link: { ...link, status: "disabled", closedAt: now, changedAt: now },
      changes: [{ kind: "disabled", at: now }],
    };
  }
  const by = closing.by === undefined ? {} : { by: closing.by };
  if (link.status !== "disabling") {
    const closedAt = link.closedAt ?? now;
    return {
      link: { ...open, closedAt, changedAt: now },
      changes: [{ kind: "closed", at: now, code: closing.reason, ...by }],
    };
  }
  if (closing.reason === "expired") {
    const closedAt = link.expiresAt !== undefined && link.expiresAt < now ? link.expiresAt : now;
    return { link: { ...open, status: "expired", closedAt, changedAt: now }, changes: [{ kind: "expired", at: now }] };
  }
  return {
    link: { ...open, status: "disabled", closedAt: now, changedAt: now },
    changes: [{ kind: "disabled", at: now, ...by }],
  };
}

/** The provider refused to stop the link for good; it can still be paid. */
export function applyClosingRefused(link: PaymentLink, code: string, now: Date): Transition {
  const { closing, ...open } = link;
  if (closing === undefined) return unchanged(link);
  const status = link.status === "disabling" ? "active" : link.status;
  return { link: { ...open, status, changedAt: now }, changes: [{ kind: "refused", what: "disable", at: now, code }] };
}

/** The provider opened the link again. */
export function applyEnabled(link: PaymentLink, now: Date, by?: Actor): Transition {
  if (link.status !== "disabled" || link.isArchived) return unchanged(link);
  const { closedAt: _closedAt, ...open } = link;
  return {
    link: { ...open, status: "active", changedAt: now },
    changes: [{ kind: "enabled", at: now, ...(by && { by }) }],
  };
}

/** The provider archived the link: stopped for good. */
export function applyArchived(link: PaymentLink, now: Date, by?: Actor): Transition {
  if (link.isArchived) return unchanged(link);
  const { closing: _closing, ...open } = link;
  const isOpen = link.status === "active" || link.status === "disabling";
  const archived: PaymentLink = {
    ...open,
    isArchived: true,
    changedAt: now,
    status: isOpen ? "disabled" : link.status,
    ...(isOpen && { closedAt: now }),
  };
  return { link: archived, changes: [{ kind: "archived", at: now, ...(by && { by }) }] };
}

/**
 * Applies one fact the provider reported. The caller has made sure that the fact's key is new for this link.
 * Money always counts; a state report can only move the link forward.
 */
export function applyEvent(link: PaymentLink, event: PaymentEvent, now: Date): Transition {
  switch (event.kind) {
    case "payment.succeeded":
      return applyPayment(link, event, now);
    case "payment.failed":
      return { link, changes: [{ kind: "payment-failed", at: event.occurredAt }] };
    case "payment.refunded":
      return applyRefund(link, event);
    case "payment.settled": {
      const payments = { ...link.payments, settled: link.payments.settled + (event.count ?? 1) };
      return { link: { ...link, payments }, changes: [{ kind: "settled", at: event.occurredAt, ...amountOf(event) }] };
    }
    case "link.expired":
      return applyExpired(link, event, now);
    case "link.disabled":
      return applyClosed(link, now);
    case "link.enabled":
      return applyEnabled(link, now);
    default:
      return event.kind satisfies never;
  }
}

/**
 * The facts in a provider's view of a link that are news to us, as events. What the view says of the link's state is
 * left out when the view began before our last change; what it says of money never is.
 */
export function eventsOfSnapshot(link: PaymentLink, seen: ProviderLink, startedAt: Date): readonly PaymentEvent[] {
  const events: PaymentEvent[] = [...(seen.events ?? [])];
  const totals = seen.totals;
  if (totals !== undefined && totals.count > link.payments.count) {
    const isOurCurrency = isSameCurrency(totals.sum.currency, currencyOf(link));
    const minor = isOurCurrency ? totals.sum.minor - link.payments.sum : totals.sum.minor;
    events.push({
      kind: "payment.succeeded",
      key: `${seen.ref}#${totals.count}`,
      ref: seen.ref,
      occurredAt: startedAt,
      amount: { minor, currency: totals.sum.currency },
      count: totals.count - link.payments.count,
    });
  }
  const state = startedAt >= link.changedAt ? stateEvent(link, seen) : undefined;
  if (state !== undefined) {
    events.push({ kind: state, key: `${state}:${seen.ref}:${link.revision}`, ref: seen.ref, occurredAt: startedAt });
  }
  return events;
}

/** Copies what only the provider knows (its ref, the address, the effective expiry) onto our record. */
export function withProviderFacts(link: PaymentLink, seen: ProviderLink): PaymentLink {
  return {
    ...link,
    ref: link.ref ?? seen.ref,
    ...(seen.url !== undefined && { url: seen.url }),
    ...(seen.qrContent !== undefined && { qrContent: seen.qrContent }),
    ...(seen.expiresAt !== undefined && { expiresAt: seen.expiresAt, expiryBy: "provider" as const }),
    ...(seen.expected !== undefined && { expected: seen.expected }),
    ...(seen.visits !== undefined && { visits: Math.max(seen.visits, link.visits ?? 0) }),
  };
}

function canMove(from: LinkStatus, to: LinkStatus): boolean {
  return statusMoves[from].includes(to);
}

function stateEvent(
  link: PaymentLink,
  seen: ProviderLink,
): "link.expired" | "link.disabled" | "link.enabled" | undefined {
  if (seen.state === "expired" && (link.status === "active" || link.status === "disabling")) return "link.expired";
  // A link that ran out is stopped too: what is still being closed then is closed.
  const isStopped = seen.state === "disabled" || seen.state === "expired";
  if (isStopped && (link.status === "active" || link.closing !== undefined)) return "link.disabled";
  if (seen.state === "active" && link.status === "disabled") return "link.enabled";
  return undefined;
}

function applyPayment(link: PaymentLink, event: PaymentEvent, now: Date): Transition {
  const count = event.count ?? 1;
  const amount = event.amount ?? (link.price.kind === "fixed" ? link.price.amount : undefined);
  const isOurCurrency = amount !== undefined && isSameCurrency(amount.currency, currencyOf(link));
  const isMismatch = amount !== undefined && !isExpectedPayment(link, amount, count);
  const isLate = isAfterClosing(link, event);
  const isTwice = link.uses === "once" && link.payments.count + count > 1;
  const marks: PaymentMarks = {
    ...link.marks,
    ...(isLate && { isLate }),
    ...(isTwice && { isTwice }),
    ...(isMismatch && amount !== undefined && { mismatch: { paid: amount } }),
  };
  const payments = {
    ...link.payments,
    count: link.payments.count + count,
    sum: link.payments.sum + (isOurCurrency ? amount.minor : 0n),
  };
  const paid: PaymentLink = { ...link, payments, marks, lastPaymentAt: now };
  const change: LinkChange = {
    kind: "paid",
    at: event.occurredAt,
    ...(amount !== undefined && { amount }),
    ...(count > 1 && { count }),
    ...(isLate && { isLate }),
    ...(isTwice && { isTwice }),
    ...(isMismatch && { isMismatch }),
  };
  if (link.uses === "many" || link.status === "paid") return { link: paid, changes: [change] };
  return { link: settleOnce(paid, now), changes: [change] };
}

/**
 * A once link is paid now, and so was made, whether or not its create was answered. A stop that a person or the clock
 * wanted goes on as the closing of a paid link.
 */
function settleOnce(link: PaymentLink, now: Date): PaymentLink {
  const closing = link.closing === undefined ? {} : { closing: { ...link.closing, reason: "paid" as const } };
  return { ...link, ...closing, status: "paid", madeAt: link.madeAt ?? now, changedAt: now };
}

function applyRefund(link: PaymentLink, event: PaymentEvent): Transition {
  const amount = event.amount;
  const isOurs = amount !== undefined && isSameCurrency(amount.currency, currencyOf(link));
  const refunded = link.payments.refunded + (isOurs ? amount.minor : 0n);
  return {
    link: { ...link, payments: { ...link.payments, refunded } },
    changes: [{ kind: "refunded", at: event.occurredAt, ...amountOf(event) }],
  };
}

function applyExpired(link: PaymentLink, event: PaymentEvent, now: Date): Transition {
  if (!canMove(link.status, "expired")) return unchanged(link);
  const { closing: _closing, ...open } = link;
  const closedAt = link.expiresAt !== undefined && link.expiresAt < now ? link.expiresAt : now;
  return {
    link: { ...open, status: "expired", closedAt, changedAt: now },
    changes: [{ kind: "expired", at: event.occurredAt }],
  };
}

function isAfterClosing(link: PaymentLink, event: PaymentEvent): true | undefined {
  if (link.status === "failed") return true;
  return link.closedAt !== undefined && event.occurredAt > link.closedAt ? true : undefined;
}

function amountOf(event: PaymentEvent): { readonly amount?: Money } {
  return event.amount === undefined ? {} : { amount: event.amount };
}
