import { redactCardNumbers } from "../../../src/model/card-number.ts";
import type { Language } from "../../../src/model/currency.ts";
import type { ChatDelivery, ChatHost } from "../../../src/ports/chat-platform.ts";
import { type Access, nameOf } from "./access.ts";
import { toAnswerHandle } from "./answer-handle.ts";
import type { BotApi } from "./client.ts";
import type { Gate, Verdict } from "./gate.ts";
import type { InHand } from "./in-hand.ts";
import { hear, type Spoken } from "./inbound.ts";
import type { Newcomers } from "./newcomer.ts";
import { type Place, toActorId, toConversation } from "./refs.ts";
import { literal, toHtml } from "./rich-text.ts";
import { languageOf, sayTelegram } from "./sentences.ts";
import type { MessageWire, MeWire } from "./wire.ts";

/** Hands a delivery to the bot. @throws StoreUnavailableError */
export type Accept = (delivery: ChatDelivery) => Promise<void>;

/** Takes one message in. Resolves when it is stored, or when there was nothing to store. */
export interface Messages {
  take(key: string, message: MessageWire, me: MeWire): Promise<void>;
}

/** What taking messages in needs. */
export interface MessagesContext {
  readonly api: BotApi;
  readonly host: ChatHost;
  readonly access: Access;
  readonly gate: Gate;
  readonly newcomers: Newcomers;
  readonly inHand: InHand;
  readonly defaultLanguage: Language;
  readonly accept: Accept;
}

/** The port's limit for one inbound text. */
const longestText = 2_000;
/** A stranger's words are kept for the audit, not to be read. */
const longestRefused = 200;

/** Judges who speaks before anything else is done with their words. */
export function createMessages(context: MessagesContext): Messages {
  const { api, host, access, gate, newcomers, inHand, defaultLanguage, accept } = context;

  async function say(place: Extract<Place, { kind: "chat" }>, messageId: number, text: string): Promise<void> {
    const params = {
      chat_id: place.chatId,
      ...(place.threadId !== undefined && { message_thread_id: place.threadId }),
      text: toHtml(literal(text, "plain", 1_000), { canShowTime: false }),
      parse_mode: "HTML",
      disable_notification: true,
      link_preview_options: { is_disabled: true },
      reply_parameters: { message_id: messageId, allow_sending_without_reply: true },
    };
    await api.attempt({ method: "sendMessage", params, effect: "post" });
  }

  /** The core says why; here only what it cannot know is said: that the message still stands. */
  async function removeCardNumber({ place, messageId }: Spoken, language: Language): Promise<void> {
    const params = { chat_id: place.chatId, message_id: messageId };
    const outcome = await api.attempt({ method: "deleteMessage", params, effect: "repeatable" });
    if (!outcome.ok && outcome.failure.kind !== "message-gone") {
      await say(place, messageId, sayTelegram("redacted.undeleted", language));
    }
  }

  async function store(key: string, spoken: Spoken, verdict: Verdict): Promise<void> {
    const { user, place, messageId, isDirect, about, sourceUrl, kind } = spoken;
    const language = languageOf(user.language_code);
    const { text, wasRedacted } = redactCardNumbers(spoken.text);
    if (wasRedacted) void inHand.track(removeCardNumber(spoken, language ?? defaultLanguage));
    if (verdict.isAllowed && text.length > longestText) {
      return say(place, messageId, host.say("reply.too-long", language ?? defaultLanguage));
    }
    await accept({
      key,
      message: {
        conversation: toConversation(place),
        actor: { id: toActorId(user.id), name: nameOf(user) },
        locale: language === undefined ? {} : { language },
        kind,
        text: verdict.isAllowed ? text : text.slice(0, longestRefused).toWellFormed(),
        ...(wasRedacted && { wasRedacted }),
        isDirect,
        isAddressed: true,
        ...verdict,
        ...(about !== undefined && { about }),
        ...(sourceUrl !== undefined && { sourceUrl }),
        ...(!isDirect && { answerHandle: toAnswerHandle({ messageId, userId: user.id, name: nameOf(user) }) }),
      },
    });
  }

  async function takeSpoken(key: string, spoken: Spoken): Promise<void> {
    const { user, place, kind, startCode } = spoken;
    const language = languageOf(user.language_code) ?? defaultLanguage;
    const verdict = await gate.judge(user, place, language);
    if (verdict.isAllowed) return store(key, spoken, verdict);
    if (startCode !== undefined && (await newcomers.arrive(user, startCode, language)) === "told") return;
    // What strangers say to each other about a card is none of the bot's business.
    if (kind === "text" && !spoken.isDirect) return;
    if (await gate.mayTell(user, place, startCode === undefined ? kind : "invitation")) {
      await store(key, spoken, verdict);
    }
  }

  return {
    async take(key, message, me) {
      const { chat, migrate_to_chat_id: movedTo, migrate_from_chat_id: movedFrom } = message;
      if (movedTo !== undefined) return access.rememberMove(chat.id, movedTo);
      if (movedFrom !== undefined) return access.rememberMove(movedFrom, chat.id);
      const heard = hear(message, me);
      if (heard.kind === "spoken") return takeSpoken(key, heard.spoken);
      if (heard.kind === "nothing") return;
      const { place, messageId } = heard;
      const isFirst = await gate.mayTell({ id: chat.id, is_bot: true }, place, "anonymous");
      if (isFirst) void inHand.track(say(place, messageId, sayTelegram("anonymous", defaultLanguage)));
    },
  };
}
