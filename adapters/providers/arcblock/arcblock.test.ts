import { createHash, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { fromPublicKey, fromRandom, fromSecretKey } from "@ocap/wallet";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Currency, requireCurrency } from "../../../src/model/currency.ts";
import { NotFoundError, WebhookVerificationError } from "../../../src/model/errors.ts";
import { formatMoney } from "../../../src/model/money.ts";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import type { LinkKey, LinkOrder, PaymentProvider } from "../../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../../src/ports/runtime.ts";
import { keyOf, money, orderOf, withQuantity } from "../../../test/contract/provider-orders.ts";
import { type ProviderHarness, type ProviderStart, startProvider } from "../../../test/support/provider-harness.ts";
import { readAmount, toCurrency, writeAmount } from "./amount.ts";
import { arcblockEnv } from "./config.ts";
import emulator, { type ArcblockEmulator } from "./emulator.ts";
import provider from "./index.ts";
import { toProductName, toProviderLink } from "./mapping.ts";
import { isSigned, parsePublicKey, parseSecretKey, signCall, stableJson, toSignedText } from "./sign.ts";
import { toListedLink } from "./sold.ts";
import { currenciesSchema, currencySchema, linkSchema, pageOf } from "./wire.ts";

const samples = JSON.parse(readFileSync(new URL("fixtures/samples.json", import.meta.url), "utf8"));
const usd = requireCurrency("USD");
const abt: Currency = {
  code: "ABT",
  exponent: 18,
  kind: "token",
  name: { en: "ArcBlock Token", zh: "ArcBlock Token" },
};
const running: ProviderHarness[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

async function start(options: ProviderStart = {}) {
  const harness = await startProvider({ name: "arcblock", provider, emulator }, options);
  running.push(harness);
  return { ...harness, emulator: harness.emulator as ArcblockEmulator };
}

type Started = Awaited<ReturnType<typeof start>>;

async function startWithLink(wishes: Partial<LinkOrder> = {}, options: ProviderStart = {}) {
  const harness = await start(options);
  const order = { ...orderOf(harness, usd), ...wishes };
  const made = await harness.provider.createLink(order);
  return { harness, order, made, key: keyOf(order, made) };
}

/** The same server seen with other variables; undefined takes one away. */
function providerWith(harness: Started, changes: Readonly<Record<string, string | undefined>>): PaymentProvider {
  const env = Object.fromEntries(
    Object.entries({ ...harness.emulator.env, ...changes }).filter(([, value]) => value !== undefined),
  );
  return provider.create(arcblockEnv.parse(env), harness.context);
}

function callsTo({ calls }: Started, method: string, path: string): readonly HttpDelivery[] {
  return calls.filter((each) => each.method === method && each.path === `/payment/api/${path}`);
}

function bodyOf(delivery: HttpDelivery | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(delivery?.body ?? []).toString("utf8"));
}

async function expectRefusal(work: Promise<unknown>, code: string, facts: Record<string, string> = {}): Promise<void> {
  await expect(work).rejects.toMatchObject({ name: "InputError", code, facts });
}

