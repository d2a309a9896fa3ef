import type { AuditRow, NewAudit } from "../model/audit.ts";
import type { ActorId, ConversationRef, MessageRef } from "../model/conversation.ts";
import type { Delivery, NewDelivery } from "../model/delivery.ts";
import type { Draft } from "../model/draft.ts";
import type { LinkTask, LinkTaskKind, NewTask } from "../model/link-task.ts";
import type { NewNotice, Notice, NoticeBody, NoticeId, PromptOwner } from "../model/notice.ts";
import type { PaymentEvent } from "../model/payment-event.ts";
import type {
  AccountId,
  LinkId,
  LinkStatus,
  PaymentLink,
  ProviderId,
  ProviderRef,
  Reference,
} from "../model/payment-link.ts";
import type { Budget } from "./chat-platform.ts";
import type { Clock, Logger, Metrics } from "./runtime.ts";

/**
 * The durable truth. Every method is one atomic operation and resolves only when its writes are on disk.
 * Operations that arrive together are committed together.
 *
 * Every method throws StoreUnavailableError, within two seconds, when the engine is locked, full or away; nothing was
 * written then. None blocks the event loop for longer than a moment.
 */
export interface Store extends Inbox, Links, Outbox, Tasks, Records, AuditTrail {
  /** Resolves when the engine answers and its migrations are done. */
  ready(): Promise<void>;
  /** Finishes what was handed in, then lets the engine go. Claims this process still holds are given back. */
  close(): Promise<void>;
  /** Calls the listener when there may be work of that kind: after our own commits and, at scale, other processes'. */
  onWork(listener: (kind: WorkKind) => void): void;
  /** One atomic write of everything that belongs together; see Commit. */
  commit(commit: Commit): Promise<CommitResult>;
  /** Takes one token of every budget, or none: the milliseconds until it is worth asking again, 0 when taken. */
  takeBudgets(budgets: readonly Budget[], now: Date): Promise<number>;
  /**
   * Takes or keeps a named lease for this process; false while another holds it.
   * For things only one process may do (polling a chat, sealing the audit trail).
   */
  holdLease(name: string, leaseMs: number, now: Date): Promise<boolean>;
  releaseLease(name: string): Promise<void>;
  /** Clears bodies of deliveries and events older than `before`; keys, links and audit stay. Returns how many. */
  purge(before: Date): Promise<number>;
  /** Sizes of the queues, for metrics and back-pressure. */
  backlog(now: Date): Promise<Backlog>;
}

/** The three queues. */
export type WorkKind = "inbox" | "tasks" | "outbox";

/**
 * How much waits, entries in somebody's hands included; notices and tasks whose time has not come are not.
 * Ages are of the oldest entry that could go now, in milliseconds.
 */
export interface Backlog {
  readonly deliveries: number;
  readonly deliveryAgeMs: number;
  readonly notices: number;
  readonly noticeAgeMs: number;
  readonly parked: number;
  readonly dueTasks: number;
  readonly unmatchedEvents: number;
  /** The conversations that lag most, worst first, at most ten. */
  readonly laggards: readonly {
    readonly conversation: ConversationRef;
    readonly ageMs: number;
    readonly notices: number;
  }[];
}

/** Inbound requests and updates, stored once and handled once. */
export interface Inbox {
  /** Stores a delivery unless its source and key are there already. */
  acceptDelivery(delivery: NewDelivery): Promise<"accepted" | "duplicate">;
  /** Takes deliveries nobody holds: the oldest of each lane, no lane twice, for `leaseMs`. */
  claimDeliveries(claim: Claim): Promise<readonly Delivery[]>;
  /** Gives a delivery back, to be claimed again at `at`. */
  retryDelivery(delivery: Pick<Delivery, "id" | "fence">, at: Date): Promise<void>;
}

/** Who takes how much for how long. */
export interface Claim {
  readonly limit: number;
  readonly leaseMs: number;
  readonly now: Date;
}

/** Reading links; writing them is `commit`. */
export interface Links {
  findLink(target: LinkTarget): Promise<PaymentLink | undefined>;
  /** The link of the last request with this key. */
  findRequest(key: string): Promise<PaymentLink | undefined>;
  /** Which of these event keys the account has already, on a link or unmatched. */
  knownEvents(account: AccountId, keys: readonly string[]): Promise<readonly string[]>;
  listLinks(query: LinkQuery): Promise<LinkPage>;
  /** What was reported of a link, oldest first. */
  listEvents(linkId: LinkId): Promise<readonly PaymentEvent[]>;
  /** Reports about links we did not know when they came, for a link that now has that ref or reference. */
  findUnmatched(
    account: AccountId,
    of: { readonly ref?: ProviderRef; readonly reference?: Reference },
  ): Promise<readonly PaymentEvent[]>;
  findDraft(conversation: ConversationRef, actor: ActorId, now: Date): Promise<Draft | undefined>;
}

