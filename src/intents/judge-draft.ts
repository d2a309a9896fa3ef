import { type Currency, findCurrency } from "../model/currency.ts";
import type {
  CreateDraft,
  CreateRequest,
  DraftItem,
  IntentProblem,
  MissingField,
  NumberReading,
  ReadableProvider,
  ReadingContext,
} from "../model/intent.ts";
import { type Money, multiplyMoney, parseDecimal, sumMoney } from "../model/money.ts";
import type { LineItem, Price } from "../model/payment-link.ts";
import { checkOption, chooseProvider, findProvider, unknownOption } from "./option-values.ts";

/** What a draft amounts to: a request, or what stands in its way. */
export type Verdict =
  | { readonly isComplete: true; readonly request: CreateRequest }
  | { readonly isComplete: false; readonly missing: readonly MissingField[]; readonly problem?: IntentProblem };

/** Judges a draft: what is missing, in the order it is asked, what is wrong, or the finished request. */
export function judgeDraft(draft: CreateDraft, context: ReadingContext): Verdict {
  const currency = currencyOfDraft(draft, context);
  const price = priceOf(draft, currency);
  const provider = chooseProvider(draft.provider, context);
  const options = checkedOptions(draft, provider);
  const problem =
    price.problem ?? currencyProblem(draft, currency) ?? providerProblem(draft, context) ?? options.problem;
  const missing = missingFields(draft, { currency, price, provider, context });
  if (problem !== undefined || missing.length > 0 || price.price === undefined || draft.description === undefined) {
    return { isComplete: false, missing, ...(problem !== undefined && { problem }) };
  }
  const request: CreateRequest = {
    price: price.price,
    description: draft.description,
    items: price.items,
    ...(draft.provider !== undefined && { provider: (provider?.id ?? draft.provider) as ReadableProvider["id"] }),
    ...(draft.country !== undefined && { country: draft.country }),
    ...(draft.expiresInSeconds !== undefined && { expiresInSeconds: draft.expiresInSeconds }),
    ...(draft.uses !== undefined && { uses: draft.uses }),
    ...(draft.customerReference !== undefined && { customerReference: draft.customerReference }),
    ...(draft.customer !== undefined && { customer: draft.customer }),
    ...(draft.note !== undefined && { note: draft.note }),
    options: options.values,
  };
  return { isComplete: true, request };
}

/** The currency of a draft: as written, else the usual one, unless a sign left it open. */
export function currencyOfDraft(draft: CreateDraft, context: ReadingContext): Currency | undefined {
  const code = draft.currency ?? draft.unknownCurrency;
  if (code !== undefined) return findCurrencyIn(context, code);
  if (draft.currencyChoices !== undefined) return undefined;
  return context.defaultCurrency === undefined ? undefined : findCurrency(context.defaultCurrency);
}

/** The currency with that code: one everybody knows, or one that only a provider's server knows. */
export function findCurrencyIn(context: Pick<ReadingContext, "currencies">, code: string): Currency | undefined {
  const wanted = code.trim().toUpperCase();
  return findCurrency(wanted) ?? context.currencies?.find((each) => each.code.toUpperCase() === wanted);
}

/** The readings of a number that a currency allows; all of them while the currency is not known. */
export function legalValues(reading: NumberReading, currency: Currency | undefined): readonly string[] {
  if (currency === undefined) return reading.values;
  const legal = reading.values.filter((each) => parseDecimal(each, currency).ok);
  return legal.length > 0 ? legal : reading.values.slice(0, 1);
}

interface PriceJudgement {
  readonly price?: Price;
  readonly items: readonly LineItem[];
  readonly isMissing: boolean;
  readonly problem?: IntentProblem;
}

function priceOf(draft: CreateDraft, currency: Currency | undefined): PriceJudgement {
  if (draft.isOpenAmount) {
    const items = (draft.items ?? []).map((item) => toLineItem(item, draft, undefined));
    return { items, isMissing: false, ...(currency !== undefined && { price: { kind: "open", currency } }) };
  }
  const items = draft.items ?? [];
  const readings = items.length > 0 ? items.map((item) => item.price) : [draft.amount];
  if (readings.some((each) => each === undefined)) return { items: [], isMissing: true };
  const moneys: Money[] = [];
  for (const reading of readings) {
    const judged = reading === undefined ? undefined : readingProblem(reading, currency);
    if (judged?.problem !== undefined) return { items: [], isMissing: true, problem: judged.problem };
    if (judged?.money !== undefined) moneys.push(judged.money);
  }
  if (moneys.length < readings.length) return { items: [], isMissing: false };
  if (items.length === 0) {
    const [amount] = moneys;
    return { items: [], isMissing: false, ...(amount !== undefined && { price: { kind: "fixed", amount } }) };
  }
  const lines = items.map((item, at) => toLineItem(item, draft, moneys[at]));
  const total = sumMoney(moneys.map((money, at) => multiplyMoney(money, items[at]?.quantity ?? 1)));
  return { items: lines, isMissing: false, price: { kind: "fixed", amount: total } };
}

