import { z } from "zod";

const text = z.string().nullish();
/** A count of smallest units, or a decimal where the documents show one. */
const amount = z.union([z.string().regex(/^\d+(\.\d+)?$/), z.int().nonnegative().transform(String)]);

/** A currency payments are taken in. Source: PaymentKit docs, Payment Currencies. */
export const currencySchema = z.looseObject({
  id: z.string().min(1),
  symbol: z.string().min(1),
  decimal: z.int().min(0).max(36),
  name: text,
  active: z.boolean().nullish(),
  livemode: z.boolean().nullish(),
  /** `standard`, or `credit` for an application's own points. */
  type: text,
  maximum_precision: z.int().nullish(),
});

/** What something costs. Source: @blocklet/payment-types, price. */
export const priceSchema = z.looseObject({
  id: z.string().min(1),
  unit_amount: amount.nullish(),
  currency_id: text,
  currency_options: z.array(z.looseObject({ currency_id: z.string(), unit_amount: amount.nullish() })).nullish(),
  product: z.looseObject({ name: text }).nullish(),
});

/** A product, as made with its prices. Source: @blocklet/payment-types, product. */
export const productSchema = z.looseObject({ id: z.string().min(1), prices: z.array(priceSchema).min(1) });

const adjustableSchema = z.looseObject({
  enabled: z.boolean(),
  minimum: z.int().nullish(),
  maximum: z.int().nullish(),
});

/** One thing a link sells; `price` only where the answer is expanded. Source: PaymentKit docs, Payment Links. */
export const lineItemSchema = z.looseObject({
  price_id: z.string(),
  quantity: z.int(),
  adjustable_quantity: adjustableSchema.nullish(),
  price: priceSchema.nullish(),
});

/** A payment link. `url` is in the documents and not in the published type. Source: PaymentKit docs, Payment Links. */
export const linkSchema = z.looseObject({
  id: z.string().min(1),
  active: z.boolean().nullish(),
  url: text,
  name: text,
  lookup_key: text,
  currency_id: text,
  line_items: z.array(lineItemSchema).nullish(),
  allow_promotion_codes: z.boolean().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  /** In no document; read where a server tells it. */
  archived: z.boolean().nullish(),
  created_at: text,
});

/** A payer's visit to a link. Source: @blocklet/payment-types, checkout-session. */
export const sessionSchema = z.looseObject({
  id: z.string().min(1),
  payment_link_id: text,
  payment_status: text,
  amount_total: amount.nullish(),
  currency_id: text,
  payment_intent_id: text,
  created_at: text,
  updated_at: text,
});

/** Money given back. Source: PaymentKit docs, Refunds. */
export const refundSchema = z.looseObject({
  id: z.string().min(1),
  amount: amount.nullish(),
  currency_id: text,
  payment_intent_id: text,
  status: text,
  created_at: text,
  updated_at: text,
});

/** A payment, with the visit it came from. Source: PaymentKit docs, Payment Intents. */
export const intentSchema = z.looseObject({ id: z.string().min(1), checkoutSession: sessionSchema.nullish() });

/** What a webhook carries. Source: @blocklet/payment-types, event. */
export const eventSchema = z.looseObject({
  id: z.string().min(1),
  type: z.string().min(1),
  livemode: z.boolean().nullish(),
  data: z.looseObject({ object: z.looseObject({ id: text }) }),
  created_at: text,
});

/** The words of a refusal. Source: @blocklet/sdk, middlewares. */
export const errorSchema = z.looseObject({ error: z.union([z.string(), z.looseObject({ message: text })]) });

/** A page of a list. Source: PaymentKit docs, Payment Links, list. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.looseObject({ count: z.int().nullish(), list: z.array(row) });
}

/** Currencies come as a bare array or as a page; the vendor's own clients read either. */
export const currenciesSchema = z.union([
  z.array(currencySchema),
  pageOf(currencySchema).transform(({ list }) => list),
]);

export type CurrencyWire = z.output<typeof currencySchema>;
export type PriceWire = z.output<typeof priceSchema>;
export type ProductWire = z.output<typeof productSchema>;
export type LinkWire = z.output<typeof linkSchema>;
export type SessionWire = z.output<typeof sessionSchema>;
export type RefundWire = z.output<typeof refundSchema>;
export type IntentWire = z.output<typeof intentSchema>;
export type EventWire = z.output<typeof eventSchema>;

/** One page and how many rows there are in all, where the server says. */
export interface PageWire<Row> {
  readonly count?: number | null | undefined;
  readonly list: readonly Row[];
}

/** One thing a new link sells. Source: PaymentKit docs, Payment Links, line_items. */
export interface NewLineItemWire {
  readonly price_id: string;
  readonly quantity: number;
  readonly adjustable_quantity?: { readonly enabled: boolean; readonly minimum?: number; readonly maximum?: number };
}

/** What a payer sees or where they go afterwards. Source: PaymentKit docs, Payment Links, after_completion. */
export type AfterCompletionWire =
  | { readonly type: "hosted_confirmation"; readonly hosted_confirmation: { readonly custom_message: string } }
  | { readonly type: "redirect"; readonly redirect: { readonly url: string } };

/** Fields of a link that can be set when it is made and changed later. Source: PaymentKit docs, Payment Links. */
export interface LinkFieldsWire {
  readonly name?: string;
  readonly after_completion?: AfterCompletionWire;
  readonly allow_promotion_codes?: boolean;
  readonly consent_collection?: { readonly promotions?: string; readonly terms_of_service?: string };
  readonly nft_mint_settings?: { readonly enabled: boolean; readonly factory: string };
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A new link. Source: PaymentKit docs, Payment Links, create. */
export interface NewLinkWire extends LinkFieldsWire {
  readonly line_items: readonly NewLineItemWire[];
  readonly lookup_key: string;
  readonly currency_id: string;
}

/** A new product with its one price. Source: PaymentKit docs, Products; @blocklet/payment-js, products. */
export interface NewProductWire {
  readonly name: string;
  readonly type: "good" | "service";
  readonly description?: string;
  readonly prices: readonly {
    readonly type: "one_time";
    readonly unit_amount: string;
    readonly currency_id: string;
    readonly lookup_key: string;
  }[];
}
