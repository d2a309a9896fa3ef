import type { IntentProblem, ReadingContext } from "../model/intent.ts";
import { readDuration } from "./duration-text.ts";
import { fromWallTime, toIsoDate } from "./zone-time.ts";

/** Seconds until a link ends, that it shall not end by itself, or what is wrong. */
export type ExpiryReading =
  | { readonly kind: "seconds"; readonly seconds: number }
  | { readonly kind: "never" }
  | { readonly kind: "problem"; readonly problem: IntentProblem };

const never = new Set([
  "never",
  "none",
  "no",
  "off",
  "unlimited",
  "forever",
  "永久",
  "永不",
  "不过期",
  "长期",
  "长期有效",
]);
const isoDay = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const isoMoment = /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:?\d{2})?$/i;
const furthestDays = 3650;

/**
 * Reads the value of `expires:`: a length (`3d`, `48h`, `90m`, `2w`, `1mo`), a date (its last second, in the person's
 * zone), a date and time, `today`, `tomorrow`, or `never`.
 */
export function readExpiryValue(written: string, context: ReadingContext): ExpiryReading {
  const text = written.trim().toLowerCase();
  if (never.has(text)) return { kind: "never" };
  const length = readDuration(text.replace(/^in\s+/, ""));
  if (length !== undefined)
    return length > furthestDays * 86_400 ? unreadable(written) : { kind: "seconds", seconds: length };
  const day = text === "today" ? 0 : text === "tomorrow" ? 1 : undefined;
  const moment = readMoment(day === undefined ? text : toIsoDate(context.now, context.timezone, day), context.timezone);
  return moment === undefined ? unreadable(written) : untilMoment(moment, written, context.now);
}

/** Seconds from now to a moment; a moment that is over is a problem. */
export function untilMoment(moment: Date, written: string, now: Date): ExpiryReading {
  const seconds = Math.floor((moment.getTime() - now.getTime()) / 1000);
  if (seconds > 0) return seconds > furthestDays * 86_400 ? unreadable(written) : { kind: "seconds", seconds };
  return {
    kind: "problem",
    problem: { kind: "option", code: "expiry-past", facts: { option: "expires", value: written } },
  };
}

function readMoment(text: string, timezone: string): Date | undefined {
  const day = isoDay.exec(text);
  if (day !== null) return wallMoment([day[1], day[2], day[3], "23", "59", "59"], timezone);
  const moment = isoMoment.exec(text.toUpperCase());
  if (moment === null) return undefined;
  const zone = moment[7];
  const wall = wallMoment(
    [moment[1], moment[2], moment[3], moment[4], moment[5], moment[6] ?? "0"],
    zone ? "UTC" : timezone,
  );
  if (wall === undefined || zone === undefined || zone === "Z") return wall;
  const [, sign = "+", hours = "0", minutes = "0"] = /([+-])(\d{2}):?(\d{2})/.exec(zone) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1);
  return new Date(wall.getTime() - offset);
}

function wallMoment(parts: readonly (string | undefined)[], timezone: string): Date | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (!isDay || hour > 23 || minute > 59 || second > 59) return undefined;
  return fromWallTime({ year, month, day, hour, minute, second }, timezone);
}

function unreadable(written: string): ExpiryReading {
  return {
    kind: "problem",
    problem: { kind: "option", code: "unreadable-expiry", facts: { option: "expires", value: written } },
  };
}
