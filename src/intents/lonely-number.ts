import { readHanNumber } from "./han-number.ts";
import type { MoneyText } from "./money-text.ts";
import type { Prompt } from "./prompt.ts";

/**
 * The bare number that a request means as its amount (`a link for 50 for the mug`, `收200，课时费`), or none when a text
 * has no such number or several. Rooms, times, counts and years are no amounts.
 */
export function lonelyNumbers(text: string, numbers: readonly MoneyText[]): readonly MoneyText[] {
  const fitting = numbers.filter((each) => isAmount(text, each));
  return fitting.length === 1 ? fitting : [];
}

const spokenSum = /(?:收取?|收款|金额(?:为|是)?|付|[个条张笔])\s?(?=[一二两三四五六七八九十百壹贰叁肆伍陆柒捌玖])/g;

/** A number in Chinese characters after a word for collecting (`收三百五，家政`); its currency must be asked. */
export function spokenNumber(prompt: Prompt, text: string): MoneyText | undefined {
  for (const found of text.matchAll(spokenSum)) {
    const start = found.index + found[0].length;
    const number = readHanNumber(text, start);
    if (number === undefined || number.end - start < 2 || !/[十百千万亿]/.test(text.slice(start, number.end))) continue;
    if (!/^\s*(?:$|[,，。;；!！\ue000]|的)/.test(text.slice(number.end, number.end + 2))) continue;
    return { start, end: number.end, amount: { written: prompt.raw.slice(start, number.end), values: [number.value] } };
  }
  return undefined;
}

const englishBefore =
  /(?:^|\b(?:for|of|worth|amount|amount is|total|total is|pay|collect|charge|request|link|invoice|bill|usd|is)(?: \w+){0,2}|[:,(])\s*$/;
const englishAfter =
  /^\s*(?:$|[,;!?:)\ue000]|\.(?:\s|$)|(?:for|on|from|please|pls|plz|only|link|payment|in total|total|via|by|until|valid|expir\w*|with|reusable|thanks|each)\b)/;
const chineseBefore =
  /(?:^|收取?|金额(?:为|是)?|价格(?:为|是)?|付款?|共计?|[链连]接|收款|[个条张笔的:,，。\s(（为是])\s*$/;
const chineseAfter = /^\s*(?:$|[,，。;；!！?？)）\ue000\s]|的|用于|作为|给|吧|(?:付款|收款|支付)?链接)/;

function isAmount(text: string, number: MoneyText): boolean {
  const { written, values } = number.amount;
  const digits = written.replace(/[^\d]/g, "");
  if (
    digits.length === 0 ||
    (digits.length >= 8 && !/[.,]/.test(written)) ||
    values.some((each) => each.startsWith("-"))
  ) {
    return false;
  }
  const before = text.slice(Math.max(0, number.start - 24), number.start);
  const after = text.slice(number.end, number.end + 16);
  if (/\b(?:room|no\.?|number|order|invoice #?|ref|#|flat|unit|level|gate|chapter|version|page|q)\s*$/.test(before))
    return false;
  if (/第\s*$/.test(before)) return false;
  const isPriceLike = /[.,]\d{2,3}$|[\d.]\s?k$|thousand$|grand$|万$|千$/i.test(written);
  if (/[\u3400-\u9fff]/.test(text)) {
    return (
      chineseBefore.test(before) &&
      (chineseAfter.test(after) || (isPriceLike && !/^\s*[个件次人张份天年月号点]/.test(after)))
    );
  }
  return isPriceLike || (englishBefore.test(before) && englishAfter.test(after));
}
