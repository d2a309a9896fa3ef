import type { Intent, ReadingContext } from "../model/intent.ts";
import { toCommandWords } from "./command-words.ts";
import { readEnglishDuration } from "./english-time.ts";
import { findExpiry } from "./find-expiry.ts";
import type { FoundLink } from "./find-link.ts";
import { findMoney } from "./find-money.ts";
import { findCoreKey } from "./option-values.ts";
import type { Prompt } from "./prompt.ts";

/** A change of a link's own fields, and where its verb stands. */
export interface EditWords {
  readonly at: number;
  readonly intent: Extract<Intent, { readonly kind: "edit" }>;
}

const editing =
  /\b(?:edit|change|update|modify|rename|set|extend|prolong|postpone|shorten|amend|adjust|make)\b|修改|更改|改成|改为|改一下|更新|延长|延期|延到|缩短|设为|设置|把/;
const fields: readonly (readonly [key: string, pattern: RegExp])[] = [
  ["description", /\b(?:description|title|name|purpose|rename)\b|描述|说明|名称|标题|用途/],
  ["note", /\bnote\b|备注/],
  ["ref", /\b(?:reference|ref)\b|单号|编号/],
];
const newValue = /(?:\bto\b|\bas\b|:|=|改成|改为|设为|为|成)\s*["'“「]?(.+?)["'”」]?\s*(?:please|pls|谢谢)?[.!。]?$/;

/** Reads `change the expiry of L7K2QM to 5 days`, `rename the last link to Gold plan`, `把 L7K2QM 延长到周五`. */
export function readEditWords(prompt: Prompt, named: FoundLink, context: ReadingContext): EditWords | undefined {
  const text = prompt.lower;
  const verb = editing.exec(text);
  if (
    verb === null ||
    !isNamedPlainly(prompt, named) ||
    /\b(?:same|again|repeat|another)\b|一样|再来|再开|再发|重复/.test(text)
  )
    return undefined;
  const changes = {
    ...typedPairs(prompt, named),
    ...expiryChange(text, context),
    ...fieldChange(prompt, verb[0]),
    ...amountChange(prompt, context),
  };
  const found = Object.keys(changes).length > 0;
  return found ? { at: verb.index, intent: { kind: "edit", link: named.link, changes } } : undefined;
}

function typedPairs(prompt: Prompt, named: FoundLink): Readonly<Record<string, string>> {
  if (!/[:=]/.test(prompt.text)) return {};
  const words = toCommandWords(prompt, (key) => findCoreKey(key) !== undefined);
  const pairs = words.flatMap((word) =>
    word.kind === "key" && word.start !== named.start ? [[word.key, word.value] as const] : [],
  );
  return Object.fromEntries(pairs);
}

function expiryChange(text: string, context: ReadingContext): Readonly<Record<string, string>> {
  const length = /\bto (?:last )?(.{2,24}?)(?: from now)?[.!]?$/.exec(text)?.[1];
  const span = length === undefined ? undefined : readEnglishDuration(length, 0);
  if (span !== undefined && span.end === length?.length) return { expires: spellSeconds(span.seconds) };
  if (!/expir|valid|deadline|extend|prolong|postpone|shorten|due|有效|到期|过期|截止|延/.test(text)) return {};
  const spoken = text
    .replace(
      /\b(?:expiry|expiration|validity|deadline|due date|extend|prolong|postpone)\b[^.!?]*?\b(?:to|by|until|till)\b/,
      (words) => `${" ".repeat(words.length - 5)}until`,
    )
    .replace(/延长到?|延期到?|延到|改成|改为|设为/g, (words) => "有效".padEnd(words.length, " "));
  const found = findExpiry(spoken, context);
  if (found === undefined) return {};
  if (found.reading.kind === "never") return { expires: "never" };
  return found.reading.kind === "seconds" ? { expires: spellSeconds(found.reading.seconds) } : {};
}

/** The shortest text that `expires:` reads as the same length. */
function spellSeconds(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return `${Math.max(1, Math.floor(seconds / 60))}m`;
}

function fieldChange(prompt: Prompt, verb: string): Readonly<Record<string, string>> {
  const field = fields.find(
    ([, pattern]) => pattern.test(prompt.lower) || (verb === "rename" && pattern.test("rename")),
  );
  const value = newValue.exec(prompt.raw)?.[1]?.trim();
  return field === undefined || value === undefined || value === "" ? {} : { [field[0]]: value };
}

function amountChange(prompt: Prompt, context: ReadingContext): Readonly<Record<string, string>> {
  if (!/\b(?:amount|price|total|to|make)\b|金额|价格|改成|改为/.test(prompt.lower)) return {};
  const [amount] = findMoney(prompt, context).amounts;
  return amount === undefined ? {} : { amount: amount.amount.written };
}

/** `it` and `that` may be anything: a change needs the link's own name, or `the last link`. */
function isNamedPlainly(prompt: Prompt, named: FoundLink): boolean {
  if (named.link !== "last") return true;
  return /^(?:my|the|our)? ?(?:very )?(?:last|latest|previous|most recent|newest|recent)|上一?[个条]|最后|最近|刚/.test(
    prompt.lower.slice(named.start, named.end),
  );
}
