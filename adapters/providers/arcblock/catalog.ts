import { InputError, NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import { formatMoney, isSameMoney, type Money } from "../../../src/model/money.ts";
import type { LineItem } from "../../../src/model/payment-link.ts";
import type { LinkOrder } from "../../../src/ports/payment-provider.ts";
import type { Cache } from "../../../src/ports/runtime.ts";
import { readAmount, toCurrency, unitAmountIn, writeAmount } from "./amount.ts";
import type { ArcblockClient } from "./client.ts";
import { toLineItem, toProductName } from "./mapping.ts";
import type { CurrencyWire, NewLineItemWire, PriceWire } from "./wire.ts";

const keptMs = 10 * 60_000;
const title = "ArcBlock PaymentKit";

/** What a server sells in and for: its currencies, and the prices of our items. */
export interface Catalog {
  /** Currencies links can be made in, one for each code, the operator's first. */
  currencies(): Promise<readonly CurrencyWire[]>;
  /** All of them, asked anew, also those that share a code. */
  taken(): Promise<readonly CurrencyWire[]>;
  /** @throws InputError when the server does not take it. */
  currencyOf(order: LinkOrder): Promise<CurrencyWire>;
  /** Any currency, also one that is no longer taken. @throws NotFoundError */
  currencyById(id: string): Promise<CurrencyWire>;
  /** Refuses items whose amounts or prices do not hold. @throws InputError */
  checkItems(order: LinkOrder, currency: CurrencyWire): Promise<void>;
  /** Prices for the order's items, made where they do not exist. Doing it twice makes nothing twice. */
  priceItems(order: LinkOrder, currency: CurrencyWire): Promise<readonly NewLineItemWire[]>;
}

interface CatalogSettings {
  readonly client: ArcblockClient;
  readonly cache: Cache;
  readonly cacheKey: string;
  readonly isLive: boolean;
  readonly preferredId: string | undefined;
}

/** The catalogue of one account. */
export function createCatalog({ client, cache, cacheKey, isLive, preferredId }: CatalogSettings): Catalog {
  async function load(): Promise<readonly CurrencyWire[]> {
    const all = await client.listPaymentCurrencies();
    await cache.set(cacheKey, all, keptMs);
    return all;
  }

  async function known(): Promise<readonly CurrencyWire[]> {
    return (await cache.get<readonly CurrencyWire[]>(cacheKey)) ?? load();
  }

  function offered(all: readonly CurrencyWire[]): readonly CurrencyWire[] {
    const taken = all.filter(isTaken).sort((a, b) => Number(b.id === preferredId) - Number(a.id === preferredId));
    const byCode = new Map<string, CurrencyWire>();
    for (const each of taken) if (!byCode.has(codeOf(each))) byCode.set(codeOf(each), each);
    return [...byCode.values()];
  }

  /** Credits are an application's own points, not money. */
  function isTaken(each: CurrencyWire): boolean {
    return each.active !== false && each.type !== "credit" && (each.livemode ?? isLive) === isLive;
  }

  async function currencyOf(order: LinkOrder): Promise<CurrencyWire> {
    const code = priceOf(order).currency.code;
    const find = (all: readonly CurrencyWire[]) => offered(all).find((each) => codeOf(each) === code);
    // One that was added since is found by asking again.
    const found = find(await known()) ?? find(await load());
    if (found !== undefined) return found;
    const names = offered(await known())
      .map(codeOf)
      .join(", ");
    throw new InputError("currency-not-taken", { provider: title, currency: code, names });
  }

  async function retrieve(idOrLookupKey: string): Promise<PriceWire | undefined> {
    try {
      return await client.retrievePrice(idOrLookupKey);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  async function makePrice(item: LineItem, unit: Money, at: { currency: CurrencyWire; key: string }): Promise<string> {
    const price = {
      type: "one_time" as const,
      unit_amount: writeUnit(unit, at.currency),
      currency_id: at.currency.id,
      lookup_key: at.key,
    };
    try {
      const product = await client.createProduct({ ...toProductName(item.name), type: "service", prices: [price] });
      return product.prices[0]?.id ?? "";
    } catch (error) {
      if (!(error instanceof ProviderError) || error.kind !== "outcome-unknown") throw error;
      // Whatever became of the product, no link was made; the price is looked up before it is made again.
      const { provider, operation } = error;
      throw new ProviderError({ provider, operation, kind: "unavailable", cause: error });
    }
  }

  return {
    currencies: async () => offered(await known()),
    taken: async () => (await load()).filter(isTaken),
    currencyOf,
    async currencyById(id) {
      return (await known()).find((each) => each.id === id) ?? client.retrievePaymentCurrency(id);
    },
    async checkItems(order, currency) {
      for (const item of order.items) {
        writeUnit(unitOf(item, order), currency);
        toLineItem(item, "");
        const id = item.options?.price;
        if (id === undefined) continue;
        const asks = amountOf(await retrieve(id), currency);
        if (asks !== undefined && isSameMoney(asks, unitOf(item, order))) continue;
        throw new InputError("bad-setting", { option: "price", value: asks ? `${id} (${formatMoney(asks)})` : id });
      }
    },
    async priceItems(order, currency) {
      const lines: NewLineItemWire[] = [];
      for (const [index, item] of order.items.entries()) {
        const key = `${order.reference}-${index + 1}`;
        const id = item.options?.price ?? (await retrieve(key))?.id;
        lines.push(toLineItem(item, id ?? (await makePrice(item, unitOf(item, order), { currency, key }))));
      }
      return lines;
    },
  };
}

function codeOf(wire: CurrencyWire): string {
  return toCurrency(wire).code;
}

function amountOf(price: PriceWire | undefined, currency: CurrencyWire): Money | undefined {
  const text = price && unitAmountIn(price, currency.id);
  return text === undefined ? undefined : readAmount(text, currency);
}

function priceOf(order: LinkOrder): Money {
  if (order.price.kind === "fixed") return order.price.amount;
  return { minor: 0n, currency: order.price.currency };
}

function unitOf(item: LineItem, order: LinkOrder): Money {
  return item.unitPrice ?? priceOf(order);
}

function writeUnit(unit: Money, currency: CurrencyWire): string {
  const text = writeAmount(unit, currency);
  if (text !== undefined) return text;
  const digits = Math.min(currency.decimal, currency.maximum_precision ?? currency.decimal);
  const whole = unit.minor / 10n ** BigInt(unit.currency.exponent);
  const facts = { amount: formatMoney(unit), currency: unit.currency.code, digits: String(digits) };
  throw new InputError("amount-not-carried", { ...facts, provider: title, example: `${whole} ${unit.currency.code}` });
}
