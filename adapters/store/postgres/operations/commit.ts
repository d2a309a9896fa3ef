import type { CommitResult } from "../../../../src/ports/store.ts";
import type { CommitWire } from "../../../shared/store-operations.ts";
import type { Session } from "../session.ts";
import { writeAudit } from "./audit.ts";
import { finishDelivery, isDeliveryOurs } from "./inbox.ts";
import { matchEvents, writeEvent, writeLink, writeRequest } from "./links.ts";
import { writeNotices } from "./outbox.ts";
import { dropDraft, writeDraft, writeRecord } from "./records.ts";
import { cancelTask, finishTask, isTaskOurs, writeTask } from "./tasks.ts";

/**
 * Writes everything of one step, or finds a conflict; the caller then undoes what was written.
 *
 * Rows are locked in one order by every writer (links, tasks, conversations, lanes), so that no two wait for each other;
 * whether the work is ours is therefore looked at first and made sure of in its place.
 */
export async function commit(session: Session, wire: CommitWire): Promise<CommitResult> {
  if (wire.delivery !== null && !(await isDeliveryOurs(session, wire.delivery))) return conflict("lease");
  if (wire.task !== null && !(await isTaskOurs(session, wire.task))) return conflict("lease");
  const links = wire.links.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  if (!(await every(links, (link) => writeLink(session, link)))) return conflict("link");
  if (wire.request !== null && !(await writeRequest(session, wire.request))) return conflict("request");
  if (!(await every(wire.events, (event) => writeEvent(session, event)))) return conflict("event");
  if (wire.matched !== null && !(await matchEvents(session, wire.matched))) return conflict("event");
  if (!(await every(wire.records, (record) => writeRecord(session, [record, wire.now])))) return conflict("record");
  if (!(await writeTasks(session, wire))) return conflict("lease");
  await writeNotices(session, wire.notices, wire.now);
  if (wire.dropDraft !== null) await dropDraft(session, wire.dropDraft);
  if (wire.draft !== null) await writeDraft(session, wire.draft);
  if (wire.delivery !== null && !(await finishDelivery(session, wire.delivery))) return conflict("lease");
  await writeAudit(session, wire.audit);
  return { ok: true };
}

async function writeTasks(session: Session, wire: CommitWire): Promise<boolean> {
  const finished = wire.task === null ? undefined : await finishTask(session, wire.task);
  if (wire.task !== null && finished === undefined) return false;
  for (const cancelled of wire.cancelTasks) await cancelTask(session, cancelled);
  const tasks = wire.tasks.toSorted((one, other) =>
    one.link_id < other.link_id ? -1 : Number(one.link_id > other.link_id),
  );
  for (const task of tasks) await writeTask(session, task, finished);
  return true;
}

/** One after the other, until one says no. */
async function every<Item>(items: readonly Item[], work: (item: Item) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (!(await work(item))) return false;
  return true;
}

function conflict(kind: Extract<CommitResult, { ok: false }>["conflict"]): CommitResult {
  return { ok: false, conflict: kind };
}
