import { z } from "zod";

// Answers are read with every number as its text, so codes and amounts may come as either.
const text = z.string().nullish();
const amount = z.union([z.literal(""), z.string().regex(/^-?\d+(\.\d+)?([eE][+-]?\d{1,2})?$/)]).nullish();

/** One thing bought. Source: QLink payment standard, 4 apply, items. */
export interface ItemWire {
  readonly skuCode: string;
  readonly skuName: string;
  /** A number in the table, a string in the example; sent as the table says. */
  readonly quantity: number;
  readonly url?: string;
  readonly imageUrl?: string;
  readonly category?: string;
  readonly subcategory?: string;
  readonly description?: string;
  readonly metadata?: string;
}

/** What apply is sent. Source: QLink payment standard, 4 apply. */
export interface ApplyWire {
  /** The table says `payAccount`, the example `glinkAccount`; exactly one is sent. */
  readonly payAccount?: string;
  readonly glinkAccount?: string;
  readonly payTypeCode: string;
  readonly payChannelCode?: string;
  readonly tradeUuid: string;
  /** `yyyy-MM-dd HH:mm:ss`. */
  readonly tradeTime: string;
  readonly source?: string;
  readonly orderCode: string;
  readonly country: string;
  readonly currency: string;
  /** A JSON number in major units, written digit for digit. */
  readonly amount: object;
  readonly description: string;
  /** JSON text. */
  readonly metadata?: string;
  readonly items: readonly ItemWire[];
}

/** One row of queryPayAccount. The lower names are those of the edition for service providers. Source: 3 queryPayAccount. */
export const accountRowSchema = z.looseObject({
  serviceProvider: text,
  type: text,
  code: text,
  name: text,
  channelCode: text,
  desc: text,
  country: text,
  currencyList: z.array(z.string()).nullish(),
});

/** What apply answers; its `errorCode` has the description of `actionValue` in the document. Source: 4 apply. */
export const appliedSchema = z.looseObject({
  billCode: text,
  paymentRequestId: text,
  actionValue: text,
  errorCode: text,
});

/** One row of getPayStatus; `amount` may be null. Source: 5 getPayStatus. */
export const statusRowSchema = z.looseObject({
  tradeUuid: text,
  billCode: text,
  paymentRequestId: text,
  orderCode: text,
  status: text,
  payTime: text,
  amount,
  currency: text,
  errorCode: text,
});

/** What cancel answers. Source: 6 cancel. */
export const cancelledSchema = z.looseObject({ status: text, cancelTime: text, errorCode: text });

/** What QLink sends us; it names no amount. Source: 8 payNotification. */
export const notificationSchema = z.looseObject({
  tradeUuid: text,
  billCode: text,
  orderCode: text,
  paymentRequestId: text,
  status: text,
  payTime: text,
  errorCode: text,
});

export type AccountRowWire = z.output<typeof accountRowSchema>;
export type AppliedWire = z.output<typeof appliedSchema>;
export type StatusRowWire = z.output<typeof statusRowSchema>;
export type CancelledWire = z.output<typeof cancelledSchema>;
export type NotificationWire = z.output<typeof notificationSchema>;

/** The payload of an answer, or the refusal it is. */
export type Opened =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * Takes the payload out of an answer. The document describes an envelope (`success`, `message`) and shows bare
 * answers; the edition for service providers has `success`, `errorCode`, `result`. All of them are read.
 */
export function openEnvelope(answer: unknown): Opened {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return { ok: true, payload: answer };
  const { success, message, ...rest } = answer as Record<string, unknown>;
  if (typeof success !== "boolean") return { ok: true, payload: answer };
  if (!success) return { ok: false, code: String(rest.errorCode ?? ""), message: String(message ?? "") };
  return { ok: true, payload: rest.result ?? rest.data ?? rest };
}
