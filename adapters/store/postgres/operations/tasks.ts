import type { Hold, LeaseRequest } from "../../../shared/store-operations.ts";
import type { NewTaskRow, TaskRow } from "../../../shared/store-work-rows.ts";
import { lockSpaces } from "../lock-spaces.ts";
import type { Session } from "../session.ts";

/** A task whose link nobody else works at: `task` is the row, `$1` is now. */
const isFree = `task.lease_until <= $1
  AND NOT EXISTS (SELECT 1 FROM tasks AS held WHERE held.link_id = task.link_id AND held.lease_until > $1)`;

type TaskClaim = LeaseRequest & { readonly limit: number; readonly exceptAccounts: readonly string[] };

/** How often a claim looks again when others were quicker with all it had seen. */
const mostLooks = 3;

/** Takes due tasks, oldest due first, never two of one link. */
export async function claimTasks(session: Session, claim: TaskClaim): Promise<TaskRow[]> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const due = await dueTasks(session, claim);
    const taken = due.length === 0 ? [] : await takeTasks(session, claim, due);
    if (taken.length > 0 || due.length === 0) return taken;
  }
  return [];
}

interface DueTask {
  readonly id: number;
  readonly link_id: string;
}

/**
 * Two processes may have seen different tasks of one link. Who locks the link may take its task, once another look, which
 * sees what the other has committed, finds that it is still free.
 */
async function takeTasks(session: Session, claim: TaskClaim, due: readonly DueTask[]): Promise<TaskRow[]> {
  const oldest = new Map<string, number>();
  for (const task of due) if (!oldest.has(task.link_id)) oldest.set(task.link_id, task.id);
  const locked = await session.all<{ id: number }>(
    `SELECT id FROM unnest($1::text[], $2::bigint[]) AS wanted (link_id, id)
     WHERE pg_try_advisory_xact_lock(${lockSpaces.linkTasks}, hashtext(link_id)) LIMIT $3`,
    [...oldest.keys()],
    [...oldest.values()],
    claim.limit,
  );
  const rows = await session.all<TaskRow>(
    `UPDATE tasks AS task SET fence = fence + 1, attempts = attempts + 1, lease_until = $2, worker = $3
     WHERE id = ANY ($4::bigint[]) AND due_at <= $1 AND ${isFree}
     RETURNING id, link_id, account, kind, due_at, attempts - 1 AS attempts, data, has_started, fence`,
    claim.now,
    claim.until,
    session.worker,
    locked.map((row) => row.id),
  );
  return rows.sort((one, other) => one.due_at - other.due_at || one.id - other.id);
}

/** The most kinds a link can have tasks of: that many rows may stand before one that can be taken. */
const mostOfOneLink = 9;

/** Due tasks by account, so that an account that must wait costs nothing however many wait with it. */
function dueTasks(session: Session, claim: TaskClaim): Promise<DueTask[]> {
  return session.all(
    `WITH RECURSIVE accounts AS (
       (SELECT account FROM tasks ORDER BY account LIMIT 1)
       UNION ALL
       SELECT (SELECT account FROM tasks WHERE account > accounts.account ORDER BY account LIMIT 1)
       FROM accounts WHERE accounts.account IS NOT NULL
     )
     SELECT due.id, due.link_id FROM accounts CROSS JOIN LATERAL (
       SELECT id, link_id, due_at FROM tasks AS task
       WHERE account = accounts.account AND due_at <= $1 AND ${isFree} ORDER BY due_at, id LIMIT $2
     ) AS due
     WHERE accounts.account <> ALL ($3::text[]) ORDER BY due.due_at, due.id`,
    claim.now,
    claim.limit * mostOfOneLink,
    claim.exceptAccounts,
  );
}

/** Marks that the call which must not be repeated blindly is about to be made; false when the task is not ours. */
export async function startTask(session: Session, [id, fence]: Hold): Promise<boolean> {
  const sql = "UPDATE tasks SET has_started = 1 WHERE id = $1 AND fence = $2 AND lease_until > 0";
  return (await session.run(sql, id, fence)) === 1;
}

/** Gives a task back for later; what was asked for meanwhile joins it. */
export async function retryTask(session: Session, [id, fence, at]: readonly [...Hold, at: number]): Promise<void> {
  await session.run(
    `UPDATE tasks SET lease_until = 0, worker = NULL,
       due_at = LEAST($3, next_due_at), attempts = coalesce(next_attempts, attempts),
       data = coalesce(next_data, data), has_started = GREATEST(has_started, next_has_started),
       next_due_at = NULL, next_attempts = NULL, next_data = NULL, next_has_started = NULL
     WHERE id = $1 AND fence = $2 AND lease_until > 0`,
    id,
    fence,
    at,
  );
}

