import { expect } from "vitest";
import type { EmulatedLink } from "../../adapters/shared/emulator.ts";
import type { Currency } from "../../src/model/currency.ts";
import { InputError, UnsupportedError } from "../../src/model/errors.ts";
import { formatDecimal, type Money, parseReportedDecimal } from "../../src/model/money.ts";
import type { ProviderHarness } from "../support/provider-harness.ts";
import type { ProviderCase } from "./provider-contract.ts";
import {
  currenciesOf,
  isTaken,
  keyOf,
  mainCurrency,
  money,
  orderOf,
  trialAmounts,
  withQuantity,
} from "./provider-orders.ts";

const spreadValues = 60;

/** Amounts arrive exactly or are refused beforehand. */
export const amountCases: readonly ProviderCase[] = [
  {
    name: "one currency of every exponent arrives with exactly the amount asked, or is refused before any call",
    async run({ start }) {
      const harness = await start();
      for (const currency of await currenciesOf(harness)) {
        let carried = 0;
        for (const amount of trialAmounts(currency)) carried += await carry(harness, currency, amount);
        expect(carried, `amounts of ${currency.code} that were carried`).toBeGreaterThan(0);
      }
    },
  },
  {
    name: "values spread over every cent up to a thousand arrive exactly",
    async run({ start }) {
      const harness = await start();
      const currency = await mainCurrency(harness);
      const whole = 10n ** BigInt(currency.exponent);
      for (let at = 0; at < spreadValues; at += 1) {
        // Steps of a prime number of cents meet every last digit.
        const minor = 5n * whole + BigInt((at * 16_573) % 99_500) * (whole / 100n || 1n);
        expect(await carry(harness, currency, { minor, currency })).toBe(1);
      }
      expect(harness.emulator.links()).toHaveLength(spreadValues);
    },
  },
  {
    name: "a currency nobody has is refused before any call",
    async run({ start }) {
      const harness = await start();
      const currency: Currency = { code: "QQQ", exponent: 5, kind: "token", name: { en: "Nothing", zh: "无" } };
      const order = orderOf(harness, currency, { amount: money("12.34567", currency) });
      const refusal = await harness.provider.checkOrder(order).catch((error: unknown) => error);
      expect(refusal instanceof InputError || refusal instanceof UnsupportedError).toBe(true);
      expect(harness.emulator.links()).toEqual([]);
    },
  },
  {
    name: "several of one thing cost that many times its price",
    async run({ start }) {
      const harness = await start();
      const currency = await mainCurrency(harness);
      const unit = money("12.50", currency);
      await harness.provider.createLink(withQuantity(orderOf(harness, currency, { amount: unit }), 3));
      expect(heldAmount(harness.emulator.links()[0], currency)?.minor).toBe(unit.minor * 3n);
    },
  },
  {
    name: "several things cost their sum",
    applies: ({ traits }) => traits.canItems,
    async run({ start }) {
      const harness = await start();
      const currency = await mainCurrency(harness);
      const order = orderOf(harness, currency, { amount: money("29.50", currency), description: "Mug, Shipping" });
      const [item] = order.items;
      if (item === undefined) throw new Error("the order has no item");
      const items = [
        { ...item, name: "Mug", quantity: 2, unitPrice: money("12.00", currency) },
        { ...item, name: "Shipping", quantity: 1, unitPrice: money("5.50", currency) },
      ];
      await harness.provider.checkOrder({ ...order, items });
      const made = await harness.provider.createLink({ ...order, items });
      expect(heldAmount(harness.emulator.links()[0], currency)?.minor).toBe(money("29.50", currency).minor);
      expect((await harness.provider.fetchLink(keyOf(order, made))).ref).toBe(made.ref);
    },
  },
];

/** 1 when the amount was carried exactly, 0 when it was refused without a call that made anything. */
async function carry(harness: ProviderHarness, currency: Currency, amount: Money): Promise<0 | 1> {
  const { provider, emulator } = harness;
  const before = emulator.links().length;
  const order = orderOf(harness, currency, { amount });
  if (!(await isTaken(harness, order))) {
    await expect(provider.createLink(order), formatDecimal(amount)).rejects.toThrow();
    expect(emulator.links()).toHaveLength(before);
    return 0;
  }
  const made = await provider.createLink(order);
  const held = emulator.links().find((each) => each.ref === made.ref);
  expect(held && { amount: heldAmount(held, currency)?.minor, currency: held.currency }).toEqual({
    amount: amount.minor,
    currency: currency.code,
  });
  return 1;
}

function heldAmount(held: EmulatedLink | undefined, currency: Currency): Money | undefined {
  return held && parseReportedDecimal(held.amount, currency);
}
