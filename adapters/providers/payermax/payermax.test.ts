import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { requireCurrency } from "../../../src/model/currency.ts";
import { type InputError, NotFoundError, WebhookVerificationError } from "../../../src/model/errors.ts";
import { parseDecimal } from "../../../src/model/money.ts";
import type { AccountId, Reference } from "../../../src/model/payment-link.ts";
import type { LinkOrder, PaymentProvider } from "../../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../../src/ports/runtime.ts";
import { KeptLogger, KeptMetrics, ManualClock, memoryCache, seededIds } from "../../../test/support/runtime.ts";
import { type ListeningServer, listen } from "../../shared/emulator.ts";
import { modeOf, payermaxEnv } from "./config.ts";
import { createPayermaxEmulator, type PayermaxEmulator } from "./emulator.ts";
import createRequest from "./fixtures/create-request.json" with { type: "json" };
import linkCallback from "./fixtures/link-callback.json" with { type: "json" };
import queryAnswer from "./fixtures/query-answer.json" with { type: "json" };
import vector from "./fixtures/signature.json" with { type: "json" };
import payermax from "./index.ts";
import { readAmount, successfulAttempts, toCreateWire, toWireAmount } from "./mapping.ts";
import { isSigned, parsePrivateKey, parsePublicKeys, signBody } from "./sign.ts";
import { readCallback } from "./webhook.ts";
import { linkSchema } from "./wire.ts";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const privateDer = pair.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
const publicDer = pair.publicKey.export({ type: "spki", format: "der" }).toString("base64");

function money(amount: string, code: string) {
  const reading = parseDecimal(amount, requireCurrency(code));
  if (!reading.ok) throw new Error(reading.problem);
  return reading.money;
}

function orderOf(amount: string, currency: string, more: Partial<LinkOrder> = {}): LinkOrder {
  return {
    reference: "pl_L7K2QM_1" as Reference,
    price: { kind: "fixed", amount: money(amount, currency) },
    description: "Annual membership",
    items: [{ name: "Annual membership", quantity: 1, unitPrice: money(amount, currency) }],
    uses: "once",
    country: "ID",
    options: {},
    orderedAt: new Date("2026-11-21T08:00:00Z"),
    ...more,
  };
}

const keyOf = (order: LinkOrder) => ({ reference: order.reference, price: order.price, orderedAt: order.orderedAt });

