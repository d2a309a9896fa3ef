import type { z } from "zod";
import { WebhookVerificationError } from "../../../src/model/errors.ts";
import type { HttpDelivery } from "../../../src/ports/runtime.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { hmacSha256, isFresh, isSameText } from "../../shared/signature.ts";
import { readTime } from "./mapping.ts";
import { linkMentionSchema, type NotificationWire, notificationSchema, sessionMentionSchema } from "./wire.ts";

/** The vendor asks to check the time and names no figure. */
const toleranceMs = 5 * 60_000;
/** A number above this counts milliseconds; the unit is not documented. */
const mostSeconds = 100_000_000_000;

/** What a verified webhook is about; the provider is asked before anything is believed. */
export interface Notification {
  readonly key: string;
  readonly subject:
    | { readonly kind: "session"; readonly sessionId: string; readonly linkId?: string }
    | { readonly kind: "link"; readonly linkId: string; readonly change: "disabled" | "enabled"; readonly at?: Date }
    | { readonly kind: "nothing" };
}

/** Sessions that have not been paid. Source: GStable docs, Event list. */
const unpaid = new Set(["session.created", "session.expired", "session.cancelled"]);

/**
 * Verifies a webhook on its raw bytes, then reads what it is about.
 *
 * @throws WebhookVerificationError when the proof is missing, false or old. Source: GStable docs, Handling webhooks.
 */
export function readNotification(delivery: HttpDelivery, keys: readonly string[], now: Date): Notification {
  const timestamp = delivery.headers["x-gstable-timestamp"] ?? "";
  const signature = delivery.headers["x-gstable-signature"] ?? "";
  if (timestamp === "" || signature === "") throw new WebhookVerificationError("no signature headers", "missing");
  if (!keys.some((key) => isSigned(delivery.body, { timestamp, signature, key }))) {
    throw new WebhookVerificationError("the signature does not hold: check GSTABLE_WEBHOOK_KEY", "signature");
  }
  const sentAt = readTimestamp(timestamp);
  if (sentAt === undefined || !isFresh(sentAt, now, toleranceMs)) {
    throw new WebhookVerificationError("the timestamp is more than five minutes off", "timestamp");
  }
  const notification = parse(notificationSchema, parseJson(delivery.body));
  return { key: notification.eventId, subject: subjectOf(notification) };
}

function subjectOf({ eventType, payload: given, occurrence }: NotificationWire): Notification["subject"] {
  const payload = given ?? {};
  if (eventType.startsWith("session.") && !unpaid.has(eventType)) {
    const data = payload.sessionData as { session?: unknown } | null | undefined;
    const { sessionId, businessId } = parse(sessionMentionSchema, data?.session ?? data);
    return { kind: "session", sessionId, ...(businessId && { linkId: businessId }) };
  }
  if (eventType === "payment.link.disabled" || eventType === "payment.link.enabled") {
    const { linkId } = parse(linkMentionSchema, payload.linkData);
    const at = readTime(occurrence);
    return {
      kind: "link",
      linkId,
      change: eventType === "payment.link.enabled" ? "enabled" : "disabled",
      ...(at && { at }),
    };
  }
  return { kind: "nothing" };
}

// Hex or base64 is not documented; they differ in length.
function isSigned(body: Uint8Array, proof: { timestamp: string; signature: string; key: string }): boolean {
  const digest = hmacSha256(proof.key, `${proof.timestamp}:`, body);
  const isHex = proof.signature.length === 64;
  return isSameText(digest.toString(isHex ? "hex" : "base64"), isHex ? proof.signature.toLowerCase() : proof.signature);
}

function readTimestamp(text: string): Date | undefined {
  if (!/^\d{1,16}$/.test(text)) return undefined;
  const count = Number(text);
  return new Date(count > mostSeconds ? count : count * 1000);
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
  if (!result.success) throw new WebhookVerificationError("the webhook has an unknown form", "format");
  return result.data;
}
