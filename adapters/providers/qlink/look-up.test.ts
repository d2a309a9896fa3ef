import { describe, expect, it } from "vitest";
import { z } from "zod";
import { money, orderOf } from "../../../test/contract/provider-orders.ts";
import { fromSample, idr, keyOfOrder, seenKey, sent, start, usd } from "../../../test/support/qlink-harness.ts";
import { toPayState, toSeenLink } from "./mapping.ts";
import { statusRowSchema } from "./wire.ts";

describe("QLink statuses", () => {
  it.each([
    ["PAY_WAIT", "waiting"],
    ["WAIT", "waiting"],
    ["PAY_SUCCESS", "paid"],
    ["success", "paid"],
    ["PAY_FAIL", "failed"],
    ["PAY_CANCELLING", "cancelling"],
    ["PAY_CANCEL", "cancelled"],
    ["CLOSED", "cancelled"],
    ["PAY_EXPIRED", "expired"],
    ["PAY_PAID_MAYBE", "unknown"],
    ["", "unknown"],
    [undefined, "unknown"],
  ])("%s is %s", (status, state) => {
    expect(toPayState(status)).toBe(state);
  });

  it("of the vendor's example are read", () => {
    const rows = fromSample("getPayStatus", "answer", z.array(statusRowSchema));
    const seen = rows.map((row) =>
      toSeenLink(row, seenKey(row.tradeUuid ?? ""), { timezone: "+08:00", now: new Date(0) }),
    );

    expect(seen[0]).toMatchObject({ ref: "uuid1", state: "active" });
    expect(seen[1]).toMatchObject({ ref: "uuid2", state: "disabled" });
    expect(seen[1]?.events).toEqual([
      {
        kind: "payment.succeeded",
        key: "uuid2",
        ref: "uuid2",
        reference: "uuid2",
        occurredAt: new Date("2025-08-04T05:45:21Z"),
        amount: money("2.10", idr),
      },
    ]);
  });

  it("leave the amount out when QLink does not say it", () => {
    const row = statusRowSchema.parse({ tradeUuid: "u", status: "PAY_SUCCESS", amount: null, currency: "IDR" });

    expect(toSeenLink(row, seenKey("u"), { timezone: "+08:00", now: new Date(0) }).events?.[0]).not.toHaveProperty(
      "amount",
    );
  });

  it("that nobody knows say nothing about the link", () => {
    const row = statusRowSchema.parse({ tradeUuid: "u", status: "PAY_REVIEW", amount: "2.1", currency: "IDR" });

    const seen = toSeenLink(row, seenKey("u"), { timezone: "+08:00", now: new Date(0) });

    expect(seen).toEqual({ ref: "u", reference: "u", state: "unclear" });
  });
});

describe("looking at many QLink requests", () => {
  it("takes one call and leaves out the unknown", async () => {
    const harness = await start();
    const orders = [orderOf(harness, usd), orderOf(harness, usd)];
    for (const order of orders) await harness.provider.createLink(order);

    const seen = await harness.provider.fetchLinks?.([...orders.map(keyOfOrder), seenKey("nobody")]);

    expect(seen?.map((each) => each.ref)).toEqual(orders.map((order) => order.reference));
    expect(sent(harness, "getPayStatus")).toHaveLength(1);
  });
});
