import type { ConversationRef } from "../../../src/model/conversation.ts";
import type { Pace, SendKind } from "../../../src/ports/chat-platform.ts";
import { fromConversation } from "./refs.ts";

/**
 * One message a second in a channel, and each method's share of its workspace.
 *
 * Source: Slack docs, Rate limits: chat.postMessage is special (1 per second per channel, several hundred per minute
 * per workspace), chat.update is tier 3 (50 per minute), chat.postEphemeral is tier 4 (100 per minute).
 */
const shares: Readonly<
  Record<SendKind, { readonly gapMs: number; readonly capacity: number; readonly perMinute: number }>
> = {
  post: { gapMs: 1_050, capacity: 30, perMinute: 300 },
  edit: { gapMs: 200, capacity: 25, perMinute: 50 },
  private: { gapMs: 200, capacity: 40, perMinute: 100 },
};

/** How fast one kind of send may go in this conversation. */
export function paceOf(conversation: ConversationRef, kind: SendKind): Pace {
  const { gapMs, capacity, perMinute } = shares[kind];
  const key = `slack:${fromConversation(conversation).team}:${kind}`;
  return { gapMs, budgets: [{ key, capacity, refillPerSecond: perMinute / 60 }] };
}
