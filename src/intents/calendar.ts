import { fromWallTime, toWallTime, type WallTime } from "./zone-time.ts";

/** A calendar day without a zone; days beyond the month's end roll over. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A time of day; `24:00` is the end of the day. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

/** The day it is for that person. */
export function dayOf(now: Date, timezone: string): Day {
  const { year, month, day } = toWallTime(now, timezone);
  return { year, month, day };
}

/** So many days later. */
export function addDays(day: Day, days: number): Day {
  const moved = new Date(Date.UTC(day.year, day.month - 1, day.day + days));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** Monday is 1, Sunday is 7. */
export function weekdayOf(day: Day): number {
  return new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay() || 7;
}

/** The last day of the month, so many months on. */
export function monthEnd(day: Day, monthsOn = 0): Day {
  const last = new Date(Date.UTC(day.year, day.month + monthsOn, 0));
  return { year: last.getUTCFullYear(), month: last.getUTCMonth() + 1, day: last.getUTCDate() };
}

/** Whether the month has that day. */
export function isRealDay(day: Day): boolean {
  return day.month >= 1 && day.month <= 12 && day.day >= 1 && day.day <= monthEnd(day).day;
}

/** The moment of a day: at a time, or in its last second. */
export function momentOf(day: Day, time: TimeOfDay | undefined, timezone: string): Date {
  const wall: WallTime =
    time === undefined ? { ...day, hour: 23, minute: 59, second: 59 } : { ...day, ...time, second: 0 };
  return fromWallTime(wall, timezone);
}
