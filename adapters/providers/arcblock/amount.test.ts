import { describe, expect, it } from "vitest";
import { formatMoney } from "../../../src/model/money.ts";
import { keyOf, money, orderOf } from "../../../test/contract/provider-orders.ts";
import { abt, start, usd } from "../../../test/support/arcblock-harness.ts";
import { readAmount, toCurrency, writeAmount } from "./amount.ts";
import { currencySchema } from "./wire.ts";

describe("PaymentKit amounts", () => {
  const token = currencySchema.parse({ id: "pc_1", symbol: "ABT", name: "ArcBlock Token", decimal: 18 });
  const cents = currencySchema.parse({ id: "pc_2", symbol: "usd", decimal: 2 });
  const fineDollars = currencySchema.parse({ id: "pc_3", symbol: "USD", decimal: 10 });

  it.each([
    ["0.000000000000000001", "0.000000000000000001"],
    ["12.345678901234567891", "12.345678901234567891"],
    ["100.00", "100"],
    ["10.50", "10.5"],
  ])("%s ABT is written as %s", (text, written) => {
    expect(writeAmount(money(text, abt), token)).toBe(written);
  });

  it("with more digits than the server takes are not written", () => {
    expect(writeAmount(money("0.001", abt), cents)).toBeUndefined();
    expect(writeAmount(money("0.001", abt), { ...token, maximum_precision: 2 })).toBeUndefined();
    expect(writeAmount(money("0.01", abt), { ...token, maximum_precision: 2 })).toBe("0.01");
  });

  it.each([
    ["12345678901234567891", token, "12.345678901234567891 ABT"],
    ["1999", cents, "19.99 USD"],
    ["10.00", cents, "10.00 USD"],
    ["199900000000", fineDollars, "19.99 USD"],
    ["199900000001", fineDollars, "19.9900000001 USD"],
  ])("%s is read as it was meant", (text, wire, shown) => {
    const amount = readAmount(text, wire);

    expect(amount && formatMoney(amount)).toBe(shown);
  });

  it("keep the decimals we know a currency with", () => {
    expect(toCurrency(fineDollars)).toEqual(usd);
    expect(toCurrency(token)).toEqual(abt);
  });

  it("paid in 18 decimals are told to the last digit, by webhook and by asking", async () => {
    const harness = await start();
    const order = orderOf(harness, abt, { amount: money("0.123456789012345678", abt) });
    const made = await harness.provider.createLink(order);

    await harness.emulator.pay(made.ref, { amount: "0.123456789012345679" });

    const seen = await harness.provider.fetchLink(keyOf(order, made));
    const told = harness.received.flatMap((each) => each.receipt?.events ?? []);
    expect(told.map((each) => each.amount?.minor)).toEqual([123456789012345679n]);
    expect(seen.events?.map((each) => each.amount)).toEqual(told.map((each) => each.amount));
  });
});
