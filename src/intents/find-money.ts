import type { ReadingContext } from "../model/intent.ts";
import { leadingHan, leadingWords } from "./currency-text.ts";
import { beginsEnglishNumber, endOfNumberWords } from "./english-number.ts";
import { beginsHanNumber } from "./han-number.ts";
import { hasCurrency, type MoneyText, readMoney } from "./money-text.ts";
import type { Prompt } from "./prompt.ts";

/** Where an amount may begin: a digit, a sign, a word, a Chinese character. */
const openings = /[\d.$€£¥₩₹₱฿₫₺₽₴₪₦₵₡₲₸₮৳-]|[A-Za-zđ]+|[\u3400-\u9fff]/g;

const hanRun = /[〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]{2,}/y;

/**
 * Every amount of a text that names its currency, in order; and the bare numbers, which may be amounts where the text
 * asks for one. Ranges are one amount with several values.
 */
export function findMoney(
  prompt: Prompt,
  context: ReadingContext,
): { readonly amounts: readonly MoneyText[]; readonly numbers: readonly MoneyText[] } {
  const amounts: MoneyText[] = [];
  const numbers: MoneyText[] = [];
  openings.lastIndex = 0;
  for (let found = openings.exec(prompt.text); found !== null; found = openings.exec(prompt.text)) {
    if (!canBeginMoney(prompt, found[0], found.index)) continue;
    const money = readMoney(prompt, found.index, context);
    if (money === undefined) {
      skipNumber(prompt.lower, found.index);
      continue;
    }
    if (hasCurrency(money) || money.unknownCurrency !== undefined) amounts.push(money);
    else numbers.push(money);
    openings.lastIndex = Math.max(money.end, found.index + 1);
  }
  return { amounts, numbers };
}

function canBeginMoney(prompt: Prompt, piece: string, at: number): boolean {
  if (/^[A-Za-zđ]/.test(piece)) {
    if (beginsEnglishNumber(piece.toLowerCase()) || leadingWords.has(piece.toLowerCase())) return true;
    if (piece.toLowerCase() === "minus") return true;
    return piece.length <= 4 && /^[.$]?\s?[\d.¥€₹-]/.test(prompt.text.slice(at + piece.length, at + piece.length + 3));
  }
  if (!/^[\u3400-\u9fff]/.test(piece)) return true;
  return beginsHanNumber(piece) || leadingHan.has(piece);
}

/** A number that is no amount is not tried again from its middle. */
function skipNumber(text: string, at: number): void {
  hanRun.lastIndex = at;
  const han = hanRun.exec(text)?.[0];
  if (han !== undefined) openings.lastIndex = at + han.length;
  let end = at;
  while (/[\d.,]/.test(text.charAt(end)) && /\d/.test(text.charAt(end + 1))) end += 1;
  if (/\d/.test(text.charAt(at))) openings.lastIndex = end + 1;
  else openings.lastIndex = Math.max(openings.lastIndex, endOfNumberWords(text, at));
}
