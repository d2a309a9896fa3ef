import type { Language } from "./currency.ts";
import { formatDecimal, type Money } from "./money.ts";

/** An amount in words nobody can misread: `one million two hundred fifty thousand Vietnamese Dong`, `一百二十五万越南盾`. */
export function amountInWords(money: Money, language: Language): string {
  const [whole = "0", fraction = ""] = formatDecimal(money).split(".");
  const name = money.currency.name[language];
  const digits = fraction.replace(/0+$/, "");
  if (language === "zh")
    return `${chineseNumber(whole)}${digits === "" ? "" : `点${[...digits].map(chineseDigit).join("")}`}${name}`;
  return `${englishNumber(whole)}${digits === "" ? "" : ` point ${[...digits].map(englishDigit).join(" ")}`} ${name}`;
}

const ones =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tens = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const thousands = ["", " thousand", " million", " billion", " trillion", " quadrillion"];

function englishDigit(digit: string): string {
  return ones[Number(digit)] ?? digit;
}

function englishNumber(whole: string): string {
  const groups = groupsOf(whole, 3);
  const words = groups.flatMap((group, index) => {
    const value = Number(group);
    return value === 0 ? [] : [`${belowThousand(value)}${thousands[groups.length - 1 - index] ?? ""}`];
  });
  return words.length === 0 ? "zero" : words.join(" ");
}

function belowThousand(value: number): string {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  const low =
    rest < 20 ? ones[rest] : [tens[Math.floor(rest / 10)], ...(rest % 10 === 0 ? [] : [ones[rest % 10]])].join("-");
  return [...(hundreds > 0 ? [`${ones[hundreds]} hundred`] : []), ...(rest > 0 ? [low] : [])].join(" ");
}

const chineseDigits = "零一二三四五六七八九";
const places = ["千", "百", "十", ""];
const scales = ["", "万", "亿", "万亿"];

function chineseDigit(digit: string): string {
  return chineseDigits[Number(digit)] ?? digit;
}

function chineseNumber(whole: string): string {
  const groups = groupsOf(whole, 4);
  let text = "";
  let hasGap = false;
  for (const [index, group] of groups.entries()) {
    const value = Number(group);
    if (value === 0) {
      hasGap = text !== "";
      continue;
    }
    if (text !== "" && (hasGap || value < 1000)) text += "零";
    text += `${belowTenThousand(group)}${scales[groups.length - 1 - index] ?? ""}`;
    hasGap = false;
  }
  return text === "" ? "零" : text.replace(/^一十/, "十");
}

function belowTenThousand(group: string): string {
  const padded = group.padStart(4, "0");
  let text = "";
  let hasGap = false;
  for (const [index, digit] of [...padded].entries()) {
    if (digit === "0") {
      hasGap = text !== "";
      continue;
    }
    text += `${hasGap ? "零" : ""}${chineseDigit(digit)}${places[index] ?? ""}`;
    hasGap = false;
  }
  return text;
}

function groupsOf(whole: string, size: number): readonly string[] {
  const first = whole.length % size;
  const groups = first === 0 ? [] : [whole.slice(0, first)];
  for (let at = first; at < whole.length; at += size) groups.push(whole.slice(at, at + size));
  return groups;
}
