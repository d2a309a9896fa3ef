import { describe, expect, it } from "vitest";
import { WebhookVerificationError } from "../../../src/model/errors.ts";
import { orderOf } from "../../../test/contract/provider-orders.ts";
import type { ProviderStart } from "../../../test/support/provider-harness.ts";
import { start, usd } from "../../../test/support/qlink-harness.ts";
import { qlinkEnv } from "./config.ts";
import provider from "./index.ts";

describe("a QLink notification", () => {
  async function notified(options: ProviderStart = {}) {
    const harness = await start(options);
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    return { harness, order };
  }

  it("is a hint, acknowledged as QLink's own answers say yes", async () => {
    const { harness, order } = await notified();

    await harness.emulator.pay(order.reference);

    const receipt = harness.received.at(-1)?.receipt;
    expect(receipt).toEqual({
      key: `${order.reference}:PAY_SUCCESS`,
      events: [],
      hints: [{ ref: order.reference, reference: order.reference }],
      acknowledgement: { status: 200, headers: { "content-type": "application/json" }, body: '{"success":true}' },
    });
  });

  it("with a false signature still names the request to look at", async () => {
    const { harness, order } = await notified();
    harness.emulator.faults.webhooks = "forged";

    await harness.emulator.pay(order.reference);

    const error = harness.received.at(-1)?.error;
    expect(error).toBeInstanceOf(WebhookVerificationError);
    expect(error).toMatchObject({ problem: "signature", hints: [{ reference: order.reference }] });
  });

  it("signed with the previous secret is accepted", async () => {
    const { harness, order } = await notified();
    await harness.emulator.pay(order.reference);
    const delivery = harness.received.at(-1)?.delivery;
    const env = {
      ...harness.emulator.env,
      QLINK_APP_SECRET: `a-newer-secret,${harness.emulator.env.QLINK_APP_SECRET}`,
    };

    const receipt = delivery && (await provider.create(qlinkEnv.parse(env), harness.context).receiveWebhook(delivery));

    expect(receipt?.hints).toHaveLength(1);
  });

  it("names nothing worth a look when its tradeUuid is no reference", async () => {
    const harness = await start();
    const body = Buffer.from(JSON.stringify({ tradeUuid: "x' or 1=1".repeat(20), status: "PAY_SUCCESS" }));
    const delivery = { method: "POST", path: "/webhooks/qlink", query: {}, headers: { sign: "0" }, body };

    await expect(harness.provider.receiveWebhook(delivery)).rejects.toMatchObject({ problem: "signature", hints: [] });
  });
});
