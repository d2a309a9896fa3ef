import type { Card } from "../model/card.ts";
import type { ActorId } from "../model/conversation.ts";
import { InputError, UnsupportedError } from "../model/errors.ts";
import type { ListFilter, ListStatus } from "../model/intent.ts";
import type { LinkStatus, ProviderId } from "../model/payment-link.ts";
import type { ProviderListQuery } from "../model/provider-link.ts";
import type { LinkPage, LinkQuery } from "../ports/store.ts";
import { askProvider } from "./ask-provider.ts";
import type { BotContext, Turn } from "./bot-context.ts";
import { linkListCard, providerListCard } from "./list-card.ts";
import { zonedDayStart } from "./moment.ts";
import { say } from "./replies.ts";

const pageSize = 10;
/** Nobody turns more pages than that: a filter finds what is beyond. */
const lastPage = 100;

/** The statuses that look like what a person filters by. */
export const statusesOf: Readonly<Record<ListStatus, readonly LinkStatus[]>> = {
  active: ["active", "creating", "unknown", "disabling"],
  paid: ["paid"],
  disabled: ["disabled"],
  expired: ["expired"],
};

/** One page of links as a card: ours, or on request the provider's own list. @throws InputError, UnsupportedError, ProviderError */
export async function doList(context: BotContext, turn: Turn, filter: ListFilter): Promise<Card> {
  if (filter.isProviderList) return providerPage(context, turn, filter);
  const query = queryOf(filter, turn.message.actor.id, turn.locale.timezone);
  const number = filter.page ?? 1;
  const page: LinkPage = number > lastPage ? { links: [] } : await pageOf(context, query, number);
  const hint = filter.isAll ? hintOf(context, turn) : undefined;
  const isMore = page.cursor !== undefined && number < lastPage;
  return linkListCard(page.links, filter, { isMore, ...(hint !== undefined && { hint }) }, turn.locale);
}

/** A page by its number, with one question to the store: a search through all links is not repeated for each page before. */
async function pageOf(context: BotContext, query: LinkQuery, number: number): Promise<LinkPage> {
  const { links, ...rest } = await context.store.listLinks({ ...query, limit: number * pageSize });
  return { ...rest, links: links.slice((number - 1) * pageSize) };
}

/** A filter as a store query, dates taken in the asker's time zone. @throws InputError */
export function queryOf(filter: ListFilter, asker: ActorId, timezone: string): LinkQuery {
  const from = filter.from === undefined ? undefined : dayStart(filter.from, timezone, 0);
  const to = filter.to === undefined ? undefined : dayStart(filter.to, timezone, 1);
  return {
    ...(!filter.isAll && { createdBy: asker }),
    ...(filter.status !== undefined && { statuses: statusesOf[filter.status] }),
    ...(filter.words !== undefined && { words: filter.words }),
    ...(filter.provider !== undefined && { provider: filter.provider as ProviderId }),
    ...(from !== undefined && { createdFrom: from }),
    ...(to !== undefined && { createdTo: to }),
    limit: pageSize,
  };
}

async function providerPage(context: BotContext, turn: Turn, filter: ListFilter): Promise<Card> {
  const { provider, title } = context.providers.forCreate(filter.provider ?? turn.defaults.provider);
  if (provider.listLinks === undefined) throw new UnsupportedError("no list", "list");
  const { timezone } = turn.locale;
  const { status, words, from, to, order } = filter;
  const asked = {
    ...(status !== undefined && { status }),
    ...(words !== undefined && { words }),
    ...(from !== undefined && { from: dayStart(from, timezone, 0) }),
    ...(to !== undefined && { to: dayStart(to, timezone, 1) }),
    ...(order !== undefined && { order }),
  };
  const canDo = (name: string) =>
    provider.traits.list?.filters.some((each) => each === name) &&
    (name !== "status" || status === "active" || status === "disabled");
  const kept = Object.fromEntries(Object.entries(asked).filter(([name]) => canDo(name)));
  const query: ProviderListQuery = { ...kept, page: filter.page ?? 1, size: pageSize };
  const page = await askProvider(context, provider, provider.listLinks(query));
  const listed = await Promise.all(
    page.links.map(async (link) => ({
      link,
      ours: await context.store.findLink({ account: provider.account.id, ref: link.ref }),
    })),
  );
  const isMore = page.total === undefined ? listed.length === pageSize : query.page * pageSize < page.total;
  const ignored = Object.keys(asked).filter((name) => !canDo(name));
  return providerListCard({ listed, provider: title, filter, ignored, isMore }, turn.locale);
}

function hintOf(context: BotContext, turn: Turn): string | undefined {
  const names = context.providers
    .all()
    .filter(({ provider }) => provider.listLinks !== undefined)
    .map(({ provider }) => provider.account.provider);
  return names.length === 0
    ? undefined
    : say("reply.list.provider-hint", turn.locale.language, { names: names.join(" | ") });
}

function dayStart(text: string, timezone: string, addDays: number): Date {
  const start = zonedDayStart(text, timezone, addDays);
  if (start === undefined) throw new InputError("unreadable-day", { value: text });
  return start;
}
