import { findCurrencyIn } from "../intents/judge-draft.ts";
import type { Currency } from "../model/currency.ts";
import { InputError } from "../model/errors.ts";
import type { CreateDraft, CreateRequest, DraftItem, NumberReading } from "../model/intent.ts";
import { type Money, multiplyMoney, parseDecimal, sumMoney } from "../model/money.ts";
import { currencyOf, type LineItem, type PaymentLink, type Price, type ProviderId } from "../model/payment-link.ts";
import { requestOfLink } from "../services/create-link.ts";

/** The request that repeats a link with some things said differently; `own` are servers' currencies. @throws InputError */
export function requestAgain(link: PaymentLink, changes: CreateDraft, own: readonly Currency[] = []): CreateRequest {
  const base = requestOfLink(link);
  const isElsewhere = changes.provider !== undefined && changes.provider !== link.provider;
  const options = { ...(isElsewhere ? {} : base.options), ...changes.options };
  const currency = currencyAgain(link, changes, own);
  const sold =
    changes.items === undefined ? sameThings(link, changes, currency) : otherThings(link, changes.items, currency);
  return {
    ...base,
    price: sold.price,
    description: changes.description ?? base.description,
    items: sold.items,
    ...(changes.provider !== undefined && { provider: changes.provider as ProviderId }),
    ...(changes.country !== undefined && { country: changes.country }),
    ...(changes.expiresInSeconds !== undefined && { expiresInSeconds: changes.expiresInSeconds }),
    ...(changes.uses !== undefined && { uses: changes.uses }),
    ...(changes.customerReference !== undefined && { customerReference: changes.customerReference }),
    ...(changes.note !== undefined && { note: changes.note }),
    options,
  };
}

interface Sold {
  readonly price: Price;
  readonly items: readonly LineItem[];
}

/** Nothing said of single items: those of before stay while they are true. */
function sameThings(link: PaymentLink, changes: CreateDraft, currency: Currency): Sold {
  const price = priceAgain(link, changes, currency);
  const isElsewhere = changes.provider !== undefined && changes.provider !== link.provider;
  const items = isElsewhere ? link.items.map(({ options: _options, ...item }) => item) : link.items;
  if (price === link.price && changes.description === undefined) return { price, items };
  const [item, ...more] = items;
  // Another total or other words make several items, or several of one, untrue; what is known of a single one is not.
  if (item === undefined || more.length > 0 || price.kind === "open") return { price, items: [] };
  const name = changes.description ?? item.name;
  return { price, items: [{ ...item, name, quantity: 1, unitPrice: price.amount }] };
}

/** Items said anew; a single one without a price is the item of before, with other options or another quantity. */
function otherThings(link: PaymentLink, said: readonly DraftItem[], currency: Currency): Sold {
  const [first, ...more] = said;
  const [before, ...others] = link.items;
  if (first !== undefined && more.length === 0 && first.price === undefined) {
    if (before === undefined || others.length > 0) throw new InputError("which-item");
    const quantity = first.quantity === 1 ? before.quantity : first.quantity;
    const item = { ...before, quantity, options: { ...before.options, ...first.options } };
    return { price: priceOf([item]) ?? link.price, items: [item] };
  }
  const items = said.map(({ name, quantity, price, options }): LineItem => {
    if (price === undefined) throw new InputError("not-a-number", { written: name });
    const unitPrice = moneyOf(price, currency);
    return { name: name || link.description, quantity, unitPrice, ...(options !== undefined && { options }) };
  });
  return { price: priceOf(items) ?? link.price, items };
}

function priceOf(items: readonly LineItem[]): Price | undefined {
  const sums = items.flatMap(({ unitPrice, quantity }) =>
    unitPrice === undefined ? [] : [multiplyMoney(unitPrice, quantity)],
  );
  return sums.length === 0 ? undefined : { kind: "fixed", amount: sumMoney(sums) };
}

function priceAgain(link: PaymentLink, changes: CreateDraft, currency: Currency): Price {
  if (changes.isOpenAmount) return { kind: "open", currency };
  if (changes.amount !== undefined) return { kind: "fixed", amount: moneyOf(changes.amount, currency) };
  if (currency.code === currencyOf(link).code) return link.price;
  throw new InputError("not-a-number", { written: currency.code });
}

function currencyAgain(link: PaymentLink, changes: CreateDraft, own: readonly Currency[]): Currency {
  const code = changes.currency ?? changes.unknownCurrency;
  const currency = code === undefined ? currencyOf(link) : findCurrencyIn({ currencies: own }, code);
  if (currency === undefined) throw new InputError("unknown-currency", { currency: code ?? "" });
  return currency;
}

function moneyOf({ written, values }: NumberReading, currency: Currency): Money {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) throw new InputError("not-a-number", { written });
  const reading = parseDecimal(value, currency);
  if (reading.ok) return reading.money;
  throw new InputError(reading.problem, {
    written,
    currency: currency.code,
    digits: String(currency.exponent),
    example: `49 ${currency.code}`,
  });
}
