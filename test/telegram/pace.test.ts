import { expect, it } from "vitest";
import { paceOf } from "../../adapters/chat/telegram/pace.ts";
import type { Budget } from "../../src/ports/chat-platform.ts";

const minuteMs = 60_000;

/** The moments of sends that go as fast as the pace allows, from full buckets. */
function fastest(
  pace: { readonly gapMs: number; readonly budgets: readonly Budget[] },
  sends: number,
): readonly number[] {
  const levels = new Map(pace.budgets.map((budget) => [budget.key, budget.capacity]));
  const times: number[] = [];
  for (let now = 0; times.length < sends; now += 1) {
    for (const { key, capacity, refillPerSecond } of pace.budgets) {
      levels.set(key, Math.min(capacity, (levels.get(key) ?? 0) + (now === 0 ? 0 : refillPerSecond / 1_000)));
    }
    const isRested = now - (times.at(-1) ?? Number.NEGATIVE_INFINITY) >= pace.gapMs;
    if (!isRested || [...levels.values()].some((level) => level < 1)) continue;
    for (const [key, level] of levels) levels.set(key, level - 1);
    times.push(now);
  }
  return times;
}

function busiest(times: readonly number[], windowMs: number): number {
  return Math.max(...times.map((from) => times.filter((each) => each >= from && each < from + windowMs).length));
}

it("speaks once a second in a private chat", () => {
  const pace = paceOf(7, { kind: "chat", chatId: 1001 }, "post");
  expect(busiest(fastest(pace, 30), 1_000)).toBe(1);
});

it.each(["post", "edit", "private"] as const)("never goes over 20 a minute in a group (%s)", (kind) => {
  const pace = paceOf(7, { kind: "chat", chatId: -1_001_000_000_001 }, kind);
  expect(busiest(fastest(pace, 60), minuteMs)).toBeLessThanOrEqual(20);
});

it("counts the topics of one forum as one chat", () => {
  const [one, two] = [7, 8].map((threadId) =>
    paceOf(7, { kind: "chat", chatId: -1_001_000_000_002, threadId }, "post"),
  );
  expect(one?.budgets).toEqual(two?.budgets);
  expect(one?.budgets.some((each) => each.capacity === 1 && each.refillPerSecond === 1)).toBe(true);
});

it("never goes over 30 a second in all", () => {
  const [bot] = paceOf(7, { kind: "chat", chatId: 1001 }, "post").budgets;
  const times = fastest({ gapMs: 0, budgets: bot === undefined ? [] : [bot] }, 200);
  expect(busiest(times, 1_000)).toBeLessThanOrEqual(30);
});

it("shares the bot's budget between all its chats", () => {
  const keys = [1001, 1002, -1_001_000_000_001].map(
    (chatId) => paceOf(7, { kind: "chat", chatId }, "post").budgets[0]?.key,
  );
  expect(new Set(keys).size).toBe(1);
});
