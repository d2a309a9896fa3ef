import type { Tone } from "../model/card.ts";
import type { Language } from "../model/currency.ts";
import { formatMoney } from "../model/money.ts";
import { describePrice, type PaymentLink } from "../model/payment-link.ts";
import { say } from "./replies.ts";

/** How a link's state is shown: one word or figure, and how it looks. */
export interface StatusBadge {
  readonly text: string;
  readonly tone: Tone;
}

/**
 * The state of a link as people see it. Never a plain "Paid" when the money was not what could be expected: then both
 * figures are named.
 */
export function badgeOf(link: PaymentLink, language: Language): StatusBadge {
  if (link.payments.count > 0 && (link.uses === "once" || link.status !== "active")) {
    const money = moneyBadge(link, language);
    if (money !== undefined) return money;
  }
  switch (link.status) {
    case "creating":
      return { text: say("status.creating", language), tone: "progress" };
    case "unknown":
      return { text: say("status.unknown", language), tone: "progress" };
    case "active":
      return activeBadge(link, language);
    case "paid":
      return { text: say("status.paid", language), tone: "good" };
    case "disabling":
      return { text: say(disablingKey(link), language), tone: "progress" };
    case "disabled":
      return { text: say(link.isArchived ? "status.archived" : "status.disabled", language), tone: "closed" };
    case "expired":
      return { text: say("status.expired", language), tone: "closed" };
    case "failed":
      return { text: say("status.failed", language), tone: "bad" };
    default:
      return link.status satisfies never;
  }
}

function moneyBadge(link: PaymentLink, language: Language): StatusBadge | undefined {
  const { mismatch, isTwice, isLate } = link.marks;
  if (mismatch !== undefined && link.price.kind === "fixed") {
    const blanks = { paid: formatMoney(mismatch.paid), asked: formatMoney(link.price.amount) };
    return { text: say("status.paid-other", language, blanks), tone: "warning" };
  }
  if (isTwice) return { text: say("status.paid-twice", language), tone: "warning" };
  if (isLate) return { text: say("status.paid-late", language), tone: "warning" };
  return undefined;
}

function activeBadge(link: PaymentLink, language: Language): StatusBadge {
  if (link.uses === "many" && link.payments.count > 0) {
    return { text: say("status.many", language, { count: String(link.payments.count) }), tone: "good" };
  }
  return { text: say("status.active", language), tone: "neutral" };
}

function disablingKey(link: PaymentLink): "status.expiring" | "status.disable-asked" | "status.disabling" {
  if (link.closing?.reason === "expired") return "status.expiring";
  return link.closing?.isAsked ? "status.disable-asked" : "status.disabling";
}

/** The price in a title: the amount, or that the payer chooses. */
export function priceTitle(link: Pick<PaymentLink, "price">, language: Language): string {
  return link.price.kind === "fixed"
    ? formatMoney(link.price.amount)
    : say("card.open", language, { currency: describePrice(link.price) });
}
