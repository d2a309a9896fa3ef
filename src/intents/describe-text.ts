import { trimChinese, trimEnglish } from "./boilerplate.ts";
import { firstNames } from "./first-names.ts";
import { hasHan, type Prompt } from "./prompt.ts";

/** What is left of a request when everything else has been read: what it is for, and for whom. */
export interface Purpose {
  readonly description?: string;
  readonly customer?: string;
}

/** A piece of the text between holes and punctuation, trimmed of the words that only ask. */
interface Chunk {
  readonly start: number;
  readonly end: number;
  /** What follows the untrimmed piece: the amount stands there, another detail, or punctuation. */
  readonly isBeforeHole: boolean;
  readonly isAfterHole: boolean;
  readonly customer?: string;
}

const piece = /[^\ue000\ue001,，;；:：!！?？。\n()（）、|"=]+/g;

/** Reads the purpose from a lowered text whose amounts and details are holes. */
export function describe(prompt: Prompt, text: string): Purpose {
  const chunks: Chunk[] = [];
  let customer: string | undefined;
  for (const found of text.matchAll(piece)) {
    for (const part of splitSentences(found[0], found.index)) {
      const chunk = trim(text, part.start, part.end, prompt);
      customer ??= chunk.customer;
      if (/[\p{L}\p{So}]/u.test(text.slice(chunk.start, chunk.end))) chunks.push(chunk);
    }
  }
  const { kept, named } = dropCustomer(chunks, prompt);
  const description = join(prompt, text, kept);
  const who = customer ?? named;
  return { ...(description !== "" && { description }), ...(who !== undefined && { customer: who }) };
}

function splitSentences(text: string, at: number): readonly { readonly start: number; readonly end: number }[] {
  const parts = [];
  let start = 0;
  for (const found of text.matchAll(
    /(?<!\b(?:mr|mrs|ms|dr|prof|no|st|vs|inc|ltd|co|approx))\.(?=\s|$)|\s[-–—]+\s|\s[-–—]+$|^[-–—]+\s|\s+(?:and |then )+(?=(?:then )?(?:send|email|text|share|forward|post|let me|dm|tell|notify)\b)/g,
  )) {
    parts.push({ start: at + start, end: at + found.index });
    start = found.index + found[0].length;
  }
  return [...parts, { start: at + start, end: at + text.length }];
}

function trim(text: string, start: number, end: number, prompt: Prompt): Chunk {
  const isBeforeHole = /^\s*[\ue000\ue001]/.test(text.slice(end, end + 3));
  const isAfterHole = /[\ue000\ue001]\s*$/.test(text.slice(Math.max(0, start - 3), start));
  const words = text.slice(start, end);
  const place = { isBeforeHole, isAfterHole };
  let from = start;
  let left = words;
  let named: string | undefined;
  // The two languages mix (`帮我create一个payment link`), so each is cut until neither finds anything.
  for (let before = ""; before !== left; ) {
    before = left;
    const english = trimEnglish(left, prompt.raw.slice(from, from + left.length), place);
    const chinese = hasHan(left) ? trimChinese(english.text, place) : { ...english, offset: 0, customer: undefined };
    named ??= english.customer ?? chinese.customer;
    from += english.offset + chinese.offset;
    left = chinese.text;
  }
  const customer = named === undefined ? undefined : rawOf(prompt, text, named, start, end);
  return { start: from, end: from + left.length, ...place, ...(customer !== undefined && { customer }) };
}

function rawOf(prompt: Prompt, text: string, words: string, start: number, end: number): string {
  const at = text.slice(start, end).indexOf(words);
  return at === -1 ? words : prompt.raw.slice(start + at, start + at + words.length).trim();
}

/** `for Bob for $50 for the mug`: a name before the amount, with a purpose after it, is the customer. */
function dropCustomer(
  chunks: readonly Chunk[],
  prompt: Prompt,
): { readonly kept: readonly Chunk[]; readonly named: string | undefined } {
  const [only] = chunks;
  if (only === undefined || chunks.length < 2) {
    const words = only === undefined ? "" : prompt.raw.slice(only.start, only.end).trim();
    return isPerson(words) ? { kept: [], named: words } : { kept: chunks, named: undefined };
  }
  const person = chunks.findIndex((chunk) => isPerson(prompt.raw.slice(chunk.start, chunk.end).trim()));
  const at = person !== -1 ? person : chunks.findIndex((chunk) => isName(prompt.raw.slice(chunk.start, chunk.end)));
  const found = chunks[at];
  const others = chunks.filter((_chunk, index) => index !== at);
  const isLeading = found !== undefined && (at === person || ((found.isBeforeHole || at === 0) && !found.isAfterHole));
  if (found === undefined || !isLeading) return { kept: chunks, named: undefined };
  return { kept: others, named: prompt.raw.slice(found.start, found.end).trim() };
}

/** Certainly a person: a common given name, or a name with a title. */
function isPerson(words: string): boolean {
  const [first = "", second = "x", ...more] = words.split(/\s+/);
  if (/^(?:mr|mrs|ms|miss|dr|prof)\.?\s+\S+(?: \S+)?$/i.test(words) || hanTitle.test(words)) return true;
  return (
    more.length === 0 && /^\p{Lu}/u.test(first) && /^[\p{Lu}x]/u.test(second) && firstNames.has(first.toLowerCase())
  );
}

const hanTitle = /^[\u4e00-\u9fff]{1,4}(?:总|先生|女士|小姐|老师|老板|经理|太太|同学|哥|姐|客户)$/;

function isName(words: string): boolean {
  const text = words.trim();
  if (/^(?:\p{Lu}[\p{L}'.-]*)(?: (?:\p{Lu}[\p{L}'.&-]*|&|de|van|von|and)){0,3}$/u.test(text))
    return !/^[A-Z]{4,}$/.test(text);
  return hanTitle.test(text);
}

/** The person's own words from the first chunk to the last; what was read between two chunks is left out. */
function join(prompt: Prompt, text: string, chunks: readonly Chunk[]): string {
  let joined = "";
  let last: Chunk | undefined;
  for (const chunk of chunks) {
    const words = prompt.raw.slice(chunk.start, chunk.end).replace(/\s+/g, " ").trim();
    const between = last === undefined ? "" : text.slice(last.end, chunk.start);
    const isTogether = last !== undefined && /^[\s,，:：;；、.()（）"-]{1,4}$/.test(between);
    const glue = isTogether ? prompt.raw.slice(last?.end, chunk.start) : hasHan(joined) ? "，" : ", ";
    joined = joined === "" ? words : `${joined}${glue}${words}`;
    last = chunk;
  }
  return tidy(joined);
}

function tidy(words: string): string {
  const closed = /^[^"“”]*["“”][^"“”]*$/.test(words) ? words.replace(/["“”]/g, "") : words;
  return closed.replace(/\s+/g, " ").replace(/^[\s"'“”‘’#*•·-]+|[\s"'“”‘’,，.。:：;；-]+$/g, "");
}
