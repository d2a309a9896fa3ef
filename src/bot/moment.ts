import type { Locale } from "../model/conversation.ts";

/** A moment in the reader's zone, unmistakable in both languages: `2026-11-24 16:00 (Asia/Shanghai)`. */
export function formatMoment(at: Date, locale: Locale): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: locale.timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")} (${locale.timezone})`;
}

/** Whether the runtime knows the zone. */
export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The first moment of a `YYYY-MM-DD` day, some days later, in that zone; undefined when it is no such day. */
export function zonedDayStart(day: string, timezone: string, addDays: number): Date | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (match === null) return undefined;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const utc = new Date(Date.UTC(year, month - 1, date + addDays));
  if (new Date(Date.UTC(year, month - 1, date)).getUTCDate() !== date) return undefined;
  const shift = offsetMs(utc, timezone);
  const start = new Date(utc.getTime() - shift);
  // Near a clock change the offset at the start may differ from the one first looked up.
  return new Date(utc.getTime() - offsetMs(start, timezone));
}

function offsetMs(at: Date, timezone: string): number {
  const name = new Intl.DateTimeFormat("en", { timeZone: timezone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? "");
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === "-" ? -minutes : minutes) * 60_000;
}
