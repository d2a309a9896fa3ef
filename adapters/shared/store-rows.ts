import type { AuditRow, NewAudit } from "../../src/model/audit.ts";
import type { ActorId, ConversationRef, MessageRef } from "../../src/model/conversation.ts";
import type { Delivery, DeliveryBody, DeliveryId, NewDelivery } from "../../src/model/delivery.ts";
import type { Draft } from "../../src/model/draft.ts";
import type { LinkTask, LinkTaskData, LinkTaskKind, NewTask, TaskId } from "../../src/model/link-task.ts";
import type { NewNotice, Notice, NoticeBody, NoticeId } from "../../src/model/notice.ts";
import type { PaymentEvent } from "../../src/model/payment-event.ts";
import type { AccountId, LinkId, PaymentLink } from "../../src/model/payment-link.ts";
import type { NewEvent, RecordWrite, StoredRecord } from "../../src/ports/store.ts";
import { decodeDocument, encodeDocument } from "./store-codec.ts";
import { searchTextOf } from "./store-search.ts";

/** What both engines keep of a link: the document, and the columns that queries need. Times are epoch milliseconds. */
export interface LinkRow {
  readonly id: string;
  readonly revision: number;
  readonly provider: string;
  readonly account: string;
  readonly reference: string;
  readonly ref: string | null;
  readonly url: string | null;
  readonly status: string;
  readonly created_by: string;
  readonly conversation: string;
  readonly price_currency: string | null;
  readonly price_minor: string | null;
  readonly search: string;
  readonly created_at: number;
  readonly card: string | null;
  readonly doc: string;
}

/** The columns of a link, in the order they are written. */
export const linkColumns = [
  "id",
  "revision",
  "provider",
  "account",
  "reference",
  "ref",
  "url",
  "status",
  "created_by",
  "conversation",
  "price_currency",
  "price_minor",
  "search",
  "created_at",
  "card",
  "doc",
] as const satisfies readonly (keyof LinkRow)[];

/** A link as it is written; `revision` is still the one the change was decided on. */
export function toLinkRow(link: PaymentLink): LinkRow {
  const { revision, origin, card, ...rest } = link;
  const fixed = link.price.kind === "fixed" ? link.price.amount : undefined;
  return {
    id: link.id,
    revision,
    provider: link.provider,
    account: link.account,
    reference: link.reference,
    ref: link.ref ?? null,
    url: link.url ?? null,
    status: link.status,
    created_by: link.createdBy.id,
    conversation: origin,
    price_currency: fixed?.currency.code ?? null,
    price_minor: fixed === undefined ? null : String(fixed.minor),
    search: searchTextOf(link),
    created_at: link.createdAt.getTime(),
    card: card ?? null,
    doc: encodeDocument(rest),
  };
}

/** What is read of a link: its document, and what changes without the document. */
export type StoredLinkRow = Pick<LinkRow, "doc" | "revision" | "conversation" | "card">;

/** A link as it was stored. */
export function fromLinkRow(row: StoredLinkRow): PaymentLink {
  return {
    ...decodeDocument<Omit<PaymentLink, "revision" | "origin" | "card">>(row.doc),
    revision: row.revision,
    origin: row.conversation as ConversationRef,
    ...(row.card !== null && { card: row.card as MessageRef }),
  };
}

/** A delivery as it is written: positional, since it is what arrives most. */
export type DeliveryTuple = readonly [source: string, key: string, lane: string, body: string, receivedAt: number];

/** A delivery as it is read. */
export interface DeliveryRow {
  readonly id: number;
  readonly source: string;
  readonly key: string;
  readonly lane: string;
  readonly body: string;
  readonly received_at: number;
  readonly attempts: number;
  readonly fence: number;
}

export function toDeliveryTuple(delivery: NewDelivery): DeliveryTuple {
  const { source, key, lane, body, receivedAt } = delivery;
  return [source, key, lane, encodeDocument(body), receivedAt.getTime()];
}

export function fromDeliveryRow(row: DeliveryRow): Delivery {
  return {
    id: String(row.id) as DeliveryId,
    source: row.source,
    key: row.key,
    lane: row.lane,
    body: decodeDocument<DeliveryBody>(row.body),
    receivedAt: new Date(row.received_at),
    attempts: row.attempts,
    fence: row.fence,
  };
}

/** A task as it is written. */
export interface NewTaskRow {
  readonly link_id: string;
  readonly account: string;
  readonly kind: string;
  readonly due_at: number;
  readonly attempts: number;
  readonly data: string;
  readonly has_started: number;
  readonly keeps_earlier: boolean;
}

