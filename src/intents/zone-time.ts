/** A moment on a calendar and a clock, without a zone. Months count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

let lastRead: { readonly at: number; readonly timezone: string; readonly wall: WallTime } | undefined;

/** What a clock on the wall of that zone shows. An unknown zone counts as UTC. */
export function toWallTime(instant: Date, timezone: string): WallTime {
  const at = instant.getTime();
  // One text asks for the same moment many times, and formatting is slow.
  if (lastRead?.at === at && lastRead.timezone === timezone) return lastRead.wall;
  const wall = readWallTime(instant, timezone);
  lastRead = { at, timezone, wall };
  return wall;
}

function readWallTime(instant: Date, timezone: string): WallTime {
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(instant)
      .map((each) => [each.type, each.value]),
  );
  const read = (name: string): number => Number(parts[name]);
  return {
    year: read("year"),
    month: read("month"),
    day: read("day"),
    hour: read("hour") % 24,
    minute: read("minute"),
    second: read("second"),
  };
}

/** The instant at which clocks of that zone show this; days beyond the month's end roll over. */
export function fromWallTime(wall: WallTime, timezone: string): Date {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  const first = asUtc - offsetMs(new Date(asUtc), timezone);
  return new Date(asUtc - offsetMs(new Date(first), timezone));
}

/** `2026-11-21`, as the calendar of that zone has it; `shiftDays` later. */
export function toIsoDate(instant: Date, timezone: string, shiftDays = 0): string {
  const wall = toWallTime(instant, timezone);
  return new Date(Date.UTC(wall.year, wall.month - 1, wall.day + shiftDays)).toISOString().slice(0, 10);
}

function offsetMs(instant: Date, timezone: string): number {
  const wall = toWallTime(instant, timezone);
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return asUtc - Math.floor(instant.getTime() / 1000) * 1000;
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const made = makeFormat(timezone);
  if (formats.size > 500) formats.clear();
  formats.set(timezone, made);
  return made;
}

function makeFormat(timezone: string): Intl.DateTimeFormat {
  const fields = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { ...fields, ...clock, calendar: "gregory", timeZone: timezone });
  } catch {
    return new Intl.DateTimeFormat("en-US", { ...fields, ...clock, calendar: "gregory", timeZone: "UTC" });
  }
}
