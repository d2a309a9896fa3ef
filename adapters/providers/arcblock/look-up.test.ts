import { describe, expect, it } from "vitest";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import { money, orderOf } from "../../../test/contract/provider-orders.ts";
import { callsTo, start, startWithLink, usd } from "../../../test/support/arcblock-harness.ts";

describe("a PaymentKit link's money", () => {
  it("is counted from its own paid visits alone, over all pages", async () => {
    const { harness, order, made, key } = await startWithLink();
    const other = await harness.provider.createLink(orderOf(harness, usd));
    await harness.emulator.pay(made.ref);
    for (let visits = 0; visits < 120; visits += 1) harness.emulator.visit(other.ref);
    await harness.emulator.pay(other.ref);
    harness.emulator.visit(made.ref);

    const seen = await harness.provider.fetchLink(key);

    expect(seen.events).toHaveLength(1);
    expect(seen.events?.[0]).toMatchObject({
      kind: "payment.succeeded",
      ref: made.ref,
      amount: order.price.kind === "fixed" && order.price.amount,
    });
    expect(callsTo(harness, "GET", "checkout-sessions")).toHaveLength(2);
  });

  it("given back is told with its amount, by webhook and by asking, under one key", async () => {
    const { harness, made, key } = await startWithLink();
    await harness.emulator.pay(made.ref);

    await harness.emulator.refund(made.ref, "10.00");

    const told = harness.received.at(-1)?.receipt?.events;
    const seen = (await harness.provider.fetchLink(key)).events?.filter((each) => each.kind === "payment.refunded");
    expect(told).toMatchObject([{ kind: "payment.refunded", ref: made.ref, amount: money("10.00", usd) }]);
    expect(seen?.map((each) => [each.key, each.amount])).toEqual(told?.map((each) => [each.key, each.amount]));
  });

  it("is told although refunds may not be read", async () => {
    const { harness, made, key } = await startWithLink();
    await harness.emulator.pay(made.ref);
    harness.emulator.hidesRefunds = true;

    const seen = await harness.provider.fetchLink(key);

    expect(seen.events?.map((each) => each.kind)).toEqual(["payment.succeeded"]);
  });

  it("given back is a hint while the server cannot tell which link it was", async () => {
    const { harness, made } = await startWithLink();
    await harness.emulator.pay(made.ref);
    harness.emulator.faults.plan("unauthorised", { operation: "paymentIntents.retrieve" });

    await harness.emulator.refund(made.ref);

    expect(harness.received.at(-1)?.receipt).toMatchObject({ events: [], hints: [{ amount: money("49.99", usd) }] });
  });

  it("is a hint while the server does not tell its currencies", async () => {
    const { harness, made } = await startWithLink();
    harness.clock.advance(3_600_000);
    harness.emulator.faults.plan("error", { operation: "paymentCurrencies.list", times: 3 });

    await harness.emulator.pay(made.ref);

    expect(harness.received.at(-1)?.receipt).toMatchObject({ events: [], hints: [{ ref: made.ref }] });
  });
});

describe("PaymentKit's list", () => {
  it("asks with the vendor's own words and counts all", async () => {
    const harness = await start();
    for (let made = 0; made < 3; made += 1) await harness.provider.createLink(orderOf(harness, usd));

    const page = await harness.provider.listLinks?.({ status: "active", order: "created_at:ASC", page: 2, size: 2 });

    expect(page?.total).toBe(3);
    expect(page?.links.map((each) => each.ref)).toEqual([harness.emulator.links()[2]?.ref as ProviderRef]);
    expect(callsTo(harness, "GET", "payment-links").at(-1)?.query).toEqual({
      active: "true",
      order: "created_at:ASC",
      donation: "hide",
      page: "2",
      pageSize: "2",
      livemode: "false",
    });
  });
});
