import type { Button, Card, Fact } from "../model/card.ts";
import type { Locale } from "../model/conversation.ts";
import { formatMoney, spellMoney } from "../model/money.ts";
import { currencyOf, type LineItem, type PaymentLink } from "../model/payment-link.ts";
import type { RegisteredProvider } from "../services/provider-registry.ts";
import { failureWords } from "./failure-words.ts";
import { badgeOf, priceTitle } from "./link-status.ts";
import { formatMoment } from "./moment.ts";
import { createQrImage } from "./qr-code.ts";
import { say } from "./replies.ts";

/** The card of a link: the same facts wherever it is shown, true at the moment it is made. */
export function linkCard(link: PaymentLink, registered: RegisteredProvider, locale: Locale): Card {
  const { language } = locale;
  const badge = badgeOf(link, language);
  const title = priceTitle(link, language);
  const isPayable = link.status === "active";
  const content = link.qrContent ?? link.url;
  const footnote = footnoteOf(link, registered, locale);
  return {
    summary: `${badge.text} · ${title} · ${link.description}`,
    badge,
    ...(link.mode === "test" && { testBanner: say("card.test", language) }),
    title,
    lines: linesOf(link, registered, locale),
    facts: factsOf(link, registered, locale),
    ...(isPayable && link.url !== undefined && { link: { url: link.url, label: say("card.pay", language) } }),
    ...(isPayable &&
      content !== undefined && { image: createQrImage(content, say("card.qr.alt", language, { id: link.id })) }),
    buttons: buttonsOf(link, registered, locale),
    ...(footnote !== undefined && { footnote }),
  };
}

/** The same for one reader who asked to see it, with what is not worth a place on everybody's card. */
export function shownCard(link: PaymentLink, registered: RegisteredProvider, locale: Locale): Card {
  const card = linkCard(link, registered, locale);
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

function linesOf(link: PaymentLink, registered: RegisteredProvider, locale: Locale): readonly string[] {
  const { language } = locale;
  const provider = registered.title;
  if (link.status === "creating") return [say("card.creating", language, { provider })];
  if (link.status === "unknown") return [say("card.unknown", language, { provider })];
  if (link.status === "failed")
    return [say("card.failed", language, { reason: failureWords(link.failure, provider, language) })];
  if (link.status === "paid" && link.closing !== undefined) return [say("card.closing", language)];
  if (link.status === "paid" && link.closedAt !== undefined) return [say("card.closed", language, { provider })];
  if (link.status === "active" && link.url === undefined && link.qrContent !== undefined)
    return [say("card.qr.only", language)];
  return [];
}

function factsOf(link: PaymentLink, registered: RegisteredProvider, locale: Locale): readonly Fact[] {
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
    ...fact("card.provider", registered.title),
    ...fact(link.status === "expired" ? "card.expired" : "card.expires", expires, link.expiresAt),
    ...(link.uses === "many" ? fact("card.uses", say("card.uses.many", language)) : []),
    ...fact("card.received", receivedOf(link, locale)),
    ...fact(
      "card.refunded",
      link.payments.refunded > 0n
        ? formatMoney({ minor: link.payments.refunded, currency: currencyOf(link) })
        : undefined,
    ),
    ...fact("card.reference", link.customerReference),
    ...fact("card.maker", link.createdBy.name),
    ...fact("card.source", link.sourceUrl),
  ];
}

function receivedOf(link: PaymentLink, locale: Locale): string | undefined {
  if (link.payments.count === 0) return undefined;
  const sum = formatMoney({ minor: link.payments.sum, currency: currencyOf(link) });
  if (link.uses === "once" && link.payments.count === 1) return sum;
  return say("card.received.value", locale.language, { sum, count: String(link.payments.count) });
}

function describeItem(item: LineItem): string {
  const price = item.unitPrice === undefined ? "" : ` × ${formatMoney(item.unitPrice)}`;
  return `${item.name}: ${item.quantity}${price}`;
}

function footnoteOf(link: PaymentLink, registered: RegisteredProvider, locale: Locale): string | undefined {
  if (link.expiryBy !== "paylink" || link.status !== "active") return undefined;
  return say("card.paylink-expiry", locale.language, { provider: registered.title });
}

/** The buttons that make sense in the link's present state. */
export function buttonsOf(link: PaymentLink, registered: RegisteredProvider, locale: Locale): readonly Button[] {
  const { language } = locale;
  const command = (label: Parameters<typeof say>[0], text: string): Button => ({
    label: say(label, language),
    action: { kind: "command", command: text },
  });
  const refresh = command("button.refresh", `refresh ${link.id}`);
  const again = command("button.again", `again ${link.id}`);
  const canEnable = registered.provider.traits.disable === "reversible" && !link.isArchived;
  switch (link.status) {
    case "active":
      return [...openButtons(link, locale), refresh, disableButton(link, registered, locale)];
    case "creating":
    case "unknown":
      return [];
    case "disabling":
      return [refresh];
    case "disabled":
      return [...(canEnable ? [command("button.enable", `enable ${link.id}`)] : []), again, refresh];
    case "paid":
    case "expired":
    case "failed":
      return [again, ...(link.ref === undefined ? [] : [refresh])];
    default:
      return link.status satisfies never;
  }
}

function openButtons(link: PaymentLink, locale: Locale): readonly Button[] {
  if (link.url === undefined) return [];
  return [
    { label: say("button.open", locale.language), action: { kind: "open", url: link.url }, style: "primary" },
    { label: say("button.copy", locale.language), action: { kind: "copy", text: link.url } },
  ];
}

function disableButton(link: PaymentLink, registered: RegisteredProvider, locale: Locale): Button {
  const { language } = locale;
  const isFinal = registered.provider.traits.disable !== "reversible";
  const blanks = { id: link.id, price: priceTitle(link, language), provider: registered.title };
  return {
    label: say("button.disable", language),
    // Every platform asks the question below before it sends the command: nobody is asked twice.
    action: { kind: "command", command: `disable ${link.id} yes` },
    style: "danger",
    confirm: {
      title: say("confirm.disable.title", language, blanks),
      text: say(isFinal ? "confirm.disable.final" : "confirm.disable.text", language, blanks),
      yes: say("button.disable", language),
      no: say("button.cancel", language),
    },
  };
}
