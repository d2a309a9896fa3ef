import type { Card, Tone } from "../model/card.ts";
import type { Locale } from "../model/conversation.ts";
import type { LinkChange } from "../model/link-transition.ts";
import { formatMoney } from "../model/money.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { NamedProvider } from "../services/provider-registry.ts";
import { failureWords } from "./failure-words.ts";
import { askedWords, priceTitle } from "./link-status.ts";
import { type Blanks, type PhraseKey, say } from "./replies.ts";

/** What is said under a link's card when something happened to it. */
export function changeCard(link: PaymentLink, change: LinkChange, named: NamedProvider, locale: Locale): Card {
  const { language } = locale;
  const blanks = blanksOf(link, change, named, locale);
  const title = say(phraseOf(change), language, blanks).trim();
  const also = alsoUnusual(change).map((key) => say(key, language, blanks).trim());
  return {
    summary: title,
    title,
    ...(also.length > 0 && { lines: also }),
    badge: { text: link.id, tone: toneOf(change) },
    ...(link.mode === "test" && { testBanner: say("card.test", language) }),
  };
}

/** Whether people must notice it: money that came, and anything unusual about it. */
export function isRaised(change: LinkChange): boolean {
  return change.kind === "paid" || change.kind === "found-late" || change.kind === "refunded";
}

function phraseOf(change: LinkChange): PhraseKey {
  switch (change.kind) {
    case "paid":
      if (change.amount === undefined) return "change.paid-some";
      if (change.isMismatch) return "change.paid-other";
      if (change.isTwice) return "change.paid-twice";
      if (change.isLate) return "change.paid-late";
      return (change.count ?? 1) > 1 ? "change.paid-many" : "change.paid";
    case "refused":
      return `change.refused.${change.what ?? "disable"}`;
    case "disabled":
      return change.by === undefined ? "change.disabled" : "change.disabled-by";
    // The price says nothing of what came back or arrived: fees, part refunds, other amounts paid.
    case "refunded":
      return change.amount === undefined ? "change.refunded-some" : "change.refunded";
    case "settled":
      if (change.amount !== undefined) return "change.settled";
      return (change.count ?? 1) > 1 ? "change.settled-many" : "change.settled-some";
    case "payment-failed":
    case "failed":
    case "found-late":
    case "enabled":
    case "expired":
    case "archived":
    case "edited":
      return `change.${change.kind}`;
    case "active":
    case "unknown":
    case "disabling":
    case "closed":
      // These only change the card; consequencesOf never makes a notice of them.
      return "status.active";
    default:
      return change.kind satisfies never;
  }
}

/** What else is unusual about a payment whose amount is what people must hear of first. */
function alsoUnusual(change: LinkChange): readonly PhraseKey[] {
  if (change.kind !== "paid" || !change.isMismatch) return [];
  return [
    ...(change.isTwice ? ["change.paid-twice" as const] : []),
    ...(change.isLate ? ["change.paid-late" as const] : []),
  ];
}

function toneOf(change: LinkChange): Tone {
  if (change.kind === "paid") return change.isMismatch || change.isTwice || change.isLate ? "warning" : "good";
  if (change.kind === "failed" || change.kind === "refused" || change.kind === "found-late") return "bad";
  return "neutral";
}

function blanksOf(link: PaymentLink, change: LinkChange, named: NamedProvider, locale: Locale): Blanks {
  const price = priceTitle(link, locale.language);
  const count = change.count ?? 1;
  const asked = askedWords(link, locale.language);
  return {
    id: link.id,
    provider: named.title,
    amount: change.amount === undefined ? price : formatMoney(change.amount),
    asked: count > 1 ? `${count} × ${asked}` : asked,
    what: link.description,
    count: String(count),
    name: change.by?.name ?? "",
    code: change.code ?? "",
    reason: failureWords(link.failure, named.title, locale.language),
  };
}
