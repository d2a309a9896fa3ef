import type { AuditRow, NewAudit } from "../../src/model/audit.ts";
import type { ConversationRef } from "../../src/model/conversation.ts";
import type { PaymentEvent } from "../../src/model/payment-event.ts";
import type { LinkId } from "../../src/model/payment-link.ts";
import type { NewEvent } from "../../src/ports/store.ts";
import { decodeDocument, encodeDocument } from "./store-codec.ts";

/** A report as it is written. */
export interface EventRow {
  readonly account: string;
  readonly key: string;
  readonly link_id: string | null;
  readonly ref: string | null;
  readonly reference: string | null;
  readonly occurred_at: number;
  readonly body: string;
}

export function toEventRow({ account, linkId, event }: NewEvent): EventRow {
  return {
    account,
    key: event.key,
    link_id: linkId ?? null,
    ref: event.ref ?? null,
    reference: event.reference ?? null,
    occurred_at: event.occurredAt.getTime(),
    body: encodeDocument(event),
  };
}

export function fromEventRow(row: Pick<EventRow, "body">): PaymentEvent {
  return decodeDocument<PaymentEvent>(row.body);
}

/** An audit row as it is written. */
export interface NewAuditRow {
  readonly at: number;
  readonly who: string;
  readonly who_name: string | null;
  readonly what: string;
  readonly outcome: string;
  readonly link_id: string | null;
  readonly conversation: string | null;
  readonly facts: string | null;
}

/** An audit row as it is read. */
export interface StoredAuditRow extends NewAuditRow {
  readonly seq: number;
  readonly seal: string | null;
}

export function toAuditRow(audit: NewAudit): NewAuditRow {
  return {
    at: audit.at.getTime(),
    who: audit.who,
    who_name: audit.whoName ?? null,
    what: audit.what,
    outcome: audit.outcome,
    link_id: audit.linkId ?? null,
    conversation: audit.conversation ?? null,
    facts: audit.facts === undefined ? null : encodeDocument(audit.facts),
  };
}

export function fromAuditRow(row: StoredAuditRow): AuditRow {
  return {
    seq: row.seq,
    at: new Date(row.at),
    who: row.who,
    ...(row.who_name !== null && { whoName: row.who_name }),
    what: row.what,
    outcome: row.outcome as AuditRow["outcome"],
    ...(row.link_id !== null && { linkId: row.link_id as LinkId }),
    ...(row.conversation !== null && { conversation: row.conversation as ConversationRef }),
    ...(row.facts !== null && { facts: decodeDocument<Readonly<Record<string, string>>>(row.facts) }),
    ...(row.seal !== null && { seal: row.seal }),
  };
}