function readingProblem(
  reading: NumberReading,
  currency: Currency | undefined,
): { readonly money?: Money; readonly problem?: IntentProblem } {
  const { written } = reading;
  const values = legalValues(reading, currency);
  const [value, ...others] = values;
  if (value === undefined) return { problem: amountProblem("not-a-number", { written }) };
  if (others.length > 0) return { problem: amountProblem("ambiguous-number", { written }) };
  // Without a currency the number is at least checked for what no currency allows.
  const parsed = parseDecimal(value, currency ?? widest);
  if (!parsed.ok) {
    return { problem: amountProblem(parsed.problem, { written, ...(currency && exampleFacts(value, currency)) }) };
  }
  return currency === undefined ? {} : { money: parsed.money };
}

const widest: Currency = { code: "", exponent: 18, kind: "token", name: { en: "", zh: "" } };

function exampleFacts(value: string, currency: Currency): Readonly<Record<string, string>> {
  const [whole = "", fraction = ""] = value.replace("-", "").split(".");
  const kept = fraction.slice(0, currency.exponent).padEnd(currency.exponent, "0");
  const example = currency.exponent === 0 ? whole : `${whole}.${kept}`;
  return { currency: currency.code, digits: String(currency.exponent), example: `${example} ${currency.code}` };
}

function toLineItem(item: DraftItem, draft: CreateDraft, unitPrice: Money | undefined): LineItem {
  return {
    name: item.name || (draft.description ?? ""),
    quantity: item.quantity,
    ...(unitPrice !== undefined && { unitPrice }),
    ...(item.options !== undefined && { options: item.options }),
  };
}

function amountProblem(code: string, facts: Readonly<Record<string, string>>): IntentProblem {
  return { kind: "amount", code, facts };
}

function currencyProblem(draft: CreateDraft, currency: Currency | undefined): IntentProblem | undefined {
  if (draft.currency !== undefined || currency !== undefined) return undefined;
  if (draft.unknownCurrency !== undefined) {
    return { kind: "currency", code: "unknown-currency", facts: { currency: draft.unknownCurrency } };
  }
  if (draft.currencyChoices === undefined) return undefined;
  const facts = {
    written: draft.amount?.written ?? draft.items?.[0]?.price?.written ?? "",
    names: draft.currencyChoices.join(", "),
  };
  return { kind: "currency", code: "ambiguous-currency", facts };
}

function providerProblem(draft: CreateDraft, context: ReadingContext): IntentProblem | undefined {
  if (draft.provider === undefined || context.providers.length === 0) return undefined;
  if (findProvider(draft.provider, context) !== undefined) return undefined;
  const names = context.providers.map((each) => each.id).join(", ");
  return { kind: "option", code: "unknown-provider", facts: { option: "provider", provider: draft.provider, names } };
}

function checkedOptions(
  draft: CreateDraft,
  provider: ReadableProvider | undefined,
): { readonly values: Readonly<Record<string, string>>; readonly problem?: IntentProblem } {
  const given = draft.options ?? {};
  if (provider === undefined) return { values: given };
  const fields = provider.options.filter((field) => field.scope === "link");
  const values: Record<string, string> = {};
  for (const [key, typed] of Object.entries(given)) {
    const field = fields.find((each) => each.key === key);
    const known = provider.options.map((each) => each.key);
    if (field === undefined) return { values, problem: unknownOption(key, known, provider.title) };
    const checked = checkOption(field, typed);
    if ("problem" in checked) return { values, problem: checked.problem };
    values[key] = checked.value;
  }
  return { values, ...itemProblem(draft, provider) };
}

function itemProblem(draft: CreateDraft, provider: ReadableProvider): { readonly problem?: IntentProblem } {
  const fields = provider.options.filter((field) => field.scope === "item");
  for (const [key, typed] of (draft.items ?? []).flatMap((item) => Object.entries(item.options ?? {}))) {
    const field = fields.find((each) => each.key === key);
    if (field === undefined)
      return {
        problem: unknownOption(
          key,
          fields.map((each) => each.key),
          provider.title,
        ),
      };
    const checked = checkOption(field, typed);
    if ("problem" in checked) return { problem: checked.problem };
  }
  return {};
}

function missingFields(
  draft: CreateDraft,
  known: {
    readonly currency: Currency | undefined;
    readonly price: PriceJudgement;
    readonly provider: ReadableProvider | undefined;
    readonly context: ReadingContext;
  },
): readonly MissingField[] {
  const { context, provider } = known;
  const missing: MissingField[] = [];
  if (known.price.isMissing) missing.push("amount");
  if (known.currency === undefined) missing.push("currency");
  if (draft.description === undefined || draft.description.trim() === "") missing.push("description");
  if (provider === undefined && draft.provider === undefined && context.providers.length > 1) missing.push("provider");
  const country = draft.country ?? context.defaultCountry;
  if (provider?.needsCountry && country === undefined) missing.push("country");
  for (const field of provider?.options ?? []) {
    if (field.scope === "link" && field.isRequired && draft.options?.[field.key] === undefined) {
      missing.push(`option:${field.key}`);
    }
  }
  return missing;
}
