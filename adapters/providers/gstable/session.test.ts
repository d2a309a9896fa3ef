import { describe, expect, it } from "vitest";
import { exact, money, usdt } from "../../../test/support/gstable-harness.ts";
import { mostWithFee } from "./amount.ts";
import detailAnswer from "./fixtures/link-detail-answer.json" with { type: "json" };
import { toProviderLink } from "./mapping.ts";
import { type SoldLink, toEvents } from "./session.ts";
import { linkSchema, type SessionWire } from "./wire.ts";

describe("GStable sessions", () => {
  const link: SoldLink = {
    linkId: "lnk_1",
    linkName: "Mug · L7K2QM-ABCDEFGH",
    settlementToken: usdt,
    feeModel: "1",
    linkType: "fixed",
    amount: "49990000",
  };
  const session = (more: Partial<SessionWire>): SessionWire => ({
    sessionId: "sess_1",
    businessId: "lnk_1",
    businessType: "payment_link",
    amount: "49990000",
    status: "paid",
    createAt: "2026-01-04 02:52:38",
    paymentSucceededTime: "2026-01-04 02:53:00",
    settlementSucceededTime: null,
    ...more,
  });

  it.each([
    ["initialized", []],
    ["expired", []],
    ["cancelled", []],
    ["paid", ["sess_1"]],
    ["settling", ["sess_1"]],
    ["settlement_pending", ["sess_1"]],
    ["completed", ["sess_1", "settled:sess_1"]],
  ])("says of a session that is %s: %j", (status, keys) => {
    expect(toEvents(session({ status }), link, new Date()).map((each) => each.key)).toEqual(keys);
  });

  it("tells the amount in what the link was asked in", () => {
    const asked = { ...link, linkName: "Mug · USDT · L7K2QM-ABCDEFGH" };

    expect(toEvents(session({}), link, new Date())[0]?.amount).toEqual(money("49.99", "USD"));
    expect(toEvents(session({}), asked, new Date())[0]?.amount).toEqual(money("49.990000", "USDT"));
  });

  it("tells a sum that cents cannot hold in the token, exactly", () => {
    expect(toEvents(session({ amount: "1234567" }), link, new Date())[0]?.amount).toEqual(money("1.234567", "USDT"));
  });

  it("lets the price stand for a payer's sum with the fee in it, and not for another sum", () => {
    const payerPays = { ...link, feeModel: "2" };

    expect(toEvents(session({ amount: "50289941" }), payerPays, new Date())[0]).not.toHaveProperty("amount");
    expect(toEvents(session({ amount: "40000001" }), payerPays, new Date())[0]?.amount).toEqual(
      money("40.000001", "USDT"),
    );
  });

  it("expects the price and a fee where the payer bears it", () => {
    const wire = linkSchema.parse(exact({ ...detailAnswer.body.data, feeModel: 2, amount: 100_000_000 }));

    expect(toProviderLink(wire).expected).toEqual({ least: 10_000n, most: 10_200n });
    expect(mostWithFee(100_000_000n)).toBe(102_000_000n);
  });
});
