import { findCurrencyIn } from "../intents/judge-draft.ts";
import type { Card } from "../model/card.ts";
import type { Currency } from "../model/currency.ts";
import { InputError } from "../model/errors.ts";
import type { CreateDraft, CreateRequest } from "../model/intent.ts";
import { parseDecimal } from "../model/money.ts";
import { currencyOf, type PaymentLink, type Price, type ProviderId } from "../model/payment-link.ts";
import type { Commit } from "../ports/store.ts";
import { createLink, requestOfLink } from "../services/create-link.ts";
import { answer, type BotContext, dropDraft, endOfTurn, originOf, type Turn } from "./bot-context.ts";
import { linkCard } from "./link-card.ts";
import { say } from "./replies.ts";

/** Links one person may begin in a burst, and per second after that; and the same for a whole workspace or bot. */
const personLimit = { capacity: 300, refillPerSecond: 1 };
const houseLimit = { capacity: 3_000, refillPerSecond: 10 };

/** Begins a link, or gives the first one back when the same was asked a moment ago. @throws what createLink throws. */
export async function doCreate(
  context: BotContext,
  turn: Turn,
  request: CreateRequest,
  againOf?: string,
): Promise<void> {
  const { actor, sourceUrl } = turn.message;
  await requireWithinLimits(context, turn);
  const { provider, country } = turn.defaults;
  const asker = {
    actor,
    locale: turn.locale,
    origin: originOf(turn),
    askedAt: turn.delivery.receivedAt,
    defaults: { ...(provider !== undefined && { provider }), ...(country !== undefined && { country }) },
    ...(sourceUrl !== undefined && { sourceUrl }),
    ...(againOf !== undefined && { againOf }),
  };
  const outcome = await createLink(context, request, asker, ({ kind, link }): Partial<Commit> => {
    const end = { ...endOfTurn(turn), ...dropDraft(turn) };
    if (kind === "repeated") {
      context.metrics.count("creates_repeated_total", { provider: link.provider });
      return { ...end, notices: [answer(turn, repeatedCard(context, turn, link))] };
    }
    const isHere = link.origin === turn.message.conversation;
    // The card says everything; but a question that was answered by its button must not stay open.
    if (isHere && turn.prompt === undefined) return end;
    const text = say(isHere ? "reply.making" : "reply.elsewhere", turn.locale.language, { id: link.id });
    return { ...end, notices: [answer(turn, { summary: text, title: text })] };
  });
  context.metrics.count("creates_total", { provider: outcome.link.provider, outcome: outcome.kind });
}

/** The request that repeats a link with some things said differently; `own` are servers' currencies. @throws InputError */
export function requestAgain(link: PaymentLink, changes: CreateDraft, own: readonly Currency[] = []): CreateRequest {
  const base = requestOfLink(link);
  const price = priceAgain(link, changes, own);
  const isSamePrice = price === base.price;
  const description = changes.description ?? base.description;
  return {
    ...base,
    price,
    description,
    // Other amounts or words make the items of before untrue; the order then is one item.
    items: isSamePrice && changes.description === undefined ? base.items : [],
    ...(changes.provider !== undefined && { provider: changes.provider as ProviderId, options: {} }),
    ...(changes.country !== undefined && { country: changes.country }),
    ...(changes.expiresInSeconds !== undefined && { expiresInSeconds: changes.expiresInSeconds }),
    ...(changes.uses !== undefined && { uses: changes.uses }),
    ...(changes.customerReference !== undefined && { customerReference: changes.customerReference }),
    ...(changes.note !== undefined && { note: changes.note }),
    ...(changes.options !== undefined && { options: { ...base.options, ...changes.options } }),
  };
}

function priceAgain(link: PaymentLink, changes: CreateDraft, own: readonly Currency[]): Price {
  const code = changes.currency ?? changes.unknownCurrency;
  const currency = code === undefined ? currencyOf(link) : findCurrencyIn({ currencies: own }, code);
  if (currency === undefined) throw new InputError("unknown-currency", { currency: code ?? "" });
  if (changes.isOpenAmount) return { kind: "open", currency };
  if (changes.amount === undefined) {
    if (code === undefined || currency.code === currencyOf(link).code) return link.price;
    throw new InputError("not-a-number", { written: code });
  }
  const [value, ...others] = changes.amount.values;
  const written = changes.amount.written;
  if (value === undefined || others.length > 0) throw new InputError("not-a-number", { written });
  const reading = parseDecimal(value, currency);
  if (!reading.ok)
    throw new InputError(reading.problem, {
      written,
      currency: currency.code,
      digits: String(currency.exponent),
      example: `49 ${currency.code}`,
    });
  return { kind: "fixed", amount: reading.money };
}

function repeatedCard(context: BotContext, turn: Turn, link: PaymentLink): Card {
  const { language } = turn.locale;
  const { image: _image, ...card } = linkCard(link, context.providers.byAccount(link.account), turn.locale);
  const text = say("reply.repeated", language);
  return {
    ...card,
    summary: text,
    lines: [text, ...(card.lines ?? [])],
    buttons: [
      { label: say("button.show", language), action: { kind: "command", command: `show ${link.id}` } },
      { label: say("button.another", language), action: { kind: "command", command: `again ${link.id}` } },
    ],
  };
}

async function requireWithinLimits(context: BotContext, turn: Turn): Promise<void> {
  const { id } = turn.message.actor;
  const house = id.split(":").slice(0, -1).join(":");
  const budgets = [
    { key: `create:${id}`, ...personLimit },
    { key: `create:${house}`, ...houseLimit },
  ];
  const waitMs = await context.store.takeBudgets(budgets, context.clock.now());
  if (waitMs > 0) throw new InputError("too-many-requests", { seconds: String(Math.ceil(waitMs / 1000)) });
}
