import type { Card, CardEntry } from "../model/card.ts";
import type { Locale } from "../model/conversation.ts";
import type { Language } from "../model/currency.ts";
import { currencies } from "../model/currency.ts";
import type { OptionField } from "../model/option.ts";
import type { SettlementAccount } from "../model/provider-link.ts";
import type { Defaults } from "../ports/chat-platform.ts";
import type { ProviderTraits } from "../ports/payment-provider.ts";
import type { RegisteredProvider } from "../services/provider-registry.ts";
import { type PhraseKey, say } from "./replies.ts";

/** What each provider can do, honestly. */
export function providersCard(providers: readonly RegisteredProvider[], locale: Locale): Card {
  const { language } = locale;
  const title = say("reply.providers.title", language);
  return {
    summary: title,
    title,
    entries: providers.map(({ provider, title: name }): CardEntry => {
      const isTest = provider.account.mode === "test";
      return {
        badge: { text: isTest ? say("card.test", language) : provider.account.id, tone: isTest ? "warning" : "good" },
        title: `${name} (${provider.account.provider})`,
        detail: [...describeTraits(provider.traits, language), ...describeOptions(provider.options, language)].join(
          " · ",
        ),
      };
    }),
  };
}

/** A provider's abilities as short phrases; also the README's table. */
export function describeTraits(traits: ProviderTraits, language: Language): readonly string[] {
  const when = (isSo: boolean, key: PhraseKey): readonly string[] => (isSo ? [say(key, language)] : []);
  return [
    `${say("trait.currencies", language)}: ${describeCurrencies(traits, language)}`,
    ...(traits.decimalsNote === undefined ? [] : [traits.decimalsNote[language]]),
    say(traits.canManyUses ? "trait.once-closed" : "trait.once", language),
    describeExpiry(traits, language),
    say(`trait.disable.${traits.disable}`, language),
    ...when(traits.canArchive, "trait.archive"),
    ...(traits.editable.length > 0 ? [say("trait.edit", language, { keys: traits.editable.join(", ") })] : []),
    ...when(traits.canOpenAmount, "trait.open"),
    ...when(traits.list !== undefined, "trait.list"),
    ...when(traits.canListAccounts, "trait.accounts"),
    ...when(traits.hasVisits, "trait.visits"),
    ...when(traits.needsCountry, "trait.country"),
  ];
}

/** The accounts, pay types and channels a provider's credentials reach. */
export function accountsCard(accounts: readonly SettlementAccount[], provider: string, locale: Locale): Card {
  const { language } = locale;
  const title = say("reply.accounts.title", language, { provider });
  if (accounts.length === 0)
    return { summary: title, title, lines: [say("reply.accounts.none", language, { provider })] };
  return {
    summary: title,
    title,
    entries: accounts.map((account) => ({
      badge: { text: account.kind, tone: "neutral" },
      title: account.name,
      detail: [
        account.id,
        account.currencies?.join(", "),
        ...Object.entries(account.facts ?? {}).map(([name, value]) => `${name}: ${value}`),
      ]
        .filter((each) => each !== undefined && each !== "")
        .join(" · "),
    })),
  };
}

/** A person's settings as they stand. */
export function settingsCard(defaults: Defaults, isSaved: boolean, locale: Locale): Card {
  const { language } = locale;
  const title = say("reply.settings.title", language);
  const unset = say("settings.unset", language);
  return {
    summary: title,
    title,
    ...(isSaved && { lines: [say("reply.settings.saved", language)] }),
    facts: [
      { label: say("settings.language", language), value: locale.language },
      { label: say("settings.timezone", language), value: locale.timezone },
      { label: say("settings.currency", language), value: defaults.currency ?? unset },
      { label: say("settings.provider", language), value: defaults.provider ?? unset },
      { label: say("settings.country", language), value: defaults.country ?? unset },
    ],
    footnote: say("reply.settings.hint", language, { provider: defaults.provider ?? "…" }),
  };
}

/** How to use the bot, in ten lines, or one topic in more words. */
export function helpCard(topic: string | undefined, locale: Locale): Card {
  const { language } = locale;
  const title = say("help.title", language);
  if (topic === "create" || topic === "list")
    return { summary: title, title, lines: [say(`help.topic.${topic}`, language)] };
  const keys: readonly PhraseKey[] = [
    "help.create",
    "help.items",
    "help.extras",
    "help.list",
    "help.show",
    "help.change",
    "help.more",
    "help.words",
  ];
  return { summary: title, title, lines: keys.map((key) => say(key, language)) };
}

function describeCurrencies(traits: ProviderTraits, language: Language): string {
  if (traits.currencies === "server") return say("trait.currencies.server", language);
  const fiat = currencies.filter((currency) => currency.kind === "fiat").length;
  return traits.currencies.length >= fiat ? say("trait.currencies.all", language) : traits.currencies.join(", ");
}

function describeExpiry(traits: ProviderTraits, language: Language): string {
  if (traits.expiry === undefined) return say("trait.expiry.paylink", language);
  const days = (seconds: number) => (seconds % 86_400 === 0 ? `${seconds / 86_400} d` : `${seconds / 3600} h`);
  return say("trait.expiry", language, { least: days(traits.expiry.minSeconds), most: days(traits.expiry.maxSeconds) });
}

function describeOptions(options: readonly OptionField[], language: Language): readonly string[] {
  if (options.length === 0) return [];
  const keys = options.map(({ key, example, description }) => {
    const value = /\s/.test(example) ? `"${example}"` : example;
    return `${key}:${value} (${description[language].replace(/[.。]$/, "")})`;
  });
  return [say("trait.options", language, { keys: keys.join(", ") })];
}
