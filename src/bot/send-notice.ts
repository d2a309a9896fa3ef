import { platformOf } from "../model/conversation.ts";
import { PlatformError, StoreUnavailableError } from "../model/errors.ts";
import type { NoticeId } from "../model/notice.ts";
import type { ChatPlatform, Posted } from "../ports/chat-platform.ts";
import type { ClaimedConversation, SendEnd } from "../ports/store.ts";
import { untilStored, withinTime } from "../services/time-limit.ts";
import { countDoubtful, type OutboxContext } from "./outbox-context.ts";
import { doubtfulRepeats, type SendStep } from "./plan-send.ts";
import { type RenderedNotice, renderNotice } from "./render-notice.ts";
import { parkNotice, sendFailed } from "./send-failure.ts";

/**
 * How one send ended: the conversation passed to somebody else, nothing may be edited for so long, or what is over and
 * how long to be silent now.
 */
export type SendOutcome =
  | { readonly kind: "lost" }
  | { readonly kind: "no-edits"; readonly waitMs: number }
  | {
      readonly kind: "over";
      readonly settled: readonly NoticeId[];
      readonly pauseMs: number;
      /** Everything this platform is sent must wait, not this conversation alone. */
      readonly isPlatformWide?: boolean;
    };

/** A send that takes longer has an outcome nobody knows; with the time a conversation is held, less than its lease. */
const longestSendMs = 40_000;

const lost: SendOutcome = { kind: "lost" };

/** Says one thing: renders it from the link as it is now, marks it as going out, sends it and notes how that ended. */
export async function sendNotice(
  context: OutboxContext,
  claimed: ClaimedConversation,
  { step, canEdit }: { readonly step: SendStep; readonly canEdit: boolean },
): Promise<SendOutcome> {
  const { conversation, fence } = claimed;
  const all = [...step.notices, ...step.drops];
  const platform = context.platform(platformOf(conversation));
  if (platform === undefined) return parkNotice(context, claimed, { step, reason: "platform not configured" });
  let rendered: RenderedNotice | undefined;
  try {
    rendered = await renderNotice(context, conversation, step.body);
  } catch (error) {
    // What cannot be put into words now never can: it must not hold up what comes behind it.
    if (error instanceof StoreUnavailableError) throw error;
    return parkNotice(context, claimed, { step, reason: String(error) });
  }
  if (rendered === undefined) return drop(context, claimed, all);
  if (isSpent(step, rendered)) {
    countDoubtful(context, step.body, "dropped");
    // What has come since was never sent: it stays, and is the card then.
    return drop(context, claimed, doubtfulOf(claimed, all));
  }
  const kind = rendered.edits !== undefined ? "edit" : rendered.target.privateTo !== undefined ? "private" : "post";
  if (kind === "edit" && !canEdit) return { kind: "no-edits", waitMs: 0 };
  const pace = platform.pace(conversation, kind);
  const waitMs = pace.budgets.length === 0 ? 0 : await context.store.takeBudgets(pace.budgets, context.clock.now());
  if (waitMs > 0)
    return kind === "edit" ? { kind: "no-edits", waitMs } : { kind: "over", settled: [], pauseMs: waitMs };
  if (step.isDoubtful) countDoubtful(context, step.body, "repeated");
  const { notices, drops } = step;
  if (!(await context.store.beginSend({ conversation, fence, notices, drops }))) return lost;
  let posted: Posted;
  try {
    posted = await inTime(context, platform, rendered, send(platform, rendered));
  } catch (error) {
    return sendFailed(context, claimed, { step, rendered, platform, error });
  }
  await untilStored(context.clock, () => context.store.finishSend(endOf(claimed, step, rendered, posted)));
  context.metrics.count("notices_sent_total", { platform: platform.id, kind: step.body.kind });
  return { kind: "over", settled: all, pauseMs: pace.gapMs };
}

/** An edit may be repeated for ever; a card that may have been posted is posted once more and no oftener. */
function isSpent(step: SendStep, rendered: RenderedNotice): boolean {
  return step.body.kind === "card" && step.isDoubtful && step.doubts >= doubtfulRepeats && rendered.edits === undefined;
}

function doubtfulOf(claimed: ClaimedConversation, ids: readonly NoticeId[]): readonly NoticeId[] {
  return claimed.notices.filter(({ id, state }) => state === "sending" && ids.includes(id)).map(({ id }) => id);
}

async function drop(
  context: OutboxContext,
  { conversation, fence }: ClaimedConversation,
  drops: readonly NoticeId[],
): Promise<SendOutcome> {
  const isOurs = await context.store.beginSend({ conversation, fence, notices: [], drops });
  return isOurs ? { kind: "over", settled: drops, pauseMs: 0 } : lost;
}

function inTime(
  context: OutboxContext,
  platform: ChatPlatform,
  rendered: RenderedNotice,
  sending: Promise<Posted>,
): Promise<Posted> {
  return withinTime(context.clock, longestSendMs, sending, () => {
    const kind = rendered.edits === undefined ? "outcome-unknown" : "unavailable";
    return new PlatformError({ platform: platform.id, kind, vendorCode: "no answer" });
  });
}

async function send(platform: ChatPlatform, rendered: RenderedNotice): Promise<Posted> {
  const { edits } = rendered;
  if (edits === undefined) return post(platform, rendered);
  try {
    await platform.update(edits, rendered.message);
    return { ref: edits };
  } catch (error) {
    if (isGone(error)) return post(platform, rendered);
    throw error;
  }
}

/** What belongs under a message that somebody has deleted stands alone. */
async function post(platform: ChatPlatform, { target, message }: RenderedNotice): Promise<Posted> {
  const { replyTo, ...alone } = target;
  try {
    return await platform.post(target, message);
  } catch (error) {
    if (replyTo !== undefined && isGone(error)) return platform.post(alone, message);
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof PlatformError && error.kind === "message-gone";
}

function endOf(claimed: ClaimedConversation, step: SendStep, rendered: RenderedNotice, posted: Posted): SendEnd {
  const { conversation, fence } = claimed;
  const { cardOf, promptOf, link } = rendered;
  const origin = posted.conversation === undefined ? {} : { origin: posted.conversation };
  return {
    conversation,
    fence,
    notices: step.notices,
    outcome: "sent",
    ...(cardOf !== undefined && posted.ref !== link?.card && { card: { linkId: cardOf, ref: posted.ref, ...origin } }),
    ...(promptOf !== undefined && { prompt: { ...promptOf, ref: posted.ref } }),
  };
}
