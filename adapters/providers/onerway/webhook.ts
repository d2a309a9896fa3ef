import type { z } from "zod";
import { findCurrency } from "../../../src/model/currency.ts";
import { type LinkHint, WebhookVerificationError } from "../../../src/model/errors.ts";
import { parseReportedDecimal } from "../../../src/model/money.ts";
import type { WebhookReceipt } from "../../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../../src/ports/runtime.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { isSignedNotification } from "./sign.ts";
import { notificationSchema, type TransactionWire, transactionSchema } from "./wire.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

interface NotificationRules {
  readonly merchantNo: string;
  /** The new secret, and the old one while it is replaced. */
  readonly secrets: readonly string[];
}

/**
 * Verifies a notification and reads it. It names no link and its hash has no separators, so it proves no payment: a
 * successful sale is a hint to look at the links that cost as much. The acknowledgement is the bare transaction id.
 *
 * Source: Onerway docs, Transaction notification; Payment status updates.
 *
 * @throws WebhookVerificationError when it is no flat JSON object or its signature does not hold.
 */
export function readNotification(delivery: HttpDelivery, rules: NotificationRules): WebhookReceipt {
  const fields = readFields(delivery.body);
  if (!fields.sign) throw new WebhookVerificationError("onerway: the notification has no sign", "missing");
  if (!isSignedNotification(fields, rules.secrets)) {
    throw new WebhookVerificationError("onerway: the sign does not hold: check ONERWAY_SECRET_KEY", "signature");
  }
  const notification = read(notificationSchema, fields);
  if (notification.merchantNo !== rules.merchantNo) {
    throw new WebhookVerificationError("onerway: a notification for another merchant number", "format");
  }
  const { notifyType, transactionId } = notification;
  const transaction = notifyType === "TXN" ? read(transactionSchema, fields) : undefined;
  return {
    key: [notifyType, transactionId, transaction?.txnType, transaction?.status].join(":"),
    events: [],
    hints: transaction === undefined ? [] : hintsOf(transaction),
    acknowledgement: { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: transactionId },
  };
}

function hintsOf({ txnType, status, orderAmount, orderCurrency }: TransactionWire): readonly LinkHint[] {
  if (txnType !== "SALE" || status !== "S") return [];
  const currency = findCurrency(orderCurrency);
  const amount = currency && parseReportedDecimal(orderAmount, currency);
  // Without an amount we can read, any link may be meant.
  return [amount === undefined ? {} : { amount }];
}

function read<Schema extends z.ZodType>(schema: Schema, fields: object): z.output<Schema> {
  const { success, data } = schema.safeParse(fields);
  if (!success) throw new WebhookVerificationError("onerway: the notification lacks a field that all have", "format");
  return data;
}

/** Every field as the text that was signed. Nested values have no agreed text and are refused. */
function readFields(body: Uint8Array): Readonly<Record<string, string>> {
  let parsed: unknown;
  try {
    parsed = parseExactJson(utf8.decode(body));
  } catch {
    throw new WebhookVerificationError("onerway: the notification is not JSON", "format");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new WebhookVerificationError("onerway: the notification is not an object", "format");
  }
  const texts: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value === "object" && value !== null) {
      throw new WebhookVerificationError("onerway: a field of the notification is nested", "format");
    }
    texts[name] = value === null ? "" : String(value);
  }
  return texts;
}