describe("the component signature", () => {
  // Made with the vendor's wallet library and, equal to the byte, with another implementation.
  const seed = `0x${"07".repeat(32)}`;
  const publicHex = "0xea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";
  const signature =
    "0xd768462ef9c37c657c7b8ef272d8a84d6de86b2400d129df63ad4a58b9c6cbc9659890086cc16d2c93f38fc240725a95e160c84a97030ff52b3b6920e001d102";
  const text =
    '{"body":{"line_items":[{"price_id":"price_x","quantity":1}]},"exp":1700000300,"iat":1700000000,"method":"post","query":{"livemode":"false"},"url":"/api/payment-links"}';
  const call = {
    method: "POST",
    url: "/api/payment-links",
    query: { livemode: "false" },
    body: { line_items: [{ quantity: 1, price_id: "price_x" }] },
  };
  const now = new Date(1_700_000_000_999);
  const did = "z8ia3xzq2tMq8CRHfaXj1BTYJyYnEcHbqP8cJ";

  it("is over sorted JSON without spaces", () => {
    expect(toSignedText(call, { iat: 1_700_000_000, exp: 1_700_000_300 })).toBe(text);
    expect(createHash("sha3-256").update(text).digest("hex")).toBe(
      "39a15926cb1252bfd5b80c36dd76f9a51ff6ed56568d1bfd7056e55f30cec534",
    );
  });

  it.each([
    ["a seed", seed],
    ["a seed and its public key", seed + publicHex.slice(2)],
  ])("is made with %s", (_form, secret) => {
    expect(signCall(call, { did, key: parseSecretKey(secret), now })).toEqual({
      "x-component-did": did,
      "x-component-sig": signature,
      "x-component-sig-iat": "1700000000",
      "x-component-sig-exp": "1700000300",
      "x-component-sig-version": "1",
    });
  });

  it("is what the vendor's wallet makes, and the wallet believes ours", async () => {
    const theirs = fromSecretKey(seed + publicHex.slice(2));
    const ours = signCall(call, { did, key: parseSecretKey(seed), now })["x-component-sig"] ?? "";

    expect(await theirs.sign(text)).toBe(ours);
    expect(await fromPublicKey(publicHex).verify(text, ours)).toBe(true);
    expect(await fromPublicKey(publicHex).verify(`${text} `, ours)).toBe(false);
  });

  it("of any wallet of the vendor is believed with its public key, and with no other", async () => {
    const [wallet, other] = [fromRandom(), fromRandom()];
    const theirs = await wallet.sign(text);

    expect(isSigned(text, theirs, [parsePublicKey(wallet.publicKey)])).toBe(true);
    expect(isSigned(text, theirs, [createPublicKey(parseSecretKey(wallet.secretKey))])).toBe(true);
    expect(isSigned(text, theirs, [parsePublicKey(other.publicKey)])).toBe(false);
    expect(isSigned(`${text} `, theirs, [parsePublicKey(wallet.publicKey)])).toBe(false);
    expect(isSigned(text, "0x00", [parsePublicKey(wallet.publicKey)])).toBe(false);
  });

  it("on the wire is believed by the vendor's wallet, over the path without the mount and livemode as text", async () => {
    const { harness } = await startWithLink();
    const [sent] = callsTo(harness, "POST", "payment-links");
    const headers: HttpDelivery["headers"] = sent?.headers ?? {};
    const times = { iat: Number(headers["x-component-sig-iat"]), exp: Number(headers["x-component-sig-exp"]) };
    const covered = { method: "post", url: "/api/payment-links", query: { livemode: "false" }, body: bodyOf(sent) };
    const wallet = fromSecretKey(harness.emulator.env.ARCBLOCK_APP_SECRET_KEY ?? "");

    expect(sent?.query).toEqual({ livemode: "false" });
    expect(await wallet.verify(stableJson({ ...covered, ...times }), headers["x-component-sig"] ?? "")).toBe(true);
  });

  it("sorts keys as texts, at every level", () => {
    expect(stableJson({ b: [{ z: 1, a: null }], "10": true, "9": "x", B: { é: 1, e: 2 } })).toBe(
      '{"10":true,"9":"x","B":{"e":2,"é":1},"b":[{"a":null,"z":1}]}',
    );
  });

  it.each([
    ["too short", "0x0707"],
    ["no hex", "zz".repeat(32)],
    ["of two halves that do not belong together", `0x${"07".repeat(32)}${"08".repeat(32)}`],
  ])("has no key that is %s", (_what, text) => {
    expect(() => parseSecretKey(text)).toThrow(TypeError);
  });
});

