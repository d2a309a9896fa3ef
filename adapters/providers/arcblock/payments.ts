import { NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import type { Money } from "../../../src/model/money.ts";
import type { PaymentEvent } from "../../../src/model/payment-event.ts";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import type { Logger } from "../../../src/ports/runtime.ts";
import { readAmount } from "./amount.ts";
import type { Catalog } from "./catalog.ts";
import type { ArcblockClient } from "./client.ts";
import type { PageWire, RefundWire, SessionWire } from "./wire.ts";

const pageSize = 100;
const mostPages = 50;

/** Reads a link's money from the visits payers made to it. */
export interface Payments {
  /** Payments and refunds of a link that was asked for then. */
  eventsOf(linkId: string, orderedAt: Date): Promise<readonly PaymentEvent[]>;
  /** A visit that was paid, as an event; undefined when it was not, or came from no link. */
  toPaid(session: SessionWire, occurredAt: Date): Promise<PaymentEvent | undefined>;
  /** A refund of a link's payment, as an event. */
  toRefunded(refund: RefundWire, linkId: string, occurredAt: Date): Promise<PaymentEvent>;
  amountOf(text: string | null | undefined, currencyId: string | null | undefined): Promise<Money | undefined>;
}

interface PaymentsSettings {
  readonly client: ArcblockClient;
  readonly catalog: Catalog;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** The payments of one account's links. */
export function createPayments({ client, catalog, logger, now }: PaymentsSettings): Payments {
  async function amountOf(text: string | null | undefined, currencyId: string | null | undefined) {
    if (!text || !currencyId) return undefined;
    return readAmount(text, await catalog.currencyById(currencyId));
  }

  async function toPaid(session: SessionWire, occurredAt: Date): Promise<PaymentEvent | undefined> {
    if (session.payment_status !== "paid" || !session.payment_link_id) return undefined;
    const amount = await amountOf(session.amount_total, session.currency_id);
    const ref = session.payment_link_id as ProviderRef;
    return { kind: "payment.succeeded", key: session.id, ref, occurredAt, ...(amount && { amount }) };
  }

  async function toRefunded(refund: RefundWire, linkId: string, occurredAt: Date): Promise<PaymentEvent> {
    const amount = await amountOf(refund.amount, refund.currency_id);
    const key = `payment.refunded:${refund.id}`;
    return { kind: "payment.refunded", key, ref: linkId as ProviderRef, occurredAt, ...(amount && { amount }) };
  }

  async function refundsOf(intents: ReadonlySet<string>, since: Date): Promise<readonly RefundWire[]> {
    try {
      const list = (page: number) => client.listRefunds({ page: String(page), pageSize: String(pageSize) });
      const isOurs = (each: RefundWire) => each.status === "succeeded" && intents.has(each.payment_intent_id ?? "");
      return await collect(list, { since, keep: isOurs });
    } catch (error) {
      // Not every key may read refunds; payments must be told all the same.
      const isBarred = error instanceof ProviderError && (error.kind === "rejected" || error.kind === "unauthorised");
      if (!isBarred && !(error instanceof NotFoundError)) throw error;
      logger.debug("refunds cannot be listed", { provider: "arcblock", error });
      return [];
    }
  }

  async function collect<Row extends { readonly created_at?: string | null | undefined }>(
    list: (page: number) => Promise<PageWire<Row>>,
    { since, keep }: { readonly since: Date; readonly keep: (row: Row) => boolean },
  ): Promise<readonly Row[]> {
    const kept: Row[] = [];
    for (let page = 1, seen = 0; page <= mostPages; page += 1) {
      const { count, list: rows } = await list(page);
      kept.push(...rows.filter(keep));
      seen += rows.length;
      const isLast = typeof count === "number" ? seen >= count : rows.length < pageSize;
      if (rows.length === 0 || isLast || isOlder(rows, since)) return kept;
    }
    logger.warn("too many rows to look through for a link's payments", {
      provider: "arcblock",
      rows: mostPages * pageSize,
    });
    return kept;
  }

  return {
    async eventsOf(linkId, orderedAt) {
      // The name of the filter is in no document, so a server may ignore it: every row is checked.
      const list = (page: number) =>
        client.listCheckoutSessions({ payment_link_id: linkId, page: String(page), pageSize: String(pageSize) });
      const isPaid = (each: SessionWire) => each.payment_link_id === linkId && each.payment_status === "paid";
      const sessions = await collect(list, { since: orderedAt, keep: isPaid });
      const paid = await Promise.all(sessions.map((each) => toPaid(each, timeOf(each) ?? now())));
      const intents = new Set(sessions.flatMap((each) => each.payment_intent_id ?? []));
      const refunds = intents.size === 0 ? [] : await refundsOf(intents, orderedAt);
      const refunded = await Promise.all(refunds.map((each) => toRefunded(each, linkId, timeOf(each) ?? now())));
      return [...paid.flatMap((event) => event ?? []), ...refunded];
    },
    toPaid,
    toRefunded,
    amountOf,
  };
}

/** When a row was last changed, which for a paid visit or a refund is when it was done. */
export function timeOf(row: {
  readonly created_at?: string | null | undefined;
  readonly updated_at?: string | null | undefined;
}): Date | undefined {
  const moment = new Date(row.updated_at || row.created_at || "");
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** Whether a page that is sorted newest first holds only what is older; an hour is left for clocks that differ. */
function isOlder(rows: readonly { readonly created_at?: string | null | undefined }[], since: Date): boolean {
  const times = rows.map((each) => new Date(each.created_at || "").getTime());
  const isSorted = times.every((time, at) => at === 0 || time <= (times[at - 1] ?? 0));
  const newest = times[0] ?? Number.NaN;
  return isSorted && newest > (times.at(-1) ?? newest) && newest < since.getTime() - 3_600_000;
}
