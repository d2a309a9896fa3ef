import { describe, expect, it } from "vitest";
import type { InputError } from "../../../src/model/errors.ts";
import { delivery, keyOf, money, orderOf, start } from "../../../test/support/payermax-harness.ts";
import { KeptMetrics, memoryCache, seededIds } from "../../../test/support/runtime.ts";
import { payermaxEnv } from "./config.ts";
import payermax from "./index.ts";

describe("PayerMax at its emulator", () => {
  it("makes a link, is told of its payment, and agrees with itself when it asks", async () => {
    const { provider, emulator, received } = await start();
    const order = orderOf("40000", "IDR");

    const made = await provider.createLink(order);
    await emulator.pay(made.ref);
    const receipt = await provider.receiveWebhook(received[0] ?? delivery("", ""));
    const seen = await provider.fetchLink(keyOf(order));

    expect(made).toMatchObject({ reference: order.reference, state: "active", events: [] });
    expect(made.expiresAt).toEqual(new Date("2026-11-22T08:00:00.000Z"));
    expect(receipt.events).toMatchObject([{ kind: "payment.succeeded", ref: made.ref, amount: money("40000", "IDR") }]);
    expect(seen.events).toEqual(receipt.events);
    expect(emulator.reports.attempts).toMatchObject([{ isAcknowledged: true }]);
  });

  it.each(["first", "error"] as const)(
    "finds a create whose answer was lost when a repeat gives the %s",
    async (onRepeat) => {
      const { provider, emulator } = await start();
      emulator.onRepeat = onRepeat;
      emulator.faults.plan("drop", { operation: "createPaybylink" });
      const order = orderOf("5", "USD");

      await expect(provider.createLink(order)).rejects.toMatchObject({ kind: "outcome-unknown" });
      const found = await provider.resolveCreate(order);

      expect(emulator.links()).toMatchObject([{ ref: found?.ref, reference: order.reference }]);
    },
  );

  it("repeats a create that never arrived, with the same merchantLinkId", async () => {
    const { provider, emulator } = await start();
    const order = orderOf("5", "USD");

    const made = await provider.resolveCreate(order);

    expect(emulator.links()).toMatchObject([{ ref: made?.ref, reference: order.reference }]);
  });

  it("refuses an order when PayerMax could not report its payment", async () => {
    const { provider } = await start();
    const { clock, logger, emulator } = await start();
    const deaf = payermax.create(payermaxEnv.parse(emulator.env), {
      account: provider.account,
      clock,
      ids: seededIds("payermax"),
      logger,
      metrics: new KeptMetrics(),
      cache: memoryCache(clock),
    });

    await expect(deaf.checkOrder(orderOf("5", "USD"))).rejects.toMatchObject({
      code: "public-url-missing",
    } satisfies Partial<InputError>);
  });
});
