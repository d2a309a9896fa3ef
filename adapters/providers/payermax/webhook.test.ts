import { describe, expect, it } from "vitest";
import { WebhookVerificationError } from "../../../src/model/errors.ts";
import { delivery, money, orderOf, pair, start } from "../../../test/support/payermax-harness.ts";
import linkCallback from "./fixtures/link-callback.json" with { type: "json" };
import { signBody } from "./sign.ts";
import { readCallback } from "./webhook.ts";

describe("PayerMax samples", () => {
  it("reads the vendor's callback example as one payment of its link", () => {
    const body = JSON.stringify(linkCallback.body);
    const own = { appId: linkCallback.body.appId, publicKeys: [pair.publicKey], now: new Date() };

    const receipt = readCallback(delivery(body, signBody(body, pair.privateKey)), own);

    expect(receipt.events).toEqual([
      {
        kind: "payment.succeeded",
        key: "order2022001",
        ref: "jyirffse",
        reference: "paybylinktest001",
        occurredAt: new Date("2022-10-20T02:00:00.500Z"),
        amount: money("10000", "IDR"),
      },
    ]);
    expect(receipt.acknowledgement.body).toBe('{"msg":"Success","code":"SUCCESS"}');
  });

  it("believes no callback meant for another application", () => {
    const body = JSON.stringify(linkCallback.body);
    const own = { appId: "ours", publicKeys: [pair.publicKey], now: new Date() };

    expect(() => readCallback(delivery(body, signBody(body, pair.privateKey)), own)).toThrow(WebhookVerificationError);
  });

  it("takes a PAYMENT callback, which names no link, as a hint", () => {
    const data = { outTradeNo: "T1", totalAmount: 49.9, currency: "USD", status: "SUCCESS", reference: "pl_1" };
    const body = JSON.stringify({ code: "APPLY_SUCCESS", appId: "ours", notifyType: "PAYMENT", data }).replace(
      "49.9",
      "49.90",
    );
    const own = { appId: "ours", publicKeys: [pair.publicKey], now: new Date() };

    const receipt = readCallback(delivery(body, signBody(body, pair.privateKey)), own);

    expect(receipt.events).toEqual([]);
    expect(receipt.hints).toEqual([{ reference: "pl_1" }, { amount: money("49.90", "USD") }]);
  });

  it("keeps the key of a redelivery that was sent at another time", () => {
    const own = { appId: linkCallback.body.appId, publicKeys: [pair.publicKey], now: new Date() };
    const [first, second] = ["2022-10-20T10:00:00.500+08:00", "2022-10-20T10:00:30.000+08:00"].map((notifyTime) => {
      const body = JSON.stringify({ ...linkCallback.body, notifyTime });
      return readCallback(delivery(body, signBody(body, pair.privateKey)), own);
    });

    expect(second?.key).toBe(first?.key);
  });
});

describe("PayerMax at its emulator", () => {
  it("keeps reporting a payment until it is acknowledged", async () => {
    const { provider, emulator, received, emulatorClock } = await start({
      webhookUrl: "http://127.0.0.1:9/webhooks/payermax",
    });
    const made = await provider.createLink(orderOf("5", "USD"));
    await emulator.pay(made.ref);

    expect(received).toEqual([]);
    expect(emulator.reports.attempts).toMatchObject([{ status: 0, isAcknowledged: false }]);
    emulatorClock.advance(30_000);
    await expect.poll(() => emulator.reports.attempts.length).toBe(2);
    emulator.reports.stop();
  });
});