describe("PaymentKit amounts", () => {
  const token = currencySchema.parse({ id: "pc_1", symbol: "ABT", name: "ArcBlock Token", decimal: 18 });
  const cents = currencySchema.parse({ id: "pc_2", symbol: "usd", decimal: 2 });
  const fineDollars = currencySchema.parse({ id: "pc_3", symbol: "USD", decimal: 10 });

  it.each([
    ["0.000000000000000001", "0.000000000000000001"],
    ["12.345678901234567891", "12.345678901234567891"],
    ["100.00", "100"],
    ["10.50", "10.5"],
  ])("%s ABT is written as %s", (text, written) => {
    expect(writeAmount(money(text, abt), token)).toBe(written);
  });

  it("with more digits than the server takes are not written", () => {
    expect(writeAmount(money("0.001", abt), cents)).toBeUndefined();
    expect(writeAmount(money("0.001", abt), { ...token, maximum_precision: 2 })).toBeUndefined();
    expect(writeAmount(money("0.01", abt), { ...token, maximum_precision: 2 })).toBe("0.01");
  });

  it.each([
    ["12345678901234567891", token, "12.345678901234567891 ABT"],
    ["1999", cents, "19.99 USD"],
    ["10.00", cents, "10.00 USD"],
    ["199900000000", fineDollars, "19.99 USD"],
    ["199900000001", fineDollars, "19.9900000001 USD"],
  ])("%s is read as it was meant", (text, wire, shown) => {
    const amount = readAmount(text, wire);

    expect(amount && formatMoney(amount)).toBe(shown);
  });

  it("keep the decimals we know a currency with", () => {
    expect(toCurrency(fineDollars)).toEqual(usd);
    expect(toCurrency(token)).toEqual(abt);
  });

  it("paid in 18 decimals are told to the last digit, by webhook and by asking", async () => {
    const harness = await start();
    const order = orderOf(harness, abt, { amount: money("0.123456789012345678", abt) });
    const made = await harness.provider.createLink(order);

    await harness.emulator.pay(made.ref, { amount: "0.123456789012345679" });

    const seen = await harness.provider.fetchLink(keyOf(order, made));
    const told = harness.received.flatMap((each) => each.receipt?.events ?? []);
    expect(told.map((each) => each.amount?.minor)).toEqual([123456789012345679n]);
    expect(seen.events?.map((each) => each.amount)).toEqual(told.map((each) => each.amount));
  });
});

describe("PaymentKit currencies", () => {
  it("are the server's, without points and what is switched off, the operator's first", async () => {
    const harness = await start({ env: { ARCBLOCK_CURRENCY_ID: "pc_test_usdc" } });

    const currencies = await harness.provider.listCurrencies?.();

    expect(currencies?.map((each) => [each.code, each.exponent])).toEqual([
      ["USDC", 6],
      ["ABT", 18],
      ["USD", 2],
    ]);
  });

  it("are kept for a while and asked for again when one is not among them", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.checkOrder(order);
    await harness.provider.checkOrder(order);
    expect(callsTo(harness, "GET", "payment-currencies")).toHaveLength(1);

    const refused = harness.provider.checkOrder(
      orderOf(harness, requireCurrency("EUR"), { amount: money("5.00", requireCurrency("EUR")) }),
    );

    await expectRefusal(refused, "currency-not-taken", {
      currency: "EUR",
      provider: "ArcBlock PaymentKit",
      names: "USD, ABT, USDC",
    });
    expect(callsTo(harness, "GET", "payment-currencies")).toHaveLength(2);
  });

  it("come as a bare array or as a page", () => {
    const one = { id: "pc_1", symbol: "ABT", decimal: 18 };

    expect(currenciesSchema.parse([one])).toEqual(currenciesSchema.parse({ count: 1, list: [one] }));
  });

  it("are listed with the ids an operator sets", async () => {
    const harness = await start();

    const accounts = await harness.provider.listAccounts?.();

    expect(accounts).toContainEqual({
      id: "pc_test_abt",
      name: "ArcBlock Token",
      kind: "currency",
      currencies: ["ABT"],
      facts: { decimals: "18" },
    });
  });

  it("refuse an amount finer than they are, before anything is made", async () => {
    const harness = await start();
    const fine: Currency = { ...usd, exponent: 3 };

    const refused = harness.provider.createLink(orderOf(harness, fine, { amount: money("10.005", fine) }));

    await expectRefusal(refused, "amount-not-carried", {
      digits: "2",
      example: "10 USD",
      currency: "USD",
      amount: "10.005 USD",
      provider: "ArcBlock PaymentKit",
    });
    expect(callsTo(harness, "POST", "products")).toEqual([]);
  });
});

