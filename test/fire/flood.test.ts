import { beforeAll, describe, expect, it } from "vitest";
import { type FloodPlan, type FloodRun, runFlood } from "./flood.ts";
import { floodProblems } from "./flood-summary.ts";
import { type PressPlan, type PressRun, pressOn } from "./press.ts";

const mebibyte = 1024 * 1024;

describe("a thousand payments at once, in a channel that takes one message a second,", () => {
  const plan: FloodPlan = {
    provider: "arcblock",
    links: 50,
    payments: 1_000,
    bystanders: 20,
    gapMs: 1_000,
    atOnce: 64,
    hurry: 40,
  };
  let run: FloodRun;
  beforeAll(async () => {
    run = await runFlood(plan);
  }, 90_000);

  it("are each counted and told once", () => {
    expect(run.verdict.problems).toEqual([]);
    expect(run.verdict.counts).toMatchObject({ links: 70, payments: 1_000, toldTwice: 0, untold: 0, parked: 0 });
  });

  it("are acknowledged, all but a few at the first try", () => {
    expect(run.webhooks).toBeGreaterThanOrEqual(plan.payments);
    expect(run.refused).toBeLessThan(run.webhooks / 50);
  });

  it("are told together, with one or two messages a link", () => {
    const { links, bystanders } = plan;
    expect(run.verdict.counts.told).toBeLessThanOrEqual(2 * links);
    expect(run.posts + run.edits).toBeLessThanOrEqual(4 * links + bystanders);
  });

  it("go before cards that were waiting already", () => {
    expect(run.waiting).toBeGreaterThan(5);
    expect(run.overtaking).toBe(0);
  });

  it("show in the metrics how far the channel is behind, and that it caught up", () => {
    // No faster than a message a second.
    expect(run.lagSeconds.worst).toBeGreaterThan(plan.links);
    expect(run.lagSeconds.last).toBe(0);
  });

  it("leave the memory as it was", () => {
    expect(run.memory.most - run.memory.before).toBeLessThan(150 * mebibyte);
  });
});

it("a flood of hints, which prove nothing and name no link, ends as well", { timeout: 60_000 }, async () => {
  const plan: FloodPlan = {
    ...{ provider: "onerway", links: 10, payments: 200, bystanders: 4 },
    ...{ gapMs: 1_000, atOnce: 64, hurry: 40 },
  };
  const run = await runFlood(plan);

  expect(floodProblems(plan, run)).toEqual([]);
});

describe("ten thousand webhooks in flight while the store is held up", () => {
  const plan: PressPlan = { sockets: 100, onEach: 100 };
  let run: PressRun;
  beforeAll(async () => {
    run = await pressOn(plan);
  }, 60_000);

  it("are all asked to come again", () => {
    expect(run.answers).toHaveLength(plan.sockets * plan.onEach);
    expect(new Set(run.answers.map((each) => each.status))).toEqual(new Set([503]));
    expect(run.answers.filter((each) => !(Number(each.headers["retry-after"]) > 0))).toEqual([]);
  });

  it("leave the bot able to say that it lives", () => {
    expect(run.health.status).toBe(200);
  });

  it("do not make the memory grow", () => {
    expect(run.grown).toBeLessThan(250 * mebibyte);
  });

  it("cost no payment: what the provider sends again is counted and told once", () => {
    expect(run.reported).toEqual([503, 503, 503]);
    expect(run.verdict.problems).toEqual([]);
    expect(run.verdict.counts).toMatchObject({ links: 3, payments: 6, toldTwice: 0 });
  });
});
