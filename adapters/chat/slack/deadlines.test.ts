import { expect, test } from "vitest";
import { ManualClock } from "../../../test/support/runtime.ts";
import { createDeadlines, type Deadlines } from "./deadlines.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

function begin(deadlines: Deadlines): { readonly done: () => void; readonly isLate: () => Promise<boolean> } {
  let hasFired = false;
  const done = deadlines.begin(() => {
    hasFired = true;
  });
  return {
    done,
    async isLate() {
      await turn();
      return hasFired;
    },
  };
}

test("work that takes too long is late, each at its own time", async () => {
  const clock = new ManualClock();
  const deadlines = createDeadlines(clock, 1_000);
  const first = begin(deadlines);
  await turn();
  clock.advance(400);
  const second = begin(deadlines);
  clock.advance(600);
  expect([await first.isLate(), await second.isLate()]).toEqual([true, false]);
  clock.advance(400);
  expect(await second.isLate()).toBe(true);
});

test("work that is done in time is never late, and does not hold up the next", async () => {
  const clock = new ManualClock();
  const deadlines = createDeadlines(clock, 1_000);
  const done = begin(deadlines);
  const slow = begin(deadlines);
  done.done();
  await turn();
  clock.advance(1_000);
  expect([await done.isLate(), await slow.isLate()]).toEqual([false, true]);
});

test("after a stop nothing comes any more, and new work has its limit again", async () => {
  const clock = new ManualClock();
  const deadlines = createDeadlines(clock, 1_000);
  const before = begin(deadlines);
  await turn();
  deadlines.stop();
  const after = begin(deadlines);
  await turn();
  clock.advance(1_000);
  expect([await before.isLate(), await after.isLate()]).toEqual([false, true]);
});
