import type { ReadingContext } from "../model/intent.ts";
import type { BotContext, Turn } from "./bot-context.ts";
import { serverCurrencies } from "./server-currencies.ts";

/** What the reader of a person's words must know of them and of the providers. */
export async function readingContext(
  context: BotContext,
  turn: Pick<Turn, "defaults" | "locale">,
): Promise<ReadingContext> {
  const { defaults, locale } = turn;
  const own = await serverCurrencies(context);
  return {
    now: context.clock.now(),
    timezone: locale.timezone,
    ...(defaults.currency !== undefined && { defaultCurrency: defaults.currency }),
    ...(defaults.provider !== undefined && { defaultProvider: defaults.provider }),
    ...(defaults.country !== undefined && { defaultCountry: defaults.country }),
    currencies: [...own.values()].flat(),
    providers: context.providers.all().map(({ provider, title }) => ({
      id: provider.account.provider,
      title,
      options: provider.options,
      currencies:
        provider.traits.currencies === "server"
          ? (own.get(provider.account.id) ?? []).map((each) => each.code)
          : provider.traits.currencies,
      canOpenAmount: provider.traits.canOpenAmount,
      needsCountry: provider.traits.needsCountry,
    })),
  };
}
