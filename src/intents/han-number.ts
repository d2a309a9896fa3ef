import type { SpokenNumber } from "./english-number.ts";

const digitsOf: ReadonlyMap<string, number> = new Map([
  ...[..."零一二三四五六七八九"].map((each, at) => [each, at] as const),
  ...[..."〇壹贰叁肆伍陆柒捌玖"].map((each, at) => [each, at] as const),
  ...[..."〇壹貳參肆伍陸柒捌玖"].map((each, at) => [each, at] as const),
  ["两", 2],
  ["兩", 2],
  ["俩", 2],
]);
const unitsOf: ReadonlyMap<string, bigint> = new Map([
  ["十", 10n],
  ["拾", 10n],
  ["百", 100n],
  ["佰", 100n],
  ["千", 1_000n],
  ["仟", 1_000n],
  ["万", 10_000n],
  ["萬", 10_000n],
  ["亿", 100_000_000n],
  ["億", 100_000_000n],
]);
const numeral =
  /[〇零一二两兩俩三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億貳參陸\d]+(?:点[〇零一二三四五六七八九]{1,18})?/y;

/** Whether a character can begin a number in Chinese characters. */
export function beginsHanNumber(character: string): boolean {
  return (
    digitsOf.has(character) || character === "十" || character === "拾" || character === "百" || character === "千"
  );
}

/** Reads `三百五十`, `两万三`, `十二点五`, `1万2千` at a position; undefined when there is no Chinese number. */
export function readHanNumber(text: string, at: number): SpokenNumber | undefined {
  numeral.lastIndex = at;
  const written = numeral.exec(text)?.[0];
  if (written === undefined || /^\d+[百千万亿]?$/.test(written)) return undefined;
  // `几百` and `上千` are no numbers, and neither is what remains of them.
  if (/^[百千万亿佰仟]/.test(written) || /[几数好]/.test(text.charAt(at - 1))) return undefined;
  const [whole = "", fraction = ""] = written.split("点");
  const value = wholeOf(whole);
  if (value === undefined) return undefined;
  const decimals = [...fraction].map((each) => digitsOf.get(each)).join("");
  return { value: decimals === "" ? String(value) : `${value}.${decimals}`, end: at + written.length };
}

/** The digit that one Chinese or Arabic digit is. */
export function hanDigit(character: string): number | undefined {
  return /^\d$/.test(character) ? Number(character) : digitsOf.get(character);
}

function wholeOf(whole: string): bigint | undefined {
  if (!/[十百千万亿拾佰仟萬億]/.test(whole)) return digitRun(whole);
  let total = 0n;
  let section = 0n;
  let digit: bigint | undefined;
  let lastUnit = 0n;
  let hasZero = false;
  for (const token of whole.match(/\d+|./gu) ?? []) {
    const unit = unitsOf.get(token);
    if (unit === undefined) {
      if (digit !== undefined && digit !== 0n) return undefined;
      digit = /^\d+$/.test(token) ? BigInt(token) : BigInt(digitsOf.get(token) ?? 0);
      hasZero ||= digit === 0n;
      continue;
    }
    if (unit >= 10_000n) {
      const below = section + (digit ?? 0n);
      // 万亿 multiplies what stands before 万 once more.
      const counted = below === 0n && (unit === 10_000n || total === 0n) ? 1n : below;
      total = unit === 10_000n ? total + counted * unit : (total + counted) * unit;
      section = 0n;
    } else {
      if (lastUnit !== 0n && lastUnit < 10_000n && unit >= lastUnit && section !== 0n) return undefined;
      section += (digit === undefined || digit === 0n ? 1n : digit) * unit;
    }
    digit = undefined;
    lastUnit = unit;
    hasZero = false;
  }
  if (digit === undefined) return total + section;
  // 一百二 is 120 and 两万三 is 23000, but 一百零二 is 102 and 十二 is 12.
  const isShort = lastUnit >= 100n && !hasZero && digit < 10n;
  return total + section + (isShort ? digit * (lastUnit / 10n) : digit);
}

function digitRun(whole: string): bigint | undefined {
  const digits = [...whole].map((each) => hanDigit(each));
  return digits.every((each) => each !== undefined) ? BigInt(digits.join("")) : undefined;
}
