import { describe, expect, it } from "vitest";
import { delivery, keyOf, orderOf, work } from "../../../test/support/gstable-harness.ts";

describe("GStable at its emulator", () => {
  it("follows a link that is switched in the dashboard", () =>
    work(async (bench) => {
      const made = await bench.provider.createLink(orderOf("5"));

      await bench.emulator.switchLink(made.ref, "disabled");
      await bench.emulator.switchLink(made.ref, "enabled");

      expect(bench.received.flatMap((each) => each.receipt?.events ?? [])).toMatchObject([
        { kind: "link.disabled", ref: made.ref },
        { kind: "link.enabled", ref: made.ref },
      ]);
    }));

  it("does not believe an old word about a link that has changed since", () =>
    work(async (bench) => {
      const made = await bench.provider.createLink(orderOf("5"));
      await bench.emulator.switchLink(made.ref, "disabled");
      const [webhook] = bench.received;
      await bench.emulator.switchLink(made.ref, "enabled");

      const receipt = await bench.provider.receiveWebhook(webhook?.delivery ?? delivery("", "", ""));

      expect(receipt).toMatchObject({ events: [], hints: [] });
    }));

  it("changes texts and title of a link and keeps everything else", () =>
    work(async (bench) => {
      const order = orderOf("5", "USDT", { options: { email: "true", "disabled-text": "Over" } });
      const made = await bench.provider.createLink(order);

      await bench.provider.editLink?.(keyOf(order, made.ref), { title: "Mug, large", "success-text": "Thanks" });
      const sent = bench.calls.find((each) => each.path.endsWith("/payment/link/update"));

      expect(JSON.parse(Buffer.from(sent?.body ?? []).toString())).toMatchObject({
        linkName: "Mug, large · USDT · L7K2QM-ABCDEFGH",
        payerEmailRequired: 1,
        customSuccessText: "Thanks",
        customDisabledText: "Over",
        lineItems: [{ quantity: 1, unitPrice: 5_000_000 }],
      });
      expect(bench.emulator.links()).toMatchObject([
        { reference: order.reference, amount: "5.000000", currency: "USDT" },
      ]);
    }));
});
