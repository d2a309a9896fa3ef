import { advanceDialogue } from "../intents/dialogue.ts";
import type { ActorId, Locale } from "../model/conversation.ts";
import { currencies as allCurrencies, type Currency } from "../model/currency.ts";
import { formatMoney } from "../model/money.ts";
import type { ProviderId } from "../model/payment-link.ts";
import type { ChatHost, Defaults } from "../ports/chat-platform.ts";
import type { BotContext } from "./bot-context.ts";
import { queryOf } from "./do-list.ts";
import { linkCard } from "./link-card.ts";
import { defaultsFor, findProfile, localeFor } from "./profile.ts";
import { readingContext } from "./reading-context.ts";
import { isPhrase, say } from "./replies.ts";

const usual = ["USD", "EUR", "CNY", "GBP", "HKD", "JPY", "SGD", "IDR", "USDT", "USDC"];
const mostSuggestions = 50;

/** What the bot offers its platforms. */
export function createChatHost(context: BotContext): ChatHost {
  const defaults = async (actor: ActorId): Promise<Defaults> => {
    const profile = await findProfile(context.store, actor, context.clock.now());
    return defaultsFor(profile, context.house, localeFor(profile, context.house, {}), context.providers);
  };
  return {
    async accept({ key, message }) {
      const source = message.conversation.slice(0, message.conversation.indexOf(":"));
      const outcome = await context.store.acceptDelivery({
        source,
        key,
        lane: message.conversation,
        body: { kind: "message", message },
        receivedAt: context.clock.now(),
      });
      context.metrics.count("messages_total", { platform: source, kind: message.kind, outcome });
      return outcome;
    },
    providers: () =>
      context.providers.all().map(({ provider, title }) => ({
        id: provider.account.provider,
        title,
        traits: provider.traits,
        options: provider.options,
        isLive: provider.account.mode === "live",
      })),
    currencies: (words, provider) => suggestCurrencies(context, words, provider),
    defaults,
    async links(actor, filter) {
      return (await context.store.listLinks(queryOf(filter, actor, localeFor({}, context.house, {}).timezone))).links;
    },
    card: (link, locale: Locale) => linkCard(link, context.providers.nameOf(link), locale),
    async preview(text, actor) {
      const own = await defaults(actor);
      const step = advanceDialogue({
        text,
        kind: "text",
        isAddressed: true,
        context: await readingContext(context, { defaults: own, locale: own }),
      });
      const about =
        step.kind === "ask" && step.question.about.kind === "create" ? step.question.about.request : undefined;
      const intent =
        step.kind === "act"
          ? step.intent
          : about === undefined
            ? undefined
            : { kind: "create" as const, request: about };
      if (intent?.kind !== "create" || intent.request.price.kind !== "fixed") return undefined;
      return { amount: formatMoney(intent.request.price.amount), description: intent.request.description };
    },
    say: (key, language, facts) => (isPhrase(key) ? say(key, language, facts) : key),
  };
}

async function suggestCurrencies(
  context: BotContext,
  words: string,
  provider?: ProviderId,
): Promise<readonly Currency[]> {
  const wanted = words.trim().toLowerCase();
  const taken = provider === undefined ? undefined : await currenciesOf(context, provider);
  const known = taken ?? allCurrencies;
  const fits = (currency: Currency) =>
    [currency.code, currency.name.en, currency.name.zh].some((each) => each.toLowerCase().includes(wanted));
  const rank = (currency: Currency) => {
    const begins = currency.code.toLowerCase().startsWith(wanted) ? 0 : 100;
    const place = usual.indexOf(currency.code);
    return begins + (place === -1 ? 50 : place);
  };
  return known
    .filter(fits)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, mostSuggestions);
}

async function currenciesOf(context: BotContext, id: ProviderId): Promise<readonly Currency[] | undefined> {
  const registered = context.providers.all().find(({ provider }) => provider.account.provider === id);
  if (registered === undefined) return undefined;
  const { provider } = registered;
  if (provider.traits.currencies === "server") return provider.listCurrencies?.();
  const codes = new Set(provider.traits.currencies);
  return allCurrencies.filter((currency) => codes.has(currency.code));
}
