import { describe, expect, it } from "vitest";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import type { ProviderLink } from "../../../src/model/provider-link.ts";
import { keyOf, money, orderOf } from "../../../test/contract/provider-orders.ts";
import { anOrder, readFixture, start, startAgainst, usd } from "../../../test/support/onerway-harness.ts";
import { fromRecord } from "./mapping.ts";
import { pageSchema } from "./wire.ts";

describe("looking links up", () => {
  it("reads the vendor's sample", () => {
    const { data } = JSON.parse(readFixture("list")).answer;
    const [record] = pageSchema.parse({ ...data, records: [{ ...data.records[0], linkStatus: "1" }] }).records;
    expect(record && fromRecord(record, "+08:00")).toEqual({
      ref: "100",
      url: "https://pay.example.com/payment-link/pl_100",
      name: "Membership Renewal",
      state: "active",
      uses: "many",
      price: { kind: "fixed", amount: money("99.99", usd) },
      totals: { count: 5, sum: money("499.95", usd) },
      visits: 20,
      createdAt: new Date("2026-05-25T02:00:00Z"),
    });
  });

  it("tells an id from one that contains it", async () => {
    const harness = await start();
    const orders = [orderOf(harness, usd), orderOf(harness, usd)];
    const made: ProviderLink[] = [];
    for (const order of orders) made.push(await harness.provider.createLink(order));
    const [short, long] = made.map((each) => each.ref);
    expect(long?.startsWith(short ?? "-")).toBe(true);
    for (const [at, order] of orders.entries()) {
      const link = made[at];
      if (link !== undefined) expect((await harness.provider.fetchLink(keyOf(order, link))).ref).toBe(link.ref);
    }
  });

  it("pages on while others fill the first pages of a fuzzy search", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    const made = await harness.provider.createLink(order);
    for (let at = 0; at < 110; at += 1) {
      await harness.provider.createLink(orderOf(harness, usd, { description: `Refund of ${made.ref}` }));
    }
    expect((await harness.provider.fetchLink(keyOf(order, made))).ref).toBe(made.ref);
  });

  it("finds a lost create on a later page", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    harness.emulator.faults.plan("drop");
    await expect(harness.provider.createLink(order)).rejects.toMatchObject({ kind: "outcome-unknown" });
    for (let at = 0; at < 110; at += 1) await harness.provider.createLink(orderOf(harness, usd));
    expect((await harness.provider.resolveCreate(order))?.ref).toBe(harness.emulator.links()[0]?.ref);
  });

  it.each(["-12:00", "+00:00", "+14:00"])("finds a lost create although the offset is set to %s", async (offset) => {
    const harness = await start({ env: { ONERWAY_TIMEZONE: offset } });
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    expect(await harness.provider.resolveCreate(order)).toMatchObject({ reference: order.reference });
  });

  it("asks the list once for many links of a quiet merchant", async () => {
    const harness = await start();
    const keys = [];
    for (let at = 0; at < 30; at += 1) {
      const order = orderOf(harness, usd);
      keys.push(keyOf(order, await harness.provider.createLink(order)));
    }
    const before = harness.calls.length;
    expect(await harness.provider.fetchLinks?.(keys)).toHaveLength(30);
    expect(harness.calls.length - before).toBe(1);
  });

  it("asks for each of a few links of a busy merchant", async () => {
    const harness = await start();
    const orders = Array.from({ length: 160 }, () => orderOf(harness, usd));
    const made: ProviderLink[] = [];
    for (const order of orders) made.push(await harness.provider.createLink(order));
    const keys = [0, 159].flatMap((at) => {
      const [order, link] = [orders[at], made[at]];
      return order === undefined || link === undefined ? [] : [keyOf(order, link)];
    });
    const before = harness.calls.length;
    expect(await harness.provider.fetchLinks?.(keys)).toHaveLength(2);
    expect(harness.calls.length - before).toBe(3);
  });

  it("counts visits", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    const made = await harness.provider.createLink(order);
    await fetch(made.url ?? "");
    await fetch(made.url ?? "");
    expect((await harness.provider.fetchLink(keyOf(order, made))).visits).toBe(2);
  });

  it.each([
    ["payCount", { payCount: "many" }],
    ["successAmount", { successAmount: "499.955" }],
    ["currency", { currency: "???" }],
    ["sign", { successAmount: "-499.95" }],
  ])("does not overlook payments because %s cannot be read", async (_what, changes) => {
    const { answer } = JSON.parse(readFixture("list"));
    Object.assign(answer.data.records[0], changes);
    const provider = await startAgainst(answer);
    const key = keyOf(await anOrder(), { ref: "100" as ProviderRef });
    await expect(provider.fetchLink(key)).rejects.toMatchObject({ kind: "invalid-answer" });
  });

  it("says nothing of the state when the status is one nobody documented", async () => {
    const { answer } = JSON.parse(readFixture("list"));
    answer.data.records[0].linkStatus = 7;
    const provider = await startAgainst(answer);
    const key = keyOf(await anOrder(), { ref: "100" as ProviderRef });
    expect((await provider.fetchLink(key)).state).toBe("unclear");
  });
});
