import { platformOf } from "../model/conversation.ts";
import { PlatformError, StoreUnavailableError } from "../model/errors.ts";
import type { NewNotice, NoticeBody, NoticeId } from "../model/notice.ts";
import type { ChatPlatform, Posted } from "../ports/chat-platform.ts";
import type { Clock, Logger, Metrics } from "../ports/runtime.ts";
import type { ClaimedConversation, SendEnd, Store } from "../ports/store.ts";
import type { ProviderRegistry } from "../services/provider-registry.ts";
import { startWorkLoop, type WorkLoop } from "../services/work-loop.ts";
import { doubtfulRepeats, planSend, type SendStep } from "./plan-send.ts";
import { type RenderedNotice, renderNotice } from "./render-notice.ts";

/** What the outbox needs. */
export interface OutboxContext {
  readonly store: Store;
  readonly providers: ProviderRegistry;
  /** The platform a conversation belongs to; undefined when it is not configured (any more). */
  readonly platform: (id: string) => ChatPlatform | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Longer than the longest send. */
const leaseMs = 60_000;
const mostAtOnce = 16;
const troubleMs: readonly number[] = [1_000, 2_000, 5_000, 15_000, 60_000, 300_000];
/** How long the store is asked again to keep how a send ended; well within the lease. */
const patienceMs = 20_000;
const askAgainMs = 250;

/** Says what waits to be said: many conversations at once, one message at a time in each, at the chat's pace. */
export function startOutbox(context: OutboxContext): WorkLoop {
  const running = new Set<Promise<void>>();

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
      const done = speak(context, claimed)
        .catch((error) => context.logger.error("sending failed", { conversation: claimed.conversation, error }))
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
      await loop.stop();
      await Promise.allSettled(running);
    },
  };
}

/** Sends from one conversation until it has nothing due or must pause, then gives it back. */
async function speak(context: OutboxContext, claimed: ClaimedConversation): Promise<void> {
  const { conversation, fence } = claimed;
  let waiting = claimed.notices;
  let nextSendAt = context.clock.now();
  try {
    while (waiting.length > 0) {
      const plan = planSend(waiting, context.clock.now());
      // The store knows when the rest is due; until then the conversation is free for what comes in between.
      if (plan.kind === "wait") break;
      if (plan.kind === "drop") {
        for (const notice of waiting)
          if (plan.drops.includes(notice.id)) countDoubtful(context, notice.body, "dropped");
        if (!(await context.store.beginSend({ conversation, fence, notices: [], drops: plan.drops }))) return;
        waiting = without(waiting, plan.drops);
        continue;
      }
      const pauseMs = await saySomething(context, claimed, plan.step);
      if (pauseMs === "lost") return;
      nextSendAt = new Date(context.clock.now().getTime() + pauseMs);
      if (pauseMs > 0) break;
      waiting = without(waiting, [...plan.step.notices, ...plan.step.drops]);
    }
  } finally {
    await patiently(context, () => context.store.releaseConversation({ conversation, fence, nextSendAt }));
  }
}

/** Counts what may be said twice or was perhaps never said; money that came is a kind of its own. */
function countDoubtful(context: OutboxContext, body: NoticeBody, outcome: "repeated" | "dropped"): void {
  const kind = body.kind === "change" && body.change.kind === "paid" ? "paid" : body.kind;
  context.metrics.count("notices_doubtful_total", { outcome, kind });
}

/** A message that was sent and not noted would be sent again: while the store is away for a moment, it is waited for. */
async function patiently(context: OutboxContext, write: () => Promise<void>): Promise<void> {
  const until = context.clock.now().getTime() + patienceMs;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) || context.clock.now().getTime() >= until) throw error;
      await context.clock.sleep(askAgainMs);
    }
  }
}

/** One message. Answers how long the conversation must be silent now, or that it is no longer ours. */
async function saySomething(
  context: OutboxContext,
  claimed: ClaimedConversation,
  step: SendStep,
): Promise<number | "lost"> {
  const { conversation, fence } = claimed;
  const platform = context.platform(platformOf(conversation));
  if (platform === undefined)
    return await park(context, claimed, { step, reason: "platform not configured", instead: [] });
  const rendered = await renderNotice(context, conversation, step.body);
  // An edit may be repeated for ever; a card that may have been posted is posted once more and no oftener.
  const isSpent =
    step.body.kind === "card" && step.isDoubtful && step.doubts >= doubtfulRepeats && rendered?.edits === undefined;
  if (rendered === undefined || isSpent) {
    if (isSpent) countDoubtful(context, step.body, "dropped");
    const isOurs = await context.store.beginSend({
      conversation,
      fence,
      notices: [],
      drops: [...step.notices, ...step.drops],
    });
    return isOurs ? 0 : "lost";
  }
  const kind = rendered.edits !== undefined ? "edit" : rendered.target.privateTo !== undefined ? "private" : "post";
  const pace = platform.pace(conversation, kind);
  const waitMs = pace.budgets.length === 0 ? 0 : await context.store.takeBudgets(pace.budgets, context.clock.now());
  if (waitMs > 0) return waitMs;
  if (step.isDoubtful) countDoubtful(context, step.body, "repeated");
  if (!(await context.store.beginSend({ conversation, fence, notices: step.notices, drops: step.drops })))
    return "lost";
  let posted: Posted;
  try {
    posted = await send(platform, rendered);
  } catch (error) {
    return await sendFailed(context, claimed, { step, rendered, platform, error });
  }
  await patiently(context, () => context.store.finishSend(endOf(claimed, step, rendered, posted)));
  context.metrics.count("notices_sent_total", { platform: platform.id, kind: step.body.kind });
  return pace.gapMs;
}

