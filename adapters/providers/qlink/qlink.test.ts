import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { requireCurrency } from "../../../src/model/currency.ts";
import { NotFoundError, WebhookVerificationError } from "../../../src/model/errors.ts";
import { formatMoney } from "../../../src/model/money.ts";
import type { ProviderRef, Reference } from "../../../src/model/payment-link.ts";
import type { LinkKey, LinkOrder } from "../../../src/ports/payment-provider.ts";
import { money, orderOf } from "../../../test/contract/provider-orders.ts";
import { type ProviderHarness, type ProviderStart, startProvider } from "../../../test/support/provider-harness.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { modeOf, qlinkEnv } from "./config.ts";
import emulator, { createQlinkEmulator, type QlinkEmulator } from "./emulator.ts";
import provider from "./index.ts";
import { readTime, toAccount, toApplyWire, toMadeLink, toPayState, toSeenLink, writeTime } from "./mapping.ts";
import { signContent, toSignedText } from "./sign.ts";
import { accountRowSchema, appliedSchema, openEnvelope, statusRowSchema } from "./wire.ts";

const samples = readFileSync(new URL("fixtures/samples.json", import.meta.url), "utf8");
const usd = requireCurrency("USD");
const idr = requireCurrency("IDR");
const running: ProviderHarness[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

async function start(options: ProviderStart = {}, reading: "string" | "object" = "string") {
  const module = {
    ...emulator,
    create: (context: Parameters<typeof emulator.create>[0]) => createQlinkEmulator(context, reading),
  };
  const harness = await startProvider({ name: "qlink", provider, emulator: module }, options);
  running.push(harness);
  return { ...harness, emulator: harness.emulator as QlinkEmulator };
}

function keyOfOrder(order: LinkOrder): LinkKey {
  const { reference, price, orderedAt } = order;
  return { reference, ref: reference as string as ProviderRef, price, orderedAt };
}

function seenKey(uuid: string): LinkKey {
  return { reference: uuid as Reference, price: { kind: "fixed", amount: money("2.10", idr) }, orderedAt: new Date(0) };
}

function fromSample<Schema extends z.ZodType>(
  call: string,
  part: "request" | "answer",
  schema: Schema,
): z.output<Schema> {
  const parsed = parseExactJson(samples) as Record<string, Record<string, unknown>>;
  return schema.parse(parsed[call]?.[part]);
}

function sent(
  harness: { readonly calls: readonly { readonly path: string; readonly body: Uint8Array }[] },
  call: string,
) {
  return harness.calls
    .filter((each) => each.path.endsWith(`/${call}`))
    .map((each) => Buffer.from(each.body).toString("utf8"));
}

describe("the QLink signature", () => {
  // Made with another implementation of SHA-1; the vendor publishes none.
  const vectors = [
    [
      "string",
      '{"payAccount":"account1"}',
      '{"appKey":"demoAppKey","content":"{\\"payAccount\\":\\"account1\\"}"}demoAppSecret',
      "2947c848d788e319b006a787f2e7e173bc090341",
    ],
    [
      "object",
      '{"payAccount":"account1"}',
      '{"appKey":"demoAppKey","content":{"payAccount":"account1"}}demoAppSecret',
      "944ed680a1074836c8f95b04551882b4c223af4e",
    ],
    ["string", undefined, '{"appKey":"demoAppKey"}demoAppSecret', "78b37377c2c3769f28890eb3553c96af9285def7"],
    [
      "string",
      '{"description":"描述"}',
      '{"appKey":"demoAppKey","content":"{\\"description\\":\\"描述\\"}"}demoAppSecret',
      "ca5b317072afe7f06fc7c8d16f353c4ba52bf590",
    ],
  ] as const;

  it.each(vectors)("reads the content as %s: %s", (reading, content, text, sha1) => {
    const parts = { appKey: "demoAppKey", reading, ...(content !== undefined && { content }) };

    expect(toSignedText(parts, "demoAppSecret")).toBe(text);
    expect(signContent(parts, "demoAppSecret")).toBe(sha1);
  });

  it.each(["string", "object"] as const)("is accepted by a server that reads the content as %s", async (reading) => {
    const harness = await start({}, reading);

    const made = await harness.provider.createLink(orderOf(harness, usd));

    expect(made.url).toMatch(/^http/);
  });

  it("is made with the first of two secrets", async () => {
    const harness = await start();
    const env = {
      ...harness.emulator.env,
      QLINK_APP_SECRET: `${harness.emulator.env.QLINK_APP_SECRET},an-older-secret`,
    };
    const made = await provider.create(qlinkEnv.parse(env), harness.context).createLink(orderOf(harness, usd));

    expect(made.state).toBe("active");
  });
});

describe("QLink amounts", () => {
  it.each(["0.10", "49.90", "90071992547409.93", "1.00"])("go onto the wire as %s, digit for digit", async (text) => {
    const harness = await start();

    await harness.provider.createLink(orderOf(harness, usd, { amount: money(text, usd) }));

    expect(sent(harness, "apply")[0]).toContain(`"amount":${text},`);
    expect(harness.emulator.links()[0]?.amount).toBe(text);
  });

  it.each([
    ["49.99", "49.99 USD"],
    ["49.990", "49.99 USD"],
    ["90071992547409.93", "90,071,992,547,409.93 USD"],
    ["49.994", "49.994 USD"],
  ])("come back from %s exactly", async (paid, shown) => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);

    await harness.emulator.pay(order.reference, { amount: paid });

    const seen = await harness.provider.fetchLink(keyOfOrder(order));
    const amount = seen.events?.[0]?.amount;
    expect(amount && formatMoney(amount)).toBe(shown);
  });

  it("are read with an exponent too", () => {
    const row = statusRowSchema.parse(parseExactJson('{"status":"PAY_SUCCESS","amount":1.1E+2,"currency":"USD"}'));
    const key = { ...seenKey("x"), price: { kind: "open", currency: usd } } as const;

    const seen = toSeenLink(row, key, { timezone: "+08:00", now: new Date(0) });

    expect(seen.events?.[0]?.amount).toEqual(money("110.00", usd));
  });
});

