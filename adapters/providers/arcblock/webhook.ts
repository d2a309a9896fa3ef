import type { KeyObject } from "node:crypto";
import { type LinkHint, PaylinkError, WebhookVerificationError } from "../../../src/model/errors.ts";
import type { PaymentEvent } from "../../../src/model/payment-event.ts";
import type { WebhookReceipt } from "../../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../../src/ports/runtime.ts";
import { isFresh } from "../../shared/signature.ts";
import type { ArcblockClient } from "./client.ts";
import { type Payments, timeOf } from "./payments.ts";
import { isSigned, toSignedText } from "./sign.ts";
import { type EventWire, eventSchema, refundSchema, sessionSchema } from "./wire.ts";

/** Any 2xx will do. Source: PaymentKit docs, Webhooks. */
const acknowledgement = {
  status: 200,
  headers: { "content-type": "application/json" },
  body: '{"received":true}',
} as const;

const toleranceMs = 5 * 60_000;
const linkIdPattern = /^plink_[\w-]{1,64}$/;

/** What a webhook is checked with. */
export interface WebhookKeys {
  readonly keys: readonly KeyObject[];
  /** Path the vendor was told; a proxy may have cut it. */
  readonly path: string | undefined;
  readonly now: Date;
}

/** What reading one needs. */
export interface WebhookReader {
  readonly client: ArcblockClient;
  readonly payments: Payments;
  readonly isLive: boolean;
  /** Stands in where an event tells no time. */
  readonly now: Date;
}

/**
 * Checks a webhook: the component signature that calls carry, over the event, with a time at most five minutes away.
 * Source: blocklet/payment-example, routes; @blocklet/sdk, util/verify-sign.
 *
 * @throws WebhookVerificationError naming the link it speaks of, for one limited look.
 */
export function verifyEvent(delivery: HttpDelivery, { keys, path, now }: WebhookKeys): EventWire {
  const body = parse(delivery.body);
  const hints = hintsOf(body);
  const refuse = (message: string, problem: WebhookVerificationError["problem"]) =>
    new WebhookVerificationError(message, problem, hints);
  const header = (name: string) => delivery.headers[`x-component-${name}`] ?? "";
  if (keys.length === 0) throw refuse("no key to check with: set ARCBLOCK_APP_PUBLIC_KEY", "missing");
  const missing = ["did", "sig", "sig-iat", "sig-exp", "sig-version"].find((name) => header(name) === "");
  if (missing !== undefined) throw refuse(`no x-component-${missing} header`, "missing");
  if (header("sig-version") !== "1") throw refuse("a signature of another version", "format");
  if (body === undefined) throw refuse("the body is not JSON", "format");
  const [iat, exp] = [Number(header("sig-iat")), Number(header("sig-exp"))];
  if (!Number.isInteger(iat) || !Number.isInteger(exp)) throw refuse("the times are no numbers", "format");
  const isSignedFor = (url: string) => {
    try {
      const call = { method: delivery.method, url, query: delivery.query, body };
      return isSigned(toSignedText(call, { iat, exp }), header("sig"), keys);
    } catch {
      // Nested deeper than anybody means: there is no text to check.
      return false;
    }
  };
  if (![...new Set([path ?? delivery.path, delivery.path])].some(isSignedFor)) {
    throw refuse("the signature does not hold: check ARCBLOCK_APP_PUBLIC_KEY", "signature");
  }
  const isInTime = isFresh(new Date(iat * 1000), now, toleranceMs) && exp * 1000 >= now.getTime();
  if (!isInTime) throw refuse("signed too long ago, or by a clock that is ahead", "timestamp");
  const event = eventSchema.safeParse(body);
  if (!event.success) throw refuse("the event has an unknown form", "format");
  return event.data;
}

/** Reads a verified event. What cannot be told without the server, while it does not answer, is a hint. */
export async function readEvent(event: EventWire, reader: WebhookReader): Promise<WebhookReceipt> {
  const receipt = { key: event.id, events: [], hints: [], acknowledgement };
  // One key signs for both modes; the other mode's links are not ours.
  if ((event.livemode ?? reader.isLive) !== reader.isLive) return receipt;
  const occurredAt = timeOf({ created_at: event.created_at }) ?? reader.now;
  switch (event.type) {
    case "checkout.session.completed":
      return { ...receipt, ...(await readSession(event, occurredAt, reader)) };
    case "refund.succeeded":
      return { ...receipt, ...(await readRefund(event, occurredAt, reader)) };
    case "payment_link.updated":
      return { ...receipt, hints: hintOf(event.data.object.id) };
    default:
      return receipt;
  }
}

interface Reading {
  readonly events?: readonly PaymentEvent[];
  readonly hints?: readonly LinkHint[];
}

async function readSession(event: EventWire, occurredAt: Date, { payments }: WebhookReader): Promise<Reading> {
  const session = sessionSchema.safeParse(event.data.object).data;
  if (session === undefined) return { hints: hintsOf(event) };
  try {
    const paid = await payments.toPaid(session, occurredAt);
    return paid === undefined ? {} : { events: [paid] };
  } catch (error) {
    if (error instanceof PaylinkError) return { hints: hintOf(session.payment_link_id) };
    throw error;
  }
}

async function readRefund(event: EventWire, occurredAt: Date, reader: WebhookReader): Promise<Reading> {
  const refund = refundSchema.safeParse(event.data.object).data;
  if (!refund?.payment_intent_id) return {};
  try {
    const { checkoutSession } = await reader.client.retrievePaymentIntent(refund.payment_intent_id);
    const linkId = checkoutSession?.payment_link_id;
    if (!linkId) return {};
    return { events: [await reader.payments.toRefunded(refund, linkId, occurredAt)] };
  } catch (error) {
    if (!(error instanceof PaylinkError)) throw error;
    const amount = await reader.payments.amountOf(refund.amount, refund.currency_id).catch(() => undefined);
    return amount === undefined ? {} : { hints: [{ amount }] };
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function hintsOf(body: unknown): readonly LinkHint[] {
  const object = eventSchema.safeParse(body).data?.data.object;
  return hintOf(object?.payment_link_id);
}

function hintOf(linkId: unknown): readonly LinkHint[] {
  return typeof linkId === "string" && linkIdPattern.test(linkId) ? [{ ref: linkId }] : [];
}
