import { type Currency, requireCurrency } from "../../../src/model/currency.ts";
import { InputError } from "../../../src/model/errors.ts";
import { formatMoney, fromScale, type Money, toScale } from "../../../src/model/money.ts";
import { tokenSymbol } from "./config.ts";

/** Amounts are whole millionths of a dollar. Source: GStable docs, Product, commonPrices. */
export const microDigits = 6;

/** Millionths in that currency, or in the token where the currency has too few digits. */
export function fromMicro(text: string, currency: Currency, settlementToken: string): Money {
  const units = BigInt(text);
  return (
    fromScale(units, microDigits, currency) ?? { minor: units, currency: requireCurrency(tokenSymbol(settlementToken)) }
  );
}

/** The amount in millionths. @throws InputError `amount-not-carried` when it has parts smaller than that. */
export function toMicro(money: Money): bigint {
  const units = toScale(money, microDigits);
  if (units !== undefined) return units;
  const example = `0.000001 ${money.currency.code}`;
  const facts = { provider: "GStable", amount: formatMoney(money), currency: money.currency.code };
  throw new InputError("amount-not-carried", { ...facts, digits: String(microDigits), example });
}

/**
 * The most a payer who bears the fee may pay, in millionths. The documents show 0.6 on 100.00 and no rule, so 1 % and a
 * dollar more are allowed for.
 */
export function mostWithFee(price: bigint): bigint {
  return price + price / 100n + 10n ** BigInt(microDigits);
}
