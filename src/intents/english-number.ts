/** A number found in words: its plain decimal text and where it ends. */
export interface SpokenNumber {
  readonly value: string;
  readonly end: number;
}

const small: Readonly<Record<string, bigint>> = Object.fromEntries(
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    .split(" ")
    .map((word, at) => [word, BigInt(at)]),
);
const tens: Readonly<Record<string, bigint>> = Object.fromEntries(
  "twenty thirty forty fifty sixty seventy eighty ninety".split(" ").map((word, at) => [word, BigInt(20 + at * 10)]),
);
const scales: ReadonlyMap<string, bigint> = new Map([
  ["thousand", 1_000n],
  ["grand", 1_000n],
  ["million", 1_000_000n],
  ["billion", 1_000_000_000n],
  ["trillion", 1_000_000_000_000n],
]);
const wordAt = /([a-z]+)(?:[ -]+|$|(?=[^a-z]))/y;
const mostWords = 48;

/** Whether a lower-case word can begin a number in words. */
export function beginsEnglishNumber(word: string): boolean {
  return word === "a" || word === "an" || word === "half" || isOwn(small, word) || isOwn(tens, word);
}

/** Reads `twenty five`, `a hundred and ten`, `two and a half thousand`, `half a million` at a position of a lowered text. */
export function readEnglishNumber(lower: string, at: number): SpokenNumber | undefined {
  if (lower.startsWith("half a million", at)) return { value: "500000", end: at + "half a million".length };
  const words = wordsFrom(lower, at);
  let total = 0n;
  let group: bigint | undefined;
  let hasHalf = false;
  let end: number | undefined;
  for (const [index, { word, wordEnd }] of words.entries()) {
    const next = words[index + 1]?.word ?? "";
    const value = isOwn(small, word) ? small[word] : isOwn(tens, word) ? tens[word] : undefined;
    const scale = scales.get(word);
    if (value !== undefined) {
      if (group !== undefined && !canJoin(group, value)) break;
      group = (group ?? 0n) + value;
    } else if (word === "hundred" && group !== undefined && group < 100n) group *= 100n;
    else if (scale !== undefined && group !== undefined) {
      total += group * scale + (hasHalf ? scale / 2n : 0n);
      group = 0n;
      hasHalf = false;
    } else if ((word === "a" || word === "an") && index === 0 && (next === "hundred" || scales.has(next))) group = 1n;
    else if (word === "and" && group !== undefined) {
      const isHalf = next === "a" && words[index + 2]?.word === "half" && scales.has(words[index + 3]?.word ?? "");
      if (isHalf) hasHalf = true;
      if (!isHalf && !(isOwn(small, next) || isOwn(tens, next))) break;
      continue;
    } else if (hasHalf && (word === "a" || word === "half")) continue;
    else break;
    end = wordEnd;
  }
  if (end === undefined || group === undefined || hasHalf) return undefined;
  const fraction = readPoint(lower, end);
  return { value: `${total + group}${fraction === undefined ? "" : `.${fraction.digits}`}`, end: fraction?.end ?? end };
}

/** Where a run of number words ends; a number is never read from the middle of one. */
export function endOfNumberWords(lower: string, at: number): number {
  numberRun.lastIndex = at;
  const found = numberRun.exec(lower);
  return found === null ? at : at + found[0].length;
}

const numberRun = new RegExp(
  `(?:(?:${[...Object.keys(small), ...Object.keys(tens), ...scales.keys(), "hundred"].join("|")})(?:[ -]+(?:and )?|(?![a-z])))+`,
  "y",
);

/** `point nine nine` after a whole number. */
function readPoint(lower: string, at: number): { readonly digits: string; readonly end: number } | undefined {
  const found = /^ point((?: (?:zero|oh|one|two|three|four|five|six|seven|eight|nine))+)(?![a-z])/.exec(
    lower.slice(at, at + 120),
  );
  if (found?.[1] === undefined) return undefined;
  const digits = found[1]
    .trim()
    .split(" ")
    .map((word) => (word === "oh" ? 0n : small[word]));
  return { digits: digits.join(""), end: at + found[0].length };
}

/** `twenty` takes `five`, `two hundred` takes `fifty`; `five` does not take `six`. */
function canJoin(group: bigint, value: bigint): boolean {
  if (group === 0n) return true;
  if (group % 100n === 0n) return value < 100n;
  return group % 10n === 0n && group % 100n >= 20n && value > 0n && value < 10n;
}

function wordsFrom(lower: string, at: number): readonly { readonly word: string; readonly wordEnd: number }[] {
  const words = [];
  wordAt.lastIndex = at;
  while (words.length < mostWords) {
    const start = wordAt.lastIndex;
    const found = wordAt.exec(lower);
    if (found === null) break;
    const word = found[1] ?? "";
    words.push({ word, wordEnd: start + word.length });
  }
  return words;
}

function isOwn(record: Readonly<Record<string, bigint>>, word: string): boolean {
  return Object.hasOwn(record, word);
}
