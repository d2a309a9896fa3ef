import { describe, expect, it } from "vitest";
import { formatMoment, isTimezone, zonedDayStart } from "./moment.ts";

describe("a moment", () => {
  it.each([
    ["Asia/Shanghai", "2026-11-21 16:00 (Asia/Shanghai)"],
    ["America/New_York", "2026-11-21 03:00 (America/New_York)"],
    ["Asia/Kathmandu", "2026-11-21 13:45 (Asia/Kathmandu)"],
    ["UTC", "2026-11-21 08:00 (UTC)"],
    ["Mars/Crater", "2026-11-21 08:00 (UTC)"],
  ])("is shown on the clock of %s", (timezone, text) => {
    expect(formatMoment(new Date("2026-11-21T08:00:00Z"), { language: "en", timezone })).toBe(text);
  });

  it("at midnight is hour 00", () => {
    const midnight = new Date("2026-11-21T00:00:00Z");

    expect(formatMoment(midnight, { language: "en", timezone: "UTC" })).toBe("2026-11-21 00:00 (UTC)");
  });
});

describe("the first moment of a day", () => {
  it.each([
    ["2026-11-21", "Asia/Shanghai", 0, "2026-11-20T16:00:00.000Z"],
    ["2026-11-21", "Asia/Shanghai", 1, "2026-11-21T16:00:00.000Z"],
    ["2026-12-31", "UTC", 1, "2027-01-01T00:00:00.000Z"],
    ["2026-03-08", "America/New_York", 0, "2026-03-08T05:00:00.000Z"],
    ["2026-03-08", "America/New_York", 1, "2026-03-09T04:00:00.000Z"],
    ["2026-11-01", "America/New_York", 1, "2026-11-02T05:00:00.000Z"],
  ])("%s in %s, %i days later", (day, timezone, days, start) => {
    expect(zonedDayStart(day, timezone, days)?.toISOString()).toBe(start);
  });

  it.each([
    ["forward at midnight, west of Greenwich", "2026-03-08", "America/Havana", "2026-03-08T05:00:00.000Z"],
    ["forward at midnight, east of Greenwich", "2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
    ["back at midnight", "2026-10-30", "Africa/Cairo", "2026-10-29T22:00:00.000Z"],
    ["back at one", "2026-11-01", "America/Havana", "2026-11-01T04:00:00.000Z"],
  ])("where clocks go %s", (_name, day, timezone, start) => {
    expect(zonedDayStart(day, timezone, 0)?.toISOString()).toBe(start);
  });

  it.each(["2026-02-30", "2026-13-01", "2026-1-1", "tomorrow", ""])("of %s is none", (day) => {
    expect(zonedDayStart(day, "UTC", 0)).toBeUndefined();
  });
});

it("a zone is one the runtime knows", () => {
  expect(["UTC", "Asia/Shanghai", "Mars/Crater", ""].map(isTimezone)).toEqual([true, true, false, false]);
});
