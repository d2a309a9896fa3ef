import { findCurrency } from "../model/currency.ts";
import type { CreateDraft, DraftItem, IntentProblem, ReadingContext } from "../model/intent.ts";
import type { CommandWord } from "./command-words.ts";
import { type CreateOptions, readCreateOptions } from "./create-options.ts";
import { type ItemText, splitItems } from "./item-text.ts";
import { hasCurrency, readMoney } from "./money-text.ts";
import { type Prompt, toPrompt } from "./prompt.ts";

/** What a create command says: a draft, and the first thing wrong with it. */
export interface CreateReading {
  readonly draft: CreateDraft;
  readonly problem?: IntentProblem;
  /** Whether any amount was found. */
  readonly hasAmount: boolean;
}

/** Reads the words of a create: items with their amounts, and options. */
export function readCreateWords(prompt: Prompt, words: readonly CommandWord[], context: ReadingContext): CreateReading {
  const texts = splitItems(prompt, words, context);
  const options = readCreateOptions(
    texts.map((each) => each.keys),
    context,
  );
  const mixed = mixedCurrencies(texts);
  const priced = mixed === undefined ? texts : texts.map(({ money: _money, ...text }) => text);
  const draft = { ...draftOfItems(priced, options), ...options.draft };
  const withAmount = applyAmountKeys(draft, options, context);
  const problem = mixed ?? options.problem ?? texts.find((each) => each.problem)?.problem;
  const hasAmount = texts.some((each) => each.money !== undefined) || options.amount !== undefined;
  return { draft: withAmount, hasAmount, ...(problem !== undefined && { problem }) };
}

function draftOfItems(texts: readonly ItemText[], options: CreateOptions): CreateDraft {
  const [first] = texts;
  const marked = texts.find((each) => each.money !== undefined && hasCurrency(each.money)) ?? first;
  const unknown = texts.find((each) => each.money?.unknownCurrency !== undefined)?.money?.unknownCurrency;
  const name = texts
    .map(describe)
    .filter((each) => each !== "")
    .join(" + ");
  const isPlain = texts.length === 1 && first?.quantity === undefined && options.items[0] === undefined;
  const items = texts.map(
    (text, at): DraftItem => ({
      name: text.name,
      quantity: text.quantity ?? 1,
      ...(text.money !== undefined && { price: text.money.amount }),
      ...(options.items[at] !== undefined && { options: options.items[at] }),
    }),
  );
  return {
    ...(isPlain && first?.money !== undefined && { amount: first.money.amount }),
    ...(marked?.money?.currency !== undefined && { currency: marked.money.currency }),
    ...(marked?.money?.currencyChoices !== undefined && { currencyChoices: marked.money.currencyChoices }),
    ...(unknown !== undefined && { unknownCurrency: unknown }),
    ...(name !== "" && { description: isPlain || texts.length > 1 ? name : (first?.name ?? name) }),
    // A single item without a name is called what the order is for, which may only be said later.
    ...(!isPlain && { items: items.map((item) => (item.name === "" ? { ...item, name } : item)) }),
  };
}

function describe(text: ItemText): string {
  return text.quantity === undefined || text.quantity === 1 ? text.name : `${text.name} x${text.quantity}`;
}

function applyAmountKeys(draft: CreateDraft, options: CreateOptions, context: ReadingContext): CreateDraft {
  const code = options.currency === undefined ? undefined : codeOf(options.currency, context);
  const { currencyChoices: _choices, unknownCurrency: _unknown, ...rest } = draft;
  const base: CreateDraft =
    options.currency === undefined
      ? draft
      : { ...rest, ...(code === undefined ? { unknownCurrency: options.currency } : { currency: code }) };
  if (options.isOpenAmount) {
    const { amount: _amount, ...open } = base;
    return { ...open, isOpenAmount: true };
  }
  const typed = options.amount;
  if (typed === undefined) return base;
  const money = readMoney(toPrompt(typed), 0, { ...context, ...(code !== undefined && { defaultCurrency: code }) });
  const isWhole = money !== undefined && money.end === typed.length;
  const amount = isWhole ? money.amount : { written: typed, values: [] };
  return {
    ...base,
    amount,
    ...(isWhole && money.currency !== undefined && base.currency === undefined && { currency: money.currency }),
    ...(isWhole && money.currencyChoices !== undefined && !base.currency && { currencyChoices: money.currencyChoices }),
  };
}

/** The code of a currency written as a code, a sign or a name on its own. */
export function codeOf(written: string, context: ReadingContext): string | undefined {
  const exact = findCurrency(written.trim());
  if (exact !== undefined) return exact.code;
  return readMoney(toPrompt(`1 ${written.trim()}`), 0, context)?.currency;
}

function mixedCurrencies(texts: readonly ItemText[]): IntentProblem | undefined {
  const codes = new Set(texts.flatMap((each) => each.money?.currency ?? []));
  if (codes.size < 2) return undefined;
  return { kind: "currency", code: "mixed-currencies", facts: { names: [...codes].join(", ") } };
}
