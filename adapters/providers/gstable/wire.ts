import { z } from "zod";

/**
 * Shapes of GStable's API, fields as GStable spells them. Answers are parsed with every number as its text, so amounts
 * and codes are texts here. Source: GStable docs, Payment Link, Product, Account, Checkout Session, Handling webhooks;
 * GStable SDK, types.
 */

/** One item of a request. Amounts are JSON numbers written by `exactNumber`. */
export interface LineItemWire {
  readonly itemType: "product" | "user_priced";
  readonly productId: string;
  readonly quantity: number;
  readonly unitPrice?: object;
}

/** Body of /payment/link/create; an update adds `linkId` and needs all of it too. */
export interface LinkRequestWire {
  readonly linkType: string;
  readonly linkName: string;
  readonly accountId: string;
  readonly settlementToken: string;
  readonly feeModel: number;
  readonly lineItems: readonly LineItemWire[];
  readonly payerEmailRequired?: number;
  readonly successUrl?: string;
  readonly customSuccessText?: string;
  readonly customDisabledText?: string;
}

/** Body of /product/create. */
export interface ProductRequestWire {
  readonly name: string;
  readonly commonPrices: readonly object[];
  readonly description?: string;
}

const text = z.string().nullish();
/** Millionths of a dollar. */
const micro = z.string().regex(/^\d+$/);

/** What every answer is. Failures come as HTTP 200 with another code. */
export const envelopeSchema = z.looseObject({
  code: z.string().regex(/^-?\d+$/),
  message: text,
  data: z.unknown().optional(),
});

/** The answer of calls that only do something. */
export const doneSchema = z.looseObject({ success: z.boolean() });

const itemSchema = z.looseObject({
  itemType: z.string(),
  productId: z.string(),
  quantity: z.string().regex(/^\d+$/),
  unitPrice: micro.nullish(),
});
const itemsSchema = z.looseObject({ items: z.array(itemSchema) });

/** A link's items: nested twice when created, once when read. */
const lineItemsSchema = z
  .union([
    itemsSchema.transform((value) => value.items),
    z.looseObject({ lineItems: itemsSchema }).transform((value) => value.lineItems.items),
    z.array(itemSchema),
  ])
  .nullish();

/** A link as created, read or listed. */
export const linkSchema = z.looseObject({
  linkId: z.string().min(1),
  linkType: z.string(),
  linkName: z.string(),
  lineItems: lineItemsSchema,
  accountId: z.string(),
  settlementToken: z.string(),
  feeModel: z.string(),
  amount: micro.nullish(),
  payerEmailRequired: text,
  successUrl: text,
  customSuccessText: text,
  customDisabledText: text,
  linkUrl: z.url({ protocol: /^https?$/ }),
  status: z.string(),
  createAt: text,
});

/** A page of links; `page` and `size` are texts even on the wire. */
export const linkListSchema = z.looseObject({ links: z.array(linkSchema), total: text });

/** A product, of which only the name and the state matter here. */
export const productSchema = z.looseObject({
  productId: z.string().min(1),
  name: text,
  description: text,
  status: text,
});
/** A page of products. */
export const productListSchema = z.looseObject({ products: z.array(productSchema), total: text });

/** An account; they are made in the dashboard. */
const accountSchema = z.looseObject({
  accountId: z.string(),
  accountName: z.string(),
  accountAddress: text,
  accountType: text,
  settlementCurrencies: z.array(z.string()).nullish(),
  status: text,
});
/** The account list, bare or under a name; the documents do not show it. */
export const accountListSchema = z.union([
  z.array(accountSchema),
  z.looseObject({ accounts: z.array(accountSchema) }).transform((value) => value.accounts),
]);

/** One visit that started a payment. */
export const sessionSchema = z.looseObject({
  sessionId: z.string().min(1),
  businessId: text,
  businessType: text,
  amount: micro.nullish(),
  status: z.string(),
  createAt: text,
  paymentSucceededTime: text,
  settlementSucceededTime: text,
});
/** A session with its transaction, or bare. */
export const sessionDetailSchema = z.union([
  z.looseObject({ session: sessionSchema }).transform((value) => value.session),
  sessionSchema,
]);
/** A page of sessions. */
export const sessionListSchema = z.looseObject({ sessions: z.array(sessionDetailSchema), total: text });

/** A webhook. Source: GStable docs, Handling webhooks, Event Object Structure. */
export const notificationSchema = z.looseObject({
  eventId: z.string().min(1),
  eventType: z.string(),
  occurrence: text,
  payload: z.looseObject({ sessionData: z.unknown().optional(), linkData: z.unknown().optional() }).nullish(),
});
/** What a webhook must say of a session for us to ask about it. */
export const sessionMentionSchema = z.looseObject({ sessionId: z.string().min(1), businessId: text });
/** What a webhook must say of a link for us to ask about it. */
export const linkMentionSchema = z.looseObject({ linkId: z.string().min(1) });

/** A link as GStable tells it. */
export type LinkWire = z.output<typeof linkSchema>;
/** A session as GStable tells it. */
export type SessionWire = z.output<typeof sessionSchema>;
/** A product as GStable tells it. */
export type ProductWire = z.output<typeof productSchema>;
/** An account as GStable tells it. */
export type AccountWire = z.output<typeof accountSchema>;
/** A webhook as GStable sends it. */
export type NotificationWire = z.output<typeof notificationSchema>;
