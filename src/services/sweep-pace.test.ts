import { expect, it } from "vitest";
import { ManualClock } from "../../test/support/runtime.ts";
import { benchAccount } from "../../test/support/service-bench.ts";
import { NotFoundError, ProviderError, type ProviderErrorKind } from "../model/errors.ts";
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

const failure = (kind: ProviderErrorKind, retryAfterMs?: number) =>
  new ProviderError({ provider: "x", operation: "list", kind, ...(retryAfterMs !== undefined && { retryAfterMs }) });

it("rests, longer each time, while the provider only fails, and goes on when it answers", () => {
  const clock = new ManualClock();
  const pace = createSweepPace(clock);
  const rests = Array.from({ length: 8 }, () => {
    pace.heard(benchAccount, failure("unavailable"));
    const waitMs = pace.take(benchAccount, 1, 5);
    clock.advance(waitMs);
    return waitMs - (waitMs % 1_000);
  });
  expect(rests).toEqual([1_000, 2_000, 5_000, 15_000, 60_000, 300_000, 300_000, 300_000]);

  pace.heard(benchAccount, failure("unavailable"));
  pace.heard(benchAccount);
  expect(pace.take(benchAccount, 1, 5)).toBe(0);
});

it("counts looks that fail together once, and rests as long as it is told to", () => {
  const pace = createSweepPace(new ManualClock());
  for (let look = 0; look < 20; look += 1) pace.heard(benchAccount, failure("rate-limited", 30_000));

  expect(pace.take(benchAccount, 1, 5)).toBe(30_200);
  expect(pace.take(benchAccount, 1, 5)).toBe(30_400);
  expect(pace.take("payermax:default" as AccountId, 1, 5)).toBe(0);
});

it("does not rest for what is wrong with one link", () => {
  const pace = createSweepPace(new ManualClock());
  pace.heard(benchAccount, failure("rejected"));
  pace.heard(benchAccount, new NotFoundError("no such link"));

  expect(pace.take(benchAccount, 1, 5)).toBe(0);
});