describe("making a PaymentKit link", () => {
  it("looks our reference up first, every time", async () => {
    const { harness, order, made } = await startWithLink();

    const again = await harness.provider.createLink(order);

    expect(again.ref).toBe(made.ref);
    expect(callsTo(harness, "POST", "payment-links")).toHaveLength(1);
    expect(harness.calls[0]?.path).toBe(`/payment/api/payment-links/${order.reference}`);
  });

  it("sends what the vendor's example sends", async () => {
    const harness = await start();
    const base = orderOf(harness, usd);
    const items = base.items.map((item) => ({ ...item, options: { adjustable: "true", min: "1", max: "10" } }));
    const options = { after: "Thanks for your purchase!", metadata: "order_id=6735" };

    await harness.provider.createLink({ ...base, items, options });

    const [price] = callsTo(harness, "POST", "products").map((each) => bodyOf(each).prices) as [
      { lookup_key: string }[],
    ];
    const sent = bodyOf(callsTo(harness, "POST", "payment-links")[0]);
    const [line] = sent.line_items as Record<string, unknown>[];
    const { line_items, ...rest } = samples.create.request;
    expect({ ...line, price_id: "price_xxxxxxxxxxxxxx" }).toEqual(line_items[0]);
    expect(sent).toMatchObject({
      ...rest,
      lookup_key: base.reference,
      currency_id: "pc_test_usd",
      name: "Annual membership",
    });
    expect(price?.[0]).toEqual({
      type: "one_time",
      unit_amount: "49.99",
      currency_id: "pc_test_usd",
      lookup_key: `${base.reference}-1`,
    });
  });

  it("sends every other field of the documents", async () => {
    const options = {
      linkname: "Spring",
      promo: "true",
      redirect: "https://shop.example/thanks",
      "consent-promotions": "auto",
      "consent-terms": "required",
      nft: "zjdpFactory",
    };

    const { harness, made } = await startWithLink({ options, customerReference: "INV-42", note: "by phone" });

    expect(harness.emulator.link(made.ref)).toMatchObject({
      name: "Spring",
      allow_promotion_codes: true,
      after_completion: { type: "redirect", redirect: { url: "https://shop.example/thanks" } },
      consent_collection: { promotions: "auto", terms_of_service: "required" },
      nft_mint_settings: { enabled: true, factory: "zjdpFactory" },
      metadata: { customer_reference: "INV-42", note: "by phone" },
    });
  });

  it("makes no second price after a lost answer to the first", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    harness.emulator.faults.plan("drop", { operation: "products.create" });
    await expect(harness.provider.createLink(order)).rejects.toMatchObject({ kind: "unavailable", retry: "safe" });

    await harness.provider.createLink(order);

    expect(callsTo(harness, "POST", "products")).toHaveLength(1);
    expect(harness.emulator.links()).toHaveLength(1);
  });

  it("takes an existing price that asks the same", async () => {
    const { harness, order, made } = await startWithLink();
    const [line] = harness.emulator.link(made.ref).line_items as { price_id: string }[];
    const again = orderOf(harness, usd);
    const items = order.items.map((item) => ({ ...item, options: { price: line?.price_id ?? "" } }));

    const second = await harness.provider.createLink({ ...again, items });

    expect(callsTo(harness, "POST", "products")).toHaveLength(1);
    expect(harness.emulator.link(second.ref)).toMatchObject({ line_items: [{ price_id: line?.price_id }] });
  });

  it("refuses an existing price that asks something else, or is not there", async () => {
    const { harness, made } = await startWithLink();
    const [line] = harness.emulator.link(made.ref).line_items as { price_id: string }[];
    const order = orderOf(harness, usd, { amount: money("50.00", usd) });
    const withPrice = (price: string) => ({
      ...order,
      items: order.items.map((item) => ({ ...item, options: { price } })),
    });

    const check = (price: string) => harness.provider.checkOrder(withPrice(price));
    const differs = { option: "price", value: `${line?.price_id} (49.99 USD)` };

    await expectRefusal(check(line?.price_id ?? ""), "bad-setting", differs);
    await expectRefusal(check("price_none"), "bad-setting", { option: "price", value: "price_none" });
  });

  it("shows the server's own address where it tells one", async () => {
    const harness = await start();
    harness.emulator.showsUrl = true;

    const made = await harness.provider.createLink(orderOf(harness, usd));

    expect(made.url).toBe(`${harness.emulator.env.ARCBLOCK_BASE_URL}/pl/${made.ref}`);
  });

  it("cuts a long name for the product, between letters, and keeps the whole beside it", () => {
    const name = `${"会员😀".repeat(30)}`;

    const product = toProductName(name);

    expect(product.name.length).toBeLessThanOrEqual(64);
    expect(product.name.isWellFormed()).toBe(true);
    expect(product.description).toBe(name);
    expect(toProductName("Mug")).toEqual({ name: "Mug" });
  });
});

