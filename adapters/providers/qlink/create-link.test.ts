import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { LinkOrder } from "../../../src/ports/payment-provider.ts";
import { money, orderOf } from "../../../test/contract/provider-orders.ts";
import { fromSample, idr, sent, start, usd } from "../../../test/support/qlink-harness.ts";
import { qlinkEnv } from "./config.ts";
import { toApplyWire } from "./mapping.ts";

describe("a QLink order", () => {
  it("carries every field of the vendor's example", async () => {
    const harness = await start();
    const base = orderOf(harness, idr, { amount: money("1.10", idr), description: "描述" });
    const options = {
      sku: "SKU01",
      url: "http://a.example/",
      image: "http://b.example/",
      category: "c",
      subcategory: "s",
    };
    const order: LinkOrder = {
      ...base,
      orderedAt: new Date("2025-08-04T05:45:21Z"),
      customerReference: "O20250804001",
      options: { paytype: "QR_CODE_PAYMENT", paychannel: "QRIS", metadata: "my_custom_id=merchant-123, x=1" },
      items: [{ name: "商品01", quantity: 1, options: { ...options, description: "d", itemmetadata: "shelf=A7" } }],
    };
    const config = qlinkEnv.parse({
      ...harness.emulator.env,
      QLINK_SOURCE: "QERP_ASIA",
      QLINK_ACCOUNT_FIELD: "glinkAccount",
    });

    const wire = JSON.parse(JSON.stringify(toApplyWire(order, config)));

    expect(wire).toEqual({
      glinkAccount: "account1",
      payTypeCode: "QR_CODE_PAYMENT",
      payChannelCode: "QRIS",
      tradeUuid: order.reference,
      tradeTime: "2025-08-04 13:45:21",
      source: "QERP_ASIA",
      orderCode: "O20250804001",
      country: "ID",
      currency: "IDR",
      amount: 1.1,
      description: "描述",
      metadata: '{"my_custom_id":"merchant-123","x":"1"}',
      items: [
        {
          skuCode: "SKU01",
          skuName: "商品01",
          quantity: 1,
          url: "http://a.example/",
          imageUrl: "http://b.example/",
          category: "c",
          subcategory: "s",
          description: "d",
          metadata: '{"shelf":"A7"}',
        },
      ],
    });
    expect(Object.keys(wire).sort()).toEqual(
      Object.keys({ ...fromSample("apply", "request", z.looseObject({})), source: "" }).sort(),
    );
  });

  it("is refused beforehand for a pay type the account does not have", async () => {
    const harness = await start();
    const order = { ...orderOf(harness, usd), options: { paytype: "CASH" } };

    const checked = harness.provider.checkOrder(order);

    await expect(checked).rejects.toMatchObject({
      code: "option-not-a-choice",
      facts: { option: "paytype", value: "CASH", limit: "ONLINE, QR_CODE_PAYMENT", example: "ONLINE" },
    });
  });

  it("is let through when the account cannot be asked", async () => {
    const harness = await start();
    harness.emulator.faults.plan("not-json", { operation: "queryPayAccount" });

    await expect(
      harness.provider.checkOrder({ ...orderOf(harness, usd), options: { paytype: "CASH" } }),
    ).resolves.toBeUndefined();
  });

  it("gives QR content and no address where the pay type is a QR code", async () => {
    const harness = await start();
    const order = { ...orderOf(harness, usd), options: { paytype: "QR_CODE_PAYMENT" } };

    const made = await harness.provider.createLink(order);

    expect(made).not.toHaveProperty("url");
    expect(made.qrContent).toMatch(/^000201/);
  });
});

describe("an unknown QLink create", () => {
  it("is repeated with the same tradeUuid and gives the first request", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    harness.emulator.faults.plan("drop", { operation: "apply" });
    await expect(harness.provider.createLink(order)).rejects.toMatchObject({ kind: "outcome-unknown" });

    const found = await harness.provider.resolveCreate(order);

    expect(found?.url).toBe(harness.emulator.links()[0]?.url);
    expect(harness.emulator.links()).toHaveLength(1);
  });

  it("without anything to pay by is cancelled and refused", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    harness.emulator.hasNoAction = true;

    await expect(harness.provider.resolveCreate(order)).rejects.toMatchObject({
      kind: "rejected",
      vendorCode: "no-action-value",
    });

    expect(harness.emulator.links().map((each) => each.state)).toEqual(["PAY_CANCEL"]);
  });

  it("whose repetition is refused is cancelled when QLink knows the first", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    harness.emulator.faults.plan("unauthorised", { operation: "apply" });
    const refused = harness.provider.resolveCreate(order);
    await expect(refused).rejects.toMatchObject({ kind: "unauthorised" });

    harness.emulator.refusesRepeats = true;

    await expect(harness.provider.resolveCreate(order)).rejects.toMatchObject({ vendorCode: "no-action-value" });
    expect(sent(harness, "cancel")).toEqual([JSON.stringify({ tradeUuid: order.reference })]);
  });

  it("whose first request was paid meanwhile tells of the payment", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    await harness.emulator.pay(order.reference);
    harness.emulator.refusesRepeats = true;

    const found = await harness.provider.resolveCreate(order);

    expect(found?.events?.map((each) => each.kind)).toEqual(["payment.succeeded"]);
  });
});
