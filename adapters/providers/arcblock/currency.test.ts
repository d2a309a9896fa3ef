import { describe, expect, it } from "vitest";
import { type Currency, requireCurrency } from "../../../src/model/currency.ts";
import { money, orderOf } from "../../../test/contract/provider-orders.ts";
import { callsTo, expectRefusal, start, usd } from "../../../test/support/arcblock-harness.ts";
import { currenciesSchema } from "./wire.ts";

describe("PaymentKit currencies", () => {
  it("are the server's, without points and what is switched off, the operator's first", async () => {
    const harness = await start({ env: { ARCBLOCK_CURRENCY_ID: "pc_test_usdc" } });

    const currencies = await harness.provider.listCurrencies?.();

    expect(currencies?.map((each) => [each.code, each.exponent])).toEqual([
      ["USDC", 6],
      ["ABT", 18],
      ["USD", 2],
    ]);
  });

  it("are kept for a while and asked for again when one is not among them", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.checkOrder(order);
    await harness.provider.checkOrder(order);
    expect(callsTo(harness, "GET", "payment-currencies")).toHaveLength(1);

    const refused = harness.provider.checkOrder(
      orderOf(harness, requireCurrency("EUR"), { amount: money("5.00", requireCurrency("EUR")) }),
    );

    await expectRefusal(refused, "currency-not-taken", {
      currency: "EUR",
      provider: "ArcBlock PaymentKit",
      names: "USD, ABT, USDC",
    });
    expect(callsTo(harness, "GET", "payment-currencies")).toHaveLength(2);
  });

  it("come as a bare array or as a page", () => {
    const one = { id: "pc_1", symbol: "ABT", decimal: 18 };

    expect(currenciesSchema.parse([one])).toEqual(currenciesSchema.parse({ count: 1, list: [one] }));
  });

  it("are listed with the ids an operator sets", async () => {
    const harness = await start();

    const accounts = await harness.provider.listAccounts?.();

    expect(accounts).toContainEqual({
      id: "pc_test_abt",
      name: "ArcBlock Token",
      kind: "currency",
      currencies: ["ABT"],
      facts: { decimals: "18" },
    });
  });

  it("refuse an amount finer than they are, before anything is made", async () => {
    const harness = await start();
    const fine: Currency = { ...usd, exponent: 3 };

    const refused = harness.provider.createLink(orderOf(harness, fine, { amount: money("10.005", fine) }));

    await expectRefusal(refused, "amount-not-carried", {
      digits: "2",
      example: "10 USD",
      currency: "USD",
      amount: "10.005 USD",
      provider: "ArcBlock PaymentKit",
    });
    expect(callsTo(harness, "POST", "products")).toEqual([]);
  });
});
