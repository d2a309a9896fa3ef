import type { Entity, FormattedText } from "./html.ts";

/** What Telegram makes of a text by itself; the first that matches a place has it. Source: tdlib/td, find_entities. */
const detected: readonly (readonly [string, RegExp])[] = [
  ["email", /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ["url", /(?:https?|ftp|tg):\/\/[^\s<>"»“”|)\]]+/gi],
  [
    "url",
    /(?<![\w@.-])(?:[\w-]+\.)+(?:com|org|net|io|me|example|ru|cn|app|dev|info|xyz|ly|gl|co)(?:\/[^\s<>"»“”|)\]]*)?(?![\w.-]*@)/gi,
  ],
  ["mention", /(?<![\w/])@[a-z]\w{2,31}/gi],
  ["bot_command", /(?<![\w/])\/\w{1,64}(?:@\w+)?/g],
  ["hashtag", /(?<!\w)#[\p{L}_]\w*/gu],
];

/** Nothing is found inside these. */
const opaque = new Set(["code", "pre", "text_link", "text_mention"]);

/** The text with what its readers' apps find in it. */
export function withDetected({ text, entities }: FormattedText): FormattedText {
  const taken = entities.filter((each) => opaque.has(each.type));
  const found: Entity[] = [];
  for (const [type, pattern] of detected) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if (![...taken, ...found].some((each) => overlaps(each, entity))) found.push(entity);
    }
  }
  return { text, entities: [...entities, ...found].sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

function overlaps(a: Entity, b: Entity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
