import type { ActorId, ConversationRef, MessageRef } from "../../../src/model/conversation.ts";

/** A chat, a topic of a forum, or a message sent through the bot's inline mode by a person. */
export type Place = { readonly kind: "chat"; readonly chatId: number; readonly threadId?: number } | InlinePlace;

/** An inline message can stand in any chat, even one without the bot; only its sender is known. */
export interface InlinePlace {
  readonly kind: "inline";
  readonly makerId: number;
  readonly inlineId: string;
}

/** One message of the bot's. */
export type Spot = { readonly kind: "message"; readonly chatId: number; readonly messageId: number } | InlinePlace;

const placePattern = /^telegram:(-?\d+)(?::(\d+))?$/;
const inlinePattern = /^telegram:inline:(\d+):([A-Za-z0-9_-]+)$/;
const messagePattern = /^telegram:(-?\d+)\/(\d+)$/;

/** `telegram:<chat>`, `telegram:<chat>:<thread>` or `telegram:inline:<person>:<inline message>`. */
export function toConversation(place: Place): ConversationRef {
  if (place.kind === "inline") return inlineText(place) as ConversationRef;
  const thread = place.threadId === undefined ? "" : `:${place.threadId}`;
  return `telegram:${place.chatId}${thread}` as ConversationRef;
}

/** @throws RangeError when the text is no reference of this platform. */
export function fromConversation(ref: ConversationRef): Place {
  const [, chat, thread] = placePattern.exec(ref) ?? [];
  if (chat !== undefined) {
    return { kind: "chat", chatId: Number(chat), ...(thread !== undefined && { threadId: Number(thread) }) };
  }
  return inlineOf(ref);
}

/** `telegram:<chat>/<message>`, or the inline message's own reference. */
export function toMessageRef(spot: Spot): MessageRef {
  if (spot.kind === "inline") return inlineText(spot) as MessageRef;
  return `telegram:${spot.chatId}/${spot.messageId}` as MessageRef;
}

/** @throws RangeError when the text is no reference of this platform. */
export function fromMessageRef(ref: MessageRef): Spot {
  const [, chat, message] = messagePattern.exec(ref) ?? [];
  if (chat === undefined) return inlineOf(ref);
  return { kind: "message", chatId: Number(chat), messageId: Number(message) };
}

/** `telegram:<user>`. */
export function toActorId(userId: number): ActorId {
  return `telegram:${userId}` as ActorId;
}

/** @throws RangeError when the text is no reference of this platform. */
export function userIdOf(actor: ActorId): number {
  const [, user] = /^telegram:(\d+)$/.exec(actor) ?? [];
  if (user === undefined) throw new RangeError("not a person on Telegram");
  return Number(user);
}

/** Groups, supergroups and channels have negative ids; a person's chat with the bot has the person's id. */
export function isShared(chatId: number): boolean {
  return chatId < 0;
}

/** A basic group, the only kind of chat that can get another id. Source: Telegram Bot API, FAQ on dialog ids. */
export function isBasicGroup(chatId: number): boolean {
  return chatId < 0 && chatId > -1_000_000_000_000;
}

function inlineText({ makerId, inlineId }: InlinePlace): string {
  return `telegram:inline:${makerId}:${inlineId}`;
}

function inlineOf(ref: string): InlinePlace {
  const [, maker, inlineId] = inlinePattern.exec(ref) ?? [];
  if (inlineId === undefined) throw new RangeError("not a reference of Telegram");
  return { kind: "inline", makerId: Number(maker), inlineId };
}
