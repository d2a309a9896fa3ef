import type { Branded } from "./brand.ts";
import type { Card } from "./card.ts";
import type { Actor, ActorId, ConversationRef, Locale, MessageRef } from "./conversation.ts";
import type { LinkChange } from "./link-transition.ts";
import type { LinkId } from "./payment-link.ts";

/** What was tried so often in vain goes after everything else of its conversation, so that it alone is late. */
export const patience = 3;

/** Names one notice; grows in the order the notices were stored. */
export type NoticeId = Branded<"NoticeId">;

/**
 * One thing to tell one conversation.
 *
 * - `card`: make the link's card true: post it where there is none, else edit it. Rendered when sent.
 * - `change`: tell one change of a link under its card.
 * - `show`: a private copy of a card, for who asked.
 * - `reply`: an answer that is about no link's life: a question, a list, a refusal.
 */
export type NoticeBody =
  | { readonly kind: "card"; readonly linkId: LinkId }
  | { readonly kind: "change"; readonly linkId: LinkId; readonly change: LinkChange }
  | ({ readonly kind: "show"; readonly linkId: LinkId } & Addressee)
  | ({ readonly kind: "reply"; readonly card: Card } & Addressee);

/** Who an answer is for and what it belongs to. */
export interface Addressee {
  readonly to: Actor;
  readonly locale: Locale;
  /** Only for their eyes, where the platform can. */
  readonly isPrivate: boolean;
  /** The message answered. */
  readonly replyTo?: MessageRef;
  readonly answerHandle?: string;
  /** This answer asks the next question of the person's draft: it replaces the draft's earlier prompt. */
  readonly isPrompt?: boolean;
  /** Replace this message instead of posting a new one. */
  readonly replaces?: MessageRef;
}

/** A notice that is to be stored. */
export interface NewNotice {
  readonly conversation: ConversationRef;
  readonly body: NoticeBody;
  /** Goes before other links' notices in its conversation. */
  readonly isPaid?: boolean;
  /** Not to be sent earlier. */
  readonly notBefore?: Date;
}

/**
 * A stored notice. `sending` seen after a claim means that an earlier holder died between sending and saying so:
 * the notice is doubtful.
 */
export interface Notice extends NewNotice {
  readonly id: NoticeId;
  readonly state: "pending" | "sending";
  /** How often a send was begun. */
  readonly attempts: number;
  /** How often a send was begun while an earlier one may have arrived: begun in state `sending`. */
  readonly doubts: number;
  readonly storedAt: Date;
}

/** The person an unfinished dialogue belongs to, for keeping the prompt's message. */
export interface PromptOwner {
  readonly conversation: ConversationRef;
  readonly actor: ActorId;
}
