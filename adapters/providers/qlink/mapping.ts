import { type Currency, findCurrency } from "../../../src/model/currency.ts";
import { InputError, type ProviderErrorKind, UnsupportedError } from "../../../src/model/errors.ts";
import { formatDecimal, type Money, parseReportedDecimal } from "../../../src/model/money.ts";
import { isHttpUrl, parsePairs } from "../../../src/model/option.ts";
import type { PaymentEvent } from "../../../src/model/payment-event.ts";
import { currencyOf, type LineItem, type ProviderRef, type Reference } from "../../../src/model/payment-link.ts";
import type { ProviderLink, SettlementAccount } from "../../../src/model/provider-link.ts";
import type { LinkKey, LinkOrder } from "../../../src/ports/payment-provider.ts";
import { exactNumber, plainDecimal } from "../../shared/exact-json.ts";
import type { QlinkConfig } from "./config.ts";
import type { AccountRowWire, AppliedWire, ApplyWire, ItemWire, StatusRowWire } from "./wire.ts";

/** What a pay status means to us. */
export type PayState = "waiting" | "paid" | "failed" | "cancelling" | "cancelled" | "expired" | "unknown";

/**
 * Pay statuses without their `PAY_`, which the document's examples print and leave out by turns. WAIT and SUCCESS are
 * printed there; its list of statuses is not published, so the others are the likely spellings and never mean paid.
 * Source: QLink payment standard, 5 getPayStatus and 8 payNotification, examples.
 */
const payStates: Readonly<Record<string, PayState>> = {
  WAIT: "waiting",
  SUCCESS: "paid",
  FAIL: "failed",
  FAILED: "failed",
  CANCELING: "cancelling",
  CANCELLING: "cancelling",
  CANCEL_WAIT: "cancelling",
  CANCEL: "cancelled",
  CANCELED: "cancelled",
  CANCELLED: "cancelled",
  CLOSE: "cancelled",
  CLOSED: "cancelled",
  EXPIRE: "expired",
  EXPIRED: "expired",
};

/** Reads a pay status; what we do not know is unknown, never paid. */
export function toPayState(status: string | null | undefined): PayState {
  return payStates[(status ?? "").trim().toUpperCase().replace(/^PAY_/, "")] ?? "unknown";
}

/** QLink publishes no error codes: every refusal is a no, unless its words speak of the key or the signature. */
export function toErrorKind(code: string, message: string): ProviderErrorKind {
  return /sign|签名|appkey/i.test(`${code} ${message}`) ? "unauthorised" : "rejected";
}

/**
 * An order as apply wants it.
 *
 * @throws InputError for what QLink cannot carry; UnsupportedError for what it cannot do.
 */
export function toApplyWire(order: LinkOrder, config: QlinkConfig): ApplyWire {
  if (order.uses === "many") throw new UnsupportedError("a QLink request is paid once", "many-uses");
  if (order.price.kind === "open") throw new UnsupportedError("a QLink request has a fixed amount", "open-amount");
  if (order.country === undefined) throw new InputError("country-missing");
  const { amount } = order.price;
  if (amount.currency.kind !== "fiat") {
    const names = "USD, CNY, IDR, VND, … (ISO 4217)";
    throw new InputError("currency-not-taken", { currency: amount.currency.code, provider: "QLink", names });
  }
  const payChannelCode = order.options.paychannel ?? config.QLINK_PAY_CHANNEL;
  const metadata = toMetadata(order.options.metadata);
  return {
    [config.QLINK_ACCOUNT_FIELD]: config.QLINK_PAY_ACCOUNT,
    payTypeCode: order.options.paytype ?? config.QLINK_PAY_TYPE,
    ...(payChannelCode !== undefined && { payChannelCode }),
    tradeUuid: order.reference,
    tradeTime: writeTime(order.orderedAt, config.QLINK_TIMEZONE),
    ...(config.QLINK_SOURCE !== undefined && { source: config.QLINK_SOURCE }),
    orderCode: order.customerReference ?? order.reference,
    country: order.country,
    currency: amount.currency.code,
    amount: exactNumber(formatDecimal(amount)),
    description: order.description,
    ...(metadata !== undefined && { metadata }),
    items: order.items.map(toItem),
  };
}

/** A request just made, or undefined when the answer has nothing a payer could use. */
export function toMadeLink(applied: AppliedWire, reference: Reference): ProviderLink | undefined {
  const action = applied.actionValue?.trim() ?? "";
  if (action === "") return undefined;
  return {
    ref: reference as string as ProviderRef,
    reference,
    ...(isHttpUrl(action) ? { url: action } : { qrContent: action }),
    state: "active",
  };
}

