import { NotFoundError } from "../model/errors.ts";
import { applyEvent, requestClosing } from "../model/link-transition.ts";
import type { PaymentEvent } from "../model/payment-event.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import { conclude, lookAt } from "./run-look.ts";
import type { Sight } from "./see-link.ts";
import { again, finish, laterBy, type TaskRun, tryLater, unchanged } from "./task-run.ts";

const expiryPatienceMs = 60_000;
const expiryLookMs = 20_000;

/** The link's time is over: the provider says so, or the bot closes it. */
export async function runExpire(run: TaskRun): Promise<void> {
  const { context, task, link } = run;
  const now = context.clock.now();
  if (link.status !== "active" || link.expiresAt === undefined) return finish(run, unchanged);
  if (link.expiresAt > now) return finish(run, unchanged, { tasks: [again(task, link.expiresAt)] });
  const close = (current: PaymentLink) => requestClosing(current, "expired", now);
  if (link.expiryBy === "paylink") return finish(run, close);
  const isPatienceOver = now.getTime() - link.expiresAt.getTime() > expiryPatienceMs;
  let sight: Pick<Sight, "seen" | "startedAt">;
  try {
    sight = await lookAt(run);
  } catch (error) {
    // What the provider does not know any more cannot be paid any more.
    if (!(error instanceof NotFoundError && isPatienceOver)) return tryLater(run, error);
    return finish(run, (current, at) => applyEvent(current, goneAt(link, at), at));
  }
  const { seen } = sight;
  // Prolonged at the provider: the new time has a task of its own.
  if (seen.expiresAt !== undefined && seen.expiresAt > now) return conclude(run, sight);
  if (seen.state === "active" || seen.state === "cancelling") {
    // The provider keeps it open past its own time: then it is stopped like any other.
    if (isPatienceOver) return conclude(run, { ...sight, decide: close });
    return conclude(run, { ...sight, also: () => ({ tasks: [again(task, laterBy(context, expiryLookMs))] }) });
  }
  await conclude(run, { ...sight, seen: seen.state === "unclear" ? { ...seen, state: "expired" } : seen });
}

function goneAt(link: PaymentLink, at: Date): PaymentEvent {
  return { kind: "link.expired", key: `link.expired:${link.reference}`, reference: link.reference, occurredAt: at };
}