describe("QLink statuses", () => {
  it.each([
    ["PAY_WAIT", "waiting"],
    ["WAIT", "waiting"],
    ["PAY_SUCCESS", "paid"],
    ["success", "paid"],
    ["PAY_FAIL", "failed"],
    ["PAY_CANCELLING", "cancelling"],
    ["PAY_CANCEL", "cancelled"],
    ["CLOSED", "cancelled"],
    ["PAY_EXPIRED", "expired"],
    ["PAY_PAID_MAYBE", "unknown"],
    ["", "unknown"],
    [undefined, "unknown"],
  ])("%s is %s", (status, state) => {
    expect(toPayState(status)).toBe(state);
  });

  it("of the vendor's example are read", () => {
    const rows = fromSample("getPayStatus", "answer", z.array(statusRowSchema));
    const seen = rows.map((row) =>
      toSeenLink(row, seenKey(row.tradeUuid ?? ""), { timezone: "+08:00", now: new Date(0) }),
    );

    expect(seen[0]).toMatchObject({ ref: "uuid1", state: "active" });
    expect(seen[1]).toMatchObject({ ref: "uuid2", state: "disabled" });
    expect(seen[1]?.events).toEqual([
      {
        kind: "payment.succeeded",
        key: "uuid2",
        ref: "uuid2",
        reference: "uuid2",
        occurredAt: new Date("2025-08-04T05:45:21Z"),
        amount: money("2.10", idr),
      },
    ]);
  });

  it("leave the amount out when QLink does not say it", () => {
    const row = statusRowSchema.parse({ tradeUuid: "u", status: "PAY_SUCCESS", amount: null, currency: "IDR" });

    expect(toSeenLink(row, seenKey("u"), { timezone: "+08:00", now: new Date(0) }).events?.[0]).not.toHaveProperty(
      "amount",
    );
  });

  it("that nobody knows say nothing about the link", () => {
    const row = statusRowSchema.parse({ tradeUuid: "u", status: "PAY_REVIEW", amount: "2.1", currency: "IDR" });

    const seen = toSeenLink(row, seenKey("u"), { timezone: "+08:00", now: new Date(0) });

    expect(seen).toEqual({ ref: "u", reference: "u", state: "unclear" });
  });
});

