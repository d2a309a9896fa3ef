import { expect, it } from "vitest";
import { ManualClock } from "../../test/support/runtime.ts";
import { benchAccount } from "../../test/support/service-bench.ts";
import type { AccountId } from "../model/payment-link.ts";
import { createSweepPace } from "./sweep-pace.ts";

const takeMany = (count: number, clock = new ManualClock()) => {
  const pace = createSweepPace(clock);
  return Array.from({ length: count }, () => pace.take(benchAccount, 1, 5));
};

it("lets a short burst through and spreads the rest at the provider's pace", () => {
  expect(takeMany(13)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 400, 600]);
});

it("has room for those who come when they were told to", () => {
  const clock = new ManualClock();
  const pace = createSweepPace(clock);
  const waits = Array.from({ length: 1_000 }, () => pace.take(benchAccount, 1, 5));
  const arrivals = waits.filter((waitMs) => waitMs > 0).sort((a, b) => a - b);
  let passed = 0;
  const turnedAway = arrivals.filter((at) => {
    clock.advance(at - passed);
    passed = at;
    return pace.take(benchAccount, 1, 5) > 0;
  });

  expect(turnedAway).toEqual([]);
});

it("counts accounts apart, and a share of a batch as a share", () => {
  const pace = createSweepPace(new ManualClock());
  const batched = Array.from({ length: 501 }, () => pace.take(benchAccount, 1 / 50, 5));

  expect(batched.filter((waitMs) => waitMs > 0).length).toBeLessThanOrEqual(2);
  expect(pace.take("payermax:default" as AccountId, 1, 5)).toBe(0);
});
