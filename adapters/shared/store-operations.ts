import type { Budget } from "../../src/ports/chat-platform.ts";
import type { CommitResult } from "../../src/ports/store.ts";
import type { PagePosition } from "./store-cursor.ts";
import type { LinkRow, StoredLinkRow } from "./store-link-row.ts";
import type { DraftRow, RecordRow, RecordWriteRow } from "./store-record-rows.ts";
import type { EventRow, NewAuditRow, StoredAuditRow } from "./store-trail-rows.ts";
import type { DeliveryRow, DeliveryTuple, NewNoticeRow, NewTaskRow, NoticeRow, TaskRow } from "./store-work-rows.ts";

/** What a claim is known by afterwards: the row, and the fence that this claim raised. */
export type Hold = readonly [id: number, fence: number];

/** A claim: until when, seen from now. */
export interface LeaseRequest {
  readonly now: number;
  readonly until: number;
}

/** Columns a link is found by. */
export type LinkTargetWire = Readonly<Record<string, string>>;

export interface LinkListWire {
  /** Columns and the values they must have. */
  readonly equals: Readonly<
    Partial<Record<"created_by" | "conversation" | "account" | "provider" | "price_currency" | "price_minor", string>>
  >;
  readonly statuses: readonly string[];
  readonly words: readonly string[];
  readonly from: number | null;
  readonly to: number | null;
  readonly after: PagePosition | null;
  readonly limit: number;
}

export interface CommitWire {
  readonly now: number;
  readonly delivery: Hold | null;
  readonly task: Hold | null;
  readonly links: readonly LinkRow[];
  readonly request: { readonly key: string; readonly linkId: string; readonly replaces: string | null } | null;
  readonly events: readonly EventRow[];
  readonly matched: { readonly linkId: string; readonly account: string; readonly keys: readonly string[] } | null;
  readonly tasks: readonly NewTaskRow[];
  readonly cancelTasks: readonly (readonly [linkId: string, kind: string])[];
  readonly notices: readonly NewNoticeRow[];
  readonly audit: readonly NewAuditRow[];
  readonly draft: DraftRow | null;
  readonly dropDraft: readonly [conversation: string, actor: string] | null;
  readonly records: readonly RecordWriteRow[];
}

export interface ClaimedConversationWire {
  readonly conversation: string;
  readonly fence: number;
  readonly notices: readonly NoticeRow[];
}

export interface BeginSendWire {
  readonly conversation: string;
  readonly fence: number;
  readonly notices: readonly number[];
  readonly drops: readonly number[];
}

export interface SendEndWire {
  readonly now: number;
  readonly conversation: string;
  readonly fence: number;
  readonly notices: readonly number[];
  readonly outcome: "sent" | "retry" | "parked";
  readonly reason: string | null;
  readonly card: { readonly linkId: string; readonly ref: string; readonly origin: string | null } | null;
  readonly prompt: { readonly conversation: string; readonly actor: string; readonly ref: string } | null;
  readonly instead: readonly NewNoticeRow[];
  readonly amended: readonly { readonly id: number; readonly body: string }[];
}

export interface AuditRangeWire {
  readonly from: number | null;
  readonly to: number | null;
  readonly afterSeq: number | null;
  readonly limit: number;
}

export interface BacklogWire {
  readonly deliveries: number;
  readonly oldestDeliveryAt: number | null;
  readonly notices: number;
  readonly oldestNoticeAt: number | null;
  readonly parked: number;
  readonly dueTasks: number;
  readonly unmatchedEvents: number;
  readonly laggards: readonly { readonly ref: string; readonly ready_at: number; readonly notices: number }[];
}

/** A link as a list finds it. */
export type ListedLinkRow = StoredLinkRow & PagePosition;

/**
 * Everything an engine does, by name: what it is given and what comes of it. Plain values only, documents already as
 * text, instants as epoch milliseconds. Each is atomic. What they mean is said at the port, `src/ports/store.ts`.
 */
export interface StoreOperations {
  acceptDelivery(delivery: DeliveryTuple): boolean;
  claimDeliveries(claim: LeaseRequest & { readonly limit: number }): DeliveryRow[];
  retryDelivery(retry: readonly [...Hold, at: number]): void;
  findLink(target: LinkTargetWire): StoredLinkRow | undefined;
  findRequest(key: string): StoredLinkRow | undefined;
  knownEvents(asked: readonly [account: string, keys: readonly string[]]): string[];
  listLinks(query: LinkListWire): ListedLinkRow[];
  listEvents(linkId: string): Pick<EventRow, "body">[];
  findUnmatched(of: readonly [account: string, ref: string | null, reference: string | null]): Pick<EventRow, "body">[];
  findDraft(of: readonly [conversation: string, actor: string, now: number]): DraftRow | undefined;
  commit(commit: CommitWire): CommitResult;
  claimTasks(claim: LeaseRequest & { readonly limit: number; readonly exceptAccounts: readonly string[] }): TaskRow[];
  startTask(hold: Hold): boolean;
  retryTask(retry: readonly [...Hold, at: number]): void;
  nextTaskAt(now: number): number | null;
  claimConversation(claim: LeaseRequest): ClaimedConversationWire | undefined;
  beginSend(send: BeginSendWire): boolean;
  finishSend(end: SendEndWire): void;
  releaseConversation(release: readonly [conversation: string, fence: number, nextSendAt: number]): void;
  moveConversation(move: readonly [from: string, to: string]): void;
  nextSendAt(now: number): number | null;
  getRecord(of: readonly [kind: string, key: string, now: number]): RecordRow | undefined;
  listRecords(of: readonly [kind: string, prefix: string, now: number]): RecordRow[];
  writeRecord(write: readonly [RecordWriteRow, now: number]): boolean;
  listAudit(range: AuditRangeWire): StoredAuditRow[];
  lastSealed(): StoredAuditRow | undefined;
  sealAudit(seals: readonly { readonly seq: number; readonly seal: string }[]): void;
  takeBudgets(take: readonly [budgets: readonly Budget[], now: number]): number;
  holdLease(hold: readonly [name: string, until: number, now: number]): boolean;
  releaseLease(name: string): void;
  /** Clears at most that many bodies of each kind; returns how many, to be called until there is none. */
  purge(purge: readonly [before: number, limit: number]): number;
  dropExpired(now: number): void;
  backlog(now: number): BacklogWire;
  /** Proves that the engine takes writes. */
  ping(): void;
}

export type OperationName = keyof StoreOperations;
export type ArgumentOf<Name extends OperationName> = Parameters<StoreOperations[Name]>[0];
export type ResultOf<Name extends OperationName> = ReturnType<StoreOperations[Name]>;