async function send(platform: ChatPlatform, rendered: RenderedNotice): Promise<Posted> {
  const { edits } = rendered;
  if (edits === undefined) return platform.post(rendered.target, rendered.message);
  try {
    await platform.update(edits, rendered.message);
    return { ref: edits };
  } catch (error) {
    if (error instanceof PlatformError && error.kind === "message-gone")
      return platform.post(rendered.target, rendered.message);
    throw error;
  }
}

function endOf(claimed: ClaimedConversation, step: SendStep, rendered: RenderedNotice, posted: Posted): SendEnd {
  const { conversation, fence } = claimed;
  const isNewCard = rendered.cardOf !== undefined && posted.ref !== rendered.link?.card;
  return {
    conversation,
    fence,
    notices: step.notices,
    outcome: "sent",
    ...(isNewCard &&
      rendered.cardOf !== undefined && {
        card: {
          linkId: rendered.cardOf,
          ref: posted.ref,
          ...(posted.conversation !== undefined && { origin: posted.conversation }),
        },
      }),
    ...(rendered.promptOf !== undefined && { prompt: { ...rendered.promptOf, ref: posted.ref } }),
  };
}

interface FailedSend {
  readonly step: SendStep;
  readonly rendered: RenderedNotice;
  readonly platform: ChatPlatform;
  readonly error: unknown;
}

async function sendFailed(context: OutboxContext, claimed: ClaimedConversation, failed: FailedSend): Promise<number> {
  const { step, rendered, platform, error } = failed;
  const kind = error instanceof PlatformError ? error.kind : "rejected";
  context.metrics.count("notices_failed_total", { platform: platform.id, kind });
  context.logger.warn("send failed", { conversation: claimed.conversation, notice: step.body.kind, error });
  const waitMs = troubleMs[Math.min(step.attempts, troubleMs.length - 1)] ?? 1_000;
  switch (kind) {
    case "rate-limited": {
      await giveBack(context, claimed, step.notices);
      return error instanceof PlatformError ? (error.retryAfterMs ?? waitMs) : waitMs;
    }
    case "unavailable":
    case "unauthorised":
      await giveBack(context, claimed, step.notices);
      return waitMs;
    case "outcome-unknown":
      // It stays `sending`: the next holder sees a doubtful notice and follows the rule for those.
      return waitMs;
    case "moved": {
      await giveBack(context, claimed, step.notices);
      const movedTo = error instanceof PlatformError ? error.movedTo : undefined;
      if (movedTo !== undefined)
        await context.store.moveConversation(claimed.conversation, movedTo as typeof claimed.conversation);
      return 0;
    }
    case "unreachable":
    case "message-gone":
      return park(context, claimed, {
        step,
        reason: kind,
        instead: await tellMaker(rendered, platform, claimed, step),
      });
    case "rejected":
      return park(context, claimed, { step, reason: String(error), instead: [] });
    default:
      return kind satisfies never;
  }
}

/** The conversation is closed to us: the link's maker is told in their own, if that is another one. */
async function tellMaker(
  rendered: RenderedNotice,
  platform: ChatPlatform,
  claimed: ClaimedConversation,
  step: SendStep,
): Promise<readonly NewNotice[]> {
  const { link } = rendered;
  const to = link?.createdBy;
  if (link === undefined || to === undefined) return [];
  const direct = await platform.directConversation?.(to.id).catch(() => undefined);
  if (direct === undefined || direct === claimed.conversation) return [];
  const body =
    step.body.kind === "change"
      ? { kind: "reply" as const, card: rendered.message.card, to, locale: link.locale, isPrivate: true }
      : { kind: "show" as const, linkId: link.id, to, locale: link.locale, isPrivate: true };
  return [{ conversation: direct, body }];
}

interface Parking {
  readonly step: SendStep;
  readonly reason: string;
  readonly instead: readonly NewNotice[];
}

async function park(context: OutboxContext, claimed: ClaimedConversation, parking: Parking): Promise<number> {
  const { conversation, fence } = claimed;
  const { step, reason, instead } = parking;
  context.metrics.count("notices_parked_total", { kind: step.body.kind });
  context.logger.error("notice parked", { conversation, notice: step.body.kind, reason });
  const notices = [...step.notices, ...step.drops];
  await patiently(context, () =>
    context.store.finishSend({ conversation, fence, notices, outcome: "parked", reason, instead }),
  );
  return 0;
}

async function giveBack(
  context: OutboxContext,
  claimed: ClaimedConversation,
  notices: readonly NoticeId[],
): Promise<void> {
  const { conversation, fence } = claimed;
  await patiently(context, () => context.store.finishSend({ conversation, fence, notices, outcome: "retry" }));
}

function without(notices: ClaimedConversation["notices"], gone: readonly NoticeId[]): ClaimedConversation["notices"] {
  const ids = new Set(gone);
  return notices.filter((notice) => !ids.has(notice.id));
}
