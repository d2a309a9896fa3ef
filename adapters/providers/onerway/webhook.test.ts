import { describe, expect, it } from "vitest";
import { WebhookVerificationError } from "../../../src/model/errors.ts";
import { money, orderOf } from "../../../test/contract/provider-orders.ts";
import { readFixture, start, usd } from "../../../test/support/onerway-harness.ts";
import { signNotification } from "./emulator-wire.ts";

describe("notifications", () => {
  const sample = JSON.parse(readFixture("notification")) as {
    readonly secret: string;
    readonly body: Readonly<Record<string, string>>;
  };

  async function receive(body: object | string, env: Readonly<Record<string, string>> = {}) {
    const settings = { ONERWAY_MERCHANT_NO: "merchant", ONERWAY_SECRET_KEY: sample.secret, ...env };
    const { provider } = await start({ env: settings });
    const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    return provider.receiveWebhook({ method: "POST", path: "/", query: {}, headers: {}, body: bytes });
  }
  const signed = (changes: Readonly<Record<string, string>>) => {
    const { sign: _sign, ...fields } = { ...sample.body, ...changes };
    return { ...fields, sign: signNotification(fields, sample.secret) };
  };

  it("are believed by the sample's signature and acknowledged with the bare id", async () => {
    expect(await receive(sample.body)).toEqual({
      key: "TXN:2084000000000000001:SALE:S",
      events: [],
      hints: [{ amount: money("5.00", usd) }],
      acknowledgement: {
        status: 200,
        headers: { "content-type": "text/plain; charset=utf-8" },
        body: "2084000000000000001",
      },
    });
  });

  it.each(["paymentMethod", "walletTypeName", "originTransactionId", "periodValue", "tokenExpireTime"])(
    "leave %s out of the signature",
    async (name) => {
      expect((await receive({ ...sample.body, [name]: "anything" })).hints).toHaveLength(1);
    },
  );

  it.each(["paymentMethodDetails", "channelRequestId", "addedNextYear"])("have %s in the signature", async (name) => {
    await expect(receive({ ...sample.body, [name]: "anything" })).rejects.toBeInstanceOf(WebhookVerificationError);
    expect((await receive(signed({ [name]: "anything" }))).hints).toHaveLength(1);
  });

  it("may write an amount as a number, which is signed as written", async () => {
    const body = JSON.stringify(sample.body).replace('"5.00"', "5.00");
    expect((await receive(body)).hints).toEqual([{ amount: money("5.00", usd) }]);
    await expect(receive(body.replace("5.00", "5.0"))).rejects.toMatchObject({ problem: "signature" });
  });

  it.each([{ reason: { respCode: "20000" } }, { products: ["a"] }])(
    "with nested values are refused: %j",
    async (nested) => {
      await expect(receive({ ...sample.body, ...nested })).rejects.toMatchObject({ problem: "format" });
    },
  );

  it("that are not UTF-8 are refused", async () => {
    const { provider } = await start({ env: { ONERWAY_MERCHANT_NO: "merchant", ONERWAY_SECRET_KEY: sample.secret } });
    const body = Buffer.from(JSON.stringify(sample.body));
    body[body.indexOf("VISA")] = 0xff;
    const delivery = { method: "POST", path: "/", query: {}, headers: {}, body };
    await expect(provider.receiveWebhook(delivery)).rejects.toMatchObject({ problem: "format" });
  });

  it("without a signature are refused as lacking it", async () => {
    const { sign: _sign, ...body } = sample.body;
    await expect(receive(body)).rejects.toMatchObject({ problem: "missing" });
  });

  it("are still believed under the old secret while it is replaced", async () => {
    const env = { ONERWAY_SECRET_KEY: `newsecret,${sample.secret}` };
    expect((await receive(sample.body, env)).hints).toHaveLength(1);
  });

  it("for another merchant number are refused", async () => {
    const receipt = receive(sample.body, { ONERWAY_MERCHANT_NO: "800209" });
    await expect(receipt).rejects.toBeInstanceOf(WebhookVerificationError);
  });

  it.each([
    { status: "F" },
    { status: "R" },
    { status: "P" },
    { status: "N" },
    { txnType: "REFUND" },
    { notifyType: "SUBSCRIPTION" },
  ])("of other kinds are acknowledged and say nothing: %j", async (changes) => {
    const receipt = await receive(signed(changes));
    expect(receipt).toMatchObject({ hints: [], events: [] });
    expect(receipt.acknowledgement.body).toBe("2084000000000000001");
  });

  it("of one transaction have another key when its status changes", async () => {
    const [processing, done] = [await receive(signed({ status: "P" })), await receive(signed({ status: "S" }))];
    expect(processing.key).not.toBe(done.key);
  });

  it("with an amount nobody can read hint at any link", async () => {
    expect((await receive(signed({ orderAmount: "5.001" }))).hints).toEqual([{}]);
  });

  it("are delivered three times, half an hour apart, until the bare id comes back", async () => {
    const harness = await start();
    const made = await harness.provider.createLink(orderOf(harness, usd));
    harness.provider.receiveWebhook = async () => ({
      key: "k",
      events: [],
      hints: [],
      acknowledgement: { status: 200, body: '"2084000000000000001"' },
    });
    await harness.emulator.pay(made.ref);
    const { attempts } = harness.emulator.reports;
    for (const deliveries of [2, 3, 3]) {
      harness.clock.advance(1_800_000);
      await expect.poll(() => attempts.length).toBe(deliveries);
    }
    // A fourth would have arrived during another exchange over the same loopback.
    await harness.provider.listLinks?.({ page: 1, size: 1 });
    expect(attempts).toHaveLength(3);
    expect(attempts.some((each) => each.isAcknowledged)).toBe(false);
  });
});