describe("QLink answers", () => {
  it.each([
    ["bare", '[{"a":1}]', [{ a: 1 }]],
    ["bare object", '{"billCode":"B"}', { billCode: "B" }],
    ["result", '{"success":true,"result":[1]}', [1]],
    ["data", '{"success":true,"message":"ok","data":{"billCode":"B"}}', { billCode: "B" }],
    ["flat", '{"success":true,"message":"ok","billCode":"B"}', { billCode: "B" }],
  ])("are opened when %s", (_form, text, payload) => {
    expect(openEnvelope(JSON.parse(text))).toEqual({ ok: true, payload });
  });

  it("that say no keep their words", () => {
    expect(openEnvelope({ success: false, errorCode: "E1", message: "账单不存在" })).toEqual({
      ok: false,
      code: "E1",
      message: "账单不存在",
    });
  });

  it("are read with and without the envelope", async () => {
    const harness = await start();
    harness.emulator.hasEnvelope = true;
    const order = orderOf(harness, usd);

    await harness.provider.createLink(order);

    expect((await harness.provider.fetchLink(keyOfOrder(order))).state).toBe("active");
  });

  it("of the vendor's examples give the account's choices and a QR code", () => {
    const rows = fromSample("queryPayAccount", "answer", z.array(accountRowSchema));
    const applied = fromSample("apply", "answer", appliedSchema);

    expect(rows.map(toAccount)).toEqual([
      { id: "ONLINE", name: "在线支付", kind: "paytype" },
      { id: "QR_CODE_PAYMENT", name: "二维码扫描支付", kind: "paytype" },
      { id: "QRIS", name: "支付渠道", kind: "paychannel" },
    ]);
    expect(toMadeLink(applied, "L1" as Reference)).toMatchObject({ qrContent: "商家完成操作时将使用的具体值" });
  });
});

describe("a QLink order", () => {
  it("carries every field of the vendor's example", async () => {
    const harness = await start();
    const base = orderOf(harness, idr, { amount: money("1.10", idr), description: "描述" });
    const options = {
      sku: "SKU01",
      url: "http://a.example/",
      image: "http://b.example/",
      category: "c",
      subcategory: "s",
    };
    const order: LinkOrder = {
      ...base,
      orderedAt: new Date("2025-08-04T05:45:21Z"),
      customerReference: "O20250804001",
      options: { paytype: "QR_CODE_PAYMENT", paychannel: "QRIS", metadata: "my_custom_id=merchant-123, x=1" },
      items: [{ name: "商品01", quantity: 1, options: { ...options, description: "d", itemmetadata: "shelf=A7" } }],
    };
    const config = qlinkEnv.parse({
      ...harness.emulator.env,
      QLINK_SOURCE: "QERP_ASIA",
      QLINK_ACCOUNT_FIELD: "glinkAccount",
    });

    const wire = JSON.parse(JSON.stringify(toApplyWire(order, config)));

    expect(wire).toEqual({
      glinkAccount: "account1",
      payTypeCode: "QR_CODE_PAYMENT",
      payChannelCode: "QRIS",
      tradeUuid: order.reference,
      tradeTime: "2025-08-04 13:45:21",
      source: "QERP_ASIA",
      orderCode: "O20250804001",
      country: "ID",
      currency: "IDR",
      amount: 1.1,
      description: "描述",
      metadata: '{"my_custom_id":"merchant-123","x":"1"}',
      items: [
        {
          skuCode: "SKU01",
          skuName: "商品01",
          quantity: 1,
          url: "http://a.example/",
          imageUrl: "http://b.example/",
          category: "c",
          subcategory: "s",
          description: "d",
          metadata: '{"shelf":"A7"}',
        },
      ],
    });
    expect(Object.keys(wire).sort()).toEqual(
      Object.keys({ ...fromSample("apply", "request", z.looseObject({})), source: "" }).sort(),
    );
  });

  it("is refused beforehand for a pay type the account does not have", async () => {
    const harness = await start();
    const order = { ...orderOf(harness, usd), options: { paytype: "CASH" } };

    const checked = harness.provider.checkOrder(order);

    await expect(checked).rejects.toMatchObject({
      code: "option-not-a-choice",
      facts: { option: "paytype", value: "CASH", limit: "ONLINE, QR_CODE_PAYMENT", example: "ONLINE" },
    });
  });

  it("is let through when the account cannot be asked", async () => {
    const harness = await start();
    harness.emulator.faults.plan("not-json", { operation: "queryPayAccount" });

    await expect(
      harness.provider.checkOrder({ ...orderOf(harness, usd), options: { paytype: "CASH" } }),
    ).resolves.toBeUndefined();
  });

  it("gives QR content and no address where the pay type is a QR code", async () => {
    const harness = await start();
    const order = { ...orderOf(harness, usd), options: { paytype: "QR_CODE_PAYMENT" } };

    const made = await harness.provider.createLink(order);

    expect(made).not.toHaveProperty("url");
    expect(made.qrContent).toMatch(/^000201/);
  });
});