describe("what a payer may choose at PaymentKit", () => {
  async function expectedOf(itemOptions: Record<string, string>, options: Record<string, string> = {}) {
    const harness = await start();
    const order = withQuantity(orderOf(harness, usd, { amount: money("10.00", usd) }), 2);
    const items = order.items.map((item) => ({ ...item, options: itemOptions }));
    const made = await harness.provider.createLink({ ...order, items, options });
    return made.expected;
  }

  it.each([
    [{ adjustable: "true", min: "1", max: "10" }, {}, { least: 1_000n, most: 10_000n }],
    [{ max: "5" }, {}, { least: 1n, most: 5_000n }],
    [{ adjustable: "true", min: "2" }, {}, { least: 2_000n, most: 100_000_000_000n }],
    [{}, { promo: "true" }, { least: 1n, most: 2_000n }],
    [{ min: "1", max: "3" }, { promo: "true" }, { least: 1n, most: 3_000n }],
    [{ adjustable: "false", min: "1", max: "3" }, {}, undefined],
    [{}, { promo: "false" }, undefined],
  ])("with %o and %o is expected as %o", async (item, link, expected) => {
    expect(await expectedOf(item, link)).toEqual(expected);
  });

  it.each([
    [{ min: "3" }, "min", "0–2"],
    [{ max: "1" }, "max", "2–100000000"],
    [{ min: "2", max: "2" }, "max", "3–100000000"],
  ])("cannot leave out the quantity asked: %o", async (options, option, limit) => {
    await expectRefusal(expectedOf(options), "option-out-of-range", { option, limit });
  });
});

describe("stopping and opening a PaymentKit link", () => {
  it("is quiet where the server freezes what is inactive, and says no to opening it", async () => {
    const { harness, key } = await startWithLink();
    harness.emulator.freezesInactive = true;

    const first = await harness.provider.disableLink(key);
    const again = await harness.provider.disableLink(key);
    const enabled = harness.provider.enableLink?.(key);

    expect([first, again]).toEqual(["done", "done"]);
    await expect(enabled).rejects.toMatchObject({ kind: "rejected", vendorCode: "archived" });
  });

  it("is not possible any more once archived", async () => {
    const { harness, key } = await startWithLink();
    await harness.provider.archiveLink?.(key);

    await expect(harness.provider.enableLink?.(key)).rejects.toMatchObject({ vendorCode: "archived" });
    expect((await harness.provider.fetchLink(key)).state).toBe("disabled");
  });

  it("finds a link whose id never came by our reference", async () => {
    const { harness, order, made } = await startWithLink();
    const { ref: _ref, ...key } = keyOf(order, made);

    await harness.provider.disableLink(key);

    expect(harness.emulator.links()[0]?.state).toBe("inactive");
    expect((await harness.provider.fetchLink(key)).ref).toBe(made.ref);
  });
});

describe("editing a PaymentKit link", () => {
  it("sends what changes and keeps the other metadata", async () => {
    const { harness, made, key } = await startWithLink({
      options: { metadata: "order_id=1, campaign=may" },
      customerReference: "INV-1",
    });

    await harness.provider.editLink?.(key, { linkname: "June", metadata: "order_id=2" });

    const sent = bodyOf(callsTo(harness, "PUT", `payment-links/${made.ref}`)[0]);
    expect(sent).toEqual({ name: "June", metadata: { order_id: "2", campaign: "may", customer_reference: "INV-1" } });
  });

  it("changes what is expected when promotion codes are allowed or not", async () => {
    const { harness, key } = await startWithLink();

    const allowed = await harness.provider.editLink?.(key, { promo: "true" });
    const forbidden = await harness.provider.editLink?.(key, { promo: "false" });

    expect(allowed?.expected).toEqual({ least: 1n, most: 4_999n });
    expect(forbidden?.expected).toEqual({ least: 4_999n, most: 4_999n });
  });

  it("refuses a message and a page after payment together", async () => {
    const { harness, key } = await startWithLink();

    const edited = harness.provider.editLink?.(key, { after: "Thanks", redirect: "https://shop.example/" });

    await expectRefusal(edited ?? Promise.resolve(), "bad-setting", {
      option: "redirect",
      value: "set together with after",
    });
  });
});

