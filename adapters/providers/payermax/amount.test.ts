import { describe, expect, it } from "vitest";
import { money } from "../../../test/support/payermax-harness.ts";
import { readAmount, toWireAmount } from "./mapping.ts";

describe("PayerMax amounts", () => {
  it.each([
    ["40000", "IDR", "40000"],
    ["40000.00", "IDR", "40000"],
    ["1500", "JPY", "1500"],
    ["49.99", "USD", "49.99"],
    ["5", "USD", "5.00"],
    ["1.230", "KWD", "1.23"],
    ["12000", "PYG", "12000"],
    ["7.125", "LYD", "7.125"],
  ])("sends %s %s as %s", (amount, currency, sent) => {
    expect(toWireAmount(money(amount, currency))).toBe(sent);
  });

  it.each([
    ["40000.50", "IDR", { digits: "0", example: "40000 IDR" }],
    ["1.234", "KWD", { digits: "2", example: "1.23 KWD" }],
    ["10.01", "COP", { digits: "0", example: "10 COP" }],
    ["1.001", "BHD", { digits: "2", example: "1.00 BHD" }],
  ])("refuses %s %s, whose digits it would lose, and says what it takes", (amount, currency, facts) => {
    expect(() => toWireAmount(money(amount, currency))).toThrow(
      expect.objectContaining({ code: "amount-not-carried", facts: expect.objectContaining(facts) }),
    );
  });

  it("refuses tokens", () => {
    expect(() => toWireAmount(money("1", "USDT"))).toThrow(expect.objectContaining({ code: "currency-not-taken" }));
  });

  it.each([
    [{ totalAmount: "40000.00", currency: "IDR" }, 4_000_000n],
    [{ totalAmount: "4.9990E+1", currency: "USD" }, 4_999n],
  ])("reads %j exactly", (wire, minor) => {
    expect(readAmount(wire)).toMatchObject({ minor });
  });

  it("sends every cent up to 1,000.00 exactly as it is written", () => {
    const texts = Array.from({ length: 100_000 }, (_unused, index) => {
      const cents = String(index + 1).padStart(3, "0");
      return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
    });

    expect(texts.filter((text) => toWireAmount(money(text, "USD")) !== text)).toEqual([]);
  });

  it("does not guess an amount it cannot read", () => {
    expect(readAmount({ totalAmount: "1.005", currency: "USD" })).toBe("unreadable");
    expect(readAmount({ totalAmount: "1", currency: "XXXX" })).toBe("unreadable");
  });
});
