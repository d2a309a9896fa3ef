import type { Card, Fact, QrImage } from "../model/card.ts";
import type { Locale } from "../model/conversation.ts";
import { formatMoney, isSameCurrency, spellMoney } from "../model/money.ts";
import { currencyOf, type LineItem, type PaymentLink } from "../model/payment-link.ts";
import type { NamedProvider } from "../services/provider-registry.ts";
import { failureWords } from "./failure-words.ts";
import { buttonsOf } from "./link-buttons.ts";
import { badgeOf, mismatchWords, priceTitle } from "./link-status.ts";
import { formatMoment } from "./moment.ts";
import { createQrImage } from "./qr-code.ts";
import { say } from "./replies.ts";

/** What a QR code of the largest size holds with its medium correction. Source: ISO/IEC 18004, table 7, version 40-M. */
const mostQrBytes = 2_331;

/** The card of a link: the same facts wherever it is shown, true at the moment it is made. */
export function linkCard(link: PaymentLink, named: NamedProvider, locale: Locale): Card {
  const { language } = locale;
  const badge = badgeOf(link, language);
  const title = priceTitle(link, language);
  const isPayable = link.status === "active";
  const image = isPayable ? qrOf(link, locale) : undefined;
  const footnote = footnoteOf(link, named, locale);
  return {
    summary: `${badge.text} · ${title} · ${link.description}`,
    badge,
    ...(link.mode === "test" && { testBanner: say("card.test", language) }),
    title,
    lines: linesOf(link, named, locale),
    facts: factsOf(link, named, locale),
    ...(isPayable && link.url !== undefined && { link: { url: link.url, label: say("card.pay", language) } }),
    ...(image !== undefined && { image }),
    buttons: buttonsOf(link, named, locale),
    ...(footnote !== undefined && { footnote }),
  };
}

/** The same for one reader who asked to see it, with what is not worth a place on everybody's card. */
export function shownCard(link: PaymentLink, named: NamedProvider, locale: Locale): Card {
  const card = linkCard(link, named, locale);
  const { language } = locale;
  return {
    ...card,
    facts: [
      ...(card.facts ?? []),
      ...(link.visits === undefined ? [] : [{ label: say("card.visits", language), value: String(link.visits) }]),
      ...(link.note === undefined ? [] : [{ label: say("card.note", language), value: link.note }]),
    ],
  };
}

/** What is scanned to pay; none for content that no code can hold. */
function qrOf(link: PaymentLink, { language }: Locale): QrImage | undefined {
  const content = link.qrContent ?? link.url;
  if (content === undefined || new TextEncoder().encode(content).length > mostQrBytes) return undefined;
  return createQrImage(content, say("card.qr.alt", language, { id: link.id }));
}

function linesOf(link: PaymentLink, named: NamedProvider, locale: Locale): readonly string[] {
  const { language } = locale;
  const provider = named.title;
  if (link.status === "creating") return [say("card.creating", language, { provider })];
  if (link.status === "unknown") return [say("card.unknown", language, { provider })];
  if (link.status === "failed")
    return [say("card.failed", language, { reason: failureWords(link.failure, provider, language) })];
  if (link.status === "paid" && link.closing !== undefined) return [say("card.closing", language)];
  if (link.status === "paid" && link.closedAt !== undefined) return [say("card.closed", language, { provider })];
  const isQrOnly = link.status === "active" && link.url === undefined && link.qrContent !== undefined;
  const unusual = link.uses === "many" ? mismatchWords(link, language) : undefined;
  return [...(unusual === undefined ? [] : [unusual]), ...(isQrOnly ? [say("card.qr.only", language)] : [])];
}

function factsOf(link: PaymentLink, named: NamedProvider, locale: Locale): readonly Fact[] {
  const { language } = locale;
  const fact = (key: Parameters<typeof say>[0], value: string | undefined, at?: Date): readonly Fact[] =>
    value === undefined || value === "" ? [] : [{ label: say(key, language), value, ...(at && { at }) }];
  const amount = link.price.kind === "fixed" ? spellMoney(link.price.amount, language) : priceTitle(link, language);
  const expires = link.expiresAt && formatMoment(link.expiresAt, locale);
  return [
    ...fact("card.amount", amount),
    ...fact("card.for", link.description),
    ...(link.items.length > 1 ? fact("card.items", link.items.map(describeItem).join("\n")) : []),
    ...fact("card.id", link.id),
    ...fact("card.provider", named.title),
    ...fact(link.status === "expired" ? "card.expired" : "card.expires", expires, link.expiresAt),
    ...(link.uses === "many" ? fact("card.uses", say("card.uses.many", language)) : []),
    ...fact("card.received", receivedOf(link, locale)),
    ...fact(
      "card.refunded",
      link.payments.refunded > 0n
        ? formatMoney({ minor: link.payments.refunded, currency: currencyOf(link) })
        : undefined,
    ),
    ...fact("card.settled", settledOf(link, locale)),
    ...fact("card.reference", link.customerReference),
    ...fact("card.maker", link.createdBy.name),
    ...fact("card.source", link.sourceUrl),
  ];
}

/** What came in. Money in another currency is named beside the sum, never counted in it. */
function receivedOf(link: PaymentLink, { language }: Locale): string | undefined {
  const { count, sum } = link.payments;
  if (count === 0) return undefined;
  const currency = currencyOf(link);
  const other = link.marks.mismatch?.paid;
  const foreign = other !== undefined && !isSameCurrency(other.currency, currency) ? other : undefined;
  const parts = [...(sum > 0n ? [{ minor: sum, currency }] : []), ...(foreign === undefined ? [] : [foreign])];
  if (parts.length === 0) return say("card.received.some", language, { count: String(count) });
  const text = parts.map(formatMoney).join(" + ");
  if (link.uses === "once" && count === 1) return text;
  return say("card.received.value", language, { sum: text, count: String(count) });
}

function settledOf({ payments }: PaymentLink, { language }: Locale): string | undefined {
  if (payments.settled === 0) return undefined;
  return say("card.settled.value", language, { settled: String(payments.settled), count: String(payments.count) });
}

function describeItem(item: LineItem): string {
  const price = item.unitPrice === undefined ? "" : ` × ${formatMoney(item.unitPrice)}`;
  return `${item.name}: ${item.quantity}${price}`;
}

function footnoteOf(link: PaymentLink, named: NamedProvider, locale: Locale): string | undefined {
  if (link.expiryBy !== "paylink" || link.status !== "active") return undefined;
  return say("card.paylink-expiry", locale.language, { provider: named.title });
}
