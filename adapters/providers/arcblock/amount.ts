import { type Currency, findCurrency } from "../../../src/model/currency.ts";
import { formatWithDecimals, fromScale, type Money } from "../../../src/model/money.ts";
import type { CurrencyWire, PriceWire } from "./wire.ts";

/**
 * A server's currency in our terms: its symbol is the code. One we know keeps the decimals we know it with, so that an
 * amount means the same at every provider; the server's own decimals only matter on the wire.
 */
export function toCurrency(wire: CurrencyWire): Currency {
  const code = wire.symbol.trim().toUpperCase();
  const name = wire.name?.trim() || code;
  return findCurrency(code) ?? { code, exponent: wire.decimal, kind: "token", name: { en: name, zh: name } };
}

/**
 * Decimal text for a price, or undefined when the server's decimals cannot hold the amount.
 * Amounts go in as decimals and come out as counts of smallest units. Source: @blocklet/payment-js, README, prices.
 */
export function writeAmount(money: Money, wire: CurrencyWire): string | undefined {
  const text = formatWithDecimals(money, wire.decimal);
  const trimmed = text?.includes(".") ? text.replace(/\.?0+$/, "") : text;
  const digits = trimmed?.split(".")[1]?.length ?? 0;
  const isTooFine = typeof wire.maximum_precision === "number" && digits > wire.maximum_precision;
  return isTooFine ? undefined : trimmed;
}

/**
 * The amount a server told; undefined when it is none. A text with a point is a decimal, as some documents show; any
 * other is a count of smallest units. What our currency cannot hold keeps its digits and the server's decimals.
 */
export function readAmount(text: string, wire: CurrencyWire): Money | undefined {
  const currency = toCurrency(wire);
  const [whole = "", fraction] = text.split(".");
  if (fraction !== undefined && fraction.length > wire.decimal) return undefined;
  const units = BigInt(fraction === undefined ? whole : whole + fraction.padEnd(wire.decimal, "0"));
  const own = { minor: units, currency: { ...currency, exponent: wire.decimal } };
  return fromScale(units, wire.decimal, currency) ?? own;
}

/** What a price asks for one piece in that currency. */
export function unitAmountIn(price: PriceWire, currencyId: string): string | undefined {
  const option = price.currency_options?.find((each) => each.currency_id === currencyId);
  if (option?.unit_amount) return option.unit_amount;
  const isOwn = !price.currency_id || price.currency_id === currencyId;
  return isOwn ? (price.unit_amount ?? undefined) : undefined;
}
