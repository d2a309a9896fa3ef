import { readEnglishNumber } from "./english-number.ts";
import { readHanNumber } from "./han-number.ts";
import { matchScale } from "./number-scale.ts";
import type { Prompt } from "./prompt.ts";

/** A number found in a text. What it is worth depends on the currency, so its lawful forms are kept apart. */
export interface NumberText {
  readonly start: number;
  readonly end: number;
  readonly written: string;
  /** Empty when the separators make no sense (`1.2.3`). */
  readonly forms: readonly NumberForm[];
  /** Groups are separated by plain blanks (`12 500`), so the first group may be a number of its own. */
  readonly isSpaced?: true;
  /** A scale letter that is also a unit (`5m`, `60w`): believed beside a currency only. */
  readonly hasWeakScale?: true;
}

/** One lawful way to read the separators of a number. */
export interface NumberForm {
  /** Plain decimal text. */
  readonly value: string;
  /** `plain`: nothing to decide. Otherwise a lone separator, read as the decimal point or as grouping thousands. */
  readonly by: "plain" | "dot-point" | "comma-point" | "dot-group" | "comma-group";
}

const numeral = /\d+(?:[.,']\d+)*|\.\d+/y;
const spacedNumeral = /\d{1,3}(?:[ \u00a0]\d{3}(?!\d))+(?:[.,]\d+(?!\d))?/y;
const attached = /[A-Za-z0-9_#@\\]$|[A-Za-z0-9][/.]$|\d[:-]$/;
const pieceOfMore = /[A-Za-z0-9_%°]|[:/.,]\d|-[A-Za-z]|\s%|\+(?![\d$€£¥])/y;

/**
 * Reads the digits that begin at a position, with their scale word (`5k`, `1.2 million`, `3万`). With `canSpace`,
 * blanks may separate groups of three.
 */
export function readNumber(prompt: Prompt, at: number, canSpace = false): NumberText | undefined {
  const pattern = canSpace ? spacedNumeral : numeral;
  pattern.lastIndex = at;
  const digits = pattern.exec(prompt.text)?.[0];
  if (digits === undefined) return undefined;
  const scale = matchScale(prompt, at + digits.length);
  const end = scale?.end ?? at + digits.length;
  return {
    start: at,
    end,
    written: prompt.raw.slice(at, end),
    forms: formsOf(digits).map((form) => ({ ...form, value: shift(form.value, scale?.power ?? 0) })),
    ...(digits.includes(" ") && { isSpaced: true as const }),
    ...(scale?.isWeak && { hasWeakScale: true as const }),
  };
}

/** Reads a number in English words or Chinese characters; such a number is believed beside a currency only. */
export function readWordNumber(prompt: Prompt, at: number): NumberText | undefined {
  const spoken = readHanNumber(prompt.text, at) ?? readEnglishNumber(prompt.lower, at);
  if (spoken === undefined) return undefined;
  const written = prompt.raw.slice(at, spoken.end);
  return { start: at, end: spoken.end, written, forms: [{ value: spoken.value, by: "plain" }] };
}

/** Whether a number may begin here: what stands before it is no letter, digit or joining sign. */
export function canBeginNumber(text: string, at: number): boolean {
  return at === 0 || !attached.test(text.slice(Math.max(0, at - 2), at));
}

/** Whether what follows shows that a number is no amount: `10:30`, `50%`, `24/7`, `3rd`, `5pm`, `12-month`. */
export function isPieceOfMore(text: string, end: number): boolean {
  pieceOfMore.lastIndex = end;
  return pieceOfMore.test(text);
}

/** Moves the decimal point to the right; zeros that only the move made are not kept. */
export function shift(value: string, power: number): string {
  if (power === 0) return value;
  const [whole = "", fraction = ""] = value.split(".");
  const moved = fraction.padEnd(power, "0");
  const rest = moved.slice(power).replace(/0+$/, "");
  const joined = (whole + moved.slice(0, power)).replace(/^0+(?=\d)/, "");
  return rest === "" ? joined : `${joined}.${rest}`;
}

function formsOf(digits: string): readonly NumberForm[] {
  const compact = digits.replace(/['\u00a0 ]/g, "");
  const isMarked = compact.length !== digits.length;
  if (isMarked && !/^\d{1,3}(?:['\u00a0 ]\d{3})+(?:[.,]\d+)?$/.test(digits)) return [];
  const hasDot = compact.includes(".");
  const hasComma = compact.includes(",");
  if (!hasDot && !hasComma) return [{ value: compact, by: "plain" }];
  if (hasDot && hasComma) return mixedForms(compact);
  const separator = hasDot ? "." : ",";
  const parts = compact.split(separator);
  const [before = "", after = ""] = parts;
  if (parts.length > 2) return isGrouped(compact, separator) ? [{ value: parts.join(""), by: "plain" }] : [];
  const point: NumberForm = {
    value: `${before === "" ? "0" : before}.${after}`,
    by: hasDot ? "dot-point" : "comma-point",
  };
  if (isMarked || after.length !== 3 || !/^[1-9]\d{0,2}$/.test(before)) return [point];
  return [point, { value: before + after, by: hasDot ? "dot-group" : "comma-group" }];
}

function mixedForms(compact: string): readonly NumberForm[] {
  const point = compact.lastIndexOf(".") > compact.lastIndexOf(",") ? "." : ",";
  const group = point === "." ? "," : ".";
  const [whole = "", fraction = "", ...more] = compact.split(point);
  if (more.length > 0 || !isGrouped(whole, group)) return [];
  return [{ value: `${whole.replaceAll(group, "")}.${fraction}`, by: "plain" }];
}

function isGrouped(whole: string, group: string): boolean {
  const [first = "", ...rest] = whole.split(group);
  if (/^\d{1,3}$/.test(first) && rest.every((part) => part.length === 3)) return true;
  // Indian grouping: 12,34,567.
  const isIndian = group === "," && /^\d{1,2}$/.test(first) && rest.at(-1)?.length === 3;
  return isIndian && rest.slice(0, -1).every((part) => part.length === 2);
}
