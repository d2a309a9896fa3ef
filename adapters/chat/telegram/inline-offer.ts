import { redactCardNumbers } from "../../../src/model/card-number.ts";
import type { Language } from "../../../src/model/currency.ts";
import type { ChatHost } from "../../../src/ports/chat-platform.ts";
import type { Cache, Metrics } from "../../../src/ports/runtime.ts";
import { offerData } from "./button-data.ts";
import type { BotApi } from "./client.ts";
import type { Gate } from "./gate.ts";
import { toActorId } from "./refs.ts";
import { cutText, literal, type Span, toHtml } from "./rich-text.ts";
import { languageOf, sayTelegram } from "./sentences.ts";
import type { InlineQueryWire } from "./wire.ts";

/** What answering inline queries needs. */
export interface OffersContext {
  readonly api: BotApi;
  readonly host: Pick<ChatHost, "preview">;
  readonly gate: Gate;
  readonly cache: Cache;
  readonly metrics: Metrics;
  readonly defaultLanguage: Language;
}

/** Answers what people type after the bot's name in any chat. Nothing is stored: nothing is made. */
export interface Offers {
  answer(query: InlineQueryWire): Promise<void>;
}

const offerMs = 24 * 60 * 60 * 1_000;

/** Where the words of an offer are kept that do not fit into its button. */
export function offerKey(token: string): string {
  return `telegram.offer:${token}`;
}

/** Offers the exact amount with a button that makes the link; strangers are offered nothing. */
export function createOffers({ api, host, gate, cache, metrics, defaultLanguage }: OffersContext): Offers {
  async function resultFor(query: InlineQueryWire, language: Language): Promise<object | undefined> {
    const { text, wasRedacted } = redactCardNumbers(query.query.trim());
    if (text === "" || wasRedacted) return undefined;
    const preview = await host.preview(text, toActorId(query.from.id));
    if (preview === undefined) return undefined;
    const { amount, description } = preview;
    const command = `create ${text}`;
    const { data, token } = offerData(query.from.id, command);
    if (token !== undefined) await cache.set(offerKey(token), command, offerMs);
    const words: readonly Span[] = [
      ...literal(amount, "bold", 80),
      { text: "\n", style: "plain" },
      ...literal(description, "plain", 300),
    ];
    const label = sayTelegram("inline.create", language, { amount });
    return {
      type: "article",
      id: "create",
      title: cutText(`${amount} · ${description}`, 120),
      description: sayTelegram("inline.description", language),
      input_message_content: {
        message_text: toHtml(words, { canShowTime: false }),
        parse_mode: "HTML",
        link_preview_options: { is_disabled: true },
      },
      reply_markup: { inline_keyboard: [[{ text: cutText(label, 60), callback_data: data, style: "primary" }]] },
    };
  }

  return {
    async answer(query) {
      const language = languageOf(query.from.language_code) ?? defaultLanguage;
      const { isAllowed } = await gate.judge(query.from, undefined, language);
      if (!isAllowed) metrics.count("telegram_refused_total", { reason: "access", door: "inline" });
      const result = isAllowed ? await resultFor(query, language) : undefined;
      const hint = { text: cutText(sayTelegram("inline.hint", language), 64), start_parameter: "inline" };
      const params = {
        inline_query_id: query.id,
        results: result === undefined ? [] : [result],
        cache_time: 0,
        is_personal: true,
        ...(isAllowed && result === undefined && { button: hint }),
      };
      await api.attempt({ method: "answerInlineQuery", params, effect: "repeatable", timeoutMs: 5_000 });
    },
  };
}
