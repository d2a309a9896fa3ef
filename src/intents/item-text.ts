import type { IntentProblem, ReadingContext } from "../model/intent.ts";
import type { CommandWord } from "./command-words.ts";
import { hasCurrency, type MoneyText, readMoney } from "./money-text.ts";
import type { Prompt } from "./prompt.ts";

/** The key and value pairs typed with one item. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** One item as typed: its amount, its name, how many, and the keys that stand with it. */
export interface ItemText {
  readonly money?: MoneyText;
  readonly name: string;
  /** Absent when not said. */
  readonly quantity?: number;
  readonly keys: readonly KeyValue[];
  readonly problem?: IntentProblem;
}

const mostPieces = 1_000_000;
const afterName = /^(?:[x×*](\d{1,9})|(\d{1,9})[x×])$/i;
const beforeName = /^(\d{1,9})[x×*]$/i;
const opening = /^(?:for\s+|[-–—:|,]\s*)+/i;

/** Cuts the words of a create at each `+` and reads the amount, name and quantity of every item. */
export function splitItems(
  prompt: Prompt,
  words: readonly CommandWord[],
  context: ReadingContext,
): readonly ItemText[] {
  const groups: CommandWord[][] = [[]];
  for (const word of words) {
    if (word.kind === "plus" && groups.at(-1)?.some((each) => each.kind !== "key")) groups.push([]);
    else groups.at(-1)?.push(word);
  }
  const filled = groups.filter((group, at) => at === 0 || group.length > 0);
  return filled.map((group) => readItem(prompt, group, context));
}

function readItem(prompt: Prompt, group: readonly CommandWord[], context: ReadingContext): ItemText {
  const keys = group.flatMap((word) => (word.kind === "key" ? [{ key: word.key, value: word.value }] : []));
  const texts = group.filter((word) => word.kind !== "key");
  const money = findAmount(prompt, texts, context);
  const left = money === undefined ? texts : texts.filter((word) => word.end <= money.start || word.start >= money.end);
  const cut = takeQuantity(left.map((word) => ({ text: word.text, isQuoted: word.kind === "quoted" })));
  const name = cut.words.map((word) => word.text).join(" ");
  const quantity = cut.quantity;
  const isOdd = quantity !== undefined && (quantity < 1 || quantity > mostPieces);
  return {
    ...(money !== undefined && { money }),
    name: left[0]?.kind === "quoted" ? name : name.replace(opening, "").trim(),
    ...(quantity !== undefined && !isOdd && { quantity }),
    keys,
    ...(isOdd && {
      problem: { kind: "amount", code: quantity === 0 ? "zero" : "too-large", facts: { written: `x${quantity}` } },
    }),
  };
}

/** The amount at the item's start; failing that, the first one in it that names its currency. */
function findAmount(prompt: Prompt, words: readonly CommandWord[], context: ReadingContext): MoneyText | undefined {
  const bare = words.filter((word) => word.kind === "word");
  const last = words.at(-1)?.end ?? 0;
  const read = (word: CommandWord): MoneyText | undefined => {
    const money = readMoney(prompt, word.start, context);
    return money !== undefined && money.end <= last && isWhole(prompt, money.end) ? money : undefined;
  };
  const [first] = words;
  const atStart = first?.kind === "word" ? read(first) : undefined;
  if (atStart !== undefined && (hasCurrency(atStart) || atStart.unknownCurrency !== undefined)) return atStart;
  const marked = bare.map(read).find((money) => money !== undefined && hasCurrency(money));
  return marked ?? atStart;
}

function isWhole(prompt: Prompt, end: number): boolean {
  return !/[A-Za-z0-9]/.test(prompt.text.charAt(end)) || !/[A-Za-z0-9]/.test(prompt.text.charAt(end - 1));
}

interface NameWord {
  readonly text: string;
  readonly isQuoted: boolean;
}

function takeQuantity(words: readonly NameWord[]): { readonly words: readonly NameWord[]; readonly quantity?: number } {
  const last = words.at(-1);
  const before = words.at(-2);
  if (last !== undefined && !last.isQuoted) {
    const found = afterName.exec(last.text);
    if (found !== null) return { words: words.slice(0, -1), quantity: Number(found[1] ?? found[2]) };
    if (before !== undefined && /^[x×*]$/i.test(before.text) && /^\d{1,9}$/.test(last.text)) {
      return { words: words.slice(0, -2), quantity: Number(last.text) };
    }
  }
  const [first, second] = words;
  if (first === undefined || first.isQuoted) return { words };
  const led = beforeName.exec(first.text);
  if (led !== null) return { words: words.slice(1), quantity: Number(led[1]) };
  const isApart = /^\d{1,9}$/.test(first.text) && /^[x×*]$/i.test(second?.text ?? "") && words.length > 2;
  return isApart ? { words: words.slice(2), quantity: Number(first.text) } : { words };
}
