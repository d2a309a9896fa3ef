import { expect, it } from "vitest";
import { KeptLogger, ManualClock } from "../../test/support/runtime.ts";
import { StoreUnavailableError } from "../model/errors.ts";
import { startWorkLoop } from "./work-loop.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

function loopOf(round: (count: number) => Promise<"more" | Date | undefined>) {
  const clock = new ManualClock();
  const logger = new KeptLogger();
  const seen = { rounds: 0 };
  const loop = startWorkLoop({
    name: "test",
    clock,
    logger,
    idleMs: 1_000,
    round: () => {
      seen.rounds += 1;
      return round(seen.rounds);
    },
  });
  return { clock, logger, loop, seen };
}

it("sleeps when there is nothing, at most as long as it may", async () => {
  const { clock, loop, seen } = loopOf(async () => undefined);
  await turn();
  expect(seen.rounds).toBe(1);

  clock.advance(1_000);
  await turn();
  expect(seen.rounds).toBe(2);
  await loop.stop();
});

it("loses no call to wake that comes while a round runs", async () => {
  const first = Promise.withResolvers<undefined>();
  const { loop, seen } = loopOf((count) => (count === 1 ? first.promise : Promise.resolve(undefined)));
  await turn();
  loop.wake();
  first.resolve(undefined);
  await turn();

  expect(seen.rounds).toBe(2);
  await loop.stop();
});

it("wakes from its sleep when it is called", async () => {
  const { loop, seen } = loopOf(async () => undefined);
  await turn();
  loop.wake();
  await turn();

  expect(seen.rounds).toBe(2);
  await loop.stop();
});

it.each([new StoreUnavailableError("away"), new Error("a mistake")])("goes on after %s", async (error) => {
  const { clock, loop, seen } = loopOf(async (count) => {
    if (count === 1) throw error;
    return undefined;
  });
  await turn();
  expect(seen.rounds).toBe(1);

  clock.advance(500);
  await turn();
  expect(seen.rounds).toBe(2);
  await loop.stop();
});

it("waits a moment after each failure, however often it is called", async () => {
  const { clock, loop, seen } = loopOf(() => Promise.reject(new StoreUnavailableError("away")));
  await turn();
  for (let calls = 0; calls < 20; calls += 1) {
    loop.wake();
    await turn();
  }
  expect(seen.rounds).toBe(1);

  clock.advance(500);
  await turn();
  expect(seen.rounds).toBe(2);
  await loop.stop();
});

it("stops between rounds and waits for the one in hand", async () => {
  const hold = Promise.withResolvers<"more">();
  const { loop, seen } = loopOf(() => hold.promise);
  await turn();
  let isStopped = false;
  const stopping = loop.stop().then(() => {
    isStopped = true;
  });
  await turn();
  expect(isStopped).toBe(false);

  hold.resolve("more");
  await stopping;
  expect(seen.rounds).toBe(1);
});
