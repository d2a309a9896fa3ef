import type { Card } from "../model/card.ts";
import type { Actor, ConversationRef, InboundMessage, Locale } from "../model/conversation.ts";
import type { Delivery } from "../model/delivery.ts";
import type { NewNotice } from "../model/notice.ts";
import type { Defaults } from "../ports/chat-platform.ts";
import type { Commit } from "../ports/store.ts";
import type { CreateContext } from "../services/create-link.ts";
import type { HouseDefaults } from "./profile.ts";

/** What turning messages into answers needs. */
export interface BotContext extends CreateContext {
  readonly house: HouseDefaults;
}

/** One message being handled: who said it, and what they may leave out. */
export interface Turn {
  readonly delivery: Delivery;
  readonly message: InboundMessage;
  readonly locale: Locale;
  readonly defaults: Defaults;
  /** The message that asks this person's open question, when the button on it was pressed. */
  readonly prompt?: InboundMessage["about"];
}

/** The writes that end a turn without anything else. */
export function endOfTurn(turn: Turn): Partial<Commit> {
  return { delivery: turn.delivery };
}

/** Ends the person's open dialogue in this conversation. */
export function dropDraft(turn: Turn): Partial<Commit> {
  return { dropDraft: { conversation: turn.message.conversation, actor: turn.message.actor.id } };
}

/** An answer to this turn's person. Lists and single links are for their eyes only, where the platform can. */
export function answer(
  turn: Turn,
  card: Card,
  options: { readonly isPrivate?: boolean; readonly isPrompt?: boolean } = {},
): NewNotice {
  return { conversation: turn.message.conversation, body: { kind: "reply", card, ...addressee(turn, options) } };
}

/** The same for the card of a link. */
export function showLink(turn: Turn, linkId: Extract<NewNotice["body"], { kind: "show" }>["linkId"]): NewNotice {
  return {
    conversation: turn.message.conversation,
    body: { kind: "show", linkId, ...addressee(turn, { isPrivate: true }) },
  };
}

function addressee(turn: Turn, options: { readonly isPrivate?: boolean; readonly isPrompt?: boolean }) {
  const { message, locale, prompt } = turn;
  return {
    to: message.actor satisfies Actor,
    locale,
    isPrivate: (options.isPrivate ?? true) && !message.isDirect,
    ...(message.kind === "text" && message.about !== undefined && { replyTo: message.about }),
    ...(message.answerHandle !== undefined && { answerHandle: message.answerHandle }),
    ...(options.isPrompt && { isPrompt: true }),
    ...(prompt !== undefined && message.kind === "button" && { replaces: prompt }),
  };
}

/** Where a link made by this turn is shown. */
export function originOf(turn: Turn): ConversationRef {
  return turn.message.postTo ?? turn.message.conversation;
}
