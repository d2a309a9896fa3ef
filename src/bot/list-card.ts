import type { Button, Card, CardEntry } from "../model/card.ts";
import type { Locale } from "../model/conversation.ts";
import type { ListFilter } from "../model/intent.ts";
import { formatMoney } from "../model/money.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ListedLink } from "../model/provider-link.ts";
import { badgeOf, priceTitle, type StatusBadge } from "./link-status.ts";
import { formatMoment } from "./moment.ts";
import { say } from "./replies.ts";

/** A page of our links, each with a button to look at it. */
export function linkListCard(
  links: readonly PaymentLink[],
  filter: ListFilter,
  page: { readonly isMore: boolean; readonly hint?: string },
  locale: Locale,
): Card {
  const { language } = locale;
  const title = say(filter.isAll ? "reply.list.title-all" : "reply.list.title", language);
  const isFiltered =
    filter.status !== undefined ||
    filter.words !== undefined ||
    filter.provider !== undefined ||
    filter.from !== undefined ||
    filter.to !== undefined;
  if (links.length === 0) {
    const words = say(
      isFiltered || filter.isAll || (filter.page ?? 1) > 1 ? "reply.no-links-filter" : "reply.no-links",
      language,
    );
    return { summary: words, title, lines: [words], ...(page.hint !== undefined && { footnote: page.hint }) };
  }
  const number = filter.page ?? 1;
  return {
    summary: title,
    title,
    lines: [
      ...(number > 1 ? [say("reply.list.page", language, { page: String(number) })] : []),
      ...(filter.order === undefined ? [] : [say("reply.list.order", language)]),
    ],
    entries: links.map((link) => entryOf(link, locale)),
    ...(page.isMore && { buttons: [nextButton(filter, locale)] }),
    ...(page.hint !== undefined && { footnote: page.hint }),
  };
}

/** One page of a provider's own list, as it is shown. */
interface ProviderPage {
  /** Each link, and our record of it where we made it. */
  readonly listed: readonly { readonly link: ListedLink; readonly ours: PaymentLink | undefined }[];
  /** What the provider is called. */
  readonly provider: string;
  readonly filter: ListFilter;
  /** What was asked and its list cannot do. */
  readonly ignored: readonly string[];
  readonly isMore: boolean;
}

/** A page of a provider's own list; links that are not ours are marked as made elsewhere. */
export function providerListCard(page: ProviderPage, locale: Locale): Card {
  const { language } = locale;
  const { provider, filter, ignored, listed } = page;
  const title = say("reply.list.title-provider", language, { provider });
  const number = filter.page ?? 1;
  const lines = [
    ...(ignored.length > 0 ? [say("reply.list.ignored", language, { provider, names: ignored.join(", ") })] : []),
    ...(listed.length === 0 ? [say("reply.no-links-filter", language)] : []),
    ...(listed.length > 0 && number > 1 ? [say("reply.list.page", language, { page: String(number) })] : []),
  ];
  return {
    summary: title,
    title,
    ...(lines.length > 0 && { lines }),
    ...(listed.length > 0 && {
      entries: listed.map(({ link, ours }) =>
        ours === undefined ? entryOfListed(link, locale) : entryOf(ours, locale),
      ),
    }),
    ...(page.isMore && { buttons: [nextButton(filter, locale)] }),
  };
}

function entryOfListed(link: ListedLink, locale: Locale): CardEntry {
  const { language } = locale;
  const price = link.price === undefined ? "" : priceTitle({ price: link.price }, language);
  const { count, sum } = link.totals ?? { count: 0 };
  const details = [
    link.ref,
    say("reply.list.elsewhere", language),
    link.createdAt && formatMoment(link.createdAt, locale),
    count > 0 && sum && say("card.received.value", language, { sum: formatMoney(sum), count: String(count) }),
    link.visits !== undefined && `${say("card.visits", language)}: ${link.visits}`,
    ...Object.values(link.facts ?? {}),
    link.url,
  ];
  return {
    badge: providerBadge(link, locale),
    title: [price, link.name].filter((each) => each !== "").join(" · "),
    detail: details.filter((each) => typeof each === "string" && each !== "").join(" · "),
  };
}

function entryOf(link: PaymentLink, locale: Locale): CardEntry {
  const { language } = locale;
  return {
    badge: badgeOf(link, language),
    title: `${link.id} · ${priceTitle(link, language)} · ${link.description}`,
    detail: [link.provider, link.createdBy.name, formatMoment(link.createdAt, locale), link.customerReference]
      .filter((each) => each !== undefined)
      .join(" · "),
    buttons: [{ label: say("button.show", language), action: { kind: "command", command: `show ${link.id}` } }],
  };
}

function providerBadge(link: ListedLink, locale: Locale): StatusBadge {
  const { language } = locale;
  if (link.isArchived) return { text: say("status.archived", language), tone: "closed" };
  switch (link.state) {
    case "active":
      return { text: say("status.active", language), tone: "neutral" };
    case "expired":
      return { text: say("status.expired", language), tone: "closed" };
    case "cancelling":
      return { text: say("status.disable-asked", language), tone: "progress" };
    case "disabled":
      return { text: say("status.disabled", language), tone: "closed" };
    case "unclear":
      return { text: say("status.unclear", language), tone: "neutral" };
    default:
      return link.state satisfies never;
  }
}

function nextButton(filter: ListFilter, locale: Locale): Button {
  const parts = [
    "list",
    filter.isAll ? "all" : "",
    filter.status ?? "",
    filter.words === undefined ? "" : `"${filter.words.replaceAll('"', "")}"`,
    filter.provider === undefined ? "" : `provider:${filter.provider}`,
    filter.from === undefined ? "" : `from:${filter.from}`,
    filter.to === undefined ? "" : `to:${filter.to}`,
    filter.order === undefined ? "" : `order:${filter.order}`,
    filter.isProviderList ? "source:provider" : "",
    `page:${(filter.page ?? 1) + 1}`,
  ];
  return {
    label: say("button.next", locale.language),
    action: { kind: "command", command: parts.filter((part) => part !== "").join(" ") },
  };
}
