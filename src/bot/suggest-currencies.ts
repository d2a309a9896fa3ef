import { type Currency, currencies as everywhere, usualCurrencies } from "../model/currency.ts";
import type { ProviderId } from "../model/payment-link.ts";
import type { BotContext } from "./bot-context.ts";
import { serverCurrencies } from "./server-currencies.ts";

const mostSuggestions = 50;

/**
 * Currencies whose code or name has these words in it, likeliest first; only those of the provider when it is named.
 * A provider whose server must be asked and does not answer holds nobody up: everything is offered then.
 */
export async function suggestCurrencies(
  context: BotContext,
  words: string,
  provider?: ProviderId,
): Promise<readonly Currency[]> {
  const wanted = words.trim().toLowerCase();
  const fits = (currency: Currency) =>
    [currency.code, currency.name.en, currency.name.zh].some((each) => each.toLowerCase().includes(wanted));
  const rank = (currency: Currency) => {
    const begins = currency.code.toLowerCase().startsWith(wanted) ? 0 : 100;
    const place = usualCurrencies.indexOf(currency.code);
    return begins + (place === -1 ? 50 : place);
  };
  return (await takenBy(context, provider))
    .filter(fits)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, mostSuggestions);
}

async function takenBy(context: BotContext, id: ProviderId | undefined): Promise<readonly Currency[]> {
  const registered = context.providers.all().find(({ provider }) => provider.account.provider === id);
  if (registered === undefined) return everywhere;
  const { traits, account } = registered.provider;
  const { currencies } = traits;
  if (currencies !== "server") return everywhere.filter(({ code }) => currencies.includes(code));
  const own = (await serverCurrencies(context)).get(account.id) ?? [];
  return own.length > 0 ? own : everywhere;
}
