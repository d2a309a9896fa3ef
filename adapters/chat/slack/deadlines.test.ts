import { expect, test } from "vitest";
import { ManualClock } from "../../../test/support/runtime.ts";
import { createDeadlines, type Deadline } from "./deadlines.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function isLate({ late }: Deadline): Promise<boolean> {
  return (await Promise.race([late, turn()])) === "late";
}

test("work that takes too long is late, each at its own time", async () => {
  const clock = new ManualClock();
  const deadlines = createDeadlines(clock, 1_000);
  const first = deadlines.begin();
  await turn();
  clock.advance(400);
  const second = deadlines.begin();
  clock.advance(600);
  expect([await isLate(first), await isLate(second)]).toEqual([true, false]);
  clock.advance(400);
  expect(await isLate(second)).toBe(true);
});

test("work that is done in time is never late, and does not hold up the next", async () => {
  const clock = new ManualClock();
  const deadlines = createDeadlines(clock, 1_000);
  const done = deadlines.begin();
  const slow = deadlines.begin();
  done.done();
  await turn();
  clock.advance(1_000);
  expect([await isLate(done), await isLate(slow)]).toEqual([false, true]);
});

test("after a stop nothing comes any more, and new work has its limit again", async () => {
  const clock = new ManualClock();
  const deadlines = createDeadlines(clock, 1_000);
  const before = deadlines.begin();
  await turn();
  deadlines.stop();
  const after = deadlines.begin();
  await turn();
  clock.advance(1_000);
  expect([await isLate(before), await isLate(after)]).toEqual([false, true]);
});
