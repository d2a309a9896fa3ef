import { multiplyMoney, sumMoney } from "../../../src/model/money.ts";
import type { ExpectedAmount, LineItem, Price } from "../../../src/model/payment-link.ts";
import type { ListedLink, SettlementAccount } from "../../../src/model/provider-link.ts";
import { readAmount, toCurrency, unitAmountIn } from "./amount.ts";
import { toExpected, toProviderLink } from "./mapping.ts";
import type { CurrencyWire, LinkWire } from "./wire.ts";

/** A link of the server's own list, which may have been made elsewhere. */
export function toListedLink(wire: LinkWire, currency: CurrencyWire | undefined, baseUrl: string): ListedLink {
  const price = toPrice(wire, currency);
  const createdAt = new Date(wire.created_at || "");
  return {
    ...toProviderLink(wire, baseUrl),
    name: wire.name || wire.line_items?.[0]?.price?.product?.name || wire.id,
    uses: "many",
    ...(price !== undefined && { price }),
    ...(!Number.isNaN(createdAt.getTime()) && { createdAt }),
  };
}

/** What a payment of that link may be, as its server has it now; undefined where its prices cannot be read. */
export function toExpectedOfSold(wire: LinkWire, currency: CurrencyWire | undefined): ExpectedAmount | undefined {
  const items = toSoldItems(wire, currency);
  const price = toPrice(wire, currency);
  if (items === undefined || price?.kind !== "fixed") return undefined;
  const { minor } = price.amount;
  return toExpected(items, wire.allow_promotion_codes === true) ?? { least: minor, most: minor };
}

/** A currency of the account, with the id that `ARCBLOCK_CURRENCY_ID` takes. */
export function toAccount(wire: CurrencyWire): SettlementAccount {
  const { code } = toCurrency(wire);
  const facts = { decimals: String(wire.decimal) };
  return { id: wire.id, name: wire.name?.trim() || code, kind: "currency", currencies: [code], facts };
}

function toPrice(wire: LinkWire, currency: CurrencyWire | undefined): Price | undefined {
  const items = toSoldItems(wire, currency);
  const amounts = items?.flatMap(({ unitPrice, quantity }) => (unitPrice ? [multiplyMoney(unitPrice, quantity)] : []));
  return amounts && amounts.length > 0 ? { kind: "fixed", amount: sumMoney(amounts) } : undefined;
}

/** The things a link sells, when its answer is expanded and every price is in the link's currency. */
function toSoldItems(wire: LinkWire, currency: CurrencyWire | undefined): readonly LineItem[] | undefined {
  if (currency === undefined) return undefined;
  const items: LineItem[] = [];
  for (const { price, quantity, adjustable_quantity: choice } of wire.line_items ?? []) {
    const text = price ? unitAmountIn(price, currency.id) : undefined;
    const unitPrice = text === undefined ? undefined : readAmount(text, currency);
    if (unitPrice === undefined) return undefined;
    const range = {
      adjustable: "true",
      ...(typeof choice?.minimum === "number" && { min: String(choice.minimum) }),
      ...(typeof choice?.maximum === "number" && { max: String(choice.maximum) }),
    };
    items.push({ name: price?.product?.name ?? "", quantity, unitPrice, ...(choice?.enabled && { options: range }) });
  }
  return items;
}
