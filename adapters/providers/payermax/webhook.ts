import { createHash, type KeyObject } from "node:crypto";
import type { z } from "zod";
import { type LinkHint, WebhookVerificationError } from "../../../src/model/errors.ts";
import type { PaymentEvent } from "../../../src/model/payment-event.ts";
import type { WebhookReceipt } from "../../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../../src/ports/runtime.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { readAmount, readTime, successfulAttempts, toPaymentEvent } from "./mapping.ts";
import { isSigned } from "./sign.ts";
import { callbackSchema, type LinkWire, linkSchema, orderSchema } from "./wire.ts";

/** Anything else counts as a failure. Source: PayerMax API reference, payLinkResultNotifyUrl. */
const acknowledgement = {
  status: 200,
  headers: { "content-type": "application/json" },
  body: '{"msg":"Success","code":"SUCCESS"}',
} as const;

interface Reading {
  readonly events?: readonly PaymentEvent[];
  readonly hints?: readonly LinkHint[];
}

/**
 * Verifies a callback on its raw bytes and reads it. PAYBYLINK names the link and is believed; PAYMENT names an order
 * only, so it is a hint; any other kind is acknowledged and says nothing.
 *
 * @throws WebhookVerificationError when it is not signed by PayerMax or is meant for another application.
 */
export function readCallback(
  delivery: HttpDelivery,
  own: { readonly appId: string; readonly publicKeys: readonly KeyObject[]; readonly now: Date },
): WebhookReceipt {
  const signature = delivery.headers.sign ?? "";
  if (signature === "") throw new WebhookVerificationError("no sign header", "missing");
  if (!isSigned(delivery.body, signature, own.publicKeys)) {
    throw new WebhookVerificationError("the signature does not hold: check PAYERMAX_PUBLIC_KEY", "signature");
  }
  const callback = parse(callbackSchema, parseJson(delivery.body));
  // PayerMax signs for every merchant, so another merchant could have it call us about a link named like ours.
  if (callback.appId && callback.appId !== own.appId) {
    throw new WebhookVerificationError("the callback is for another PAYERMAX_APP_ID", "format");
  }
  const at = readTime(callback.notifyTime) ?? own.now;
  const { events = [], hints = [] } = read(callback.notifyType, callback.data, at);
  return { key: keyOf(callback.notifyType, callback.data), events, hints, acknowledgement };
}

function read(notifyType: string, data: unknown, at: Date): Reading {
  switch (notifyType) {
    case "PAYBYLINK":
      return readLink(parse(linkSchema, data), at);
    case "PAYMENT":
      return readOrder(data);
    default:
      return {};
  }
}

function readLink(link: LinkWire, at: Date): Reading {
  const amount = readAmount(link);
  if (amount === "unreadable") {
    return { hints: [{ ref: link.linkId, ...(link.merchantLinkId && { reference: link.merchantLinkId }) }] };
  }
  const paid = amount === "absent" ? undefined : amount;
  return { events: successfulAttempts(link).map((each) => toPaymentEvent(link, each, paid, at)) };
}

// Nothing published says whether `reference` is our link's name; the amount alone still narrows the search.
function readOrder(data: unknown): Reading {
  const order = parse(orderSchema, data);
  if (order.status.toUpperCase() !== "SUCCESS") return {};
  const amount = readAmount(order);
  const byAmount: LinkHint[] = typeof amount === "string" ? [] : [{ amount }];
  return { hints: [...(order.reference ? [{ reference: order.reference }] : []), ...byAmount] };
}

// The time of sending changes with each redelivery; what is reported does not.
function keyOf(notifyType: string, data: unknown): string {
  return createHash("sha256")
    .update(`${notifyType}:${JSON.stringify(data)}`)
    .digest("hex");
}

function parseJson(body: Uint8Array): unknown {
  try {
    return parseExactJson(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw new WebhookVerificationError("the callback has an unknown form", "format");
  return result.data;
}
