import { InputError, type ProviderErrorKind } from "../../../src/model/errors.ts";
import type { ExpectedAmount, LineItem, Price, ProviderRef } from "../../../src/model/payment-link.ts";
import type {
  ListedLink,
  ProviderLink,
  ProviderLinkState,
  SettlementAccount,
} from "../../../src/model/provider-link.ts";
import type { LinkOrder } from "../../../src/ports/payment-provider.ts";
import { exactNumber } from "../../shared/exact-json.ts";
import { fromMicro, microDigits, mostWithFee, toMicro } from "./amount.ts";
import { tokenSymbol } from "./config.ts";
import { currencyOf, toLinkName } from "./name.ts";
import type { AccountWire, LineItemWire, LinkRequestWire, LinkWire, ProductRequestWire } from "./wire.ts";

const longestName = 100;

/** Codes that say that the thing asked about is not there. Source: GStable docs, Errors. */
export const notFoundCodes: ReadonlySet<string> = new Set(["100101", "100201"]);
/** Codes that say that a product cannot be used (any more). Source: GStable docs, Errors. */
export const productCodes: ReadonlySet<string> = new Set(["100301", "100302", "100303", "100304", "100306"]);

/** Source: GStable docs, Errors. Every other code is a no: asking again gives the same answer. */
const errorKinds: Readonly<Record<string, ProviderErrorKind>> = {
  "900101": "rate-limited",
  "900201": "outcome-unknown",
  "900202": "outcome-unknown",
  "900203": "outcome-unknown",
  "999999": "outcome-unknown",
};

/** The kind of failure a code stands for; only a create can have an unknown outcome. */
export function toErrorKind(code: string, isCreate: boolean): ProviderErrorKind {
  const kind = errorKinds[code] ?? "rejected";
  return kind === "outcome-unknown" && !isCreate ? "unavailable" : kind;
}

/**
 * Refuses what GStable cannot carry.
 *
 * @throws InputError `currency-not-taken`, `amount-not-carried`, `option-too-long`.
 */
export function checkOrder(order: LinkOrder, settlementToken: string): void {
  const currency = order.price.kind === "fixed" ? order.price.amount.currency : order.price.currency;
  const taken = ["USD", tokenSymbol(settlementToken)];
  if (!taken.includes(currency.code)) {
    throw new InputError("currency-not-taken", {
      provider: "GStable",
      currency: currency.code,
      names: taken.join(", "),
    });
  }
  if (order.price.kind === "fixed") toMicro(order.price.amount);
  for (const { name, unitPrice } of order.items) {
    if (unitPrice !== undefined) toMicro(unitPrice);
    if (name.length > longestName) {
      throw new InputError("option-too-long", { option: "item", limit: String(longestName) });
    }
  }
}

/** An order as /payment/link/create wants it; one product for each item. */
export function toLinkRequest(
  order: LinkOrder,
  own: { readonly accountId: string; readonly settlementToken: string; readonly productIds: readonly string[] },
): LinkRequestWire {
  const { accountId, settlementToken, productIds } = own;
  const currency = order.price.kind === "fixed" ? order.price.amount.currency : order.price.currency;
  return {
    linkType: order.price.kind === "fixed" ? "fixed" : "custom",
    linkName: toLinkName(order.options.title ?? order.description, currency.code, order.reference),
    accountId,
    settlementToken,
    feeModel: order.options.fee === "payer" ? 2 : 1,
    lineItems: order.items.map((item, at) => toLineItem(item, productIds[at] ?? "", order.price)),
    payerEmailRequired: order.options.email === "true" ? 1 : 0,
    ...toTexts(order.options),
  };
}

