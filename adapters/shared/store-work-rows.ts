import type { ConversationRef } from "../../src/model/conversation.ts";
import type { Delivery, DeliveryBody, DeliveryId, NewDelivery } from "../../src/model/delivery.ts";
import type { LinkTask, LinkTaskData, LinkTaskKind, NewTask, TaskId } from "../../src/model/link-task.ts";
import type { NewNotice, Notice, NoticeBody, NoticeId } from "../../src/model/notice.ts";
import type { AccountId, LinkId } from "../../src/model/payment-link.ts";
import { decodeDocument, encodeDocument } from "./store-codec.ts";

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

/** The body of a delivery whose conversation has a new name. */
export function renamedBody(body: string, from: string, to: string): string {
  const content = decodeDocument<DeliveryBody>(body);
  if (content.kind !== "message" || content.message.conversation !== from) return body;
  const { message } = content;
  const moved = { ...message, conversation: to as ConversationRef, saidIn: message.saidIn ?? message.conversation };
  return encodeDocument({ ...content, message: moved });
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
  /** Whose card or change it is; empty for answers to a person. */
  readonly link_id: string;
  readonly body: string;
  readonly is_paid: number | null;
  readonly not_before: number | null;
}

/** A notice as it is read. */
export interface NoticeRow extends Omit<NewNoticeRow, "link_id"> {
  readonly id: number;
  readonly state: string;
  readonly attempts: number;
  readonly doubts: number;
  readonly stored_at: number;
}

export function toNoticeRow(notice: NewNotice): NewNoticeRow {
  const { body } = notice;
  return {
    conversation: notice.conversation,
    link_id: body.kind === "card" || body.kind === "change" ? body.linkId : "",
    body: encodeDocument(body),
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
