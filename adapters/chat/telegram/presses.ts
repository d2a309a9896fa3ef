import type { Language } from "../../../src/model/currency.ts";
import type { ChatHost } from "../../../src/ports/chat-platform.ts";
import type { Cache } from "../../../src/ports/runtime.ts";
import { nameOf } from "./access.ts";
import { toAnswerHandle } from "./answer-handle.ts";
import { type ButtonStore, type KeptButton, type Pressed, readButtonData } from "./button-data.ts";
import type { BotApi } from "./client.ts";
import type { Gate } from "./gate.ts";
import type { InHand } from "./in-hand.ts";
import { placeOfPress } from "./inbound.ts";
import { offerKey } from "./inline-offer.ts";
import { type Rows, withoutQuestion, withQuestion } from "./keyboard.ts";
import type { Accept } from "./messages.ts";
import type { Newcomers } from "./newcomer.ts";
import { isShared, toActorId, toConversation } from "./refs.ts";
import { cutText } from "./rich-text.ts";
import { languageOf, sayTelegram } from "./sentences.ts";
import type { CallbackWire } from "./wire.ts";

/** What taking button presses in needs. */
export interface PressesContext {
  readonly api: BotApi;
  readonly host: Pick<ChatHost, "say">;
  readonly gate: Gate;
  readonly buttons: ButtonStore;
  readonly cache: Cache;
  readonly newcomers: Newcomers;
  readonly inHand: InHand;
  readonly defaultLanguage: Language;
  readonly accept: Accept;
}

/** Takes one press in. Resolves when it is stored, or when there was nothing to store; the press is always answered. */
export interface Presses {
  take(key: string, callback: CallbackWire): Promise<void>;
}

/** What came of a press: a command to store, or only something to show who pressed. */
type Pressing = { readonly command: string } | { readonly notice: string };

/** Source: Telegram Bot API, answerCallbackQuery, `text`. */
const noticeLimit = 200;

/** Who pressed is judged before what was pressed is looked at: data in a button proves nothing. */
export function createPresses(context: PressesContext): Presses {
  const { api, host, gate, buttons, cache, newcomers, inHand, defaultLanguage, accept } = context;

  function answer(callback: CallbackWire, notice = ""): void {
    const text = cutText(notice, noticeLimit);
    const params = { callback_query_id: callback.id, ...(text !== "" && { text }) };
    void inHand.track(api.attempt({ method: "answerCallbackQuery", params, effect: "repeatable" }));
  }

  async function setRows({ message }: CallbackWire, rows: Rows): Promise<boolean> {
    if (message === undefined) return false;
    const params = {
      chat_id: message.chat.id,
      message_id: message.message_id,
      reply_markup: { inline_keyboard: rows },
    };
    const outcome = await api.attempt({ method: "editMessageReplyMarkup", params, effect: "repeatable" });
    return outcome.ok || outcome.failure.kind === "not-modified";
  }

  /** Puts the question under the card; where there is no keyboard to put it, the core asks if it must. */
  async function ask(callback: CallbackWire, token: string, kept: KeptButton, language: Language): Promise<Pressing> {
    const keyboard = callback.message?.reply_markup;
    if (keyboard === undefined || kept.confirm === undefined) return { command: kept.command };
    const isAsked = await setRows(callback, withQuestion(keyboard, token, kept));
    if (!isAsked) return { notice: sayTelegram("confirm.busy", language) };
    return { notice: `${kept.confirm.title}\n${kept.confirm.text}` };
  }

  function unask(callback: CallbackWire): void {
    const keyboard = callback.message?.reply_markup;
    if (keyboard !== undefined) void inHand.track(setRows(callback, withoutQuestion(keyboard)));
  }

  async function read(callback: CallbackWire, pressed: Pressed, language: Language): Promise<Pressing> {
    const old = { notice: sayTelegram("button.old", language) };
    switch (pressed.kind) {
      case "command":
        return pressed;
      case "kept":
        return (await buttons.find(pressed.token)) ?? old;
      case "ask": {
        const kept = await buttons.find(pressed.token);
        return kept === undefined ? old : ask(callback, pressed.token, kept, language);
      }
      case "confirmed":
        unask(callback);
        return (await buttons.find(pressed.token)) ?? old;
      case "keep":
        unask(callback);
        return { notice: "" };
      case "offer":
      case "kept-offer": {
        if (pressed.makerId !== callback.from.id) return { notice: refusalIn(language) };
        if (pressed.kind === "offer") return pressed;
        const command = await cache.get<string>(offerKey(pressed.token)).catch(() => undefined);
        return command === undefined ? { notice: sayTelegram("inline.old", language) } : { command };
      }
      case "admit":
      case "decline":
        return { notice: await newcomers.decide(callback, pressed.kind, pressed.userId, language) };
      default:
        return pressed satisfies never;
    }
  }

  function refusalIn(language: Language): string {
    return host.say("reply.refused", language, { whom: host.say("reply.refused.admin", language) });
  }

  return {
    async take(key, callback) {
      const { from, data } = callback;
      const spoken = languageOf(from.language_code);
      const language = spoken ?? defaultLanguage;
      const stands = placeOfPress(callback);
      const verdict = await gate.judge(from, stands?.place, language);
      if (!verdict.isAllowed) {
        const isTold = await gate.mayTell(from, stands?.place, "button");
        const whom = verdict.refusal ?? "";
        return answer(callback, isTold ? host.say("reply.refused", language, { whom }) : "");
      }
      const pressed = readButtonData(data ?? "");
      if (pressed === undefined || stands === undefined) return answer(callback, sayTelegram("button.old", language));
      const pressing = await read(callback, pressed, language);
      if ("notice" in pressing) return answer(callback, pressing.notice);
      const { place, about } = stands;
      const isDirect = place.kind === "chat" && !isShared(place.chatId);
      await accept({
        key,
        message: {
          conversation: toConversation(place),
          actor: { id: toActorId(from.id), name: nameOf(from) },
          locale: spoken === undefined ? {} : { language: spoken },
          kind: "button",
          text: pressing.command,
          isDirect,
          isAddressed: true,
          ...verdict,
          about,
          ...(!isDirect && { answerHandle: toAnswerHandle({ userId: from.id, name: nameOf(from) }) }),
        },
      });
      answer(callback);
    },
  };
}