/** When the next task that could be taken is due. */
export async function nextTaskAt(session: Session, now: number): Promise<number | null> {
  const sql = `SELECT due_at FROM tasks AS task WHERE ${isFree} ORDER BY due_at LIMIT 1`;
  return (await session.get<{ due_at: number }>(sql, now))?.due_at ?? null;
}

/** A finished task: gone, or replaced by what was asked for while it was in hand. */
export type FinishedTask = { readonly linkId: string; readonly kind: string; readonly isReplaced: boolean };

/** Whether a task is ours, as far as can be seen without waiting for anybody. */
export async function isTaskOurs(session: Session, [id, fence]: Hold): Promise<boolean> {
  const sql = "SELECT 1 FROM tasks WHERE id = $1 AND fence = $2 AND lease_until > 0";
  return (await session.get(sql, id, fence)) !== undefined;
}

/** Removes a task that is done, or puts what waited behind it in its place; undefined when it is not ours. */
export async function finishTask(session: Session, [id, fence]: Hold): Promise<FinishedTask | undefined> {
  const task = await session.get<{ link_id: string; kind: string; next_due_at: number | null }>(
    "SELECT link_id, kind, next_due_at FROM tasks WHERE id = $1 AND fence = $2 AND lease_until > 0 FOR UPDATE",
    id,
    fence,
  );
  if (task === undefined) return undefined;
  const isReplaced = task.next_due_at !== null;
  await session.run(
    isReplaced
      ? `UPDATE tasks SET lease_until = 0, worker = NULL,
           due_at = next_due_at, attempts = next_attempts, data = next_data, has_started = next_has_started,
           next_due_at = NULL, next_attempts = NULL, next_data = NULL, next_has_started = NULL
         WHERE id = $1`
      : "DELETE FROM tasks WHERE id = $1",
    id,
  );
  session.announce("tasks");
  return { linkId: task.link_id, kind: task.kind, isReplaced };
}

/** Puts a task on a link, in place of one of its kind, or behind it while that one is in somebody's hands. */
export async function writeTask(session: Session, task: NewTaskRow, finished: FinishedTask | undefined): Promise<void> {
  const isAskedSince = finished?.isReplaced && finished.linkId === task.link_id && finished.kind === task.kind;
  if (isAskedSince) {
    const sql = "UPDATE tasks SET due_at = LEAST(due_at, $1) WHERE link_id = $2 AND kind = $3";
    await session.run(sql, task.due_at, task.link_id, task.kind);
  } else {
    await replaceTask(session, task);
  }
  session.announce("tasks");
}

async function replaceTask(session: Session, task: NewTaskRow): Promise<void> {
  await session.run(
    `INSERT INTO tasks AS present (link_id, kind, account, due_at, attempts, data, has_started)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (link_id, kind) DO UPDATE SET
       account = $3,
       due_at = CASE WHEN present.lease_until > 0 THEN present.due_at WHEN $8 THEN LEAST(present.due_at, $4) ELSE $4 END,
       attempts = CASE WHEN present.lease_until > 0 THEN present.attempts ELSE $5 END,
       data = CASE WHEN present.lease_until > 0 THEN present.data ELSE $6 END,
       has_started = CASE WHEN present.lease_until > 0 THEN present.has_started ELSE $7 END,
       next_due_at = CASE WHEN present.lease_until = 0 THEN NULL WHEN $8 THEN LEAST(present.next_due_at, $4) ELSE $4 END,
       next_attempts = CASE WHEN present.lease_until > 0 THEN $5 END,
       next_data = CASE WHEN present.lease_until > 0 THEN $6 END,
       next_has_started = CASE WHEN present.lease_until > 0 THEN $7 END`,
    task.link_id,
    task.kind,
    task.account,
    task.due_at,
    task.attempts,
    task.data,
    task.has_started,
    task.keeps_earlier,
  );
}

export async function cancelTask(
  session: Session,
  [linkId, kind]: readonly [linkId: string, kind: string],
): Promise<void> {
  await session.run("DELETE FROM tasks WHERE link_id = $1 AND kind = $2", linkId, kind);
}
