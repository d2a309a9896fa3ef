import { InputError, UnsupportedError } from "../../../src/model/errors.ts";
import { isHttpUrl, parsePairs } from "../../../src/model/option.ts";
import type { ExpectedAmount, LineItem, ProviderRef, Reference } from "../../../src/model/payment-link.ts";
import type { ProviderLink, ProviderLinkState } from "../../../src/model/provider-link.ts";
import type { LinkKey, LinkOrder } from "../../../src/ports/payment-provider.ts";
import type { AfterCompletionWire, LinkFieldsWire, LinkWire, NewLineItemWire } from "./wire.ts";

/** Source: PaymentKit docs, Products, create, name. */
const longestProductName = 64;

/** The document states no limit; this is the usual one of a text column. */
const longestLinkName = 255;

/** More than anybody buys; what "no maximum" is taken for. Source: AIGNE Hub, libs/payment, its own payment link. */
const mostPieces = 100_000_000;

type Texts = Readonly<Record<string, string>>;

/** A link as its server sees it, without its payments. */
export function toProviderLink(wire: LinkWire, baseUrl: string): ProviderLink {
  return {
    ref: wire.id as ProviderRef,
    ...(wire.lookup_key && { reference: wire.lookup_key as Reference }),
    url: toUrl(wire, baseUrl),
    state: toState(wire),
    ...(wire.archived && { isArchived: true }),
  };
}

/** Whether it takes payments; an archived link reads as not active. Source: PaymentKit docs, Payment Links, archive. */
export function toState(wire: Pick<LinkWire, "active" | "archived">): ProviderLinkState {
  if (wire.archived || wire.active === false) return "disabled";
  return wire.active === true ? "active" : "unclear";
}

/**
 * The documents show a `url`; the published type has none and the vendor's own code builds it.
 * Source: @blocklet/payment-react, checkout; AIGNE Hub, libs/payment.
 */
export function toUrl(wire: Pick<LinkWire, "id" | "url">, baseUrl: string): string {
  return wire.url && isHttpUrl(wire.url) ? wire.url : `${baseUrl}/checkout/pay/${wire.id}`;
}

/** The name a link is asked for by: the server takes an id or a lookup key, which is our reference. */
export function nameOf(key: Pick<LinkKey, "ref" | "reference">): string {
  return key.ref ?? key.reference;
}

/**
 * The fields of a link that its options and its order set.
 *
 * @throws InputError when two of them exclude each other.
 */
export function toLinkFields(options: Texts, metadata: Readonly<Record<string, unknown>>): LinkFieldsWire {
  const { linkname, promo, nft } = options;
  const after = toAfterCompletion(options);
  const consent = {
    ...(options["consent-promotions"] !== undefined && { promotions: options["consent-promotions"] }),
    ...(options["consent-terms"] !== undefined && { terms_of_service: options["consent-terms"] }),
  };
  return {
    ...(linkname !== undefined && { name: linkname }),
    ...(after !== undefined && { after_completion: after }),
    ...(promo !== undefined && { allow_promotion_codes: promo === "true" }),
    ...(Object.keys(consent).length > 0 && { consent_collection: consent }),
    ...(nft !== undefined && { nft_mint_settings: { enabled: true, factory: nft } }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

/** What is kept with a link beside the person's own pairs. */
export function toMetadata(
  order: Pick<LinkOrder, "options" | "customerReference" | "note">,
): Readonly<Record<string, unknown>> {
  return {
    ...(order.customerReference !== undefined && { customer_reference: order.customerReference }),
    ...(order.note !== undefined && { note: order.note }),
    ...(order.options.metadata !== undefined && parsePairs(order.options.metadata)),
  };
}

/**
 * One thing sold, at a price that exists.
 *
 * @throws InputError when the payer's choice of quantity leaves out the quantity asked.
 */
export function toLineItem(item: LineItem, priceId: string): NewLineItemWire {
  const range = toQuantityRange(item);
  if (range === undefined) return { price_id: priceId, quantity: item.quantity };
  const { min, max } = range;
  if (min !== undefined && min > item.quantity) {
    throw new InputError("option-out-of-range", { option: "min", limit: `0–${item.quantity}` });
  }
  const leastMax = Math.max(item.quantity, (min ?? 0) + 1);
  if (max !== undefined && max < leastMax) {
    throw new InputError("option-out-of-range", { option: "max", limit: `${leastMax}–${mostPieces}` });
  }
  return {
    price_id: priceId,
    quantity: item.quantity,
    adjustable_quantity: {
      enabled: true,
      ...(min !== undefined && { minimum: min }),
      ...(max !== undefined && { maximum: max }),
    },
  };
}

/** How many pieces a payer may choose; undefined when none can be chosen. `min` or `max` alone also make it so. */
function toQuantityRange(item: LineItem): { readonly min?: number; readonly max?: number } | undefined {
  const { adjustable, min, max } = item.options ?? {};
  if (adjustable === "false" || (adjustable ?? min ?? max) === undefined) return undefined;
  return { ...(min !== undefined && { min: Number(min) }), ...(max !== undefined && { max: Number(max) }) };
}

/**
 * What a payment may be when the payer can choose quantities or use a promotion code; undefined when it is the price.
 * Both bounds are always said: a promotion leaves the smallest amount there is, no maximum the largest choice.
 */
export function toExpected(items: readonly LineItem[], hasPromotions: boolean): ExpectedAmount | undefined {
  const ranges = items.map((item) => ({ item, range: toQuantityRange(item) }));
  if (!hasPromotions && ranges.every(({ range }) => range === undefined)) return undefined;
  let least = 0n;
  let most = 0n;
  for (const { item, range } of ranges) {
    const unit = item.unitPrice?.minor ?? 0n;
    least += unit * BigInt(range === undefined ? item.quantity : (range.min ?? 0));
    most += unit * BigInt(range === undefined ? item.quantity : (range.max ?? mostPieces));
  }
  return { least: hasPromotions || least === 0n ? 1n : least, most };
}

/** A product's name, cut to what it may be, with the whole as its description then. */
export function toProductName(name: string): { readonly name: string; readonly description?: string } {
  return name.length <= longestProductName ? { name } : { name: cut(name, longestProductName), description: name };
}

/** What a link is called on the dashboard, unless a person named it. */
export function toLinkName(description: string): string {
  return cut(description, longestLinkName);
}

/** Refuses what no payment link can be. @throws UnsupportedError */
export function checkKind(order: LinkOrder): void {
  if (order.price.kind === "open") throw new UnsupportedError("a PaymentKit link has a price", "open-amount");
}

function toAfterCompletion({ after, redirect }: Texts): AfterCompletionWire | undefined {
  if (after !== undefined && redirect !== undefined) {
    throw new InputError("bad-setting", { option: "redirect", value: "set together with after" });
  }
  if (after !== undefined) return { type: "hosted_confirmation", hosted_confirmation: { custom_message: after } };
  return redirect === undefined ? undefined : { type: "redirect", redirect: { url: redirect } };
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const letters = [...text.slice(0, limit)];
  while (letters.join("").length >= limit) letters.pop();
  return `${letters.join("")}…`;
}