describe("an unknown QLink create", () => {
  it("is repeated with the same tradeUuid and gives the first request", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    harness.emulator.faults.plan("drop", { operation: "apply" });
    await expect(harness.provider.createLink(order)).rejects.toMatchObject({ kind: "outcome-unknown" });

    const found = await harness.provider.resolveCreate(order);

    expect(found?.url).toBe(harness.emulator.links()[0]?.url);
    expect(harness.emulator.links()).toHaveLength(1);
  });

  it("without anything to pay by is cancelled and refused", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    harness.emulator.hasNoAction = true;

    await expect(harness.provider.resolveCreate(order)).rejects.toMatchObject({
      kind: "rejected",
      vendorCode: "no-action-value",
    });

    expect(harness.emulator.links().map((each) => each.state)).toEqual(["PAY_CANCEL"]);
  });

  it("whose repetition is refused is cancelled when QLink knows the first", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    harness.emulator.faults.plan("unauthorised", { operation: "apply" });
    const refused = harness.provider.resolveCreate(order);
    await expect(refused).rejects.toMatchObject({ kind: "unauthorised" });

    harness.emulator.refusesRepeats = true;

    await expect(harness.provider.resolveCreate(order)).rejects.toMatchObject({ vendorCode: "no-action-value" });
    expect(sent(harness, "cancel")).toEqual([JSON.stringify({ tradeUuid: order.reference })]);
  });

  it("whose first request was paid meanwhile tells of the payment", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    await harness.emulator.pay(order.reference);
    harness.emulator.refusesRepeats = true;

    const found = await harness.provider.resolveCreate(order);

    expect(found?.events?.map((each) => each.kind)).toEqual(["payment.succeeded"]);
  });
});

describe("stopping a QLink request", () => {
  it("is only asked for until the status shows it", async () => {
    const harness = await start();
    harness.emulator.cancelMs = 5_000;
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    const key = keyOfOrder(order);

    const first = await harness.provider.disableLink(key);
    const before = await harness.provider.fetchLink(key);
    harness.clock.advance(harness.emulator.cancelMs);
    const after = await harness.provider.fetchLink(key);
    const again = await harness.provider.disableLink(key);

    expect([first, before.state, after.state, again]).toEqual(["asked", "active", "disabled", "done"]);
  });

  it("does not keep out money that is quicker", async () => {
    const harness = await start();
    harness.emulator.cancelMs = 5_000;
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    await harness.provider.disableLink(keyOfOrder(order));

    await harness.emulator.pay(order.reference);

    const seen = await harness.provider.fetchLink(keyOfOrder(order));
    expect(seen.events?.map((each) => each.kind)).toEqual(["payment.succeeded"]);
  });

  it("does not ask for a paid one", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    await harness.emulator.pay(order.reference);

    expect(await harness.provider.disableLink(keyOfOrder(order))).toBe("done");
    expect(sent(harness, "cancel")).toEqual([]);
  });

  it("fails for one QLink does not know", async () => {
    const harness = await start();

    await expect(harness.provider.disableLink(seenKey("nobody"))).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("looking at many QLink requests", () => {
  it("takes one call and leaves out the unknown", async () => {
    const harness = await start();
    const orders = [orderOf(harness, usd), orderOf(harness, usd)];
    for (const order of orders) await harness.provider.createLink(order);

    const seen = await harness.provider.fetchLinks?.([...orders.map(keyOfOrder), seenKey("nobody")]);

    expect(seen?.map((each) => each.ref)).toEqual(orders.map((order) => order.reference));
    expect(sent(harness, "getPayStatus")).toHaveLength(1);
  });
});

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

describe("QLink's configuration", () => {
  it.each([
    ["http://open-prod.800best.com/open-platform-api/pay", "live"],
    ["https://open-prod.800best.com/open-platform-api/pay/", "live"],
    ["http://open-test1.800best.com/open-platform-api/pay", "test"],
    ["http://127.0.0.1:4000", "test"],
  ])("takes %s for %s", (url, mode) => {
    const config = qlinkEnv.parse({
      QLINK_APP_KEY: "k",
      QLINK_APP_SECRET: "s",
      QLINK_PAY_ACCOUNT: "a",
      QLINK_BASE_URL: url,
    });

    expect(modeOf(config)).toBe(mode);
  });

  it.each([
    ["+08:00", "2025-08-04 13:45:21", "2025-08-04T05:45:21.000Z"],
    ["-03:30", "2025-08-04 02:15:21", "2025-08-04T05:45:21.000Z"],
    ["+00:00", "2025-08-04 05:45:21", "2025-08-04T05:45:21.000Z"],
  ])("writes and reads times at %s", (timezone, text, iso) => {
    expect(writeTime(new Date(iso), timezone)).toBe(text);
    expect(readTime(text, timezone)?.toISOString()).toBe(iso);
  });
});
