import type { Money } from "../../../src/model/money.ts";
import type { PaymentEvent } from "../../../src/model/payment-event.ts";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import { fromMicro, mostWithFee } from "./amount.ts";
import type { GstableClient, SessionList } from "./client.ts";
import { readTime } from "./mapping.ts";
import { currencyOf } from "./name.ts";
import { pageThrough } from "./pages.ts";
import type { LinkWire, SessionWire } from "./wire.ts";

/** What must be known of a link to read what was paid through it. */
export type SoldLink = Pick<LinkWire, "linkId" | "linkName" | "settlementToken" | "feeModel" | "linkType" | "amount">;

/** The payer has paid. Source: GStable docs, Checkout Session, Status. */
const paidStatuses = new Set(["paid", "settling", "completed", "settlement_pending"]);
/** The merchant has the money. */
const settledStatus = "completed";

/**
 * Where sessions with money are listed, in the order they move through: one that moves on while we read is met again
 * later instead of being missed.
 */
const lists: readonly SessionList[] = ["paid", "settling", "settlement/pending", "completed"];

/** Whether a session belongs to a payment link at all; what the documents say of it is `payment_link`. */
export function isOfLink(session: Pick<SessionWire, "businessType" | "businessId">): boolean {
  return Boolean(session.businessId) && (!session.businessType || /link/i.test(session.businessType));
}

/** Whether the payer has paid. */
export function isPaid(session: Pick<SessionWire, "status">): boolean {
  return paidStatuses.has(session.status.toLowerCase());
}

/** What a session says of its link: paid once it is paid, settled once the merchant has it. */
export function toEvents(session: SessionWire, link: SoldLink, now: Date): readonly PaymentEvent[] {
  if (!isPaid(session)) return [];
  const ref = link.linkId as ProviderRef;
  const amount = paidAmount(session, link);
  const paidAt = readTime(session.paymentSucceededTime) ?? readTime(session.createAt) ?? now;
  const paid: PaymentEvent = {
    kind: "payment.succeeded",
    key: session.sessionId,
    ref,
    occurredAt: paidAt,
    ...(amount !== undefined && { amount }),
  };
  if (session.status.toLowerCase() !== settledStatus) return [paid];
  const settledAt = readTime(session.settlementSucceededTime) ?? paidAt;
  return [paid, { kind: "payment.settled", key: `settled:${session.sessionId}`, ref, occurredAt: settledAt }];
}

/** The paid sessions of these links, by link. GStable filters by nothing, so its lists are read through. */
export async function paidSessions(
  client: GstableClient,
  linkIds: ReadonlySet<string>,
  since: Date,
): Promise<ReadonlyMap<string, readonly SessionWire[]>> {
  const latest = new Map<string, SessionWire>();
  for (const list of lists) {
    const read = (page: number, size: number) => client.listSessions(list, page, size);
    for await (const session of pageThrough({ read, createdAt: (each) => readTime(each.createAt), since })) {
      if (isOfLink(session) && linkIds.has(session.businessId ?? "")) latest.set(session.sessionId, session);
    }
  }
  return Map.groupBy(latest.values(), (session) => session.businessId ?? "");
}

/**
 * What was paid, in the currency the link was asked in. Where the payer bears the fee and the sum has digits that
 * currency lacks, nothing is said, so that the price stands; any other such sum is told in the token.
 */
function paidAmount(session: SessionWire, link: SoldLink): Money | undefined {
  if (!session.amount) return undefined;
  const currency = currencyOf(link);
  const amount = fromMicro(session.amount, currency, link.settlementToken);
  if (amount.currency.code === currency.code || link.feeModel !== "2" || !link.amount) return amount;
  const [paid, price] = [BigInt(session.amount), BigInt(link.amount)];
  return paid >= price && paid <= mostWithFee(price) ? undefined : amount;
}
