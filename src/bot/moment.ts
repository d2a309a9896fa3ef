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
