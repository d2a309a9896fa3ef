import type { Tone } from "../model/card.ts";
import type { Language } from "../model/currency.ts";
import { formatMoney } from "../model/money.ts";
import { describePrice, expectedOf, type PaymentLink } from "../model/payment-link.ts";
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
  const money = moneyBadge(link, language);
  if (money !== undefined) return money;
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

/** Of a link for many payments the state matters more than any one of them, unless money came after its end. */
function moneyBadge(link: PaymentLink, language: Language): StatusBadge | undefined {
  const { isTwice, isLate } = link.marks;
  const other = mismatchWords(link, language);
  if (link.uses === "once" && other !== undefined) return { text: other, tone: "warning" };
  if (link.uses === "once" && isTwice) return { text: say("status.paid-twice", language), tone: "warning" };
  if (isLate && link.status !== "active") return { text: say("status.paid-late", language), tone: "warning" };
  return undefined;
}

/** Both figures, when the last unusual payment was not what could be expected. */
export function mismatchWords(link: PaymentLink, language: Language): string | undefined {
  const { mismatch } = link.marks;
  if (mismatch === undefined) return undefined;
  return say("status.paid-other", language, { paid: formatMoney(mismatch.paid), asked: askedWords(link, language) });
}

/** What was asked, beside what was paid: the price, or the bounds of what the payer could choose. */
export function askedWords(link: Pick<PaymentLink, "price" | "expected">, language: Language): string {
  if (link.price.kind === "fixed") return formatMoney(link.price.amount);
  const { currency } = link.price;
  const text = (minor: bigint | undefined) => (minor === undefined ? "" : formatMoney({ minor, currency }));
  const { least, most } = expectedOf(link);
  const bounds = { least: text(least), most: text(most) };
  if (least !== undefined && most !== undefined) return say("amount.between", language, bounds);
  if (least !== undefined) return say("amount.at-least", language, bounds);
  if (most !== undefined) return say("amount.at-most", language, bounds);
  return priceTitle(link, language);
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
