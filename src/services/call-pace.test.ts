import { describe, expect, it } from "vitest";
import { emptyShared, memoryStore } from "../../test/support/memory-store.ts";
import { ManualClock } from "../../test/support/runtime.ts";
import { benchAccount } from "../../test/support/service-bench.ts";
import { StoreUnavailableError } from "../model/errors.ts";
import { asErrand, createCallPace } from "./call-pace.ts";

const turns = async () => {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

it("spreads calls evenly, those of other processes on the same store included", async () => {
  const clock = new ManualClock();
  const shared = emptyShared();
  const paces = ["a", "b"].map((worker) =>
    createCallPace({
      store: memoryStore(shared, { clock, worker }),
      clock,
      account: benchAccount,
      provider: "onerway",
      callsPerSecond: 5,
    }),
  );
  const startedAt = clock.now().getTime();
  const made: number[] = [];
  for (const pace of paces)
    for (let call = 0; call < 5; call += 1)
      void pace.routine().then(() => made.push(clock.now().getTime() - startedAt));
  for (let step = 0; step < 25; step += 1) {
    await turns();
    clock.advance(100);
  }

  expect(made).toEqual([0, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800]);
});

it("asks the store once at a time, however many wait", async () => {
  const clock = new ManualClock();
  let asked = 0;
  const store = { takeBudgets: async () => (++asked > 1 ? 1_000 : 0) };
  const pace = createCallPace({ store, clock, account: benchAccount, provider: "onerway", callsPerSecond: 1 });
  for (let call = 0; call < 50; call += 1) void pace.routine();
  await turns();

  expect(asked).toBe(2);
});

it("gives the next their turn when the store failed for one", async () => {
  const clock = new ManualClock();
  const answers = [Promise.reject(new StoreUnavailableError("away")), Promise.resolve(0)];
  const store = { takeBudgets: () => answers.shift() ?? Promise.resolve(0) };
  const pace = createCallPace({ store, clock, account: benchAccount, provider: "onerway", callsPerSecond: 1 });
  const [first, second] = [pace.routine(), pace.routine()];

  await expect(first).rejects.toThrow(StoreUnavailableError);
  await expect(second).resolves.toBeUndefined();
});

it("lets what is wanted go before everything routine, whoever came first", async () => {
  const clock = new ManualClock();
  const store = memoryStore(emptyShared(), { clock, worker: "a" });
  const pace = createCallPace({ store, clock, account: benchAccount, provider: "onerway", callsPerSecond: 1 });
  const made: string[] = [];
  for (const name of ["routine 1", "routine 2", "routine 3"]) void pace.routine().then(() => made.push(name));
  await turns();
  void pace.wanted().then(() => made.push("wanted"));
  for (let step = 0; step < 4; step += 1) {
    await turns();
    clock.advance(1_000);
  }

  expect(made).toEqual(["routine 1", "wanted", "routine 2", "routine 3"]);
});

describe("errands of several calls", () => {
  /** Errands of that many calls each, begun together, and what became of them. */
  function errands(count: number, calls: number, untilMs: number) {
    const clock = new ManualClock();
    const pace = createCallPace({
      store: memoryStore(emptyShared(), { clock, worker: "a" }),
      clock,
      account: benchAccount,
      provider: "onerway",
      callsPerSecond: 1,
    });
    const until = new Date(clock.now().getTime() + untilMs);
    const ended: string[] = [];
    for (let errand = 1; errand <= count; errand += 1) {
      void asErrand(until, async () => {
        for (let call = 0; call < calls; call += 1) await pace.routine();
      }).then(
        () => ended.push(`${errand} done`),
        (error) => ended.push(`${errand} ${error.kind}`),
      );
    }
    return { clock, ended };
  }

  it("are ended one after the other, not all at the end", async () => {
    const { clock, ended } = errands(3, 4, 60_000);
    for (let step = 0; step < 6; step += 1) {
      await turns();
      clock.advance(1_000);
    }
    await turns();

    expect(ended).toEqual(["1 done"]);
  });

  it("make no further calls once their time is over", async () => {
    const { clock, ended } = errands(3, 4, 6_000);
    for (let step = 0; step < 8; step += 1) {
      await turns();
      clock.advance(1_000);
    }
    await turns();

    expect(ended.toSorted()).toEqual(["1 done", "2 unavailable", "3 unavailable"]);
  });
});
