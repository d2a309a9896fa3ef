import type { types } from "@slack/bolt";
import type { Fact, Tone } from "../../../src/model/card.ts";
import { cut, cutMarkup } from "./plain-text.ts";

/** A text that Slack shows as it is. Emoji codes such as `:tada:` stay letters. */
export function plain(text: string, limit: number): types.PlainTextElement {
  const filled = text.trim() === "" ? "–" : text;
  return { type: "plain_text", text: cut(filled, limit), emoji: false };
}

/** A text in Slack's markup: only for words of our own, escaped. */
export function markup(text: string): types.MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

/** How a status looks. */
export const toneEmoji: Readonly<Record<Tone, string>> = {
  neutral: "🔵",
  progress: "⏳",
  good: "✅",
  warning: "⚠️",
  bad: "🔴",
  closed: "⚪",
};

/** Source: Slack docs, Section block: a field holds 2,000 characters. */
const fieldLimit = 2_000;
const labelLimit = 60;

/** A labelled value; a moment shows in each reader's own time zone. */
export function factField({ label, value, at }: Fact): types.PlainTextElement | types.MrkdwnElement {
  if (at === undefined) return plain(`${cut(label, labelLimit)}\n${value}`, 1_000);
  const seconds = Math.floor(at.getTime() / 1000);
  const fallback = cutMarkup(value.replaceAll("|", "/"), 100);
  const date = `<!date^${seconds}^{date_short_pretty} {time}|${fallback}>`;
  return markup(`${cutMarkup(label, labelLimit)}\n${date}`.slice(0, fieldLimit));
}

/** An address in markup: shown whole, so that it can be copied. */
export function address(url: string): string {
  return `<${url.replaceAll("&", "&amp;").replaceAll("<", "%3C").replaceAll(">", "%3E").replaceAll("|", "%7C")}>`;
}
