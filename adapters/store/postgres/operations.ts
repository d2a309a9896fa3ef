import type { ArgumentOf, OperationName, ResultOf } from "../../shared/store-operations.ts";
import { lastSealed, listAudit, sealAudit } from "./operations/audit.ts";
import { commit } from "./operations/commit.ts";
import { claimDeliveries, retryDelivery } from "./operations/inbox.ts";
import { holdLease, releaseLease, takeBudgets } from "./operations/leases.ts";
import { listLinks } from "./operations/link-query.ts";
import { findLink, findRequest, findUnmatched, knownEvents, listEvents } from "./operations/links.ts";
import { moveConversation } from "./operations/move.ts";
import { beginSend, claimConversation, finishSend, nextSendAt, releaseConversation } from "./operations/outbox.ts";
import { findDraft, getRecord, listRecords, writeRecord } from "./operations/records.ts";
import { claimTasks, nextTaskAt, retryTask, startTask } from "./operations/tasks.ts";
import { backlog, dropExpired, ping, purge } from "./operations/upkeep.ts";
import type { Session } from "./session.ts";

/** Every operation but the intake of deliveries, which travels in batches of its own. */
export type SingleOperationName = Exclude<OperationName, "acceptDelivery">;

type Operation<Name extends OperationName> = (session: Session, argument: ArgumentOf<Name>) => Promise<ResultOf<Name>>;

/** What each operation does on a connection. */
export const operations: { readonly [Name in SingleOperationName]: Operation<Name> } = {
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

/** Operations of several statements that belong together; the others are one statement, or reading. */
export const transactions: ReadonlySet<OperationName> = new Set([
  "claimDeliveries",
  "commit",
  "claimTasks",
  "beginSend",
  "finishSend",
  "moveConversation",
  "writeRecord",
  "listAudit",
  "takeBudgets",
  "dropExpired",
]);
