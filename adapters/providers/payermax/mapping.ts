import { type Currency, findCurrency } from "../../../src/model/currency.ts";
import { InputError, type ProviderErrorKind, UnsupportedError } from "../../../src/model/errors.ts";
import { formatMoney, formatWithDecimals, type Money, parseReportedDecimal } from "../../../src/model/money.ts";
import type { PaymentEvent } from "../../../src/model/payment-event.ts";
import type { LineItem, ProviderRef, Reference } from "../../../src/model/payment-link.ts";
import type { ProviderLink, ProviderLinkState } from "../../../src/model/provider-link.ts";
import type { LinkOrder } from "../../../src/ports/payment-provider.ts";
import { plainDecimal } from "../../shared/exact-json.ts";
import type { AttemptWire, CreateWire, GoodsWire, LinkWire } from "./wire.ts";

/** Source: PayerMax API reference, createPaybylink, data.totalAmount, where the countries are named. */
const twoDecimals = new Set(["BHD", "JOD", "KWD", "OMR", "TND"]);
const noDecimals = new Set(["CLP", "COP", "IDR", "ISK", "JPY", "KRW", "PKR", "PYG", "TWD", "VND"]);

/**
 * What each of PayerMax's codes means. The PayByLink pages have no table; this is the one of the ordinary payment.
 * Source: PayerMax API reference, orderAndPay, Error codes.
 */
const errorKinds: Readonly<Record<string, ProviderErrorKind>> = {
  SYSTEM_ERROR: "outcome-unknown",
  UNEXPECTED_ERROR: "outcome-unknown",
  REQUEST_TIMEOUT: "outcome-unknown",
  TOO_MANY_REQUEST: "rate-limited",
  REQ_TIME_OVER_TIME: "unavailable",
  SIGN_VERIFY_FAILED: "unauthorised",
  MERCHANT_INVALID: "unauthorised",
  MERCHANT_APP_INVALID: "unauthorised",
  PARAMS_INVALID: "rejected",
  AMOUNT_INVALID: "rejected",
  COUNTRY_INVALID: "rejected",
  CURRENCY_INVALID: "rejected",
  CONTRACT_INVALID: "rejected",
};

/** What the operator decides for every link. */
export interface LinkSettings {
  readonly notifyUrl: string;
  readonly showUrl: string;
  readonly contactEmail: string;
  readonly logoUrl?: string | undefined;
}

/** The kind of failure a code stands for; only a create can have an unknown outcome, and an unknown code is a no. */
export function toErrorKind(code: string, isCreate: boolean): ProviderErrorKind {
  const kind = errorKinds[code] ?? "rejected";
  return kind === "outcome-unknown" && !isCreate ? "unavailable" : kind;
}

/** Whether an answer says that there is no such link. PayerMax publishes no code for it. */
export function isNotFound(code: string, message: string): boolean {
  return /NOT_?(EXIST|FOUND)|LINK_?INVALID|INVALID_?LINK/i.test(code) || /not (exist|found)|不存在/i.test(message);
}

/**
 * An order as createPaybylink wants it.
 *
 * @throws InputError for what PayerMax cannot carry; UnsupportedError for what it cannot do.
 */
export function toCreateWire(order: LinkOrder, settings: LinkSettings): CreateWire {
  if (order.uses === "many") throw new UnsupportedError("a PayerMax link is paid once", "many-uses");
  if (order.price.kind === "open") throw new UnsupportedError("a PayerMax link has a fixed amount", "open-amount");
  if (order.country === undefined) throw new InputError("country-missing");
  const amount = order.price.amount;
  const linkDescription = [order.customerReference, order.note].filter(Boolean).join(" · ");
  const { language, userid, username } = order.options;
  return {
    merchantLinkId: withinLimit("reference", order.reference, 64),
    linkType: "ONETIME",
    expiresTime: String(order.expiresInSeconds ?? 86_400),
    country: order.country,
    currency: amount.currency.code,
    totalAmount: toWireAmount(amount),
    ...(language !== undefined && { language: withinLimit("language", language, 8) }),
    description: withinLimit("description", order.description, 256),
    ...(linkDescription !== "" && { linkDescription: withinLimit("note", linkDescription, 256) }),
    userInfo: {
      userId: withinLimit("userid", userid ?? order.reference, 64),
      ...(username !== undefined && { username: withinLimit("username", username, 64) }),
    },
    goodsDetails: order.items.map((item) => toGoods(item, amount, settings.showUrl)),
    merchantInfo: {
      ...(settings.logoUrl !== undefined && { logoUrl: settings.logoUrl }),
      contactEmail: settings.contactEmail,
    },
    notifyUrl: settings.notifyUrl,
  };
}

