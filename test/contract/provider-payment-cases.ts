import { expect } from "vitest";
import { isSameMoney, type Money, multiplyMoney } from "../../src/model/money.ts";
import type { PaymentEvent } from "../../src/model/payment-event.ts";
import { isExpectedPayment } from "../../src/model/payment-link.ts";
import type { ProviderLink } from "../../src/model/provider-link.ts";
import type { ProviderCase } from "./provider-contract.ts";
import { keyOf, mainCurrency, makeLink, money, orderOf } from "./provider-orders.ts";

/** Money that came in, as the provider's own books say. */
export const paymentCases: readonly ProviderCase[] = [
  {
    name: "a payment whose webhook never came is found by asking, with its amount",
    async run(world) {
      const { harness, order, link, ref, key } = await makeLink(world);
      harness.emulator.faults.webhooks = "off";
      await harness.emulator.pay(ref);
      expect(harness.received).toEqual([]);
      const seen = await harness.provider.fetchLink(key);
      const { count, amounts } = paymentsOf(seen);
      expect(count).toBe(1);
      const expected = { price: order.price, ...(link.expected !== undefined && { expected: link.expected }) };
      for (const amount of amounts) expect(isExpectedPayment(expected, amount)).toBe(true);
      for (const each of seen.events ?? []) expect(each.ref === ref || each.reference === order.reference).toBe(true);
    },
  },
  {
    name: "asking twice tells of the same payment with the same key",
    async run(world) {
      const { harness, ref, key } = await makeLink(world);
      harness.emulator.faults.webhooks = "off";
      await harness.emulator.pay(ref);
      const [first, again] = [await harness.provider.fetchLink(key), await harness.provider.fetchLink(key)];
      expect(successes(again).map((each) => each.key)).toEqual(successes(first).map((each) => each.key));
      expect(again.totals).toEqual(first.totals);
    },
  },
  {
    name: "the time of a payment is when it was made",
    async run(world) {
      const { harness, ref, key } = await makeLink(world);
      harness.clock.advance(600_000);
      await harness.emulator.pay(ref);
      const paidAt = harness.clock.now().getTime();
      for (const each of successes(await harness.provider.fetchLink(key))) {
        expect(Math.abs(each.occurredAt.getTime() - paidAt), each.occurredAt.toISOString()).toBeLessThan(60_000);
      }
    },
  },
  {
    name: "what was really paid is what is told, when it is not what was asked",
    async run(world) {
      const { harness, ref, key } = await makeLink(world);
      const paid = money("40.00", await mainCurrency(harness));
      harness.emulator.faults.webhooks = "off";
      await harness.emulator.pay(ref, { amount: "40.00" });
      const { amounts } = paymentsOf(await harness.provider.fetchLink(key));
      for (const amount of amounts) expect(isSameMoney(amount, paid)).toBe(true);
    },
  },
  {
    name: "an amount the payer chooses is told as paid",
    applies: ({ traits }) => traits.canOpenAmount,
    async run(world) {
      const harness = await world.start();
      const currency = await mainCurrency(harness);
      const order = orderOf(harness, currency, { price: { kind: "open", currency } });
      await harness.provider.checkOrder(order);
      const made = await harness.provider.createLink(order);
      expect(harness.emulator.links()[0]?.amount).toBe("");
      await harness.emulator.pay(made.ref, { amount: "7.50" });
      const { count, amounts } = paymentsOf(await harness.provider.fetchLink(keyOf(order, made)));
      expect(count).toBe(1);
      for (const amount of amounts) expect(isSameMoney(amount, money("7.50", currency))).toBe(true);
    },
  },
  {
    name: "each payment of a link that is paid often counts once",
    applies: ({ traits }) => traits.nativeUses === "many",
    async run(world) {
      const { harness, order, ref, key } = await makeLink(world);
      for (let paid = 1; paid <= 3; paid += 1) {
        await harness.emulator.pay(ref);
        harness.clock.advance(60_000);
        const { count, amounts } = paymentsOf(await harness.provider.fetchLink(key));
        expect(count).toBe(paid);
        if (order.price.kind !== "fixed") throw new Error("the order has no price");
        const total = amounts.reduce((sum, { minor }) => sum + minor, 0n);
        expect(total).toBe(multiplyMoney(order.price.amount, paid).minor);
      }
    },
  },
  {
    name: "a buyer can open the link in a browser and pay with the button there",
    async run(world) {
      const { harness, link, key } = await makeLink(world);
      if (link.url === undefined) return;
      const page = await fetch(link.url);
      expect(page.status).toBe(200);
      expect(page.headers.get("content-type")).toMatch(/^text\/html/);
      expect(await page.text()).toContain('<form method="post">');
      const paid = await fetch(link.url, { method: "POST", body: new URLSearchParams() });
      expect(paid.status).toBe(200);
      expect(paymentsOf(await harness.provider.fetchLink(key)).count).toBe(1);
      expect(harness.emulator.links()[0]?.paidCount).toBe(1);
    },
  },
  {
    name: "the page of a disabled link has no button, and pressing an old one pays nothing",
    async run(world) {
      const { harness, link, key } = await makeLink(world);
      if (link.url === undefined || (await harness.provider.disableLink(key)) === "asked") return;
      expect(await (await fetch(link.url)).text()).not.toContain("<button>");
      await fetch(link.url, { method: "POST", body: new URLSearchParams() });
      expect(harness.emulator.links()[0]?.paidCount).toBe(0);
    },
  },
];

/** Payments in a provider's view of a link, whichever way it tells them. Amounts may be fewer: not all are told. */
function paymentsOf(seen: ProviderLink): { readonly count: number; readonly amounts: readonly Money[] } {
  if (seen.totals !== undefined) return { count: seen.totals.count, amounts: [seen.totals.sum] };
  const paid = successes(seen);
  const keys = new Set(paid.map((each) => each.key));
  return { count: keys.size, amounts: paid.flatMap((each) => (each.amount === undefined ? [] : [each.amount])) };
}

function successes(seen: ProviderLink): readonly PaymentEvent[] {
  return (seen.events ?? []).filter((each) => each.kind === "payment.succeeded");
}