/** The ways to name one link. */
export type LinkTarget =
  | { readonly id: LinkId }
  | { readonly account: AccountId; readonly ref: ProviderRef }
  | { readonly account: AccountId; readonly reference: Reference }
  | { readonly url: string }
  | { readonly anyRef: ProviderRef };

/** Filters of a list; newest first. Absent fields do not filter. */
export interface LinkQuery {
  readonly createdBy?: ActorId;
  readonly conversation?: ConversationRef;
  readonly account?: AccountId;
  readonly provider?: ProviderId;
  readonly statuses?: readonly LinkStatus[];
  /** Every word must occur in the description, items, customer reference, note or id; any letter case. */
  readonly words?: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
  /** Exactly this fixed price, for finding the links a nameless payment may belong to. */
  readonly price?: { readonly currency: string; readonly minor: bigint };
  readonly limit: number;
  /** From the page before. */
  readonly cursor?: string;
}

/** One page; no cursor means no more. */
export interface LinkPage {
  readonly links: readonly PaymentLink[];
  readonly cursor?: string;
}

/** Everything one step writes, together or not at all. */
export interface Commit {
  /** The delivery this step finishes. */
  readonly delivery?: Pick<Delivery, "id" | "fence">;
  /** The task this step finishes; a task the same commit writes again for the link and kind stays. */
  readonly task?: Pick<LinkTask, "id" | "fence">;
  /** Links to write; `revision` is the one the change was decided on, 0 for a new link. Stored as `revision + 1`. */
  readonly links?: readonly PaymentLink[];
  /** Claims the request for its link. `key` begins with its conversation and a blank. `replaces` is the link of the last request with this key, as it was read. */
  readonly request?: { readonly key: string; readonly linkId: LinkId; readonly replaces?: LinkId };
  /** Reports that are new; each belongs to a link, or to none yet. */
  readonly events?: readonly NewEvent[];
  /** Unmatched reports that have found their link; conflict `event` when one of them has found it already. */
  readonly matched?: { readonly linkId: LinkId; readonly account: AccountId; readonly keys: readonly string[] };
  readonly tasks?: readonly NewTask[];
  readonly cancelTasks?: readonly { readonly linkId: LinkId; readonly kind: LinkTaskKind }[];
  readonly notices?: readonly NewNotice[];
  readonly audit?: readonly NewAudit[];
  readonly draft?: Draft;
  readonly dropDraft?: PromptOwner;
  readonly records?: readonly RecordWrite[];
}

/** A report to keep. */
export interface NewEvent {
  readonly account: AccountId;
  readonly linkId?: LinkId;
  readonly event: PaymentEvent;
}

/**
 * Whether it was written. A conflict means that nothing was, because the step was decided on something that has
 * changed since:
 * `lease` the delivery or task is no longer ours; `link` a link has another revision, or its id or reference is taken;
 * `request` another link holds the request; `event` one of the reports is there already; `record` likewise.
 */
export type CommitResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly conflict: "lease" | "link" | "request" | "event" | "record" };

/** Work at providers. */
export interface Tasks {
  /** Takes due tasks nobody holds, oldest due first, never two of one link at once, at most `limit`. */
  claimTasks(claim: Claim & { readonly exceptAccounts?: readonly AccountId[] }): Promise<readonly LinkTask[]>;
  /** Marks, durably, that a call is about to be made that must not be repeated blindly. False when the task is lost. */
  startTask(task: Pick<LinkTask, "id" | "fence">): Promise<boolean>;
  /** Gives a task back for later. */
  retryTask(task: Pick<LinkTask, "id" | "fence">, at: Date): Promise<void>;
  /** When the next task is due, to sleep no longer than that. */
  nextTaskAt(): Promise<Date | undefined>;
}

/** A conversation in the hands of one sender. */
export interface ClaimedConversation {
  readonly conversation: ConversationRef;
  readonly fence: number;
  /**
   * Oldest first; at most 200. When more wait, these are what goes first: answers to a person, then links with money to
   * tell, then the rest, the longest waiting first, all of one link together; last what was tried in vain.
   */
  readonly notices: readonly Notice[];
}

/** What waits to be said. One sender at a time per conversation. */
export interface Outbox {
  /** Takes a conversation that has something to say and may speak now; the longest waiting first. */
  claimConversation(claim: Omit<Claim, "limit">): Promise<ClaimedConversation | undefined>;
  /**
   * Makes notices `sending`, durably, before they go out; `drops` are removed (merged into another, or doubtful).
   * False when the conversation is no longer ours: then nothing may be sent.
   */
  beginSend(send: {
    readonly conversation: ConversationRef;
    readonly fence: number;
    readonly notices: readonly NoticeId[];
    readonly drops: readonly NoticeId[];
  }): Promise<boolean>;
  /** Records how a send ended, with what it made. */
  finishSend(end: SendEnd): Promise<void>;
  /** Gives the conversation back; it may speak again at `nextSendAt`. */
  releaseConversation(release: {
    readonly conversation: ConversationRef;
    readonly fence: number;
    readonly nextSendAt: Date;
  }): Promise<void>;
  /** The conversation has a new name: everything bound to the old one follows, links included; requests have both names. */
  moveConversation(from: ConversationRef, to: ConversationRef): Promise<void>;
  /** When the next conversation may speak, to sleep no longer than that. */
  nextSendAt(): Promise<Date | undefined>;
}

