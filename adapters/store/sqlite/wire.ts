import type { WorkKind } from "../../../src/ports/store.ts";
import type { PagePosition } from "../../shared/store-cursor.ts";
import type {
  DraftRow,
  EventRow,
  LinkRow,
  NewAuditRow,
  NewNoticeRow,
  NewTaskRow,
  NoticeRow,
  RecordWriteRow,
} from "../../shared/store-rows.ts";
import type { OperationName } from "./operations.ts";
import type { SqliteLocation } from "./url.ts";

/**
 * What crosses to the store thread and back: plain values only, documents already as text. Instants are epoch
 * milliseconds.
 */
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

/** One operation as it is posted. */
export type Call = readonly [name: OperationName, argument: unknown];

/** How one operation ended: its result, or what went wrong in it alone. */
export type Outcome = readonly ["ok", unknown] | readonly ["error", message: string];

/** To the thread. */
export type Request = { readonly kind: "batch"; readonly calls: readonly Call[] } | { readonly kind: "close" };

/**
 * From the thread. `busy`: somebody else holds the lock, nothing was done. `abandoned`: nothing was done because the
 * time was up. `unavailable`: the disk is full or failing, nothing was done.
 */
export type Reply =
  | { readonly kind: "open" }
  | { readonly kind: "refused"; readonly problem: string; readonly isConfiguration: boolean }
  | { readonly kind: "done"; readonly outcomes: readonly Outcome[]; readonly work: readonly WorkKind[] }
  | { readonly kind: "busy" | "abandoned" }
  | { readonly kind: "unavailable"; readonly problem: string }
  | { readonly kind: "closed" };

/** What a store thread is started with. */
export interface ThreadStart {
  readonly location: SqliteLocation;
  readonly worker: string;
  /** `reader`: a second connection beside the bot's own, for long reads. */
  readonly role: "bot" | "side" | "reader";
  /** One 32-bit cell: where the batch in hand stands, see `stages`. */
  readonly stage: SharedArrayBuffer;
}

/** Either side moves the cell on from `running`, once: whoever is first decides whether the batch is written. */
export const stages = { running: 0, committing: 1, abandoned: 2 } as const;