/** A request as getPayStatus sees it. `now` stands in where a payment's time is missing. */
export function toSeenLink(row: StatusRowWire, key: LinkKey, at: { timezone: string; now: Date }): ProviderLink {
  const ref = refOf(key);
  const seen = { ref, reference: ref as string as Reference };
  const occurredAt = readTime(row.payTime, at.timezone) ?? at.now;
  switch (toPayState(row.status)) {
    case "waiting":
      return { ...seen, state: "active" };
    case "paid": {
      const amount = toReportedMoney(row, currencyOf(key));
      const paid: PaymentEvent = {
        kind: "payment.succeeded",
        key: ref,
        ...seen,
        occurredAt,
        ...(amount && { amount }),
      };
      return { ...seen, state: "disabled", events: [paid] };
    }
    case "failed":
      return {
        ...seen,
        state: "unclear",
        events: [{ kind: "payment.failed", key: `payment.failed:${ref}`, ...seen, occurredAt }],
      };
    case "cancelling":
      return { ...seen, state: "cancelling" };
    case "cancelled":
      return { ...seen, state: "disabled" };
    case "expired":
      return { ...seen, state: "expired" };
    case "unknown":
      return { ...seen, state: "unclear" };
  }
}

/** QLink knows a request by our own reference, so that is its ref from the start. */
export function refOf(key: Pick<LinkKey, "ref" | "reference">): ProviderRef {
  return key.ref ?? (key.reference as string as ProviderRef);
}

/** A pay type or pay channel of the account; `kind` is the option that chooses it. */
export function toAccount(row: AccountRowWire): SettlementAccount {
  const id = row.code || row.channelCode || "";
  return {
    id,
    name: row.name || row.desc || id,
    kind: row.type === "PAY_CHANNEL" || (!row.code && row.channelCode) ? "paychannel" : "paytype",
    ...(row.currencyList && row.currencyList.length > 0 && { currencies: row.currencyList }),
    ...(row.serviceProvider && { facts: { serviceProvider: row.serviceProvider } }),
  };
}

/** A moment as QLink writes it, `yyyy-MM-dd HH:mm:ss`, in the given offset. */
export function writeTime(moment: Date, timezone: string): string {
  const local = new Date(moment.getTime() + offsetMs(timezone));
  return local.toISOString().slice(0, 19).replace("T", " ");
}

/** The moment such a text names; undefined when it is none. */
export function readTime(text: string | null | undefined, timezone: string): Date | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text ?? "");
  const moment = new Date(match === null ? "" : `${match[1]}T${match[2]}${timezone}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/**
 * What was paid, exactly as told; absent when QLink does not say. An amount its currency cannot hold keeps its digits
 * in a currency of its own, so that it is shown as it is and never equals the price.
 */
function toReportedMoney(row: Pick<StatusRowWire, "amount" | "currency">, asked: Currency): Money | undefined {
  const text = plainDecimal(row.amount ?? "");
  if (text === undefined) return undefined;
  const code = row.currency?.trim().toUpperCase() || asked.code;
  const currency = code === asked.code ? asked : findCurrency(code);
  const money = currency && parseReportedDecimal(text, currency);
  if (money !== undefined) return money;
  const exponent = text.split(".")[1]?.length ?? 0;
  return parseReportedDecimal(text, { code, exponent, kind: "fiat", name: { en: code, zh: code } });
}

function toItem(item: LineItem, index: number): ItemWire {
  const { sku, url, image, category, subcategory, description, itemmetadata } = item.options ?? {};
  const metadata = toMetadata(itemmetadata);
  return {
    skuCode: sku ?? `ITEM${index + 1}`,
    skuName: item.name,
    quantity: item.quantity,
    ...(url !== undefined && { url }),
    ...(image !== undefined && { imageUrl: image }),
    ...(category !== undefined && { category }),
    ...(subcategory !== undefined && { subcategory }),
    ...(description !== undefined && { description }),
    ...(metadata !== undefined && { metadata }),
  };
}

function toMetadata(pairs: string | undefined): string | undefined {
  return pairs === undefined ? undefined : JSON.stringify(parsePairs(pairs) ?? {});
}

function offsetMs(timezone: string): number {
  const [hours = "0", minutes = "0"] = timezone.slice(1).split(":");
  const sign = timezone.startsWith("-") ? -1 : 1;
  return sign * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
