import { iso4217 } from "./iso4217.ts";

/** Languages the bot speaks. */
export type Language = "en" | "zh";

/** A text in every language the bot speaks. */
export type Localized = Readonly<Record<Language, string>>;

/** What an amount is counted in. One code, one exponent (ISO 4217's, or the token's own). */
export interface Currency {
  /** Upper case: an ISO 4217 code, or a token's symbol such as `USDT`. */
  readonly code: string;
  /** Digits after the point: 0 for JPY, 2 for USD, 3 for KWD, 6 for USDC, up to 18. */
  readonly exponent: number;
  readonly kind: "fiat" | "token";
  readonly name: Localized;
}

const tokens: readonly Currency[] = [
  { code: "USDT", exponent: 6, kind: "token", name: { en: "Tether USD", zh: "泰达币" } },
  { code: "USDC", exponent: 6, kind: "token", name: { en: "USD Coin", zh: "USDC 稳定币" } },
];

const fiat: readonly Currency[] = iso4217.map(([code, exponent, en, zh]) => ({
  code,
  exponent,
  kind: "fiat",
  name: { en, zh },
}));

const byCode: ReadonlyMap<string, Currency> = new Map([...fiat, ...tokens].map((each) => [each.code, each]));

/** Every currency known without asking a provider: ISO 4217 plus USDT and USDC. */
export const currencies: readonly Currency[] = [...byCode.values()];

/** Codes that are offered first where a person has to choose, likeliest first. */
export const usualCurrencies: readonly string[] = [
  "USD",
  "EUR",
  "CNY",
  "GBP",
  "HKD",
  "JPY",
  "SGD",
  "IDR",
  "USDT",
  "USDC",
];

/** The currency with that code, in any letter case; undefined when it is not one we know. */
export function findCurrency(code: string): Currency | undefined {
  return byCode.get(code.toUpperCase());
}

/**
 * The currency with that code, for codes that are known to be right (tests, defaults checked at start).
 *
 * @throws RangeError when the code is unknown.
 */
export function requireCurrency(code: string): Currency {
  const currency = findCurrency(code);
  if (currency === undefined) throw new RangeError(`unknown currency ${code}`);
  return currency;
}
