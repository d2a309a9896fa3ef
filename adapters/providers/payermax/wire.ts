import { z } from "zod";

/**
 * Shapes of PayerMax's PayByLink calls, fields as PayerMax spells them.
 * Source: PayerMax API reference, createPaybylink, queryPaybylink, expirePaybylink, orderQuery, payLinkResultNotifyUrl.
 */

/** One thing sold. All texts, numbers too. */
export interface GoodsWire {
  readonly goodsName: string;
  readonly goodsDescription: string;
  readonly quantity: string;
  readonly price: string;
  readonly goodsCurrency: string;
  readonly showUrl: string;
}

/** `data` of createPaybylink. */
export interface CreateWire {
  readonly merchantLinkId: string;
  readonly linkType: "ONETIME";
  readonly expiresTime: string;
  readonly country: string;
  readonly currency: string;
  readonly totalAmount: string;
  readonly language?: string;
  readonly description: string;
  readonly linkDescription?: string;
  readonly userInfo: { readonly userId: string; readonly username?: string };
  readonly goodsDetails: readonly GoodsWire[];
  readonly merchantInfo: { readonly logoUrl?: string; readonly contactEmail: string };
  readonly notifyUrl: string;
}

/** What every answer begins with. `data` is read once the signature holds. */
export const envelopeSchema = z.looseObject({
  code: z.string(),
  msg: z.string().nullish(),
  data: z.unknown().optional(),
});

// The samples carry a field name with a trailing space.
const trimKeys = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key.trim(), each]))
    : value;

/** A list; the samples show a single object where the schema says list. */
const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === null || value === undefined ? [] : [value].flat()), z.array(schema)).prefault([]);

/** An amount in major units: a text in links, a JSON number (kept as written) in orders. */
const amountSchema = z.string().nullish();

/** One try to pay a link. `outTradeNo` is empty until the payer opened it. */
const attemptSchema = z.preprocess(
  trimKeys,
  z.looseObject({
    outTradeNo: z.string().nullish(),
    status: z.string(),
    completeAt: z.string().nullish(),
  }),
);

/** A link, as created, queried, expired or called back. What only some of these carry is optional. */
export const linkSchema = z.preprocess(
  trimKeys,
  z.looseObject({
    linkId: z.string().min(1),
    merchantLinkId: z.string().nullish(),
    linkUrl: z.url({ protocol: /^https?$/ }).nullish(),
    linkStatus: z.string(),
    expiresAt: z.string().nullish(),
    totalAmount: amountSchema,
    currency: z.string().nullish(),
    payByLinkInfo: listOf(attemptSchema),
  }),
);

/** The answer to createPaybylink, which must name the address. */
export const createdLinkSchema = z.preprocess(
  trimKeys,
  z.looseObject({
    linkId: z.string().min(1),
    merchantLinkId: z.string(),
    linkUrl: z.url({ protocol: /^https?$/ }),
    linkStatus: z.string(),
    expiresAt: z.string().nullish(),
    payByLinkInfo: listOf(attemptSchema),
  }),
);

/** One order: in orderQuery's answer and in a PAYMENT callback. */
export const orderSchema = z.preprocess(
  trimKeys,
  z.looseObject({
    outTradeNo: z.string().min(1),
    status: z.string(),
    totalAmount: amountSchema,
    currency: z.string().nullish(),
    completeTime: z.string().nullish(),
    reference: z.string().nullish(),
  }),
);

/** What every callback begins with. */
export const callbackSchema = z.looseObject({
  code: z.string().nullish(),
  appId: z.string().nullish(),
  notifyTime: z.string().nullish(),
  notifyType: z.string(),
  data: z.unknown().optional(),
});

/** A link as PayerMax tells it. */
export type LinkWire = z.output<typeof linkSchema>;
/** One try to pay it. */
export type AttemptWire = z.output<typeof attemptSchema>;
/** One order. */
export type OrderWire = z.output<typeof orderSchema>;
