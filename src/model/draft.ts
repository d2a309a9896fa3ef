import type { ActorId, ConversationRef, MessageRef } from "./conversation.ts";

/** An unfinished dialogue with one person in one conversation. `state` is the dialogue's own plain JSON. */
export interface Draft {
  readonly conversation: ConversationRef;
  readonly actor: ActorId;
  readonly state: unknown;
  /** The message that asks, edited in place while the dialogue goes on. */
  readonly prompt?: MessageRef;
  readonly expiresAt: Date;
}
