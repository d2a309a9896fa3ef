import { describe, expect, it } from "vitest";
import { currencies, requireCurrency } from "../../../src/model/currency.ts";
import { money, orderOf } from "../../../test/contract/provider-orders.ts";
import { anOrder, start, usd } from "../../../test/support/onerway-harness.ts";
import { decimalsOf } from "./emulator-checks.ts";
import { fromRecord, toAddWire, toAmountWire } from "./mapping.ts";
import { onerwayTraits } from "./traits.ts";

describe("amounts", () => {
  const cents = Array.from({ length: 100_000 }, (_, at) => BigInt(at + 1));

  it.each(["text", "number"] as const)("writes every cent up to a thousand exactly, as %s", (format) => {
    const wrong = cents.filter((minor) => {
      const text = `${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`;
      const sent = JSON.stringify(toAmountWire({ minor, currency: usd }, format));
      return sent !== (format === "text" ? `"${text}"` : text);
    });
    expect(wrong).toEqual([]);
  });

  it("reads every cent up to a thousand exactly, from a text or a number", () => {
    const record = { id: "1", currency: "USD", linkStatus: "1" };
    const wrong = cents.filter((minor) => {
      const text = `${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`;
      const { price, totals } = fromRecord({ ...record, amount: text, payCount: "1", successAmount: text }, "+08:00");
      return price?.kind !== "fixed" || price.amount.minor !== minor || totals?.sum.minor !== minor;
    });
    expect(wrong).toEqual([]);
  });

  it.each(["text", "number"])("carries 500 spread values over HTTP, as %s", async (format) => {
    const harness = await start({ env: { ONERWAY_AMOUNT_FORMAT: format } });
    const asked: string[] = [];
    for (let at = 0; at < 500; at += 1) {
      const minor = BigInt(((at * 7_919) % 100_000) + 1);
      const order = orderOf(harness, usd, { amount: { minor, currency: usd } });
      await harness.provider.createLink(order);
      asked.push(`${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`);
    }
    expect(harness.emulator.links().map((each) => each.amount)).toEqual(asked);
  });

  it("writes a number as a number and keeps its trailing zero", async () => {
    const harness = await start({ env: { ONERWAY_AMOUNT_FORMAT: "number" } });
    await harness.provider.createLink(orderOf(harness, usd, { amount: money("49.90", usd) }));
    expect(Buffer.from(harness.calls[0]?.body ?? []).toString()).toContain('"amount":49.90,');
  });

  it("agrees with the emulator on the digits of every currency it offers", () => {
    const fiat = currencies.filter(({ code }) => onerwayTraits.currencies.includes(code));
    expect(fiat.length).toBeGreaterThan(150);
    expect(fiat.filter(({ code, exponent }) => decimalsOf(code) !== exponent)).toEqual([]);
  });

  it("refuses a token before any call", async () => {
    const order = await anOrder({ price: { kind: "fixed", amount: money("5.000000", requireCurrency("USDC")) } });
    expect(() => toAddWire(order, "text")).toThrow(expect.objectContaining({ code: "currency-not-taken" }));
  });
});
