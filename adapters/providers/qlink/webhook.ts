import { type LinkHint, WebhookVerificationError } from "../../../src/model/errors.ts";
import type { WebhookReceipt } from "../../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../../src/ports/runtime.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { sha256Hex } from "../../shared/signature.ts";
import { type ContentReading, isSigned } from "./sign.ts";
import { type NotificationWire, notificationSchema } from "./wire.ts";

/** As QLink's own answers say yes; its document does not say what it wants to hear. Source: QLink payment standard, 2. */
const acknowledgement = {
  status: 200,
  headers: { "content-type": "application/json" },
  body: '{"success":true}',
} as const;

/** Our references are letters, digits and dashes; nothing else is worth a look at the provider. */
const referencePattern = /^[\w-]{1,64}$/;

/** What a notification is checked with. */
export interface NotificationKeys {
  readonly appKey: string;
  /** The present secret and the one before. */
  readonly secrets: readonly string[];
  readonly reading: ContentReading;
}

/**
 * Checks a notification and names the request it is about. It is a hint in any case: its signature is SHA-1 with the
 * secret at the end, over no time, and it names no amount.
 *
 * @throws WebhookVerificationError with a hint, so that one limited look can be taken, when it is not signed by us both.
 */
export function readNotification(
  delivery: HttpDelivery,
  { appKey, secrets, reading }: NotificationKeys,
): WebhookReceipt {
  const content = new TextDecoder().decode(delivery.body);
  const notification = parse(content);
  const hints = hintsOf(notification);
  const signature = delivery.headers.sign ?? "";
  if (signature === "") throw new WebhookVerificationError("no sign header", "missing", hints);
  if (!isSigned({ appKey, content, reading }, signature, secrets)) {
    const advice = "check QLINK_APP_SECRET and QLINK_SIGN_CONTENT";
    throw new WebhookVerificationError(`the signature does not hold: ${advice}`, "signature", hints);
  }
  if (notification === undefined) throw new WebhookVerificationError("the notification has an unknown form", "format");
  return { key: keyOf(notification, content), events: [], hints, acknowledgement };
}

function parse(content: string): NotificationWire | undefined {
  try {
    return notificationSchema.safeParse(parseExactJson(content)).data;
  } catch {
    return undefined;
  }
}

function hintsOf(notification: NotificationWire | undefined): readonly LinkHint[] {
  const tradeUuid = notification?.tradeUuid ?? "";
  return referencePattern.test(tradeUuid) ? [{ ref: tradeUuid, reference: tradeUuid }] : [];
}

function keyOf({ tradeUuid, status }: NotificationWire, content: string): string {
  return tradeUuid ? `${tradeUuid}:${status ?? ""}` : sha256Hex(content);
}
