import type { Prompt } from "./prompt.ts";

/** A word or letter that multiplies the number before it by a power of ten. */
export interface Scale {
  readonly power: number;
  readonly end: number;
  /** The letter is a unit too (metres, watts, bytes). */
  readonly isWeak?: true;
}

const letterScales: Readonly<Record<string, number>> = { k: 3, m: 6, mn: 6, mio: 6, b: 9, bn: 9, w: 4, rb: 3, jt: 6 };
const weakLetters = new Set(["m", "b", "w"]);

const wordScales: Readonly<Record<string, number>> = {
  hundred: 2,
  thousand: 3,
  grand: 3,
  k: 3,
  million: 6,
  mil: 6,
  mio: 6,
  billion: 9,
  lakh: 5,
  lakhs: 5,
  lac: 5,
  crore: 7,
  crores: 7,
  ribu: 3,
  rb: 3,
  juta: 6,
  jt: 6,
  nghìn: 3,
  ngàn: 3,
  triệu: 6,
};

const hanScales: Readonly<Record<string, number>> = {
  百: 2,
  千: 3,
  万: 4,
  萬: 4,
  百万: 6,
  百萬: 6,
  千万: 7,
  千萬: 7,
  亿: 8,
  億: 8,
};

const letters = /[a-z]{1,3}(?![a-z0-9])/y;
const word = /[ \u00a0]([\p{Ll}]{1,8})(?![\p{L}\d])/uy;
const han = / ?([百千万萬亿億]{1,2})/y;

/** The scale that stands right after a number, if one does. */
export function matchScale(prompt: Prompt, at: number): Scale | undefined {
  letters.lastIndex = at;
  const short = letters.exec(prompt.lower)?.[0];
  if (short !== undefined) return scaleOf(letterScales[short], at + short.length, weakLetters.has(short));
  han.lastIndex = at;
  const chinese = han.exec(prompt.lower);
  if (chinese !== null) return scaleOf(hanScales[chinese[1] ?? ""], at + chinese[0].length);
  word.lastIndex = at;
  const spoken = word.exec(prompt.lower);
  return spoken === null ? undefined : scaleOf(wordScales[spoken[1] ?? ""], at + spoken[0].length);
}

function scaleOf(power: number | undefined, end: number, isWeak = false): Scale | undefined {
  if (power === undefined) return undefined;
  return { power, end, ...(isWeak && { isWeak: true as const }) };
}
