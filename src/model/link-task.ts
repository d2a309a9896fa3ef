import type { Branded } from "./brand.ts";
import type { Actor } from "./conversation.ts";
import type { AccountId, LinkId } from "./payment-link.ts";

/** Names one stored task. */
export type TaskId = Branded<"TaskId">;

/**
 * Work at a provider that a link waits for; at most one of each kind per link.
 *
 * - `create`: call the provider. Found again after a crash with `hasStarted`, it becomes `resolve`.
 * - `resolve`: find out what a lost answer to a create was.
 * - `close`: stop the link, until the provider confirms it.
 * - `enable`, `archive`, `edit`: what a person asked for.
 * - `check`: ask the provider about this link now (a hint, or `refresh`).
 * - `expire`: the link's time is over.
 * - `sweep`: the routine look at a link gone quiet.
 */
export type LinkTaskKind =
  | "create"
  | "resolve"
  | "close"
  | "enable"
  | "archive"
  | "edit"
  | "check"
  | "expire"
  | "sweep";

/** What a task needs to know beyond its link. Plain JSON. */
export interface LinkTaskData {
  readonly by?: Actor;
  /** `edit`: option texts to set. */
  readonly changes?: Readonly<Record<string, string>>;
  /** Set durably just before a call that must not be repeated blindly. */
  readonly hasStarted?: boolean;
}

/** Puts a task on a link; replaces one of the same kind, keeping the earlier due time when `keepsEarlier`. */
export interface NewTask {
  readonly linkId: LinkId;
  readonly account: AccountId;
  readonly kind: LinkTaskKind;
  readonly dueAt: Date;
  readonly data?: LinkTaskData;
  readonly attempts?: number;
  readonly keepsEarlier?: boolean;
}

/** A task in the hands of one worker. */
export interface LinkTask {
  readonly id: TaskId;
  readonly linkId: LinkId;
  readonly account: AccountId;
  readonly kind: LinkTaskKind;
  readonly dueAt: Date;
  readonly attempts: number;
  readonly data: LinkTaskData;
  readonly fence: number;
}
