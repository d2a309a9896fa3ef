import { platformOf } from "../model/conversation.ts";
import { StoreUnavailableError } from "../model/errors.ts";
import type { Notice, NoticeId } from "../model/notice.ts";
import type { ClaimedConversation } from "../ports/store.ts";
import { untilStored } from "../services/time-limit.ts";
import { startWorkLoop, type WorkLoop } from "../services/work-loop.ts";
import { countDoubtful, type OutboxContext } from "./outbox-context.ts";
import { besides, planSend } from "./plan-send.ts";
import { sendNotice } from "./send-notice.ts";

/** Longer than a conversation is held and its last send takes. */
const leaseMs = 60_000;
/** A conversation is given back after that long: whoever takes it up next sees what has come in meanwhile. */
const holdMs = 10_000;
const mostAtOnce = 16;

/** Platforms that must be silent as a whole, and until when. */
type Silences = Map<string, number>;

/** Says what waits to be said: many conversations at once, one message at a time in each, at the chat's pace. */
export function startOutbox(context: OutboxContext): WorkLoop {
  const running = new Set<Promise<void>>();
  const silences: Silences = new Map();
  let isStopping = false;

  const loop = startWorkLoop({
    name: "outbox",
    clock: context.clock,
    logger: context.logger,
    idleMs: 2_000,
    async round() {
      if (running.size >= mostAtOnce) {
        await Promise.race(running);
        return "more";
      }
      const claimed = await context.store.claimConversation({ leaseMs, now: context.clock.now() });
      if (claimed === undefined) return context.store.nextSendAt();
      const done = speak(context, claimed, { silences, isStopping: () => isStopping })
        .catch((error) => {
          const level = error instanceof StoreUnavailableError ? "warn" : "error";
          context.logger[level]("sending failed", { conversation: claimed.conversation, error });
        })
        .finally(() => {
          running.delete(done);
          loop.wake();
        });
      running.add(done);
      return "more";
    },
  });

  return {
    wake: loop.wake,
    async stop() {
      isStopping = true;
      await loop.stop();
      await Promise.allSettled(running);
    },
  };
}

interface Restraint {
  readonly silences: Silences;
  readonly isStopping: () => boolean;
}

/** Sends from one conversation until it has nothing due, must pause or was held long enough, then gives it back. */
async function speak(context: OutboxContext, claimed: ClaimedConversation, restraint: Restraint): Promise<void> {
  const { clock } = context;
  const { conversation, fence } = claimed;
  const heldUntil = clock.now().getTime() + holdMs;
  let waiting = claimed.notices;
  let nextSendAt = clock.now();
  let editsAt: Date | undefined;
  try {
    while (waiting.length > 0 && clock.now().getTime() < heldUntil && !restraint.isStopping()) {
      const silentMs = (restraint.silences.get(platformOf(conversation)) ?? 0) - clock.now().getTime();
      if (silentMs > 0) {
        nextSendAt = new Date(clock.now().getTime() + silentMs);
        break;
      }
      const plan = planSend(waiting, clock.now());
      // The store knows when the rest is due; until then the conversation is free for what comes in between.
      if (plan.kind === "wait") break;
      if (plan.kind === "drop") {
        if (!(await dropDoubtful(context, claimed, plan.drops))) return;
        waiting = without(waiting, plan.drops);
        continue;
      }
      if (plan.kind === "merge") {
        const { merged: notices, amended } = plan;
        await untilStored(clock, () =>
          context.store.finishSend({ conversation, fence, notices, outcome: "sent", amended }),
        );
        // What waited behind them is seen by the next claim.
        break;
      }
      const end = await sendNotice(context, claimed, { step: plan.step, canEdit: editsAt === undefined });
      if (end.kind === "lost") return;
      if (end.kind === "no-edits") {
        // What needs no edit, such as the first card of another link, is said meanwhile.
        editsAt ??= new Date(clock.now().getTime() + end.waitMs);
        nextSendAt = editsAt;
        waiting = besides(waiting, plan.step);
        continue;
      }
      if (end.isPlatformWide) restraint.silences.set(platformOf(conversation), clock.now().getTime() + end.pauseMs);
      nextSendAt = new Date(clock.now().getTime() + end.pauseMs);
      if (end.pauseMs > 0) break;
      waiting = without(waiting, end.settled);
    }
  } finally {
    await untilStored(clock, () => context.store.releaseConversation({ conversation, fence, nextSendAt }));
  }
}

async function dropDoubtful(
  context: OutboxContext,
  { conversation, fence, notices }: ClaimedConversation,
  drops: readonly NoticeId[],
): Promise<boolean> {
  for (const notice of notices.filter(({ id }) => drops.includes(id))) countDoubtful(context, notice.body, "dropped");
  return context.store.beginSend({ conversation, fence, notices: [], drops });
}

function without(notices: readonly Notice[], gone: readonly NoticeId[]): readonly Notice[] {
  const ids = new Set(gone);
  return notices.filter((notice) => !ids.has(notice.id));
}
