import { expect, it } from "vitest";
import { activeLink, benchAccount, benchRef, serviceBench, usd } from "../../test/support/service-bench.ts";
import type { LinkId, PaymentLink, ProviderRef, Reference } from "../model/payment-link.ts";
import { tasksOfHints } from "./hint-service.ts";

const link = (index: number, changes: Partial<PaymentLink> = {}) =>
  activeLink({
    id: `L${1000 + index}` as LinkId,
    reference: `L${1000 + index}-X` as Reference,
    ref: `${benchRef}-${index}` as ProviderRef,
    createdAt: new Date(Date.UTC(2026, 10, 20, 0, 0, index)),
    ...changes,
  });
const sale = { amount: usd(4999n) };

async function benchOf(links: readonly PaymentLink[]) {
  const bench = serviceBench();
  for (const each of links) await bench.put(each);
  return bench;
}

it("a hint that names its link has that one looked at", async () => {
  const bench = await benchOf([link(1), link(2)]);
  const { tasks } = await tasksOfHints(bench.context, benchAccount, [{ reference: link(2).reference }]);

  expect(tasks.map((task) => task.linkId)).toEqual(["L1002"]);
});

it("a hint without a name reaches every open link that costs as much, not the newest fifty alone", async () => {
  const many = Array.from({ length: 120 }, (_, index) => link(index));
  const paid = Array.from({ length: 60 }, (_, index) => link(200 + index, { status: "paid" }));
  const bench = await benchOf([...many, ...paid, link(300, { price: { kind: "fixed", amount: usd(100n) } })]);
  const { tasks } = await tasksOfHints(bench.context, benchAccount, [sale]);
  const asked = new Set(tasks.map((task) => task.linkId as string));

  expect(many.filter((each) => !asked.has(each.id))).toEqual([]);
  expect(asked.size).toBe(170);
  expect(asked.has("L1300")).toBe(false);
});

it("a crowd of candidates is followed up once, a few of them three times", async () => {
  const crowd = await benchOf(Array.from({ length: 60 }, (_, index) => link(index)));
  const few = await benchOf([link(1)]);

  expect((await tasksOfHints(crowd.context, benchAccount, [sale])).tasks[0]?.attempts).toBe(2);
  expect((await tasksOfHints(few.context, benchAccount, [sale])).tasks[0]?.attempts).toBe(0);
});

it("an amount that no link costs has all open links looked at, once a minute", async () => {
  const bench = await benchOf([link(1), link(2, { status: "paid" })]);
  const other = { amount: usd(4000n) };
  const first = await tasksOfHints(bench.context, benchAccount, [other]);
  const second = await tasksOfHints(bench.context, benchAccount, [other]);
  const waits = [first, second].map(({ tasks }) =>
    tasks.map((task) => [task.linkId, +task.dueAt - +bench.clock.now()]),
  );

  expect(waits).toEqual([[["L1001", 0]], [["L1001", 60_000]]]);
});

it("a second hint about a link within five seconds waits for its turn", async () => {
  const bench = await benchOf([link(1)]);
  await tasksOfHints(bench.context, benchAccount, [sale]);
  bench.clock.advance(1_000);
  const { tasks } = await tasksOfHints(bench.context, benchAccount, [sale]);

  expect(tasks.map((task) => +task.dueAt - +bench.clock.now())).toEqual([4_000]);
});

it("a hint without proof gets one look a minute, and none when it names no link", async () => {
  const bench = await benchOf([link(1)]);
  const named = { reference: link(1).reference };
  const counts: number[] = [];
  for (const hints of [[named], [named], [sale], [{}]])
    counts.push((await tasksOfHints(bench.context, benchAccount, hints, false)).tasks.length);

  expect(counts).toEqual([1, 0, 0, 0]);
});

it("a hint about a link nobody here knows is counted", async () => {
  const bench = await benchOf([link(1)]);
  await tasksOfHints(bench.context, benchAccount, [{ ref: "elsewhere" }]);

  expect(bench.metrics.counts.get(`hints_total{account=${benchAccount},matched=no}`)).toBe(1);
});
