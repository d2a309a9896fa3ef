import { fromWallTime, toIsoDate, toWallTime } from "../intents/zone-time.ts";
import type { Locale } from "../model/conversation.ts";

/** A moment in the reader's zone, unmistakable in both languages: `2026-11-24 16:00 (Asia/Shanghai)`. */
export function formatMoment(at: Date, locale: Locale): string {
  const timezone = isTimezone(locale.timezone) ? locale.timezone : "UTC";
  const { year, month, day, hour, minute } = toWallTime(at, timezone);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)} (${timezone})`;
}

const judged = new Map<string, boolean>();
const mostJudged = 1_000;

/** Whether the runtime knows the zone. */
export function isTimezone(name: string): boolean {
  const known = judged.get(name);
  if (known !== undefined) return known;
  if (judged.size >= mostJudged) judged.clear();
  const isOne = canFormat(name);
  judged.set(name, isOne);
  return isOne;
}

function canFormat(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const quarterMs = 15 * 60_000;

/** The first moment of a `YYYY-MM-DD` day, some days later, in that zone; undefined when it is no such day. */
export function zonedDayStart(day: string, timezone: string, addDays: number): Date | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (match === null) return undefined;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10) !== day) return undefined;
  const wanted = new Date(Date.UTC(year, month - 1, date + addDays)).toISOString().slice(0, 10);
  const midnight = { year, month, day: date + addDays, hour: 0, minute: 0, second: 0 };
  let start = fromWallTime(midnight, timezone);
  // Where clocks go forward at midnight the day begins later, and what was found still belongs to the day before.
  while (toIsoDate(start, timezone) < wanted) start = new Date(start.getTime() + quarterMs);
  return start;
}