describe("a PaymentKit link's money", () => {
  it("is counted from its own paid visits alone, over all pages", async () => {
    const { harness, order, made, key } = await startWithLink();
    const other = await harness.provider.createLink(orderOf(harness, usd));
    await harness.emulator.pay(made.ref);
    for (let visits = 0; visits < 120; visits += 1) harness.emulator.visit(other.ref);
    await harness.emulator.pay(other.ref);
    harness.emulator.visit(made.ref);

    const seen = await harness.provider.fetchLink(key);

    expect(seen.events).toHaveLength(1);
    expect(seen.events?.[0]).toMatchObject({
      kind: "payment.succeeded",
      ref: made.ref,
      amount: order.price.kind === "fixed" && order.price.amount,
    });
    expect(callsTo(harness, "GET", "checkout-sessions")).toHaveLength(2);
  });

  it("given back is told with its amount, by webhook and by asking, under one key", async () => {
    const { harness, made, key } = await startWithLink();
    await harness.emulator.pay(made.ref);

    await harness.emulator.refund(made.ref, "10.00");

    const told = harness.received.at(-1)?.receipt?.events;
    const seen = (await harness.provider.fetchLink(key)).events?.filter((each) => each.kind === "payment.refunded");
    expect(told).toMatchObject([{ kind: "payment.refunded", ref: made.ref, amount: money("10.00", usd) }]);
    expect(seen?.map((each) => [each.key, each.amount])).toEqual(told?.map((each) => [each.key, each.amount]));
  });

  it("is told although refunds may not be read", async () => {
    const { harness, made, key } = await startWithLink();
    await harness.emulator.pay(made.ref);
    harness.emulator.hidesRefunds = true;

    const seen = await harness.provider.fetchLink(key);

    expect(seen.events?.map((each) => each.kind)).toEqual(["payment.succeeded"]);
  });

  it("given back is a hint while the server cannot tell which link it was", async () => {
    const { harness, made } = await startWithLink();
    await harness.emulator.pay(made.ref);
    harness.emulator.faults.plan("unauthorised", { operation: "paymentIntents.retrieve" });

    await harness.emulator.refund(made.ref);

    expect(harness.received.at(-1)?.receipt).toMatchObject({ events: [], hints: [{ amount: money("49.99", usd) }] });
  });

  it("is a hint while the server does not tell its currencies", async () => {
    const { harness, made } = await startWithLink();
    harness.clock.advance(3_600_000);
    harness.emulator.faults.plan("error", { operation: "paymentCurrencies.list", times: 3 });

    await harness.emulator.pay(made.ref);

    expect(harness.received.at(-1)?.receipt).toMatchObject({ events: [], hints: [{ ref: made.ref }] });
  });
});

