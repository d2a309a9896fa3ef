import { expect, test } from "vitest";
import { amountInWords } from "./amount-words.ts";
import { requireCurrency } from "./currency.ts";
import { parseDecimal } from "./money.ts";

function money(text: string, code: string) {
  const reading = parseDecimal(text, requireCurrency(code));
  if (!reading.ok) throw new Error(reading.problem);
  return reading.money;
}

test.each([
  ["1250000", "VND", "one million two hundred fifty thousand Vietnamese Dong", "一百二十五万越南盾"],
  ["49.99", "USD", "forty-nine point nine nine US Dollar", "四十九点九九美元"],
  ["0.05", "USD", "zero point zero five US Dollar", "零点零五美元"],
  ["100", "CNY", "one hundred Chinese Yuan", "一百人民币"],
  ["15", "EUR", "fifteen Euro", "十五欧元"],
  ["10010", "JPY", "ten thousand ten Japanese Yen", "一万零一十日元"],
  ["100000005", "JPY", "one hundred million five Japanese Yen", "一亿零五日元"],
  ["1.250", "KWD", "one point two five Kuwaiti Dinar", "一点二五科威特第纳尔"],
  ["2000300", "IDR", "two million three hundred Indonesian Rupiah", "二百万零三百印度尼西亚卢比"],
])("%s %s", (text, code, english, chinese) => {
  expect(amountInWords(money(text, code), "en")).toBe(english);
  expect(amountInWords(money(text, code), "zh")).toBe(chinese);
});
