import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { WebhookVerificationError } from "../../../src/model/errors.ts";
import { callsTo, delivery, money, orderOf, work } from "../../../test/support/gstable-harness.ts";

describe("GStable at its emulator", () => {
  it("tells paid first, and settled when the money is there", () =>
    work(async (bench) => {
      const made = await bench.provider.createLink(orderOf("49.99"));

      await bench.emulator.pay(made.ref);

      expect(bench.received.map((each) => each.receipt?.events.map(({ kind }) => kind))).toEqual([
        ["payment.succeeded"],
        ["payment.succeeded", "payment.settled"],
      ]);
      expect(bench.received[0]?.receipt?.events[0]).toMatchObject({ ref: made.ref, amount: money("49.99", "USD") });
    }));

  it("only hints at a link when the session cannot be asked for", () =>
    work(async (bench) => {
      const made = await bench.provider.createLink(orderOf("5"));
      bench.emulator.faults.plan("error", { operation: "session", times: 10 });

      await bench.emulator.pay(made.ref);

      expect(bench.received.map((each) => each.receipt)).toMatchObject([
        { events: [], hints: [{ ref: made.ref }] },
        { events: [], hints: [{ ref: made.ref }] },
      ]);
    }));

  it("does not make the vendor wait for a slow session", () =>
    work(async (bench) => {
      const made = await bench.provider.createLink(orderOf("5"));
      bench.emulator.faults.webhooks = "off";
      await bench.emulator.pay(made.ref);
      bench.emulator.faults.clear();
      bench.emulator.faults.plan("slow", { operation: "session", ms: 60_000, times: 10 });
      const body = JSON.stringify({
        eventId: "evt_1",
        eventType: "session.paid",
        payload: { sessionData: { sessionId: "sess_1", businessId: made.ref } },
      });
      const timestamp = String(bench.clock.now().getTime());
      const signature = createHmac("sha256", bench.emulator.env.GSTABLE_WEBHOOK_KEY ?? "")
        .update(`${timestamp}:${body}`)
        .digest("hex");

      const answer = bench.provider.receiveWebhook(delivery(body, timestamp, signature));
      bench.clock.advance(3_000);

      expect(await answer).toMatchObject({ events: [], hints: [{ ref: made.ref }] });
      expect(callsTo(bench, "/session/sess_")).toBeLessThanOrEqual(1);
    }));

  it("believes no webhook without its headers", () =>
    work(async (bench) => {
      await expect(bench.provider.receiveWebhook(delivery("{}", "", ""))).rejects.toThrow(WebhookVerificationError);
    }));
});
