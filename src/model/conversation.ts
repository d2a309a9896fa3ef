import type { Branded } from "./brand.ts";
import type { Language } from "./currency.ts";

/** `slack`, `telegram`, `console`: the name of an adapter folder. */
export type PlatformId = Branded<"PlatformId">;

/**
 * One place messages go: a channel, a chat, a forum topic, a direct message. Opaque outside its platform's folder;
 * begins with the platform's id and a colon (`slack:T1:C1`, `telegram:-100:7`, `console:main`).
 */
export type ConversationRef = Branded<"ConversationRef">;

/** One person on one platform, begins with the platform's id and a colon (`slack:T1:U1`). */
export type ActorId = Branded<"ActorId">;

/** One posted message; opaque outside its platform's folder, enough to edit it or answer it. */
export type MessageRef = Branded<"MessageRef">;

/** The person behind a message, as the platform vouches for them. */
export interface Actor {
  readonly id: ActorId;
  /** For the card ("made by"); plain text, may be anything a person can type. */
  readonly name: string;
}

/** What the platform knows of a person's language and clock. */
export interface Locale {
  readonly language: Language;
  /** IANA zone, such as `Asia/Shanghai`. */
  readonly timezone: string;
}

/** The platform id a reference belongs to. */
export function platformOf(ref: ConversationRef | ActorId | MessageRef): PlatformId {
  return ref.slice(0, ref.indexOf(":")) as PlatformId;
}

/**
 * One thing a person said, chose or submitted, translated by the platform. A button press and a form carry the command
 * a person could have typed, in `text`.
 */
export interface InboundMessage {
  readonly conversation: ConversationRef;
  /** The name the conversation had when this was said, where it has had another since. */
  readonly saidIn?: ConversationRef;
  readonly actor: Actor;
  readonly locale: Partial<Locale>;
  /**
   * `command`: typed as a command. `text`: said in plain words. `button`: pressed. `form`: submitted.
   * Only `command`, `button` and `form` are read as the command grammar alone.
   */
  readonly kind: "command" | "text" | "button" | "form";
  /** At most 2,000 characters, or the platform refuses it. Without the leading `/paylink`. Card numbers redacted. */
  readonly text: string;
  /** Whether card numbers were taken out of the text at the platform's edge. */
  readonly wasRedacted?: boolean;
  /** Nobody else reads this conversation. */
  readonly isDirect: boolean;
  /** The person spoke to the bot (a direct message, a mention, an answer to the bot's message). */
  readonly isAddressed: boolean;
  /** Whether this person may act at all, as the platform decided; `refusal` names whom to ask, for the polite no. */
  readonly isAllowed: boolean;
  readonly refusal?: string;
  /** The bot's message this one belongs to: the card whose button was pressed, the message answered. */
  readonly about?: MessageRef;
  /** Where a link made by this message is shown, when that is another conversation than this one. */
  readonly postTo?: ConversationRef;
  /** A permanent address of the message this was made from, shown on the card. */
  readonly sourceUrl?: string;
  /** The platform's own way to answer this very message (a response URL, a callback id); opaque, may be forgotten. */
  readonly answerHandle?: string;
}
