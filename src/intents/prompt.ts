/** The longest text that is read at all. */
export const longestText = 2000;

/** One text in three forms of equal length, so that a position in one is the same position in the others. */
export interface Prompt {
  /** As the person typed it; names and descriptions are cut from here. */
  readonly raw: string;
  /** Full-width forms, odd spaces, quotes and minus signs brought to their plain ASCII twins. */
  readonly text: string;
  /** `text` with A to Z lowered. */
  readonly lower: string;
}

const plain = /^[\x20-\x7e\n]*$/;
const twins: ReadonlyMap<string, string> = new Map([
  ...pairsOf("“”„‟«»「」『』〝〞＂", '"'),
  ...pairsOf("‘’‚‛", "'"),
  ...pairsOf("−﹣", "-"),
  ...pairsOf("\u00a0\u2007\u2009\u202f", "\u00a0"),
  ...pairsOf(
    "\t\r\u000b\u000c\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u200a\u205f\u3000\u200b\u200c\u200d",
    " ",
  ),
  ...pairsOf("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff", " "),
  ...pairsOf("\u2028\u2029\u0085", "\n"),
  ["￥", "¥"],
  ["￡", "£"],
  ["￦", "₩"],
  ["﹩", "$"],
  ["✕", "×"],
  ["✖", "×"],
]);

/** Prepares a text for reading. */
export function toPrompt(raw: string): Prompt {
  const text = plain.test(raw) ? raw : Array.from({ length: raw.length }, (_each, at) => twinOf(raw, at)).join("");
  return { raw, text, lower: lowerAscii(text) };
}

/** A to Z lowered and nothing else, so that the length stays. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The person's own words between two positions, white space brought to single blanks. */
export function wordsBetween(prompt: Prompt, start: number, end: number): string {
  return prompt.raw.slice(start, end).replace(/\s+/g, " ").trim();
}

/** Whether the text has Chinese characters. */
export function hasHan(text: string): boolean {
  return /[\u3400-\u9fff]/.test(text);
}

function twinOf(raw: string, at: number): string {
  const code = raw.charCodeAt(at);
  if (code < 0x7f && code >= 0x20) return raw.charAt(at);
  if (code >= 0xff01 && code <= 0xff5e && code !== 0xff02) return String.fromCharCode(code - 0xfee0);
  if (code >= 0x0660 && code <= 0x0669) return String.fromCharCode(code - 0x0660 + 0x30);
  if (code >= 0x06f0 && code <= 0x06f9) return String.fromCharCode(code - 0x06f0 + 0x30);
  return twins.get(raw.charAt(at)) ?? raw.charAt(at);
}

function pairsOf(from: string, to: string): readonly (readonly [string, string])[] {
  return [...from].map((each) => [each, to] as const);
}