describe("a PaymentKit webhook", () => {
  async function paid(options: ProviderStart = {}) {
    const { harness, made } = await startWithLink({}, options);
    await harness.emulator.pay(made.ref);
    const delivery = harness.received.at(-1)?.delivery;
    if (delivery === undefined) throw new Error("nothing was reported");
    return { harness, made, delivery };
  }

  it("of the other mode is acknowledged and says nothing", async () => {
    const { harness, delivery } = await paid();

    const live = providerWith(harness, { ARCBLOCK_LIVEMODE: "true" });

    expect(await live.receiveWebhook(delivery)).toMatchObject({
      events: [],
      hints: [],
      acknowledgement: { status: 200 },
    });
  });

  it("is checked with the public key where one is set, or with one of two", async () => {
    const { harness, delivery } = await paid();
    const own = fromSecretKey(harness.emulator.env.ARCBLOCK_APP_SECRET_KEY ?? "").publicKey;
    const other = fromRandom().publicKey;

    const rotated = providerWith(harness, { ARCBLOCK_APP_PUBLIC_KEY: `${other},${own}` });
    const wrong = providerWith(harness, { ARCBLOCK_APP_PUBLIC_KEY: other });

    expect((await rotated.receiveWebhook(delivery)).events).toHaveLength(1);
    await expect(wrong.receiveWebhook(delivery)).rejects.toMatchObject({ problem: "signature" });
  });

  it("is believed behind a proxy that cuts the path", async () => {
    const { harness, delivery } = await paid();

    expect((await harness.provider.receiveWebhook({ ...delivery, path: "/cut" })).events).toHaveLength(1);
  });

  it("without the headers of today's signature names the link to look at", async () => {
    const { harness, made, delivery } = await paid();
    const { "x-component-sig-iat": _iat, "x-component-sig-exp": _exp, ...headers } = delivery.headers;

    const refused = harness.provider.receiveWebhook({ ...delivery, headers });

    await expect(refused).rejects.toMatchObject({ problem: "missing", hints: [{ ref: made.ref }] });
  });

  it("cannot be checked with an access key alone", async () => {
    const { harness, delivery } = await paid();
    const keyed = providerWith(harness, {
      ARCBLOCK_APP_SECRET_KEY: undefined,
      ARCBLOCK_ACCESS_KEY: harness.emulator.accessKey,
    });

    await expect(keyed.receiveWebhook(delivery)).rejects.toThrow("ARCBLOCK_APP_PUBLIC_KEY");
  });

  it.each([
    ["five minutes and a second old", 301_000],
    ["five minutes and a second ahead", -301_000],
  ])("%s is not believed", async (_age, ms) => {
    const { harness, delivery } = await paid();

    harness.clock.advance(ms);

    await expect(harness.provider.receiveWebhook(delivery)).rejects.toMatchObject({ problem: "timestamp" });
  });

  it("nested deeper than a call stack is refused", async () => {
    const { harness, delivery } = await paid();
    const body = Buffer.from(`${"[".repeat(300_000)}${"]".repeat(300_000)}`);

    await expect(harness.provider.receiveWebhook({ ...delivery, body })).rejects.toBeInstanceOf(
      WebhookVerificationError,
    );
  });
});

describe("PaymentKit's access", () => {
  it("is by access key where no secret key is set", async () => {
    const harness = await start();
    const keyed = providerWith(harness, {
      ARCBLOCK_APP_SECRET_KEY: undefined,
      ARCBLOCK_APP_DID: undefined,
      ARCBLOCK_ACCESS_KEY: harness.emulator.accessKey,
    });

    await keyed.createLink(orderOf(harness, usd));

    const headers: HttpDelivery["headers"] = harness.calls.at(-1)?.headers ?? {};
    expect(headers.authorization).toBe(`Bearer ${harness.emulator.accessKey}`);
    expect(Object.keys(headers).filter((name) => name.startsWith("x-component"))).toEqual([]);
  });

  it("keeps test and live apart", async () => {
    const { harness, key } = await startWithLink();
    const live = providerWith(harness, { ARCBLOCK_LIVEMODE: "true", ARCBLOCK_CURRENCY_ID: "pc_live_usd" });

    const seen = await live.fetchLink(key).catch((error: unknown) => error);
    const made = await live.createLink(orderOf(harness, usd));

    expect(seen).toBeInstanceOf(NotFoundError);
    expect(harness.emulator.link(made.ref)).toMatchObject({ livemode: true, currency_id: "pc_live_usd" });
    expect([live.account.mode, harness.provider.account.mode]).toEqual(["live", "test"]);
  });

  it("at a path where no PaymentKit is mounted is a refusal, not a missing link", async () => {
    const harness = await start();
    const lost = providerWith(harness, {
      ARCBLOCK_BASE_URL: new URL(harness.emulator.env.ARCBLOCK_BASE_URL ?? "").origin,
    });

    await expect(lost.checkOrder(orderOf(harness, usd))).rejects.toMatchObject({
      kind: "rejected",
      vendorCode: "HTTP 404",
    });
  });

  it.each([
    ["nothing to prove itself with", {}, ["ARCBLOCK_APP_SECRET_KEY"]],
    ["a secret key and no DID", { ARCBLOCK_APP_SECRET_KEY: "07".repeat(32) }, ["ARCBLOCK_APP_DID"]],
    [
      "a secret key that is none",
      { ARCBLOCK_APP_DID: "z1", ARCBLOCK_APP_SECRET_KEY: "07" },
      ["ARCBLOCK_APP_SECRET_KEY"],
    ],
    [
      "a livemode that is neither",
      { ARCBLOCK_ACCESS_KEY: "blocklet-x", ARCBLOCK_LIVEMODE: "maybe" },
      ["ARCBLOCK_LIVEMODE"],
    ],
  ])("is not configured with %s", (_what, env, variables) => {
    const parsed = arcblockEnv.safeParse({ ARCBLOCK_BASE_URL: "https://shop.example/payment", ...env });

    expect(parsed.error?.issues.map((issue) => issue.path[0])).toEqual(variables);
  });
});