/** All fields of a link with some changed, as /payment/link/update wants them: it forgets what is left out. */
export function toLinkUpdate(
  link: LinkWire,
  changes: Readonly<Record<string, string>>,
  reference: string,
): LinkRequestWire & { readonly linkId: string } {
  const { title, email } = changes;
  const { linkId, linkType, linkName, accountId, settlementToken } = link;
  const isEmailRequired = email === undefined ? link.payerEmailRequired === "1" : email === "true";
  return {
    linkId,
    linkType,
    linkName: title === undefined ? linkName : toLinkName(title, currencyOf(link).code, reference),
    accountId,
    settlementToken,
    feeModel: Number(link.feeModel),
    lineItems: (link.lineItems ?? []).map(({ itemType, productId, quantity, unitPrice }) => ({
      itemType: itemType === "user_priced" ? "user_priced" : "product",
      productId,
      quantity: Number(quantity),
      ...(itemType !== "user_priced" && unitPrice && { unitPrice: exactNumber(unitPrice) }),
    })),
    payerEmailRequired: isEmailRequired ? 1 : 0,
    ...(link.successUrl && { successUrl: link.successUrl }),
    ...(link.customSuccessText && { customSuccessText: link.customSuccessText }),
    ...(link.customDisabledText && { customDisabledText: link.customDisabledText }),
    ...toTexts(changes),
  };
}

/** The product behind an item. A product needs a price of its own even where payers choose; a dollar then. */
export function toProductWire(item: LineItem): ProductRequestWire {
  const price = item.unitPrice === undefined ? 10n ** BigInt(microDigits) : toMicro(item.unitPrice);
  const description = item.options?.description;
  return {
    name: item.name,
    commonPrices: [exactNumber(String(price))],
    ...(description !== undefined && { description }),
  };
}

/** A link as we know it, without its payments. */
export function toProviderLink(link: LinkWire): ProviderLink {
  const expected = toExpected(link);
  const status = link.status.toLowerCase();
  return {
    ref: link.linkId as ProviderRef,
    url: link.linkUrl,
    state: toState(status),
    ...(status === "archived" && { isArchived: true }),
    ...(expected !== undefined && { expected }),
  };
}

/** A link of GStable's own list. */
export function toListedLink(link: LinkWire): ListedLink {
  const currency = currencyOf(link);
  const amount = link.amount ? fromMicro(link.amount, currency, link.settlementToken) : undefined;
  const price: Price | undefined =
    link.linkType === "custom" ? { kind: "open", currency } : amount && { kind: "fixed", amount };
  const createdAt = readTime(link.createAt);
  return {
    ...toProviderLink(link),
    name: link.linkName,
    uses: "many",
    ...(price !== undefined && { price }),
    ...(createdAt !== undefined && { createdAt }),
    facts: { linkType: link.linkType, settlementToken: link.settlementToken, feeModel: link.feeModel },
  };
}

/** An account of the dashboard. */
export function toSettlementAccount(account: AccountWire): SettlementAccount {
  const { accountId, accountName, accountAddress, accountType, settlementCurrencies, status } = account;
  return {
    id: accountId,
    name: accountName,
    kind: accountType || "account",
    ...(settlementCurrencies && { currencies: settlementCurrencies }),
    facts: { ...(accountAddress && { accountAddress }), ...(status && { status }) },
  };
}

/** A time of the form `2025-12-24 09:37:58`, which carries no zone and is taken as UTC; RFC 3339 is read too. */
export function readTime(text: string | null | undefined): Date | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?$/.exec(text?.trim() ?? "");
  const at = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}${match[3] ?? "Z"}`);
  return Number.isNaN(at) ? undefined : new Date(at);
}

function toExpected(link: LinkWire): ExpectedAmount | undefined {
  if (link.feeModel !== "2" || link.linkType !== "fixed" || !link.amount) return undefined;
  const least = BigInt(link.amount);
  const units = 10n ** BigInt(microDigits - currencyOf(link).exponent);
  return { least: least / units, most: mostWithFee(least) / units };
}

function toState(status: string): ProviderLinkState {
  // Only `active` is documented; whatever else it may be called, such a link cannot be paid.
  return status === "active" ? "active" : "disabled";
}

function toLineItem(item: LineItem, productId: string, price: Price): LineItemWire {
  if (price.kind === "open") return { itemType: "user_priced", productId, quantity: item.quantity };
  const unitPrice = exactNumber(String(toMicro(item.unitPrice ?? price.amount)));
  return { itemType: "product", productId, quantity: item.quantity, unitPrice };
}

function toTexts(options: Readonly<Record<string, string>>) {
  const { "success-url": successUrl, "success-text": successText, "disabled-text": disabledText } = options;
  return {
    ...(successUrl !== undefined && { successUrl }),
    ...(successText !== undefined && { customSuccessText: successText }),
    ...(disabledText !== undefined && { customDisabledText: disabledText }),
  };
}
