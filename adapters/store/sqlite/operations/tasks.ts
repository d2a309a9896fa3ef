import type { Hold, LeaseRequest } from "../../../shared/store-operations.ts";
import type { NewTaskRow, TaskRow } from "../../../shared/store-work-rows.ts";
import type { Session } from "../session.ts";

/** Takes due tasks, oldest due first, never two of one link. */
export function claimTasks(
  session: Session,
  claim: LeaseRequest & { readonly limit: number; readonly exceptAccounts: readonly string[] },
): TaskRow[] {
  const due = accountsOf(session)
    .filter((account) => !claim.exceptAccounts.includes(account))
    .flatMap((account) => dueTasks(session, account, claim))
    .sort((one, other) => one.due_at - other.due_at || one.id - other.id);
  const links = new Set<string>();
  const taken = due.filter((task) => links.size < claim.limit && !links.has(task.link_id) && links.add(task.link_id));
  return taken.map((task) => {
    session.run(
      "UPDATE tasks SET fence = fence + 1, attempts = attempts + 1, lease_until = ?, worker = ? WHERE id = ?",
      claim.until,
      session.worker,
      task.id,
    );
    return { ...task, fence: task.fence + 1 };
  });
}

/** The most kinds a link can have tasks of: that many rows may stand before one that can be taken. */
const mostOfOneLink = 9;

function dueTasks(session: Session, account: string, claim: LeaseRequest & { readonly limit: number }): TaskRow[] {
  return session.all<TaskRow>(
    `SELECT id, link_id, account, kind, due_at, attempts, data, has_started, fence FROM tasks AS task
     WHERE account = ?1 AND due_at <= ?2 AND lease_until <= ?2
       AND NOT EXISTS (SELECT 1 FROM tasks AS held WHERE held.link_id = task.link_id AND held.lease_until > 0
                       AND held.lease_until > ?2)
     ORDER BY due_at, id LIMIT ?3`,
    account,
    claim.now,
    claim.limit * mostOfOneLink,
  );
}

/** Every account that has tasks, by skipping from one to the next. */
function accountsOf(session: Session): string[] {
  const accounts: string[] = [];
  for (let last = ""; ; ) {
    const next = session.get<{ account: string | null }>(
      "SELECT min(account) AS account FROM tasks WHERE account > ?",
      last,
    );
    if (next?.account == null) return accounts;
    accounts.push(next.account);
    last = next.account;
  }
}

/** Marks that the call which must not be repeated blindly is about to be made; false when the task is not ours. */
export function startTask(session: Session, [id, fence]: Hold): boolean {
  const sql = "UPDATE tasks SET has_started = 1 WHERE id = ? AND fence = ? AND lease_until > 0";
  return session.run(sql, id, fence) === 1;
}

/** Gives a task back for later; what was asked for meanwhile joins it. */
export function retryTask(session: Session, [id, fence, at]: readonly [...Hold, at: number]): void {
  session.run(
    `UPDATE tasks SET lease_until = 0, worker = NULL,
       due_at = min(?3, coalesce(next_due_at, ?3)), attempts = coalesce(next_attempts, attempts),
       data = coalesce(next_data, data), has_started = max(has_started, coalesce(next_has_started, 0)),
       next_due_at = NULL, next_attempts = NULL, next_data = NULL, next_has_started = NULL
     WHERE id = ?1 AND fence = ?2 AND lease_until > 0`,
    id,
    fence,
    at,
  );
}

/** When the next task that could be taken is due. */
export function nextTaskAt(session: Session, now: number): number | null {
  const next = session.get<{ due_at: number }>(
    `SELECT due_at FROM tasks AS task WHERE lease_until <= ?1
       AND NOT EXISTS (SELECT 1 FROM tasks AS held WHERE held.link_id = task.link_id AND held.lease_until > 0
                       AND held.lease_until > ?1)
     ORDER BY due_at LIMIT 1`,
    now,
  );
  return next?.due_at ?? null;
}

/** A finished task: gone, or replaced by what was asked for while it was in hand. */
export type FinishedTask = { readonly linkId: string; readonly kind: string; readonly isReplaced: boolean };

/** Removes a task that is done, or puts what waited behind it in its place; undefined when it is not ours. */
export function finishTask(session: Session, [id, fence]: Hold): FinishedTask | undefined {
  const task = session.get<{ link_id: string; kind: string; next_due_at: number | null }>(
    "SELECT link_id, kind, next_due_at FROM tasks WHERE id = ? AND fence = ? AND lease_until > 0",
    id,
    fence,
  );
  if (task === undefined) return undefined;
  const isReplaced = task.next_due_at !== null;
  if (isReplaced) {
    session.run(
      `UPDATE tasks SET lease_until = 0, worker = NULL,
         due_at = next_due_at, attempts = next_attempts, data = next_data, has_started = next_has_started,
         next_due_at = NULL, next_attempts = NULL, next_data = NULL, next_has_started = NULL
       WHERE id = ?`,
      id,
    );
  } else {
    session.run("DELETE FROM tasks WHERE id = ?", id);
  }
  session.announce("tasks");
  return { linkId: task.link_id, kind: task.kind, isReplaced };
}

/** Puts a task on a link, in place of one of its kind, or behind it while that one is in somebody's hands. */
export function writeTask(session: Session, task: NewTaskRow, finished: FinishedTask | undefined): void {
  const isAskedSince = finished?.isReplaced && finished.linkId === task.link_id && finished.kind === task.kind;
  if (isAskedSince) {
    session.run(
      "UPDATE tasks SET due_at = min(due_at, ?) WHERE link_id = ? AND kind = ?",
      task.due_at,
      task.link_id,
      task.kind,
    );
  } else {
    replaceTask(session, task);
  }
  session.announce("tasks");
}

function replaceTask(session: Session, task: NewTaskRow): void {
  const keeps = Number(task.keeps_earlier);
  session.run(
    `INSERT INTO tasks (link_id, kind, account, due_at, attempts, data, has_started) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
     ON CONFLICT (link_id, kind) DO UPDATE SET
       account = ?3,
       due_at = CASE WHEN lease_until > 0 THEN due_at WHEN ?8 THEN min(due_at, ?4) ELSE ?4 END,
       attempts = CASE WHEN lease_until > 0 THEN attempts ELSE ?5 END,
       data = CASE WHEN lease_until > 0 THEN data ELSE ?6 END,
       has_started = CASE WHEN lease_until > 0 THEN has_started ELSE ?7 END,
       next_due_at = CASE WHEN lease_until = 0 THEN NULL WHEN ?8 THEN min(coalesce(next_due_at, ?4), ?4) ELSE ?4 END,
       next_attempts = CASE WHEN lease_until > 0 THEN ?5 END,
       next_data = CASE WHEN lease_until > 0 THEN ?6 END,
       next_has_started = CASE WHEN lease_until > 0 THEN ?7 END`,
    task.link_id,
    task.kind,
    task.account,
    task.due_at,
    task.attempts,
    task.data,
    task.has_started,
    keeps,
  );
}

export function cancelTask(session: Session, [linkId, kind]: readonly [linkId: string, kind: string]): void {
  session.run("DELETE FROM tasks WHERE link_id = ? AND kind = ?", linkId, kind);
}
