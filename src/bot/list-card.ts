import type { Button, Card, CardEntry } from "../model/card.ts";
import type { Locale } from "../model/conversation.ts";
import type { ListFilter } from "../model/intent.ts";
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
    filter.from !== undefined;
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
    ...(number > 1 && { lines: [say("reply.list.page", language, { page: String(number) })] }),
    entries: links.map((link) => entryOf(link, locale)),
    ...(page.isMore && { buttons: [nextButton(filter, locale)] }),
    ...(page.hint !== undefined && { footnote: page.hint }),
  };
}

/** A page of a provider's own list; links that are not ours are marked as made elsewhere. */
export function providerListCard(
  listed: readonly { readonly link: ListedLink; readonly ours: PaymentLink | undefined }[],
  provider: string,
  locale: Locale,
): Card {
  const { language } = locale;
  const title = say("reply.list.title-provider", language, { provider });
  if (listed.length === 0) return { summary: title, title, lines: [say("reply.no-links-filter", language)] };
  return {
    summary: title,
    title,
    entries: listed.map(({ link, ours }) => {
      if (ours !== undefined) return entryOf(ours, locale);
      const price = link.price === undefined ? "" : priceTitle({ price: link.price }, language);
      const facts = [
        link.ref,
        say("reply.list.elsewhere", language),
        link.createdAt && formatMoment(link.createdAt, locale),
        ...Object.values(link.facts ?? {}),
      ];
      return {
        badge: providerBadge(link, locale),
        title: [price, link.name].filter((each) => each !== "").join(" · "),
        detail: facts.filter((each) => each !== undefined).join(" · "),
      };
    }),
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
  if (link.state === "active") return { text: say("status.active", language), tone: "neutral" };
  if (link.state === "expired") return { text: say("status.expired", language), tone: "closed" };
  return { text: say(link.state === "unclear" ? "status.unknown" : "status.disabled", language), tone: "closed" };
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
    `page:${(filter.page ?? 1) + 1}`,
  ];
  return {
    label: say("button.next", locale.language),
    action: { kind: "command", command: parts.filter((part) => part !== "").join(" ") },
  };
}
