import type { Prompt } from "./prompt.ts";

/** One piece of a command: a bare word, a quoted text, a `key:value`, or a `+` between items. */
export type CommandWord =
  | { readonly kind: "word" | "quoted" | "plus"; readonly text: string; readonly start: number; readonly end: number }
  | {
      readonly kind: "key";
      readonly key: string;
      /** As typed, without its quotes. */
      readonly value: string;
      readonly start: number;
      readonly end: number;
    };

const flag = /(?:--|—|–)([a-z][a-z0-9_-]*)(?=[\s=:]|$)[=:]?/iy;
const pair = /([a-z][a-z0-9_-]+|[a-z]|[\u3400-\u9fff]{2,4})[:=](?!\/\/)/iy;
const blank = /\s+/y;
const bare = /[^\s]+/y;
const neverKeys = new Set(["http", "https", "mailto", "tel", "ftp"]);

/**
 * Cuts a command into words. `isKey` tells the keys that exist: only they may be followed by a blank before their value,
 * use `=`, or be Chinese. Other ASCII words before a colon are keys too (unknown ones), unless they open an address.
 */
export function toCommandWords(prompt: Prompt, isKey: (key: string) => boolean, from = 0): readonly CommandWord[] {
  const words: CommandWord[] = [];
  let at = from;
  while (at < prompt.text.length) {
    at = endOf(blank, prompt.text, at) ?? at;
    if (at >= prompt.text.length) break;
    const word = readFlag(prompt, at) ?? readPair(prompt, at, isKey) ?? readQuoted(prompt, at) ?? readBare(prompt, at);
    words.push(word);
    at = word.end;
  }
  return words;
}

function readFlag(prompt: Prompt, at: number): CommandWord | undefined {
  flag.lastIndex = at;
  const found = flag.exec(prompt.text);
  if (found === null) return undefined;
  const key = (found[1] ?? "").toLowerCase();
  const valueAt = endOf(blank, prompt.text, at + found[0].length) ?? at + found[0].length;
  const isFollowedByFlag = /(?:--|—|–)[a-z]/iy.test(prompt.text.slice(valueAt, valueAt + 3));
  if (valueAt >= prompt.text.length || isFollowedByFlag) {
    return { kind: "key", key, value: "true", start: at, end: at + found[0].length };
  }
  return withValue(prompt, { key, start: at, valueAt });
}

function readPair(prompt: Prompt, at: number, isKey: (key: string) => boolean): CommandWord | undefined {
  pair.lastIndex = at;
  const found = pair.exec(prompt.text);
  if (found === null) return undefined;
  const key = (found[1] ?? "").toLowerCase();
  const isKnown = isKey(key);
  if (neverKeys.has(key) || (!isKnown && (found[0].endsWith("=") || !/^[a-z]{2}/.test(key)))) return undefined;
  const direct = at + found[0].length;
  const valueAt = isKnown ? (endOf(blank, prompt.text, direct) ?? direct) : direct;
  if (valueAt >= prompt.text.length)
    return isKnown ? { kind: "key", key, value: "", start: at, end: direct } : undefined;
  if (!isKnown && /[\s:]/.test(prompt.text.charAt(valueAt))) return undefined;
  return withValue(prompt, { key, start: at, valueAt });
}

function withValue(
  prompt: Prompt,
  found: { readonly key: string; readonly start: number; readonly valueAt: number },
): CommandWord {
  const value = readQuoted(prompt, found.valueAt) ?? readBare(prompt, found.valueAt);
  const text = value.kind === "key" ? value.value : value.text;
  return { kind: "key", key: found.key, value: text, start: found.start, end: value.end };
}

function readQuoted(prompt: Prompt, at: number): CommandWord | undefined {
  const mark = prompt.text.charAt(at);
  if (mark !== '"' && mark !== "'") return undefined;
  let close = prompt.text.indexOf(mark, at + 1);
  // An apostrophe inside a word (`'Tom's course'`) closes nothing.
  while (mark === "'" && close !== -1 && /[\p{L}\d]/u.test(prompt.text.charAt(close + 1))) {
    close = prompt.text.indexOf(mark, close + 1);
  }
  if (close === -1) return undefined;
  return { kind: "quoted", text: prompt.raw.slice(at + 1, close).trim(), start: at, end: close + 1 };
}

function readBare(prompt: Prompt, at: number): CommandWord {
  const end = endOf(bare, prompt.text, at) ?? at + 1;
  const text = prompt.raw.slice(at, end);
  return { kind: prompt.text.slice(at, end) === "+" ? "plus" : "word", text, start: at, end };
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? undefined : at + found[0].length;
}
