import { describe, expect, it } from "vitest";
import type { LinkOrder } from "../../../src/ports/payment-provider.ts";
import { orderOf, usdt } from "../../../test/support/gstable-harness.ts";
import { checkOrder, toLinkRequest } from "./mapping.ts";
import { currencyOf, toLinkName } from "./name.ts";

describe("GStable amounts", () => {
  const own = { accountId: "acc_1", settlementToken: usdt, productIds: ["prd_1"] };
  const priceOf = (order: LinkOrder) => JSON.stringify(toLinkRequest(order, own).lineItems[0]?.unitPrice);

  it.each([
    ["1", "USD", "1000000"],
    ["0.01", "USD", "10000"],
    ["49.99", "USD", "49990000"],
    ["0.000001", "USDT", "1"],
    ["999999999999999.123456", "USDT", "999999999999999123456"],
  ])("sends %s %s as %s millionths", (amount, currency, sent) => {
    expect(priceOf(orderOf(amount, currency))).toBe(sent);
  });

  it.each(["USDC", "EUR", "JPY"])("refuses %s where the account is paid in USDT", (currency) => {
    expect(() => checkOrder(orderOf("12", currency), usdt)).toThrow(
      expect.objectContaining({ code: "currency-not-taken" }),
    );
  });

  it("refuses less than a millionth", () => {
    const fine = { code: "USD", exponent: 8, kind: "fiat", name: { en: "", zh: "" } } as const;
    const order = orderOf("1", "USD", { price: { kind: "fixed", amount: { minor: 1n, currency: fine } } });

    expect(() => checkOrder(order, usdt)).toThrow(expect.objectContaining({ code: "amount-not-carried" }));
  });
});

describe("GStable link names", () => {
  it.each([
    ["Mug", "USD"],
    ["Mug", "USDT"],
    ["USDT", "USD"],
    ["Buy · USDT", "USD"],
    ["Mug ".repeat(40), "USDT"],
  ])("keep what %s was asked in: %s", (title, currency) => {
    const linkName = toLinkName(title, currency, "L7K2QM-ABCDEFGH");

    expect(currencyOf({ linkName, settlementToken: usdt }).code).toBe(currency);
    expect(linkName.length).toBeLessThanOrEqual(100);
  });
});
