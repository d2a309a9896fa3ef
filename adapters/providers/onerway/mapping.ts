import { findCurrency } from "../../../src/model/currency.ts";
import { InputError, UnsupportedError } from "../../../src/model/errors.ts";
import { formatDecimal, type Money, parseReportedDecimal } from "../../../src/model/money.ts";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import type { ListedLink, PaymentCount, ProviderLink, ProviderLinkState } from "../../../src/model/provider-link.ts";
import type { LinkOrder } from "../../../src/ports/payment-provider.ts";
import { exactNumber, plainDecimal } from "../../shared/exact-json.ts";
import { fromVendorTime } from "./vendor-time.ts";
import type { AddedWire, AddWire, RecordWire } from "./wire.ts";

type AmountFormat = "text" | "number";

/** Status of a link in the list. 1 is in the vendor's example; 0 follows from it. Source: Onerway docs, Payment Link, List. */
const stateOfStatus: Readonly<Record<string, ProviderLinkState>> = { "1": "active", "0": "disabled" };

/** The list's status filter. */
export const statusOfFilter = { active: exactNumber("1"), disabled: exactNumber("0") } as const;

/** No lengths are stated; the reference at the end of a name must not fall to a limit nobody told us. */
const longest = { label: 100, item: 200 } as const;

/**
 * The order as `add` wants it.
 *
 * @throws InputError or UnsupportedError when Onerway cannot carry it.
 */
export function toAddWire(order: LinkOrder, amountFormat: AmountFormat): AddWire {
  const { price, country, options } = order;
  if (price.kind === "open") throw new UnsupportedError("an Onerway link has a fixed amount", "open-amount");
  const { currency } = price.amount;
  if (currency.kind !== "fiat" || findCurrency(currency.code)?.exponent !== currency.exponent) {
    const names = "USD, EUR, IDR, … (ISO 4217)";
    throw new InputError("currency-not-taken", { currency: currency.code, provider: "Onerway", names });
  }
  if (country === undefined) throw new InputError("country-missing");
  const description = descriptionOf(order);
  return {
    linkName: toLinkName(labelOf(order), order.reference),
    amount: toAmountWire(price.amount, amountFormat),
    currency: currency.code,
    defaultCountry: country,
    itemName: cut(itemNameOf(order), longest.item) || order.reference,
    ...(description !== undefined && { description }),
    ...(options.email !== undefined && { collectEmail: options.email === "true" }),
    ...(options.name !== undefined && { collectName: options.name === "true" }),
  };
}

/** Exactly the currency's digits, as a text or as a JSON number that keeps its trailing zeros. */
export function toAmountWire(amount: Money, format: AmountFormat): string | object {
  const text = formatDecimal(amount);
  return format === "text" ? text : exactNumber(text);
}

/** The name ends with our reference: this is how a link is found whose `add` was never answered. */
function toLinkName(label: string, reference: string): string {
  return `${cut(label, longest.label)} ${reference}`.trim();
}

/** Whether a link of the list is the one made for this reference. */
export function isNamedFor(record: RecordWire, reference: string): boolean {
  return ` ${record.linkName ?? ""}`.endsWith(` ${reference}`);
}

/** A link that was just made; `add` says nothing of its state. */
export function fromAdded(added: AddedWire, order: LinkOrder): ProviderLink {
  return { ref: added.id as ProviderRef, reference: order.reference, url: added.linkUrl, state: "active" };
}

/** A link of the list. What cannot be read is left out; it may have been made by other means. */
export function fromRecord(record: RecordWire, offset: string): ListedLink {
  const currency = findCurrency(record.currency);
  const amount = currency && parseReportedDecimal(plainDecimal(record.amount ?? "") ?? "", currency);
  const totals = totalsOf(record);
  const createdAt = fromVendorTime(record.createTime ?? "", offset);
  return {
    ref: record.id as ProviderRef,
    name: record.linkName ?? record.itemName ?? record.id,
    state: stateOfStatus[record.linkStatus] ?? "unclear",
    uses: "many",
    ...(record.linkUrl && { url: record.linkUrl }),
    ...(amount !== undefined && { price: { kind: "fixed" as const, amount } }),
    ...(totals !== undefined && { totals }),
    ...(createdAt !== undefined && { createdAt }),
    ...(/^\d{1,15}$/.test(record.visitCount ?? "") && { visits: Number(record.visitCount) }),
  };
}

/** Payments so far; absent counters are none. Undefined when they cannot be read. */
function totalsOf(record: RecordWire): PaymentCount | undefined {
  const currency = findCurrency(record.currency);
  const count = record.payCount || "0";
  const sum = currency && parseReportedDecimal(plainDecimal(record.successAmount || "0") ?? "", currency);
  if (sum === undefined || sum.minor < 0n || !/^\d{1,15}$/.test(count)) return undefined;
  return { count: Number(count), sum };
}

/** The merchant's own number comes first: it is what their books are searched for. */
function labelOf({ customerReference = "", description, options }: LinkOrder): string {
  return `${customerReference} ${options.linkname ?? description}`;
}

/** One item is named itself; several go by the order's description and are told one by one below it. */
function itemNameOf({ items, description }: LinkOrder): string {
  const [item] = items;
  if (items.length > 1 || item === undefined) return description;
  return item.quantity > 1 ? `${item.name} x${item.quantity}` : item.name;
}

function descriptionOf({ items, description, options }: LinkOrder): string | undefined {
  if (options.description !== undefined) return clean(options.description);
  if (items.length > 1) return clean(items.map(({ name, quantity }) => `${name} x${quantity}`).join(", "));
  return items[0]?.name === description ? undefined : clean(description);
}

/** No line breaks, no control characters, no halves of characters: the vendor must read, and sign, the same text. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

function cut(text: string, length: number): string {
  const letters = [...clean(text)];
  return letters.length <= length ? letters.join("") : `${letters.slice(0, length - 1).join("")}…`;
}
