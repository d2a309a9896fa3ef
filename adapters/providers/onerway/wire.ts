import { z } from "zod";

// Answers are read with every number as its text, so `"100"` and `100` are the same here.
const wholeNumber = z.string().regex(/^\d+$/);
const optionalText = z.string().nullish();

/** What `add` is sent. Source: Onerway docs, Payment Link, Create. */
export type AddWire = {
  readonly linkName: string;
  /** A text or an exact number, as `ONERWAY_AMOUNT_FORMAT` says. */
  readonly amount: string | object;
  readonly currency: string;
  readonly defaultCountry: string;
  readonly itemName: string;
  readonly description?: string;
  readonly collectEmail?: boolean;
  readonly collectName?: boolean;
};

/** What `list` is sent; numbers are exact numbers, the status an Integer. Source: Onerway docs, Payment Link, List. */
export type ListWire = {
  readonly linkStatus?: object;
  readonly keywords?: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly current: object;
  readonly size: object;
};

/** What `updateStatus` is sent: the id is a Long and the status a Boolean. Source: Onerway docs, Payment Link, Update. */
export type UpdateStatusWire = {
  readonly id: object;
  readonly linkStatus: boolean;
};

/** What every answer has around its data. Source: Onerway docs, Payment Link. */
export const envelopeSchema = z.looseObject({ respCode: z.string(), respMsg: optionalText });

/** The data of an answered `add`. */
export const addedSchema = z.object({ id: wholeNumber, linkUrl: z.url({ protocol: /^https?$/ }) });

/** One link in the list. Its status is an Integer here; counts and amounts are texts. */
export const recordSchema = z.object({
  id: wholeNumber,
  linkUrl: optionalText,
  linkName: optionalText,
  amount: optionalText,
  currency: z.string(),
  itemName: optionalText,
  description: optionalText,
  defaultCountry: optionalText,
  linkStatus: z.string(),
  createTime: optionalText,
  visitCount: optionalText,
  payCount: optionalText,
  successAmount: optionalText,
});

/** The data of an answered `list`. */
export const pageSchema = z.object({ records: z.array(recordSchema), total: wholeNumber });

/**
 * What every notification has, as far as we read it. The names of fields are not signed, so one that lacks any of these
 * is not believed. Source: Onerway docs, Transaction notification.
 */
export const notificationSchema = z.object({
  notifyType: z.string(),
  merchantNo: z.string(),
  // It is echoed as the acknowledgement, so it may hold nothing but an id.
  transactionId: z.string().regex(/^[\w-]{1,64}$/),
});

/** The same of a notification of kind TXN. */
export const transactionSchema = z.object({
  txnType: z.string(),
  orderAmount: z.string(),
  orderCurrency: z.string(),
  status: z.string(),
});

/** A link that `add` made. */
export type AddedWire = z.output<typeof addedSchema>;
/** One link in the list. */
export type RecordWire = z.output<typeof recordSchema>;
/** One page of the list. */
export type PageWire = z.output<typeof pageSchema>;
/** A notification of kind TXN. */
export type TransactionWire = z.output<typeof transactionSchema>;
