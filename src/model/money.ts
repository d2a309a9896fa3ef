import type { Currency, Language } from "./currency.ts";

/** An exact amount: a count of the currency's smallest units. Never a float on any way in or out. */
export interface Money {
  readonly minor: bigint;
  readonly currency: Currency;
}

/** Why a decimal text is no amount of that currency. */
export type MoneyProblem = "not-a-number" | "too-many-decimals" | "zero" | "negative" | "too-large";

/** Money, or why not. */
export type MoneyReading =
  | { readonly ok: true; readonly money: Money }
  | { readonly ok: false; readonly problem: MoneyProblem };

const decimalPattern = /^([+-]?)(\d+)(?:\.(\d*))?$/;
const maxWholeDigits = 15;

/**
 * Reads a plain decimal text (`49.99`, no grouping, dot as the point) as a positive amount.
 * Refuses what the currency cannot carry; trailing zeros beyond its digits are refused too, never rounded.
 */
export function parseDecimal(text: string, currency: Currency): MoneyReading {
  const match = decimalPattern.exec(text.trim());
  if (match === null) return { ok: false, problem: "not-a-number" };
  const [, sign = "", whole = "", fraction = ""] = match;
  if (sign === "-") return { ok: false, problem: "negative" };
  if (fraction.length > currency.exponent) return { ok: false, problem: "too-many-decimals" };
  if (whole.replace(/^0+/, "").length > maxWholeDigits) return { ok: false, problem: "too-large" };
  const minor = BigInt(whole + fraction.padEnd(currency.exponent, "0"));
  if (minor === 0n) return { ok: false, problem: "zero" };
  return { ok: true, money: { minor, currency } };
}

/**
 * Reads an amount a provider reported. Zero is allowed, and digits beyond the currency's are, when they are zeros
 * (`40000.00` IDR from a provider that counts it without decimals).
 *
 * @returns undefined when the text is no such amount; the caller decides what that means.
 */
export function parseReportedDecimal(text: string, currency: Currency): Money | undefined {
  const match = decimalPattern.exec(text.trim());
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = ""] = match;
  const kept = fraction.slice(0, currency.exponent);
  if (/[1-9]/.test(fraction.slice(currency.exponent))) return undefined;
  const minor = BigInt(whole + kept.padEnd(currency.exponent, "0"));
  return { minor: sign === "-" ? -minor : minor, currency };
}

/** Exactly the currency's digits, dot as the point, no grouping: `49.99`, `40000`, `1.250`. */
export function formatDecimal(money: Money): string {
  return decimalOf(money.minor, money.currency.exponent);
}

/**
 * The same amount counted in units of 10^-exponent, or undefined when that would lose something.
 * This is how an adapter converts to a provider's own scale.
 */
export function toScale(money: Money, exponent: number): bigint | undefined {
  const shift = exponent - money.currency.exponent;
  if (shift >= 0) return money.minor * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return money.minor % divisor === 0n ? money.minor / divisor : undefined;
}

/** The amount that `units` of 10^-exponent are, or undefined when the currency cannot hold it exactly. */
export function fromScale(units: bigint, exponent: number, currency: Currency): Money | undefined {
  const shift = currency.exponent - exponent;
  if (shift >= 0) return { minor: units * 10n ** BigInt(shift), currency };
  const divisor = 10n ** BigInt(-shift);
  return units % divisor === 0n ? { minor: units / divisor, currency } : undefined;
}

/** Decimal text with exactly `decimals` digits after the point, or undefined when digits would be lost. */
export function formatWithDecimals(money: Money, decimals: number): string | undefined {
  const units = toScale(money, decimals);
  return units === undefined ? undefined : decimalOf(units, decimals);
}

/** Sum of amounts of one currency. @throws RangeError when the list is empty or mixes currencies. */
export function sumMoney(amounts: readonly Money[]): Money {
  const [first, ...rest] = amounts;
  if (first === undefined) throw new RangeError("nothing to add");
  return rest.reduce((total, each) => {
    if (!isSameCurrency(total.currency, each.currency)) throw new RangeError("amounts of different currencies");
    return { minor: total.minor + each.minor, currency: total.currency };
  }, first);
}

/** `unit` taken `quantity` times. */
export function multiplyMoney(unit: Money, quantity: number): Money {
  return { minor: unit.minor * BigInt(quantity), currency: unit.currency };
}

/** Same code and same exponent. */
export function isSameCurrency(a: Currency, b: Currency): boolean {
  return a.code === b.code && a.exponent === b.exponent;
}

/** Same currency and same count of minor units. */
export function isSameMoney(a: Money, b: Money): boolean {
  return isSameCurrency(a.currency, b.currency) && a.minor === b.minor;
}

/** For people: `1,250,000 VND`, `49.99 USD`. Groups of three, dot as the point, code last. */
export function formatMoney(money: Money): string {
  const [whole = "", fraction] = formatDecimal(money).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${fraction === undefined ? grouped : `${grouped}.${fraction}`} ${money.currency.code}`;
}

/** For the card: `49.99 USD (US Dollar)`. */
export function spellMoney(money: Money, language: Language): string {
  const name = money.currency.name[language];
  return language === "zh" ? `${formatMoney(money)}（${name}）` : `${formatMoney(money)} (${name})`;
}

function decimalOf(minor: bigint, exponent: number): string {
  const sign = minor < 0n ? "-" : "";
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, "0");
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
