import { expect, it } from "vitest";
import { Dice } from "./dice.ts";
import { runFire } from "./fire-run.ts";

it("a bot on fire loses nothing it acknowledged, makes nothing twice and tells the truth", {
  timeout: 90_000,
}, async () => {
  const { tried, verdict } = await runFire({ seed: 20261121, deeds: 60, platforms: ["telegram"] });

  expect(verdict.problems).toEqual([]);
  expect(verdict.counts.links).toBeGreaterThan(5);
  expect(tried["kill -9"]).toBeGreaterThan(0);
});

it("a seed plans the same run every time", () => {
  const throws = (seed: number) => {
    const dice = new Dice(seed);
    return Array.from({ length: 50 }, () => [dice.below(10), dice.percent(50), dice.pick(["a", "b", "c"])]);
  };

  expect(throws(7)).toEqual(throws(7));
  expect(throws(7)).not.toEqual(throws(8));
});