/**
 * Major units with the digits PayerMax takes for that currency.
 *
 * @throws InputError `currency-not-taken` for a token, `amount-not-carried` when digits would be lost.
 */
export function toWireAmount(money: Money): string {
  const { currency, minor } = money;
  if (currency.kind !== "fiat") {
    throw new InputError("currency-not-taken", {
      provider: "PayerMax",
      currency: currency.code,
      names: "USD, EUR, IDR, …",
    });
  }
  const digits = decimalsOf(currency);
  const text = formatWithDecimals(money, digits);
  if (text !== undefined) return text;
  const lost = minor % 10n ** BigInt(currency.exponent - digits);
  const example = `${formatWithDecimals({ currency, minor: minor - lost }, digits)} ${currency.code}`;
  const facts = { provider: "PayerMax", amount: formatMoney(money), currency: currency.code };
  throw new InputError("amount-not-carried", { ...facts, digits: String(digits), example });
}

/** An amount as PayerMax tells it: a text in links, a number in orders. */
export function readAmount(wire: Pick<LinkWire, "totalAmount" | "currency">): Money | "absent" | "unreadable" {
  const { totalAmount, currency: code } = wire;
  if (totalAmount === undefined || totalAmount === null) return "absent";
  const currency = findCurrency(code ?? "");
  const text = plainDecimal(totalAmount);
  if (currency === undefined || text === undefined) return "unreadable";
  return parseReportedDecimal(text, currency) ?? "unreadable";
}

/** A link as we know it; `events` are its payments, read beforehand because their amounts may need a call. */
export function toProviderLink(link: LinkWire, events: readonly PaymentEvent[], now: Date): ProviderLink {
  const expiresAt = readTime(link.expiresAt);
  return {
    ref: link.linkId as ProviderRef,
    ...(link.merchantLinkId && { reference: link.merchantLinkId as Reference }),
    ...(link.linkUrl && { url: link.linkUrl }),
    state: toState(link.linkStatus, expiresAt, now),
    ...(expiresAt !== undefined && { expiresAt }),
    events,
  };
}

/** The successful ones; `linkStatus` says nothing about money. */
export function successfulAttempts(link: LinkWire): readonly AttemptWire[] {
  return link.payByLinkInfo.filter((each) => each.status.toUpperCase() === "SUCCESS");
}

/** A successful try as an event, named by its order so that callback and query agree. */
export function toPaymentEvent(
  link: LinkWire,
  attempt: AttemptWire,
  amount: Money | undefined,
  now: Date,
): PaymentEvent {
  return {
    kind: "payment.succeeded",
    key: attempt.outTradeNo || link.linkId,
    ref: link.linkId as ProviderRef,
    ...(link.merchantLinkId && { reference: link.merchantLinkId as Reference }),
    occurredAt: readTime(attempt.completeAt) ?? now,
    ...(amount !== undefined && { amount }),
  };
}

/** An RFC 3339 time in any of the forms PayerMax uses; undefined when it is none. */
export function readTime(text: string | null | undefined): Date | undefined {
  const at = new Date(text ?? "");
  return Number.isNaN(at.getTime()) ? undefined : at;
}

// EXPIRED stands for both ends: the time is over, or we had it expired before.
function toState(linkStatus: string, expiresAt: Date | undefined, now: Date): ProviderLinkState {
  switch (linkStatus.toUpperCase()) {
    case "ACTIVE":
      return "active";
    case "EXPIRED":
      return expiresAt !== undefined && expiresAt <= now ? "expired" : "disabled";
    default:
      return "unclear";
  }
}

function toGoods(item: LineItem, total: Money, showUrl: string): GoodsWire {
  return {
    goodsName: withinLimit("item", item.name, 128),
    goodsDescription: withinLimit("item description", item.options?.description ?? item.name, 256),
    quantity: String(item.quantity),
    price: toWireAmount(item.unitPrice ?? total),
    goodsCurrency: total.currency.code,
    showUrl,
  };
}

function decimalsOf(currency: Currency): number {
  if (noDecimals.has(currency.code)) return 0;
  return twoDecimals.has(currency.code) ? 2 : currency.exponent;
}

function withinLimit(option: string, text: string, limit: number): string {
  if (text.length > limit) throw new InputError("option-too-long", { option, limit: String(limit) });
  return text;
}