/** The end of one send: `sent` removes the notices, `retry` makes them pending again, `parked` keeps them aside for good. */
export interface SendEnd {
  readonly conversation: ConversationRef;
  readonly fence: number;
  readonly notices: readonly NoticeId[];
  readonly outcome: "sent" | "retry" | "parked";
  /** Why it was parked. */
  readonly reason?: string;
  /** The link's newest card; with `origin`, the link's messages go there from now on. */
  readonly card?: { readonly linkId: LinkId; readonly ref: MessageRef; readonly origin?: ConversationRef };
  /** The message that now asks a draft's question. */
  readonly prompt?: PromptOwner & { readonly ref: MessageRef };
  /** Notices that take the place of parked ones (telling the person another way). An end written twice adds them once. */
  readonly instead?: readonly NewNotice[];
  /** Notices that say more from now on: what those say that go. They keep their place. */
  readonly amended?: readonly { readonly id: NoticeId; readonly body: NoticeBody }[];
}

/** Small durable things with a key: members, invitations, installations, profiles. Values are plain JSON. */
export interface Records {
  getRecord<T>(kind: string, key: string, now: Date): Promise<StoredRecord<T> | undefined>;
  listRecords<T>(kind: string, prefix: string, now: Date): Promise<readonly StoredRecord<T>[]>;
  /** Writes or deletes; false when the revision is not the expected one. */
  writeRecord(write: RecordWrite): Promise<boolean>;
}

/** A value and its revision. */
export interface StoredRecord<T> {
  readonly key: string;
  readonly value: T;
  readonly revision: number;
}

/** `value: undefined` deletes. `expectedRevision` 0: must not be there; absent: any. */
export interface RecordWrite {
  readonly kind: string;
  readonly key: string;
  readonly value: unknown;
  readonly expectedRevision?: number;
  readonly expiresAt?: Date;
}

/** The append-only record; rows are added by `commit`. */
export interface AuditTrail {
  listAudit(range: {
    readonly from?: Date;
    readonly to?: Date;
    readonly afterSeq?: number;
    readonly limit: number;
  }): Promise<readonly AuditRow[]>;
  /** The last sealed row, or undefined before the first seal. */
  lastSealed(): Promise<AuditRow | undefined>;
  sealAudit(seals: readonly { readonly seq: number; readonly seal: string }[]): Promise<void>;
}

/** What a store adapter gets from the outside. */
export interface StoreContext {
  readonly url: string;
  /** Names this process among others on the same database. */
  readonly worker: string;
  /** `side`: a command beside the running bot; takes over nothing. */
  readonly role: "bot" | "side";
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** One row as plain values, in the order of its table's columns. */
export type ArchiveRow = readonly (string | number | null)[];

/**
 * A store opened to be copied whole, out of one kind and into another. Nobody else works on it meanwhile. Rows and
 * tables are the same for every kind of store.
 */
export interface StoreArchive {
  /** In the order they are to be written. */
  readonly tables: readonly string[];
  isEmpty(): Promise<boolean>;
  /** The next rows in the order of their keys, after that row; fewer than `limit` are the last. */
  read(table: string, page: { readonly after?: ArchiveRow; readonly limit: number }): Promise<readonly ArchiveRow[]>;
  write(table: string, rows: readonly ArchiveRow[]): Promise<void>;
  /** Keeps what was written, all of it at once; without this nothing was. */
  commit(): Promise<void>;
  close(): Promise<void>;
}

/** The default export of `adapters/store/<id>/index.ts`; loads the engine only when it is opened. */
export interface StoreModule {
  readonly id: string;
  /** Whether this adapter serves that `DATABASE_URL`. */
  accepts(url: string): boolean;
  /** What is wrong with the URL, in a sentence; undefined when nothing is. */
  problem(url: string): string | undefined;
  /** Opens, migrates under a lock, and takes over what a dead process left. */
  open(context: StoreContext): Promise<Store>;
  /** Opens it, migrated, for copying. @throws ConfigError when another process uses it. */
  openArchive(context: StoreContext): Promise<StoreArchive>;
}

/** Declares a store; exists so that a wrong shape fails in the compiler. */
export function defineStore(module: StoreModule): StoreModule {
  return module;
}
