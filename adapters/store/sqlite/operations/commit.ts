import type { CommitResult } from "../../../../src/ports/store.ts";
import type { CommitWire } from "../../../shared/store-operations.ts";
import type { Session } from "../session.ts";
import { writeAudit } from "./audit.ts";
import { dropDraft, writeDraft } from "./drafts.ts";
import { finishDelivery } from "./inbox.ts";
import { matchEvents, writeEvent, writeLink, writeRequest } from "./links.ts";
import { writeNotice } from "./outbox.ts";
import { writeRecord } from "./records.ts";
import { cancelTask, finishTask, writeTask } from "./tasks.ts";

/** Writes everything of one step, or finds a conflict; the caller then undoes what was written. */
export function commit(session: Session, wire: CommitWire): CommitResult {
  if (wire.delivery !== null && !finishDelivery(session, wire.delivery)) return conflict("lease");
  const finished = wire.task === null ? undefined : finishTask(session, wire.task);
  if (wire.task !== null && finished === undefined) return conflict("lease");
  if (!wire.links.every((link) => writeLink(session, link))) return conflict("link");
  if (wire.request !== null && !writeRequest(session, wire.request)) return conflict("request");
  if (!wire.events.every((event) => writeEvent(session, event))) return conflict("event");
  if (wire.matched !== null && !matchEvents(session, wire.matched)) return conflict("event");
  if (!wire.records.every((record) => writeRecord(session, [record, wire.now]))) return conflict("record");
  for (const cancelled of wire.cancelTasks) cancelTask(session, cancelled);
  for (const task of wire.tasks) writeTask(session, task, finished);
  for (const notice of wire.notices) writeNotice(session, notice, wire.now);
  for (const audit of wire.audit) writeAudit(session, audit);
  if (wire.dropDraft !== null) dropDraft(session, wire.dropDraft);
  if (wire.draft !== null) writeDraft(session, wire.draft);
  return { ok: true };
}

function conflict(kind: Extract<CommitResult, { ok: false }>["conflict"]): CommitResult {
  return { ok: false, conflict: kind };
}
