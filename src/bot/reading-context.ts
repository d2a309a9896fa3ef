import type { ReadingContext } from "../model/intent.ts";
import type { BotContext, Turn } from "./bot-context.ts";

/** What the reader of a person's words must know of them and of the providers. */
export function readingContext(context: BotContext, turn: Pick<Turn, "defaults" | "locale">): ReadingContext {
  const { defaults, locale } = turn;
  return {
    now: context.clock.now(),
    timezone: locale.timezone,
    ...(defaults.currency !== undefined && { defaultCurrency: defaults.currency }),
    ...(defaults.provider !== undefined && { defaultProvider: defaults.provider }),
    ...(defaults.country !== undefined && { defaultCountry: defaults.country }),
    providers: context.providers.all().map(({ provider, title }) => ({
      id: provider.account.provider,
      title,
      options: provider.options,
      currencies: provider.traits.currencies === "server" ? [] : provider.traits.currencies,
      canOpenAmount: provider.traits.canOpenAmount,
      needsCountry: provider.traits.needsCountry,
    })),
  };
}