describe("PayerMax signature", () => {
  it("accepts the known vector and nothing changed", () => {
    const keys = parsePublicKeys(vector.publicKey);

    expect(isSigned(Buffer.from(vector.body), vector.sign, keys)).toBe(true);
    expect(isSigned(Buffer.from(`${vector.body} `), vector.sign, keys)).toBe(false);
    expect(isSigned(Buffer.from(vector.body), "", keys)).toBe(false);
  });

  it("signs what its public key verifies, in 344 characters", () => {
    const sign = signBody("{}", parsePrivateKey(privateDer));

    expect(sign).toHaveLength(344);
    expect(isSigned(Buffer.from("{}"), sign, parsePublicKeys(publicDer))).toBe(true);
  });

  it.each([
    ["bare DER", privateDer],
    ["PEM", pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
    ["PEM on one line", pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString().replaceAll("\n", "\\n")],
    ["PKCS#1 PEM", pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString()],
  ])("reads a private key as %s", (_form, text) => {
    expect(parsePrivateKey(text).equals(pair.privateKey)).toBe(true);
  });

  it("accepts the old public key beside the new one", () => {
    const keys = parsePublicKeys(`${publicDer},${vector.publicKey}`);

    expect(isSigned(Buffer.from(vector.body), vector.sign, keys)).toBe(true);
    expect(isSigned(Buffer.from("{}"), signBody("{}", pair.privateKey), keys)).toBe(true);
  });
});

describe("PayerMax configuration", () => {
  const env = {
    PAYERMAX_APP_ID: "app",
    PAYERMAX_MERCHANT_NO: "1",
    PAYERMAX_PRIVATE_KEY: privateDer,
    PAYERMAX_PUBLIC_KEY: publicDer,
    PAYERMAX_CONTACT_EMAIL: "billing@shop.example",
  };

  it.each([
    ["PAYERMAX_PRIVATE_KEY", publicDer],
    ["PAYERMAX_PRIVATE_KEY", "secret"],
    ["PAYERMAX_PUBLIC_KEY", privateDer],
    ["PAYERMAX_PUBLIC_KEY", `${publicDer},nonsense`],
  ])("refuses a bad key and names %s", (name, value) => {
    const result = payermaxEnv.safeParse({ ...env, [name]: value });

    expect(result.error?.issues.map((each) => each.path[0])).toEqual([name]);
    expect(result.error?.message).not.toContain(value);
  });

  it("is live at the production origin only, and test by default", () => {
    const live = { ...env, PAYERMAX_BASE_URL: "https://pay-gate.payermax.com" };

    expect(modeOf(payermaxEnv.parse(env))).toBe("test");
    expect(modeOf(payermaxEnv.parse(live))).toBe("live");
    expect(payermaxEnv.parse(live).PAYERMAX_BASE_URL).toBe("https://pay-gate.payermax.com/aggregate-pay/api/gateway");
  });
});

describe("PayerMax amounts", () => {
  it.each([
    ["40000", "IDR", "40000"],
    ["40000.00", "IDR", "40000"],
    ["1500", "JPY", "1500"],
    ["49.99", "USD", "49.99"],
    ["5", "USD", "5.00"],
    ["1.230", "KWD", "1.23"],
    ["12000", "PYG", "12000"],
    ["7.125", "LYD", "7.125"],
  ])("sends %s %s as %s", (amount, currency, sent) => {
    expect(toWireAmount(money(amount, currency))).toBe(sent);
  });

  it.each([
    ["40000.50", "IDR", { digits: "0", example: "40000 IDR" }],
    ["1.234", "KWD", { digits: "2", example: "1.23 KWD" }],
    ["10.01", "COP", { digits: "0", example: "10 COP" }],
    ["1.001", "BHD", { digits: "2", example: "1.00 BHD" }],
  ])("refuses %s %s, whose digits it would lose, and says what it takes", (amount, currency, facts) => {
    expect(() => toWireAmount(money(amount, currency))).toThrow(
      expect.objectContaining({ code: "amount-not-carried", facts: expect.objectContaining(facts) }),
    );
  });

  it("refuses tokens", () => {
    expect(() => toWireAmount(money("1", "USDT"))).toThrow(expect.objectContaining({ code: "currency-not-taken" }));
  });

  it.each([
    [{ totalAmount: "40000.00", currency: "IDR" }, 4_000_000n],
    [{ totalAmount: "4.9990E+1", currency: "USD" }, 4_999n],
  ])("reads %j exactly", (wire, minor) => {
    expect(readAmount(wire)).toMatchObject({ minor });
  });

  it("sends every cent up to 1,000.00 exactly as it is written", () => {
    const texts = Array.from({ length: 100_000 }, (_unused, index) => {
      const cents = String(index + 1).padStart(3, "0");
      return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
    });

    expect(texts.filter((text) => toWireAmount(money(text, "USD")) !== text)).toEqual([]);
  });

  it("does not guess an amount it cannot read", () => {
    expect(readAmount({ totalAmount: "1.005", currency: "USD" })).toBe("unreadable");
    expect(readAmount({ totalAmount: "1", currency: "XXXX" })).toBe("unreadable");
  });
});

describe("PayerMax samples", () => {
  it("writes the vendor's create example field by field", () => {
    const { data } = createRequest.body;
    const order = orderOf("40000", "IDR", {
      reference: data.merchantLinkId as Reference,
      description: data.description,
      note: data.linkDescription,
      expiresInSeconds: 86_400,
      options: { language: "en", userid: "98", username: data.userInfo.username },
      items: [
        {
          name: "运动鞋",
          quantity: 2,
          unitPrice: money("20000", "IDR"),
          options: { description: "冬季新款减震跑步运动鞋" },
        },
      ],
    });
    const { contactEmail, logoUrl } = data.merchantInfo;

    const wire = toCreateWire(order, {
      notifyUrl: data.notifyUrl,
      showUrl: "http://example.com/400x400",
      contactEmail,
      logoUrl,
    });

    expect(wire).toEqual(data);
  });

  it("reads the vendor's query example, whose goods are no list", () => {
    const link = linkSchema.parse(queryAnswer.body.data);

    expect(successfulAttempts(link).map((each) => each.outTradeNo)).toEqual(["order2022001"]);
  });

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
  const servers: ListeningServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((each) => each.close()));
  });

  interface Bench {
    readonly provider: PaymentProvider;
    readonly emulator: PayermaxEmulator;
    readonly clock: ManualClock;
    readonly emulatorClock: ManualClock;
    readonly received: HttpDelivery[];
    readonly logger: KeptLogger;
  }

  async function set(options: { webhookUrl?: string } = {}): Promise<Bench> {
    const [clock, emulatorClock] = [new ManualClock(), new ManualClock()];
    const received: HttpDelivery[] = [];
    const bot = await listen(async (request) => {
      received.push(request);
      return { status: 200, body: '{"msg":"Success","code":"SUCCESS"}' };
    });
    const webhookUrl = `${bot.origin}/webhooks/payermax`;
    let emulator: PayermaxEmulator | undefined;
    const vendor = await listen(async (request) => emulator?.handle(request) ?? { status: 503 });
    servers.push(bot, vendor);
    emulator = createPayermaxEmulator({ baseUrl: vendor.origin, clock: emulatorClock, webhookUrl: () => webhookUrl });
    const logger = new KeptLogger();
    const provider = payermax.create(payermaxEnv.parse(emulator.env), {
      account: { id: "payermax:default" as AccountId, name: "default" },
      clock,
      ids: seededIds("payermax"),
      logger,
      metrics: new KeptMetrics(),
      cache: memoryCache(clock),
      webhookUrl,
      publicUrl: bot.origin,
      callTimeoutMs: 400,
      ...options,
    });
    return { provider, emulator, clock, emulatorClock, received, logger };
  }

  it("makes a link, is told of its payment, and agrees with itself when it asks", async () => {
    const { provider, emulator, received } = await set();
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

  it("sees nothing paid in a link that was only opened", async () => {
    const { provider } = await set();
    const order = orderOf("40000", "IDR");
    const made = await provider.createLink(order);

    await fetch(made.url ?? "");

    expect((await provider.fetchLink(keyOf(order))).events).toEqual([]);
  });

  it("tells the two ends of a link apart", async () => {
    const { provider, clock, emulatorClock } = await set();
    const [stopped, over] = [orderOf("5", "USD"), orderOf("6", "USD", { reference: "pl_over" as Reference })];
    await provider.createLink(stopped);
    await provider.createLink(over);

    expect(await provider.disableLink(keyOf(stopped))).toBe("done");
    expect((await provider.fetchLink(keyOf(stopped))).state).toBe("disabled");

    for (const each of [clock, emulatorClock]) each.advance(86_400_000);
    expect((await provider.fetchLink(keyOf(over))).state).toBe("expired");
  });

  it("does not call a paid link stopped", async () => {
    const { provider, emulator } = await set();
    const order = orderOf("5", "USD");
    const made = await provider.createLink(order);
    await emulator.pay(made.ref);

    await expect(provider.disableLink(keyOf(order))).rejects.toMatchObject({ kind: "rejected" });
  });

  it.each(["first", "error"] as const)(
    "finds a create whose answer was lost when a repeat gives the %s",
    async (onRepeat) => {
      const { provider, emulator } = await set();
      emulator.onRepeat = onRepeat;
      emulator.faults.plan("drop", { operation: "createPaybylink" });
      const order = orderOf("5", "USD");

      await expect(provider.createLink(order)).rejects.toMatchObject({ kind: "outcome-unknown" });
      const found = await provider.resolveCreate(order);

      expect(emulator.links()).toMatchObject([{ ref: found?.ref, reference: order.reference }]);
    },
  );

  it("repeats a create that never arrived, with the same merchantLinkId", async () => {
    const { provider, emulator } = await set();
    const order = orderOf("5", "USD");

    const made = await provider.resolveCreate(order);

    expect(emulator.links()).toMatchObject([{ ref: made?.ref, reference: order.reference }]);
  });

  it("signs once more with a new time, then says that the clock is wrong", async () => {
    const { provider, emulatorClock, logger } = await set();
    emulatorClock.advance(180_000);

    await expect(provider.createLink(orderOf("5", "USD"))).rejects.toMatchObject({
      kind: "unavailable",
      vendorCode: "REQ_TIME_OVER_TIME",
      vendorMessage: expect.stringContaining("clock"),
    });
    expect(logger.lines.join()).toContain("clock");
  });

  it("does not believe a success answer with a false signature", async () => {
    const [ours, theirs] = [await set(), await set()];
    const mixed = { ...ours.emulator.env, PAYERMAX_PUBLIC_KEY: theirs.emulator.env.PAYERMAX_PUBLIC_KEY };
    const provider = payermax.create(payermaxEnv.parse(mixed), {
      account: { id: "payermax:default" as AccountId, name: "default" },
      clock: ours.clock,
      ids: seededIds("payermax"),
      logger: ours.logger,
      metrics: new KeptMetrics(),
      cache: memoryCache(ours.clock),
      webhookUrl: "http://127.0.0.1/webhooks/payermax",
    });

    await expect(provider.createLink(orderOf("5", "USD"))).rejects.toMatchObject({ kind: "invalid-answer" });
  });

  it.each([
    ["hang", "outcome-unknown"],
    ["error", "outcome-unknown"],
    ["not-json", "invalid-answer"],
    ["wrong-types", "invalid-answer"],
    ["rate-limit", "rate-limited"],
    ["unauthorised", "unauthorised"],
  ] as const)("tells what a create that meets %s came to", async (fault, kind) => {
    const { provider, emulator } = await set();
    emulator.faults.plan(fault);

    await expect(provider.createLink(orderOf("5", "USD"))).rejects.toMatchObject({ kind });
    expect(emulator.links()).toEqual([]);
  });

  it("does not know a link that was never made", async () => {
    const { provider } = await set();

    await expect(provider.fetchLink(keyOf(orderOf("5", "USD")))).rejects.toThrow(NotFoundError);
  });

  it("refuses an order when PayerMax could not report its payment", async () => {
    const { provider } = await set();
    const { clock, logger, emulator } = await set();
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

  it("keeps reporting a payment until it is acknowledged", async () => {
    const { provider, emulator, received, emulatorClock } = await set({
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

function delivery(body: string, sign: string): HttpDelivery {
  return { method: "POST", path: "/webhooks/payermax", query: {}, headers: { sign }, body: Buffer.from(body) };
}
