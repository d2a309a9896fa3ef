import { type ConversationRef, platformOf } from "../model/conversation.ts";
import { PlatformError, type PlatformErrorKind } from "../model/errors.ts";
import type { NewNotice, NoticeBody } from "../model/notice.ts";
import type { ChatPlatform } from "../ports/chat-platform.ts";
import type { ClaimedConversation } from "../ports/store.ts";
import { untilStored, withinTime } from "../services/time-limit.ts";
import type { OutboxContext } from "./outbox-context.ts";
import type { SendStep } from "./plan-send.ts";
import type { RenderedNotice } from "./render-notice.ts";
import type { SendOutcome } from "./send-notice.ts";

/** A send that did not go well. */
export interface FailedSend {
  readonly step: SendStep;
  readonly rendered: RenderedNotice;
  readonly platform: ChatPlatform;
  readonly error: unknown;
}

const troubleMs: readonly number[] = [1_000, 2_000, 5_000, 15_000, 60_000, 300_000];
const findPersonMs = 5_000;

/** What follows from a send that failed: again later, elsewhere, or aside for good. */
export function sendFailed(
  context: OutboxContext,
  claimed: ClaimedConversation,
  failed: FailedSend,
): Promise<SendOutcome> {
  const { step, platform, error } = failed;
  const { conversation } = claimed;
  const kind: PlatformErrorKind = error instanceof PlatformError ? error.kind : "rejected";
  context.metrics.count("notices_failed_total", { platform: platform.id, kind });
  context.logger.warn("send failed", { conversation, notice: step.body.kind, error });
  const waitMs = troubleMs[Math.min(step.attempts, troubleMs.length - 1)] ?? 1_000;
  switch (kind) {
    case "rate-limited": {
      const told = error instanceof PlatformError ? error : undefined;
      const isPlatformWide = told?.scope === "platform";
      return giveBack(context, claimed, step, { pauseMs: told?.retryAfterMs ?? waitMs, isPlatformWide });
    }
    case "unavailable":
    case "unauthorised":
      return giveBack(context, claimed, step, { pauseMs: waitMs });
    case "outcome-unknown":
      // It stays `sending`: the next holder sees a doubtful notice and follows the rule for those.
      return Promise.resolve({ kind: "over", settled: [], pauseMs: waitMs });
    case "moved":
      return follow(context, claimed, { step, waitMs, to: error instanceof PlatformError ? error.movedTo : undefined });
    case "unreachable":
    case "message-gone":
      return tellElsewhere(context, claimed, { failed, reason: kind });
    case "rejected":
      return parkNotice(context, claimed, { step, reason: String(error) });
    default:
      return kind satisfies never;
  }
}

/** Puts aside for good what can never be said, and tells the operator. What comes behind it goes on. */
export async function parkNotice(
  context: OutboxContext,
  { conversation, fence }: ClaimedConversation,
  parking: { readonly step: SendStep; readonly reason: string; readonly instead?: readonly NewNotice[] },
): Promise<SendOutcome> {
  const { step, reason, instead = [] } = parking;
  context.metrics.count("notices_parked_total", { kind: step.body.kind });
  context.logger.error("notice parked", { conversation, notice: step.body.kind, reason });
  const notices = [...step.notices, ...step.drops];
  await untilStored(context.clock, () =>
    context.store.finishSend({ conversation, fence, notices, outcome: "parked", reason, instead }),
  );
  return { kind: "over", settled: notices, pauseMs: 0 };
}

async function giveBack(
  context: OutboxContext,
  { conversation, fence }: ClaimedConversation,
  { notices }: SendStep,
  pause: { readonly pauseMs: number; readonly isPlatformWide?: boolean },
): Promise<SendOutcome> {
  await untilStored(context.clock, () => context.store.finishSend({ conversation, fence, notices, outcome: "retry" }));
  // Not sent, and a pause of nothing would send it again at once.
  return { kind: "over", settled: [], ...pause, pauseMs: Math.max(1, pause.pauseMs) };
}

/** The conversation has another name: everything bound to it follows. Without a new name it is tried again. */
async function follow(
  context: OutboxContext,
  claimed: ClaimedConversation,
  { step, waitMs, to }: { readonly step: SendStep; readonly waitMs: number; readonly to: string | undefined },
): Promise<SendOutcome> {
  const outcome = await giveBack(context, claimed, step, { pauseMs: waitMs });
  if (to === undefined || to === claimed.conversation) return outcome;
  await untilStored(context.clock, () => context.store.moveConversation(claimed.conversation, to as ConversationRef));
  return { kind: "lost" };
}

/** The conversation is closed to us: who should know is told in their own, if that is another one. */
async function tellElsewhere(
  context: OutboxContext,
  claimed: ClaimedConversation,
  { failed, reason }: { readonly failed: FailedSend; readonly reason: string },
): Promise<SendOutcome> {
  const { step, platform } = failed;
  const body = inPrivate(failed);
  const instead: NewNotice[] = [];
  if (body !== undefined) {
    const direct = await directOf(context, platform, body.to.id);
    if (direct !== undefined && direct !== claimed.conversation) instead.push({ conversation: direct, body });
  }
  return parkNotice(context, claimed, { step, reason, instead });
}

/** The same for one person alone. A question is not asked elsewhere: its answer would belong to no dialogue there. */
function inPrivate({ step, rendered }: FailedSend): Extract<NoticeBody, { kind: "reply" | "show" }> | undefined {
  const { body } = step;
  if (body.kind === "reply" || body.kind === "show") {
    if (body.isPrompt) return undefined;
    const { replyTo: _replyTo, answerHandle: _answerHandle, replaces: _replaces, ...alone } = body;
    return { ...alone, isPrivate: true };
  }
  const { link } = rendered;
  if (link === undefined) return undefined;
  const addressee = { to: link.createdBy, locale: link.locale, isPrivate: true };
  return body.kind === "change"
    ? { kind: "reply", card: rendered.message.card, ...addressee }
    : { kind: "show", linkId: link.id, ...addressee };
}

async function directOf(
  context: OutboxContext,
  platform: ChatPlatform,
  person: Parameters<NonNullable<ChatPlatform["directConversation"]>>[0],
): Promise<ConversationRef | undefined> {
  if (platform.directConversation === undefined || platformOf(person) !== platform.id) return undefined;
  try {
    const late = () => new Error("no answer");
    return await withinTime(context.clock, findPersonMs, platform.directConversation(person), late);
  } catch (error) {
    context.logger.warn("the person could not be reached another way", { person, error });
    return undefined;
  }
}
