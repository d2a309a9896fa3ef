import { describe, expect, it } from "vitest";
import { requireCurrency } from "../../src/model/currency.ts";
import { InputError } from "../../src/model/errors.ts";
import { formatDecimal, type Money, parseDecimal } from "../../src/model/money.ts";
import type { LinkOrder } from "../../src/ports/payment-provider.ts";
import { orderOf } from "../contract/provider-orders.ts";
import { findProviders, loadProvider, type ProviderHarness, startProvider } from "../support/provider-harness.ts";

const pairs = await Promise.all(findProviders().map(loadProvider));

/** The finest amount of a currency that this provider carries: all its digits, or as many as it takes. */
async function finestOrder(harness: ProviderHarness, code: string): Promise<LinkOrder> {
  const currency = requireCurrency(code);
  const digits = "123456789".slice(0, currency.exponent);
  const texts = Array.from({ length: currency.exponent + 1 }, (_unused, dropped) =>
    digits.slice(0, currency.exponent - dropped),
  );
  for (const fraction of texts) {
    const reading = parseDecimal(fraction === "" ? "4987" : `4987.${fraction}`, currency);
    if (!reading.ok) throw new Error(reading.problem);
    const order = orderOf(harness, currency, { amount: reading.money });
    try {
      await harness.provider.checkOrder(order);
      return order;
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== "amount-not-carried") throw error;
    }
  }
  throw new Error(`nothing of ${code} is carried`);
}

describe.each(pairs)("amounts at $provider.id", (pair) => {
  it("of every currency it lists arrive exactly, over HTTP", async () => {
    const harness = await startProvider(pair);
    try {
      const { currencies } = harness.provider.traits;
      const codes = currencies === "server" ? [] : currencies;
      const sent: Money[] = [];
      for (const code of codes) {
        const order = await finestOrder(harness, code);
        await harness.provider.createLink(order);
        if (order.price.kind === "fixed") sent.push(order.price.amount);
      }
      const plain = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
      const arrived = harness.emulator.links().map((link) => [link.currency, plain(link.amount)]);

      expect(arrived.map(([, amount]) => amount)).toEqual(sent.map((money) => plain(formatDecimal(money))));
      expect(arrived).toHaveLength(codes.length);
    } finally {
      await harness.stop();
    }
  });
});