describe("PaymentKit's documents", () => {
  it.each(["create", "retrieve", "update", "archive"])("%s: the example answer is read", (section) => {
    const link = linkSchema.parse(samples[section].answer);

    expect(toProviderLink(link, "https://shop.example/payment")).toEqual({
      ref: "plink_xxxxxxxxxxxxxx",
      url: link.url ?? "https://shop.example/payment/checkout/pay/plink_xxxxxxxxxxxxxx",
      state: section === "update" || section === "archive" ? "disabled" : "active",
    });
  });

  it("list: the example answer is read", () => {
    const { count, list } = pageOf(linkSchema).parse(samples.list.answer);

    expect([count, list.map((each) => each.id)]).toEqual([15, ["plink_xxxxxxxxxxxxxx", "plink_yyyyyyyyyyyyyy"]]);
  });

  it("a price shown as a decimal is read as one", () => {
    const link = linkSchema.parse({ ...samples.retrieve.answer, currency_id: "pc_1" });
    const dollars = currencySchema.parse({ id: "pc_1", symbol: "USD", decimal: 2 });

    const listed = toListedLink(link, dollars, "https://shop.example");

    expect(listed).toMatchObject({
      name: "My Awesome Product",
      price: { kind: "fixed", amount: money("10.00", usd) },
      uses: "many",
    });
  });

  it("a bad address in an answer is not used", () => {
    const link = linkSchema.parse({ id: "plink_1", active: true, url: "javascript:alert(1)" });

    expect(toProviderLink(link, "https://shop.example").url).toBe("https://shop.example/checkout/pay/plink_1");
  });
});

describe("PaymentKit's list", () => {
  it("asks with the vendor's own words and counts all", async () => {
    const harness = await start();
    for (let made = 0; made < 3; made += 1) await harness.provider.createLink(orderOf(harness, usd));

    const page = await harness.provider.listLinks?.({ status: "active", order: "created_at:ASC", page: 2, size: 2 });

    expect(page?.total).toBe(3);
    expect(page?.links.map((each) => each.ref)).toEqual([harness.emulator.links()[2]?.ref as ProviderRef]);
    expect(callsTo(harness, "GET", "payment-links").at(-1)?.query).toEqual({
      active: "true",
      order: "created_at:ASC",
      donation: "hide",
      page: "2",
      pageSize: "2",
      livemode: "false",
    });
  });
});

describe("PaymentKit's refusals", () => {
  it.each([
    ["rejected", 400, "rejected"],
    ["without rights", 403, "unauthorised"],
  ])("%s keep the server's words for operators", async (_what, status, kind) => {
    const harness = await start();
    const broken = { handle: async () => ({ status, body: '{"error":"no such thing"}' }) };
    Object.assign(harness.emulator, broken);

    const refused = harness.provider.fetchLink({
      reference: orderOf(harness, usd).reference,
      price: { kind: "open", currency: usd },
      orderedAt: new Date(),
    } as LinkKey);

    await expect(refused).rejects.toMatchObject({ kind, vendorCode: `HTTP ${status}`, vendorMessage: "no such thing" });
  });
});

// The schema is what the environment is read with, so a refinement must not hide its fields.
it("PaymentKit's variables can be listed", () => {
  expect(Object.keys(arcblockEnv.shape)).toContain("ARCBLOCK_BASE_URL");
  expect(arcblockEnv).toBeInstanceOf(z.ZodObject);
});
