import { type CurrencyMark, matchCurrency } from "./currency-text.ts";
import { readEnglishNumber } from "./english-number.ts";
import { hanDigit, readHanNumber } from "./han-number.ts";
import type { Prompt } from "./prompt.ts";

/** Coins that stand after a whole amount, as two digits. */
export interface Coins {
  readonly hundredths: string;
  readonly end: number;
}

const joint = /(?:,? and |, ?| ?又| ?零)/y;
const digits = /\d{1,2}(?!\d)/y;
const afterShort = /^(?:$|[\s,.;!?，。；！？、的钱)）])/;

/** Reads `and 50 cents`, `五毛`, `5角8分`, and the short `3块5`, after an amount in that currency. */
export function readCoins(prompt: Prompt, at: number, main: CurrencyMark): Coins | undefined {
  return readHanCoins(prompt, at, main) ?? readNamedCoins(prompt, at, main);
}

function readNamedCoins(prompt: Prompt, at: number, main: CurrencyMark): Coins | undefined {
  const start = endOf(joint, prompt.lower, at) ?? skipBlank(prompt.text, at);
  const number = readSmall(prompt, start);
  if (number === undefined || number.value > 99) return undefined;
  const mark = matchCurrency(prompt, skipBlank(prompt.text, number.end));
  if (mark?.mark.power !== 2) return undefined;
  const isSame = mark.mark.isDollar === true || mark.mark.codes.some((code) => main.codes.includes(code));
  return isSame ? { hundredths: String(number.value).padStart(2, "0"), end: mark.end } : undefined;
}

function readHanCoins(prompt: Prompt, at: number, main: CurrencyMark): Coins | undefined {
  if (!/[块元圆塊圓刀]/.test(prompt.text.charAt(at - 1))) return undefined;
  if (prompt.text.startsWith("半", at) && afterShort.test(prompt.text.slice(at + 1, at + 2))) {
    return { hundredths: "50", end: at + 1 };
  }
  const digit = hanDigit(prompt.text.charAt(at));
  if (digit === undefined || !main.codes.includes("CNY")) return undefined;
  const unit = prompt.text.charAt(at + 1);
  if (/[毛角]/.test(unit)) {
    const cents = hanDigit(prompt.text.charAt(at + 2));
    const hasCents = cents !== undefined && !/[\d个件]/.test(prompt.text.charAt(at + 3));
    const end = at + 2 + (hasCents ? 1 : 0);
    const final = hasCents && prompt.text.startsWith("分", end) ? end + 1 : end;
    return { hundredths: `${digit}${hasCents ? cents : 0}`, end: skipMoneyWord(prompt.text, final) };
  }
  if (!afterShort.test(unit)) return undefined;
  return { hundredths: `${digit}0`, end: at + 1 };
}

function readSmall(prompt: Prompt, at: number): { readonly value: number; readonly end: number } | undefined {
  digits.lastIndex = at;
  const found = digits.exec(prompt.text)?.[0];
  if (found !== undefined) return { value: Number(found), end: at + found.length };
  const spoken = readHanNumber(prompt.text, at) ?? readEnglishNumber(prompt.lower, at);
  return spoken && { value: Number(spoken.value), end: spoken.end };
}

function skipMoneyWord(text: string, at: number): number {
  return text.startsWith("钱", at) ? at + 1 : at;
}

function skipBlank(text: string, at: number): number {
  return text.charAt(at) === " " ? at + 1 : at;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? undefined : at + found[0].length;
}
