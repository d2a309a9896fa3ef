import { badRequest } from "./refusal.ts";

/** A part of a text that means something; offsets and lengths in UTF-16 units. Source: Telegram Bot API, MessageEntity. */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly user_id?: number;
  readonly unix_time?: number;
}

/** A text as it shows, and what is marked in it. */
export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

interface OpenTag {
  readonly name: string;
  readonly start: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Source: Telegram Bot API, HTML style. */
const types: Readonly<Record<string, string>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  code: "code",
  pre: "pre",
  a: "text_link",
  "tg-spoiler": "spoiler",
  "tg-time": "date_time",
  blockquote: "blockquote",
};

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };
const tagPattern = /^<(\/?)([a-z][a-z0-9-]*)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[\w.-]+))?)*)\s*>/i;
const attributePattern = /([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?/gi;
const refPattern = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot));/i;

/** Reads a text in HTML style. Refuses as Telegram does; its sentences are those of tdlib/td, parse_html. */
export function parseHtml(html: string, knownTags: ReadonlySet<string> = new Set(Object.keys(types))): FormattedText {
  let text = "";
  const open: OpenTag[] = [];
  const entities: Entity[] = [];
  for (let at = 0; at < html.length; ) {
    const rest = html.slice(at);
    const byte = Buffer.byteLength(html.slice(0, at), "utf8");
    const reference = rest[0] === "&" ? refPattern.exec(rest) : null;
    if (reference !== null) {
      text += decodeReference(reference);
      at += reference[0].length;
    } else if (rest[0] !== "<") {
      text += rest[0];
      at += 1;
    } else {
      const [whole, slash, name, attributes] = tagPattern.exec(rest) ?? refuseTag(rest, byte);
      const tag = String(name).toLowerCase();
      if (slash === "/") closeTag(tag, byte, { text, open, entities });
      else if (!knownTags.has(tag)) throw entitiesRefused(`Unsupported start tag "${tag}" at byte offset ${byte}`);
      else open.push({ name: tag, start: text.length, attributes: readAttributes(attributes ?? "") });
      at += whole.length;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    throw entitiesRefused(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  }
  return trimmed({ text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) });
}

function refuseTag(rest: string, byte: number): never {
  if (rest.startsWith("</")) throw entitiesRefused(`Unexpected end tag at byte offset ${byte}`);
  const name = /^<([a-z][a-z0-9-]*)/i.exec(rest)?.[1];
  if (name === undefined) throw entitiesRefused(`Unsupported start tag "" at byte offset ${byte}`);
  throw entitiesRefused(`Unclosed start tag at byte offset ${byte}`);
}

function closeTag(
  name: string,
  byte: number,
  { text, open, entities }: { text: string; open: OpenTag[]; entities: Entity[] },
): void {
  const tag = open.pop();
  if (tag === undefined) throw entitiesRefused(`Unexpected end tag at byte offset ${byte}`);
  if (tag.name !== name) {
    throw entitiesRefused(`Unmatched end tag at byte offset ${byte}, expected "</${tag.name}>", found "</${name}>"`);
  }
  const length = text.length - tag.start;
  const type = types[name];
  if (length > 0 && type !== undefined) entities.push(toEntity(type, tag, length));
}

function toEntity(type: string, { start: offset, attributes }: OpenTag, length: number): Entity {
  if (type === "date_time") {
    if (!/^(?:r|w?[dD]?[tT]?)$/.test(attributes.format ?? ""))
      throw entitiesRefused("Invalid date-time format specified");
    return { type, offset, length, unix_time: Number(attributes.unix) };
  }
  if (type !== "text_link") return { type, offset, length };
  const url = attributes.href ?? "";
  const user = /^tg:\/\/user\?id=(\d+)$/.exec(url)?.[1];
  return user === undefined
    ? { type, offset, length, url }
    : { type: "text_mention", offset, length, user_id: Number(user) };
}

function readAttributes(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(attributePattern)].map(([, name, double, single, bare]) => [
      String(name).toLowerCase(),
      (double ?? single ?? bare ?? "").replaceAll(/&(\w+);/g, (whole, ref: string) => named[ref] ?? whole),
    ]),
  );
}

function decodeReference([, decimal, hex, name]: RegExpExecArray): string {
  if (name !== undefined) return named[name.toLowerCase()] ?? "";
  return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? "0", 16) : Number(decimal));
}

/** Telegram takes white space off both ends. */
function trimmed({ text, entities }: FormattedText): FormattedText {
  const lead = text.length - text.trimStart().length;
  const clean = text.trim();
  return {
    text: clean,
    entities: entities.map((each) => ({ ...each, offset: Math.max(0, each.offset - lead) })),
  };
}

function entitiesRefused(sentence: string) {
  return badRequest(`can't parse entities: ${sentence}`);
}
