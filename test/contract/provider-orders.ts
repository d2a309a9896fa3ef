import { type Currency, requireCurrency } from "../../src/model/currency.ts";
import { InputError, UnsupportedError } from "../../src/model/errors.ts";
import { type Money, multiplyMoney, parseDecimal } from "../../src/model/money.ts";
import { readOption } from "../../src/model/option.ts";
import { type LineItem, type Price, type Reference, toLinkId } from "../../src/model/payment-link.ts";
import type { ProviderLink } from "../../src/model/provider-link.ts";
import type { LinkKey, LinkOrder } from "../../src/ports/payment-provider.ts";
import type { ProviderHarness } from "../support/provider-harness.ts";
import type { ProviderWorld } from "./provider-contract.ts";

const preferred = ["USD", "JPY", "KWD", "USDC", "USDT", "KRW", "EUR"];
const countries: Readonly<Record<string, string>> = { EUR: "DE", USDC: "US", USDT: "US" };

/** A currency of every exponent the provider takes, the best known of each. */
export async function currenciesOf({ provider }: ProviderHarness): Promise<readonly Currency[]> {
  const taken =
    provider.traits.currencies === "server"
      ? ((await provider.listCurrencies?.()) ?? [])
      : provider.traits.currencies.map(requireCurrency);
  const rank = ({ code }: Currency) => (preferred.includes(code) ? preferred.indexOf(code) : preferred.length);
  const byExponent = new Map<number, Currency>();
  for (const each of [...taken].sort((a, b) => rank(a) - rank(b))) {
    if (!byExponent.has(each.exponent)) byExponent.set(each.exponent, each);
  }
  return [...byExponent.values()];
}

/** The currency most tests use. */
export async function mainCurrency(harness: ProviderHarness): Promise<Currency> {
  const all = await currenciesOf(harness);
  const found = all.find((each) => each.exponent === 2) ?? all[0];
  if (found === undefined) throw new Error("the provider takes no currency");
  return found;
}

/** An amount from decimal text, for tests that know it is right. */
export function money(text: string, currency: Currency): Money {
  const reading = parseDecimal(text, currency);
  if (!reading.ok) throw new Error(`${text} ${currency.code}: ${reading.problem}`);
  return reading.money;
}

/** 49.99 in that currency, or 4999 where there is nothing after the point. */
export function plainAmount(currency: Currency): Money {
  return money(currency.exponent === 0 ? "4999" : "49.99".padEnd(3 + currency.exponent, "0"), currency);
}

/** Amounts of that currency, from one that needs all its digits to a round one. */
export function trialAmounts(currency: Currency): readonly Money[] {
  const digits = "345678901234567891".slice(0, currency.exponent);
  const fractions = [digits, digits.slice(0, 2).padEnd(currency.exponent, "0"), "0".repeat(currency.exponent)];
  const texts = fractions.map((fraction) => (fraction === "" ? "12341" : `12.${fraction}`));
  return [...new Set([...texts, "12000"])].map((text) => money(text, currency));
}

/** Whether the provider says, beforehand, that it can carry this. */
export async function isTaken({ provider }: ProviderHarness, order: LinkOrder): Promise<boolean> {
  try {
    await provider.checkOrder(order);
    return true;
  } catch (error) {
    if (error instanceof InputError || error instanceof UnsupportedError) return false;
    throw error;
  }
}

interface OrderWishes {
  readonly amount?: Money;
  readonly price?: Price;
  readonly description?: string;
  readonly uses?: LinkOrder["uses"];
}

/** An order that fits the provider: country, required options, its own kind of link. */
export function orderOf(harness: ProviderHarness, currency: Currency, wishes: OrderWishes = {}): LinkOrder {
  const { provider, clock } = harness;
  const price = wishes.price ?? { kind: "fixed", amount: wishes.amount ?? plainAmount(currency) };
  const description = wishes.description ?? "Annual membership";
  const itemOptions = requiredOptions(harness, "item");
  const item: LineItem = {
    name: description,
    quantity: 1,
    ...(price.kind === "fixed" && { unitPrice: price.amount }),
    ...(Object.keys(itemOptions).length > 0 && { options: itemOptions }),
  };
  return {
    reference: newReference(harness),
    price,
    description,
    items: [item],
    uses: wishes.uses ?? provider.traits.nativeUses,
    ...(provider.traits.needsCountry && { country: countries[currency.code] ?? currency.code.slice(0, 2) }),
    options: requiredOptions(harness, "link"),
    orderedAt: clock.now(),
  };
}

/** The same order with that many of the item. */
export function withQuantity(order: LinkOrder, quantity: number): LinkOrder {
  const [item] = order.items;
  if (item?.unitPrice === undefined || order.price.kind !== "fixed") throw new Error("the order has no price");
  const amount = multiplyMoney(item.unitPrice, quantity);
  return { ...order, price: { kind: "fixed", amount }, items: [{ ...item, quantity }] };
}

/** How a made link is asked for. */
export function keyOf(order: LinkOrder, made: Pick<ProviderLink, "ref">): LinkKey {
  return { reference: order.reference, ref: made.ref, price: order.price, orderedAt: order.orderedAt };
}

/** A fresh harness with one link in it. */
export async function makeLink({ start }: Pick<ProviderWorld, "start">) {
  const harness = await start();
  const order = orderOf(harness, await mainCurrency(harness));
  const link = await harness.provider.createLink(order);
  return { harness, order, link, ref: link.ref, key: keyOf(order, link) };
}

function newReference({ context }: ProviderHarness): Reference {
  return `${toLinkId(context.ids.bytes(5))}-${toLinkId(context.ids.bytes(8), 8).slice(1)}` as Reference;
}

function requiredOptions({ provider }: ProviderHarness, scope: "link" | "item"): Readonly<Record<string, string>> {
  const required = provider.options.filter((field) => field.scope === scope && field.isRequired);
  return Object.fromEntries(
    required.map((field) => {
      const reading = readOption(field, field.example);
      if (!reading.ok) throw new Error(`the example of option ${field.key} is refused: ${reading.problem.kind}`);
      return [field.key, reading.value];
    }),
  );
}
