import type { ArgumentOf, OperationName, ResultOf } from "../../shared/store-operations.ts";
import { lastSealed, listAudit, sealAudit } from "./operations/audit.ts";
import { commit } from "./operations/commit.ts";
import { findDraft } from "./operations/drafts.ts";
import { acceptDelivery, claimDeliveries, retryDelivery } from "./operations/inbox.ts";
import { holdLease, releaseLease, takeBudgets } from "./operations/leases.ts";
import { listLinks } from "./operations/link-query.ts";
import { findLink, findRequest, findUnmatched, knownEvents, listEvents } from "./operations/links.ts";
import { moveConversation } from "./operations/move.ts";
import { beginSend, claimConversation, finishSend, nextSendAt, releaseConversation } from "./operations/outbox.ts";
import { getRecord, listRecords, writeRecord } from "./operations/records.ts";
import { claimTasks, nextTaskAt, retryTask, startTask } from "./operations/tasks.ts";
import { backlog, dropExpired, ping, purge } from "./operations/upkeep.ts";
import type { Session } from "./session.ts";

/** An operation inside the thread: what it does with the open transaction. */
type Operation<Name extends OperationName> = (session: Session, argument: ArgumentOf<Name>) => ResultOf<Name>;

/** Everything the store thread can be asked to do. Each runs whole or not at all. */
export const operations: { readonly [Name in OperationName]: Operation<Name> } = {
  acceptDelivery,
  claimDeliveries,
  retryDelivery,
  findLink,
  findRequest,
  knownEvents,
  listLinks,
  listEvents,
  findUnmatched,
  findDraft,
  commit,
  claimTasks,
  startTask,
  retryTask,
  nextTaskAt,
  claimConversation,
  beginSend,
  finishSend,
  releaseConversation,
  moveConversation,
  nextSendAt,
  getRecord,
  listRecords,
  writeRecord,
  listAudit,
  lastSealed,
  sealAudit,
  takeBudgets,
  holdLease,
  releaseLease,
  purge,
  dropExpired,
  backlog,
  ping,
};

/** Operations that only read: a batch of these alone takes no write lock. */
export const reads: ReadonlySet<OperationName> = new Set([
  "findLink",
  "findRequest",
  "knownEvents",
  "listLinks",
  "listEvents",
  "findUnmatched",
  "findDraft",
  "nextTaskAt",
  "nextSendAt",
  "getRecord",
  "listRecords",
  "listAudit",
  "lastSealed",
  "backlog",
]);

/** Operations of one statement, which SQLite itself undoes when it fails; the others need a savepoint. */
export const singles: ReadonlySet<OperationName> = new Set([
  ...reads,
  "acceptDelivery",
  "claimDeliveries",
  "retryDelivery",
  "startTask",
  "retryTask",
  "releaseConversation",
  "holdLease",
  "releaseLease",
  "ping",
]);
