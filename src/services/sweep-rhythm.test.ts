import { describe, expect, it } from "vitest";
import { activeLink } from "../../test/support/service-bench.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import { nextSweepAt } from "./sweep-rhythm.ts";

const now = new Date("2026-11-21T08:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const ago = (ms: number) => new Date(now.getTime() - ms);
const waitOf = (changes: Partial<PaymentLink>, seconds = 60) => {
  const at = nextSweepAt(activeLink(changes), now, { intervalSeconds: seconds });
  return at && at.getTime() - now.getTime();
};

describe("the next routine look", () => {
  it.each([
    ["a new link", minute, minute],
    ["a link of an hour", hour, 3 * minute],
    ["a link of a day", day, 72 * minute],
    ["a link of a year", 365 * day, 6 * hour],
  ])("at %s that is open comes after the interval, then ever more seldom", (_name, ageMs, waitMs) => {
    expect(waitOf({ createdAt: ago(ageMs) })).toBe(waitMs);
    expect(waitOf({ createdAt: ago(ageMs), status: "disabling" })).toBe(waitMs);
  });

  it.each([
    [0, 10 * minute],
    [10 * minute, 10 * minute],
    [20 * minute, 20 * minute],
    [3 * day, 3 * day],
  ])("at a closed link %i ms after its end comes at doubling distances", (sinceMs, waitMs) => {
    for (const status of ["paid", "disabled", "expired", "failed"] as const)
      expect(waitOf({ status, changedAt: ago(sinceMs) })).toBe(waitMs);
  });

  it("ends a week after the end", () => {
    expect(waitOf({ status: "paid", changedAt: ago(7 * day) })).toBe(7 * day);
    expect(waitOf({ status: "paid", changedAt: ago(7 * day + 1) })).toBeUndefined();
  });

  it("is none with routine checks off, or before the provider's id is known", () => {
    const { ref: _ref, ...nameless } = activeLink();

    expect(waitOf({}, 0)).toBeUndefined();
    expect(nextSweepAt(nameless, now, { intervalSeconds: 60 })).toBeUndefined();
  });

  it("is never sooner than the interval", () => {
    expect(waitOf({ createdAt: now }, 1_800)).toBe(30 * minute);
    expect(waitOf({ status: "paid", changedAt: now }, 1_800)).toBe(30 * minute);
  });

  it("comes at the same moment for links asked about together, and at most a quarter later than it would alone", () => {
    const together = { intervalSeconds: 60, isTogether: true };
    const starts = Array.from({ length: 60 }, (_unused, second) => new Date(now.getTime() + second * 1_000));
    const waits = starts.map((start) => {
      const at = nextSweepAt(activeLink({ createdAt: start }), start, together);
      return { at: at?.getTime() ?? 0, waitMs: (at?.getTime() ?? 0) - start.getTime() };
    });

    expect(new Set(waits.map((each) => each.at)).size).toBeLessThanOrEqual(5);
    for (const { waitMs } of waits) {
      expect(waitMs).toBeGreaterThanOrEqual(minute);
      expect(waitMs).toBeLessThanOrEqual(1.25 * minute);
    }
  });
});
