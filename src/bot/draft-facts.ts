import { amountInWords } from "../model/amount-words.ts";
import type { Fact } from "../model/card.ts";
import type { Language } from "../model/currency.ts";
import type { CreateDraft, CreateRequest } from "../model/intent.ts";
import { formatMoney, spellMoney } from "../model/money.ts";
import type { OptionField } from "../model/option.ts";
import type { LineItem } from "../model/payment-link.ts";
import type { NamedProvider } from "../services/provider-registry.ts";
import { say } from "./replies.ts";

/** A complete request for confirming: amount and currency in figures and in words, so that nobody can misread them. */
export function requestFacts(
  request: CreateRequest,
  named: NamedProvider | undefined,
  language: Language,
): readonly Fact[] {
  const amount =
    request.price.kind === "fixed"
      ? spellMoney(request.price.amount, language)
      : say("card.open", language, { currency: request.price.currency.code });
  const options = named?.provider?.options ?? [];
  const [sole, ...more] = request.items;
  const given = { ...request.options, ...(more.length === 0 ? sole?.options : {}) };
  const known = facts(language, [
    ["card.amount", amount],
    ["ask.words", request.price.kind === "fixed" ? amountInWords(request.price.amount, language) : undefined],
    ["card.for", request.description],
    ["card.items", request.items.length > 1 ? request.items.map((item) => describeItem(item)).join("\n") : undefined],
    ["card.provider", named?.title],
    ["card.country", request.country],
    ["card.uses", request.uses === "many" ? say("card.uses.many", language) : undefined],
    [
      "card.expires",
      request.expiresInSeconds === undefined ? undefined : spellSpan(request.expiresInSeconds, language),
    ],
    ["card.reference", request.customerReference],
    ["card.note", request.note],
  ]);
  return [...known, ...optionFacts(given, options, language)];
}

function describeItem({ name, quantity, unitPrice, options = {} }: LineItem): string {
  const price = unitPrice === undefined ? "" : ` × ${formatMoney(unitPrice)}`;
  const chosen = Object.entries(options).map(([key, value]) => ` · ${key}: ${value}`);
  return `${name}: ${quantity}${price}${chosen.join("")}`;
}

/** The provider's own options, by the names it gives them. */
function optionFacts(
  given: Readonly<Record<string, string>>,
  options: readonly OptionField[],
  language: Language,
): readonly Fact[] {
  return Object.entries(given).map(([key, value]) => ({
    label: options.find((field) => field.key === key)?.label[language] ?? key,
    value,
  }));
}

/** What is known of an unfinished one, so that the person sees what was understood. */
export function draftFacts(draft: CreateDraft, language: Language): readonly Fact[] {
  const amount = draft.isOpenAmount
    ? say("card.open", language, { currency: draft.currency ?? "" })
    : draft.amount?.written;
  return facts(language, [
    ["card.amount", [amount, draft.currency].filter((each) => each !== undefined).join(" ")],
    ["card.for", draft.description],
    ["card.items", draft.items?.map((item) => `${item.name}: ${item.quantity}`).join("\n")],
    ["card.provider", draft.provider],
    ["card.expires", draft.expiresInSeconds === undefined ? undefined : spellSpan(draft.expiresInSeconds, language)],
    ["card.reference", draft.customerReference],
  ]);
}

function facts(
  language: Language,
  rows: readonly (readonly [Parameters<typeof say>[0], string | undefined])[],
): readonly Fact[] {
  return rows.flatMap(([key, value]) =>
    value === undefined || value === "" ? [] : [{ label: say(key, language), value }],
  );
}

function spellSpan(seconds: number, language: Language): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor((seconds % 86_400) / 3600),
    Math.floor((seconds % 3600) / 60),
  ];
  const units = language === "zh" ? ["天", "小时", "分钟"] : [" d", " h", " min"];
  return [days, hours, minutes].flatMap((count, index) => (count === 0 ? [] : [`${count}${units[index]}`])).join(" ");
}