/** A task as it is read. */
export interface TaskRow {
  readonly id: number;
  readonly link_id: string;
  readonly account: string;
  readonly kind: string;
  readonly due_at: number;
  readonly attempts: number;
  readonly data: string;
  readonly has_started: number;
  readonly fence: number;
}

export function toTaskRow(task: NewTask): NewTaskRow {
  const { hasStarted, ...data } = task.data ?? {};
  return {
    link_id: task.linkId,
    account: task.account,
    kind: task.kind,
    due_at: task.dueAt.getTime(),
    attempts: task.attempts ?? 0,
    data: encodeDocument(data),
    has_started: hasStarted === true ? 1 : 0,
    keeps_earlier: task.keepsEarlier === true,
  };
}

export function fromTaskRow(row: TaskRow): LinkTask {
  const data = decodeDocument<LinkTaskData>(row.data);
  return {
    id: String(row.id) as TaskId,
    linkId: row.link_id as LinkId,
    account: row.account as AccountId,
    kind: row.kind as LinkTaskKind,
    dueAt: new Date(row.due_at),
    attempts: row.attempts,
    data: row.has_started === 1 ? { ...data, hasStarted: true } : data,
    fence: row.fence,
  };
}

/** A notice as it is written. */
export interface NewNoticeRow {
  readonly conversation: string;
  readonly body: string;
  readonly is_paid: number | null;
  readonly not_before: number | null;
}

/** A notice as it is read. */
export interface NoticeRow extends NewNoticeRow {
  readonly id: number;
  readonly state: string;
  readonly attempts: number;
  readonly doubts: number;
  readonly stored_at: number;
}

export function toNoticeRow(notice: NewNotice): NewNoticeRow {
  return {
    conversation: notice.conversation,
    body: encodeDocument(notice.body),
    is_paid: notice.isPaid === undefined ? null : Number(notice.isPaid),
    not_before: notice.notBefore?.getTime() ?? null,
  };
}

export function fromNoticeRow(row: NoticeRow): Notice {
  return {
    id: toNoticeId(row.id),
    conversation: row.conversation as ConversationRef,
    body: decodeDocument<NoticeBody>(row.body),
    ...(row.is_paid !== null && { isPaid: row.is_paid === 1 }),
    ...(row.not_before !== null && { notBefore: new Date(row.not_before) }),
    state: row.state === "sending" ? "sending" : "pending",
    attempts: row.attempts,
    doubts: row.doubts,
    storedAt: new Date(row.stored_at),
  };
}

/** Of one width, so that ids also grow as texts. */
export function toNoticeId(id: number): NoticeId {
  return String(id).padStart(16, "0") as NoticeId;
}

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

/** A draft as it is written and read. */
export interface DraftRow {
  readonly conversation: string;
  readonly actor: string;
  readonly state: string;
  readonly prompt: string | null;
  readonly expires_at: number;
}

export function toDraftRow(draft: Draft): DraftRow {
  return {
    conversation: draft.conversation,
    actor: draft.actor,
    state: encodeDocument(draft.state ?? null),
    prompt: draft.prompt ?? null,
    expires_at: draft.expiresAt.getTime(),
  };
}

export function fromDraftRow(row: DraftRow): Draft {
  return {
    conversation: row.conversation as ConversationRef,
    actor: row.actor as ActorId,
    state: decodeDocument<unknown>(row.state),
    ...(row.prompt !== null && { prompt: row.prompt as MessageRef }),
    expiresAt: new Date(row.expires_at),
  };
}

/** A record as it is written; `value` null deletes. */
export interface RecordWriteRow {
  readonly kind: string;
  readonly key: string;
  readonly value: string | null;
  readonly expected: number | null;
  readonly expires_at: number | null;
}

/** A record as it is read. */
export interface RecordRow {
  readonly key: string;
  readonly value: string;
  readonly revision: number;
}

export function toRecordRow(write: RecordWrite): RecordWriteRow {
  return {
    kind: write.kind,
    key: write.key,
    value: write.value === undefined ? null : encodeDocument(write.value),
    expected: write.expectedRevision ?? null,
    expires_at: write.expiresAt?.getTime() ?? null,
  };
}

export function fromRecordRow<T>(row: RecordRow): StoredRecord<T> {
  return { key: row.key, value: decodeDocument<T>(row.value), revision: row.revision };
}
