import { casual } from "chrono-node/en";
import type { ReadingContext } from "../model/intent.ts";
import { addDays, type Day, dayOf, momentOf, monthEnd, weekdayOf } from "./calendar.ts";
import { unitSeconds } from "./duration-text.ts";
import { readEnglishNumber } from "./english-number.ts";
import { toWallTime } from "./zone-time.ts";

/** A length of time found in a text. */
export interface FoundDuration {
  readonly seconds: number;
  readonly end: number;
}

/** A moment found in a text. */
export interface FoundMoment {
  readonly moment: Date;
  readonly end: number;
}

const lead = /(?:(?:the )?next |another |about |around |exactly |only |just |up to |max(?:imum)? |a )?/y;
const fixedLengths: readonly (readonly [words: string, seconds: number])[] = [
  ["half an hour", 1800],
  ["half a day", 43_200],
  ["half a year", 180 * 86_400],
  ["an hour and a half", 5400],
  ["a fortnight", 14 * 86_400],
  ["fortnight", 14 * 86_400],
  ["overnight", 86_400],
];
const digits = /\d{1,4}(?:\.\d{1,2})?/y;
const unit =
  /[ -]?(minutes?|mins?|hours?|hrs?|hr|h|days?|d|weeks?|wks?|wk|w|months?|mths?|mos?|quarters?|years?|yrs?|yr|m)(?![a-z])/y;

/** Reads `48 hours`, `two weeks`, `3d`, `the next 24 hours`, `an hour and a half` at a position of a lowered text. */
export function readEnglishDuration(lower: string, at: number): FoundDuration | undefined {
  const fixed = fixedLengths.find(([words]) => lower.startsWith(words, at));
  if (fixed !== undefined) return { seconds: fixed[1], end: at + fixed[0].length };
  return readCounted(lower, at) ?? readCounted(lower, endOf(lead, lower, at) ?? at);
}

function readCounted(lower: string, at: number): FoundDuration | undefined {
  const count = readCount(lower, at);
  if (count === undefined) return undefined;
  unit.lastIndex = count.end;
  const found = unit.exec(lower);
  const seconds = unitSeconds(found?.[1] ?? "");
  if (found === null || seconds === undefined) return undefined;
  return { seconds: Math.round((count.hundredths * seconds) / 100), end: count.end + found[0].length };
}

function readCount(lower: string, at: number): { readonly hundredths: number; readonly end: number } | undefined {
  digits.lastIndex = at;
  const written = digits.exec(lower)?.[0];
  if (written !== undefined) return { hundredths: Math.round(Number(written) * 100), end: at + written.length };
  if (lower.startsWith("a couple of ", at)) return { hundredths: 200, end: at + 11 };
  if (/^an? (?=[mhdwqy])/.test(lower.slice(at, at + 4)))
    return { hundredths: 100, end: at + lower.slice(at).indexOf(" ") };
  const spoken = readEnglishNumber(lower, at);
  return spoken && { hundredths: Number(spoken.value) * 100, end: spoken.end };
}

const periodEnd =
  /(?:the )?end of (?:the |this )?(next )?(day|business day|today|week|month|year)(?![a-z])|(eod|cob|close of business|eow|eom|eoy|month[- ]end|year[- ]end)(?![a-z])/y;
const tonight = /(?:tonight|midnight)(?! at)(?![a-z])/y;
const looksLikeMoment =
  /(?:on |the |this |next |coming |at )*(?:today|tonight|tomorrow|tmrw?|noon|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d{1,2}(?:st|nd|rd|th)?\b|\d{4}-|week|month)/y;
const dayOfMonth =
  /(?:on |the )*(\d{1,2})(?:st|nd|rd|th)(?! (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))/y;

/** Reads `Friday 5pm`, `the end of the month`, `tomorrow`, `Dec 31`, `the 25th` at a position of a lowered text. */
export function readEnglishMoment(lower: string, at: number, context: ReadingContext): FoundMoment | undefined {
  return readPeriodEnd(lower, at, context) ?? readDayOfMonth(lower, at, context) ?? readWithChrono(lower, at, context);
}

function readPeriodEnd(lower: string, at: number, context: ReadingContext): FoundMoment | undefined {
  const today = dayOf(context.now, context.timezone);
  const night = endOf(tonight, lower, at);
  if (night !== undefined) return { moment: momentOf(today, undefined, context.timezone), end: night };
  periodEnd.lastIndex = at;
  const found = periodEnd.exec(lower);
  if (found === null) return undefined;
  const on = found[1] === undefined ? 0 : 1;
  const name = found[2] ?? shortPeriods[found[3] ?? ""] ?? "day";
  return { moment: momentOf(lastDayOf(name, today, on), undefined, context.timezone), end: at + found[0].length };
}

const shortPeriods: Readonly<Record<string, string>> = {
  eow: "week",
  eom: "month",
  eoy: "year",
  "month end": "month",
  "month-end": "month",
  "year end": "year",
  "year-end": "year",
};

function lastDayOf(period: string, today: Day, on: number): Day {
  switch (period) {
    case "week":
      return addDays(today, 7 - weekdayOf(today) + 7 * on);
    case "month":
      return monthEnd(today, on);
    case "year":
      return { year: today.year + on, month: 12, day: 31 };
    default:
      return addDays(today, on);
  }
}

function readDayOfMonth(lower: string, at: number, context: ReadingContext): FoundMoment | undefined {
  dayOfMonth.lastIndex = at;
  const found = dayOfMonth.exec(lower);
  if (found === null) return undefined;
  const today = dayOf(context.now, context.timezone);
  const day = Number(found[1]);
  const on = day < today.day ? 1 : 0;
  const month = monthEnd(today, on);
  if (day < 1 || day > month.day) return undefined;
  return { moment: momentOf({ ...month, day }, undefined, context.timezone), end: at + found[0].length };
}

/** The words after an expiry word, up to the end of their clause, and only when they begin like a date. */
function readWithChrono(lower: string, at: number, context: ReadingContext): FoundMoment | undefined {
  looksLikeMoment.lastIndex = at;
  if (!looksLikeMoment.test(lower)) return undefined;
  const clause = /^[^,;!?\n\ue000()]{1,40}/.exec(lower.slice(at))?.[0] ?? "";
  const offset = offsetMinutes(context);
  const [result] = casual.parse(clause, { instant: context.now, timezone: offset }, { forwardDate: true });
  if (result === undefined || !/^(?:on |the |this |at )*$/.test(clause.slice(0, result.index))) return undefined;
  const { start } = result;
  const day: Day = { year: start.get("year") ?? 0, month: start.get("month") ?? 0, day: start.get("day") ?? 0 };
  const time = start.isCertain("hour")
    ? { hour: start.get("hour") ?? 0, minute: start.get("minute") ?? 0 }
    : partOfDay(result.text);
  return { moment: momentOf(day, time, context.timezone), end: at + result.index + result.text.length };
}

function partOfDay(text: string): { readonly hour: number; readonly minute: number } | undefined {
  if (text.includes("morning")) return { hour: 12, minute: 0 };
  return text.includes("afternoon") ? { hour: 18, minute: 0 } : undefined;
}

function offsetMinutes(context: ReadingContext): number {
  const wall = toWallTime(context.now, context.timezone);
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return Math.round((asUtc - context.now.getTime()) / 60_000);
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? undefined : at + found[0].length;
}
