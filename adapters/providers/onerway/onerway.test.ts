import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { currencies, requireCurrency } from "../../../src/model/currency.ts";
import { NotFoundError, ProviderError, WebhookVerificationError } from "../../../src/model/errors.ts";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import type { ProviderLink } from "../../../src/model/provider-link.ts";
import type { LinkOrder, PaymentProvider } from "../../../src/ports/payment-provider.ts";
import { keyOf, money, orderOf } from "../../../test/contract/provider-orders.ts";
import {
  loadProvider,
  type ProviderHarness,
  type ProviderStart,
  startProvider,
} from "../../../test/support/provider-harness.ts";
import { listen } from "../../shared/emulator.ts";
import { exactNumber } from "../../shared/exact-json.ts";
import { modeOf, onerwayEnv } from "./config.ts";
import { decimalsOf } from "./emulator-checks.ts";
import { expectedSign, readWritten, signNotification } from "./emulator-wire.ts";
import { fromRecord, toAddWire, toAmountWire } from "./mapping.ts";
import { type Fields, signFields } from "./sign.ts";
import { onerwayTraits } from "./traits.ts";
import { fromVendorTime, toVendorTime } from "./vendor-time.ts";
import { pageSchema } from "./wire.ts";

const usd = requireCurrency("USD");
const pair = await loadProvider("onerway");
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start(options?: ProviderStart): Promise<ProviderHarness> {
  const harness = await startProvider(pair, options);
  closers.push(harness.stop);
  return harness;
}

function readFixture(name: string) {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8");
}

/** The request of a sample with its numbers as written, nulls left out. */
function sampleRequest(name: string): { readonly fields: Fields; readonly secret: string; readonly sign: string } {
  const { request, secret, sign } = JSON.parse(
    readFixture(name),
    (_key, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" ? exactNumber(context?.source ?? "") : value,
  );
  const fields = Object.fromEntries(Object.entries(request as Fields).filter(([, value]) => value !== null));
  return { fields, secret, sign };
}

/** The provider against a vendor that always answers so. */
async function startAgainst(answer: object | string): Promise<PaymentProvider> {
  const body = typeof answer === "string" ? answer : JSON.stringify(answer);
  const server = await listen(async () => ({ status: 200, body }));
  closers.push(server.close);
  const harness = await start({ env: { ONERWAY_BASE_URL: server.origin } });
  return harness.provider;
}

async function anOrder(changes: Partial<LinkOrder> = {}): Promise<LinkOrder> {
  return { ...orderOf(await start(), usd), ...changes };
}

describe("signature", () => {
  it.each(["sign", "add", "list", "update-status"])("makes the sign of the sample %s", (name) => {
    const { fields, secret, sign } = sampleRequest(name);
    expect(signFields(fields, secret)).toBe(sign);
  });

  it.each(["add", "list", "update-status"])("is the one the emulator makes by itself for the sample %s", (name) => {
    const { fields, secret, sign } = sampleRequest(name);
    const written = readWritten(Buffer.from(JSON.stringify(fields))) ?? {};
    expect(expectedSign(written, Object.keys(fields), secret)).toBe(sign);
  });

  it("counts false and zero, and leaves only empty values out", () => {
    expect(signFields({ a: false, b: exactNumber("0"), c: "" }, "k")).toBe(signFields({ a: "false0" }, "k"));
  });

  it("sorts upper case before lower case", () => {
    expect(signFields({ b: "1", B: "2", a: "3" }, "k")).toBe(signFields({ all: "231" }, "k"));
  });

  it("agrees with the emulator's for any texts", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,12}$/), fc.string({ unit: "grapheme" })), (fields) => {
        expect(signFields(fields, "k")).toBe(expectedSign(fields, Object.keys(fields), "k"));
      }),
    );
  });
});

describe("amounts", () => {
  const cents = Array.from({ length: 100_000 }, (_, at) => BigInt(at + 1));

  it.each(["text", "number"] as const)("writes every cent up to a thousand exactly, as %s", (format) => {
    const wrong = cents.filter((minor) => {
      const text = `${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`;
      const sent = JSON.stringify(toAmountWire({ minor, currency: usd }, format));
      return sent !== (format === "text" ? `"${text}"` : text);
    });
    expect(wrong).toEqual([]);
  });

  it("reads every cent up to a thousand exactly, from a text or a number", () => {
    const record = { id: "1", currency: "USD", linkStatus: "1" };
    const wrong = cents.filter((minor) => {
      const text = `${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`;
      const { price, totals } = fromRecord({ ...record, amount: text, payCount: "1", successAmount: text }, "+08:00");
      return price?.kind !== "fixed" || price.amount.minor !== minor || totals?.sum.minor !== minor;
    });
    expect(wrong).toEqual([]);
  });

  it.each(["text", "number"])("carries 500 spread values over HTTP, as %s", async (format) => {
    const harness = await start({ env: { ONERWAY_AMOUNT_FORMAT: format } });
    const asked: string[] = [];
    for (let at = 0; at < 500; at += 1) {
      const minor = BigInt(((at * 7_919) % 100_000) + 1);
      const order = orderOf(harness, usd, { amount: { minor, currency: usd } });
      await harness.provider.createLink(order);
      asked.push(`${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`);
    }
    expect(harness.emulator.links().map((each) => each.amount)).toEqual(asked);
  });

  it("writes a number as a number and keeps its trailing zero", async () => {
    const harness = await start({ env: { ONERWAY_AMOUNT_FORMAT: "number" } });
    await harness.provider.createLink(orderOf(harness, usd, { amount: money("49.90", usd) }));
    expect(Buffer.from(harness.calls[0]?.body ?? []).toString()).toContain('"amount":49.90,');
  });

  it("agrees with the emulator on the digits of every currency it offers", () => {
    const fiat = currencies.filter(({ code }) => onerwayTraits.currencies.includes(code));
    expect(fiat.length).toBeGreaterThan(150);
    expect(fiat.filter(({ code, exponent }) => decimalsOf(code) !== exponent)).toEqual([]);
  });

  it("refuses a token before any call", async () => {
    const order = await anOrder({ price: { kind: "fixed", amount: money("5.000000", requireCurrency("USDC")) } });
    expect(() => toAddWire(order, "text")).toThrow(expect.objectContaining({ code: "currency-not-taken" }));
  });
});

describe("requests", () => {
  it("have exactly the content type the vendor asks for", async () => {
    const harness = await start();
    await harness.provider.createLink(orderOf(harness, usd));
    expect(harness.calls[0]?.headers["content-type"]).toBe("application/json");
  });

  it("use a Long and a Boolean to update a status, and an Integer to filter by it", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.disableLink({ ...keyOf(order, { ref: "9007199254740993" as ProviderRef }) }).catch(() => {});
    await harness.provider.listLinks?.({ status: "disabled", page: 1, size: 10 });
    const [update = "", list = ""] = harness.calls.map((call) => Buffer.from(call.body).toString());
    expect(update).toContain('"id":9007199254740993,"linkStatus":false');
    expect(list).toContain('"linkStatus":0');
  });

  it("name the link for people, then for us", async () => {
    const order = await anOrder();
    expect(toAddWire(order, "text").linkName).toBe(`Annual membership ${order.reference}`);
    const named = { ...order, options: { linkname: "Renewal" } };
    expect(toAddWire(named, "text")).toMatchObject({
      linkName: `Renewal ${order.reference}`,
      itemName: "Annual membership",
    });
  });

  it("begin the name with the merchant's own number", async () => {
    const order = await anOrder({ customerReference: "INV-42" });
    expect(toAddWire(order, "text").linkName).toBe(`INV-42 Annual membership ${order.reference}`);
  });

  it("keep our reference at the end of a name however long the rest is", async () => {
    const order = await anOrder({ description: "é".repeat(600) });
    const { linkName } = toAddWire(order, "text");
    expect(linkName).toMatch(/^é{99}… /);
    expect(linkName.endsWith(` ${order.reference}`)).toBe(true);
  });

  it("ask for email and name only when told to", async () => {
    const order = await anOrder();
    expect(Object.keys(toAddWire(order, "text"))).not.toContain("collectEmail");
    const asked = { ...order, options: { email: "true", name: "false", description: "Twelve months" } };
    expect(toAddWire(asked, "text")).toMatchObject({
      collectEmail: true,
      collectName: false,
      description: "Twelve months",
    });
  });

  it("tell several things in the description", async () => {
    const unitPrice = money("5.00", usd);
    const items = [
      { name: "Mug", quantity: 3, unitPrice },
      { name: "Shipping", quantity: 1, unitPrice },
    ];
    const order = await anOrder({ items, description: "Mug, Shipping" });
    expect(toAddWire(order, "text")).toMatchObject({ itemName: "Mug, Shipping", description: "Mug x3, Shipping x1" });
    expect(toAddWire({ ...order, items: items.slice(0, 1), description: "Mug" }, "text")).toMatchObject({
      itemName: "Mug x3",
    });
  });

  it.each([
    "line\nbreak\tand \u0000 null",
    "half \ud83d a character",
    '"quoted" \\ 年费会员 👩‍👩‍👧',
    "\u2028 separators",
  ])("carry %j so that the vendor reads what was signed", async (description) => {
    const harness = await start();
    await harness.provider.createLink(orderOf(harness, usd, { description }));
    expect(harness.emulator.links()).toHaveLength(1);
  });

  it("hold whole characters only", async () => {
    const wire = toAddWire(await anOrder({ description: "half \ud83d a character" }), "text");
    expect([wire.linkName.isWellFormed(), wire.itemName.isWellFormed()]).toEqual([true, true]);
  });

  it("are signed with the new secret while the old one is still accepted", async () => {
    const [secret = ""] = (await start()).secrets;
    const harness = await start({ env: { ONERWAY_SECRET_KEY: `${secret}, formersecret` } });
    await harness.provider.createLink(orderOf(harness, usd));
    expect(harness.emulator.links()).toHaveLength(1);
    const turned = await start({ env: { ONERWAY_SECRET_KEY: `newsecret,${secret}` } });
    await expect(turned.provider.createLink(orderOf(turned, usd))).rejects.toMatchObject({ kind: "unauthorised" });
  });
});

describe("the emulator refuses", () => {
  const cases: readonly (readonly [string, string, Fields])[] = [
    ["a Boolean status in the list", "list", { linkStatus: true }],
    ["a status as text in the list", "list", { linkStatus: "1" }],
    ["an Integer status in an update", "updateStatus", { id: exactNumber("1"), linkStatus: exactNumber("0") }],
    ["an id as text in an update", "updateStatus", { id: "1", linkStatus: false }],
    ["an unknown field", "list", { pageSize: exactNumber("10") }],
    ["a missing field", "updateStatus", { linkStatus: false }],
    ["too many decimals", "add", { amount: "49.999", currency: "USD", defaultCountry: "US", itemName: "Mug" }],
    ["decimals in yen", "add", { amount: "49.00", currency: "JPY", defaultCountry: "JP", itemName: "Mug" }],
    ["an amount of nothing", "add", { amount: "0.00", currency: "USD", defaultCountry: "US", itemName: "Mug" }],
    ["a time of another form", "list", { startTime: "2026-05-01T00:00:00Z" }],
  ];

  async function send(harness: ProviderHarness, operation: string, fields: Fields, type = "application/json") {
    const [secret = ""] = harness.secrets;
    const all = { merchantNo: "800209", ...fields };
    const answer = await harness.emulator.handle({
      method: "POST",
      path: `/v1/txn/paymentLink/${operation}`,
      query: {},
      headers: { "content-type": type },
      body: Buffer.from(JSON.stringify({ ...all, sign: signFields(all, secret) })),
    });
    return typeof answer === "string" ? answer : JSON.parse(answer.body ?? "").respCode;
  }

  it.each(cases)("%s", async (_what, operation, fields) => {
    expect(await send(await start(), operation, fields)).toBe("13001");
  });

  it("a content type with a character set", async () => {
    const harness = await start();
    expect(await send(harness, "list", {})).toBe("20000");
    expect(await send(harness, "list", {}, "application/json; charset=utf-8")).toBe("40013");
  });

  it("a merchant number that is not the key's", async () => {
    expect(await send(await start(), "list", { merchantNo: "800210" })).toBe("40013");
  });
});

describe("looking links up", () => {
  it("reads the vendor's sample", () => {
    const { data } = JSON.parse(readFixture("list")).answer;
    const [record] = pageSchema.parse({ ...data, records: [{ ...data.records[0], linkStatus: "1" }] }).records;
    expect(record && fromRecord(record, "+08:00")).toEqual({
      ref: "100",
      url: "https://pay.example.com/payment-link/pl_100",
      name: "Membership Renewal",
      state: "active",
      uses: "many",
      price: { kind: "fixed", amount: money("99.99", usd) },
      totals: { count: 5, sum: money("499.95", usd) },
      visits: 20,
      createdAt: new Date("2026-05-25T02:00:00Z"),
    });
  });

  it("tells an id from one that contains it", async () => {
    const harness = await start();
    const orders = [orderOf(harness, usd), orderOf(harness, usd)];
    const made: ProviderLink[] = [];
    for (const order of orders) made.push(await harness.provider.createLink(order));
    const [short, long] = made.map((each) => each.ref);
    expect(long?.startsWith(short ?? "-")).toBe(true);
    for (const [at, order] of orders.entries()) {
      const link = made[at];
      if (link !== undefined) expect((await harness.provider.fetchLink(keyOf(order, link))).ref).toBe(link.ref);
    }
  });

  it("pages on while others fill the first pages of a fuzzy search", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    const made = await harness.provider.createLink(order);
    for (let at = 0; at < 110; at += 1) {
      await harness.provider.createLink(orderOf(harness, usd, { description: `Refund of ${made.ref}` }));
    }
    expect((await harness.provider.fetchLink(keyOf(order, made))).ref).toBe(made.ref);
  });

  it("finds a lost create on a later page", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    harness.emulator.faults.plan("drop");
    await expect(harness.provider.createLink(order)).rejects.toMatchObject({ kind: "outcome-unknown" });
    for (let at = 0; at < 110; at += 1) await harness.provider.createLink(orderOf(harness, usd));
    expect((await harness.provider.resolveCreate(order))?.ref).toBe(harness.emulator.links()[0]?.ref);
  });

  it.each(["-12:00", "+00:00", "+14:00"])("finds a lost create although the offset is set to %s", async (offset) => {
    const harness = await start({ env: { ONERWAY_TIMEZONE: offset } });
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    expect(await harness.provider.resolveCreate(order)).toMatchObject({ reference: order.reference });
  });

  it("asks the list once for many links of a quiet merchant", async () => {
    const harness = await start();
    const keys = [];
    for (let at = 0; at < 30; at += 1) {
      const order = orderOf(harness, usd);
      keys.push(keyOf(order, await harness.provider.createLink(order)));
    }
    const before = harness.calls.length;
    expect(await harness.provider.fetchLinks?.(keys)).toHaveLength(30);
    expect(harness.calls.length - before).toBe(1);
  });

  it("asks for each of a few links of a busy merchant", async () => {
    const harness = await start();
    const orders = Array.from({ length: 160 }, () => orderOf(harness, usd));
    const made: ProviderLink[] = [];
    for (const order of orders) made.push(await harness.provider.createLink(order));
    const keys = [0, 159].flatMap((at) => {
      const [order, link] = [orders[at], made[at]];
      return order === undefined || link === undefined ? [] : [keyOf(order, link)];
    });
    const before = harness.calls.length;
    expect(await harness.provider.fetchLinks?.(keys)).toHaveLength(2);
    expect(harness.calls.length - before).toBe(3);
  });

  it("counts visits", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    const made = await harness.provider.createLink(order);
    await fetch(made.url ?? "");
    await fetch(made.url ?? "");
    expect((await harness.provider.fetchLink(keyOf(order, made))).visits).toBe(2);
  });

  it.each([
    ["payCount", { payCount: "many" }],
    ["successAmount", { successAmount: "499.955" }],
    ["currency", { currency: "???" }],
    ["sign", { successAmount: "-499.95" }],
  ])("does not overlook payments because %s cannot be read", async (_what, changes) => {
    const { answer } = JSON.parse(readFixture("list"));
    Object.assign(answer.data.records[0], changes);
    const provider = await startAgainst(answer);
    const key = keyOf(await anOrder(), { ref: "100" as ProviderRef });
    await expect(provider.fetchLink(key)).rejects.toMatchObject({ kind: "invalid-answer" });
  });

  it("says nothing of the state when the status is one nobody documented", async () => {
    const { answer } = JSON.parse(readFixture("list"));
    answer.data.records[0].linkStatus = 7;
    const provider = await startAgainst(answer);
    const key = keyOf(await anOrder(), { ref: "100" as ProviderRef });
    expect((await provider.fetchLink(key)).state).toBe("unclear");
  });
});

describe("refusals", () => {
  const refusal = (respCode: string) => ({ respCode, respMsg: "no", data: null });

  it.each([
    ["50134", "rate-limited", "rate-limited"],
    ["40013", "unauthorised", "unauthorised"],
    ["55059", "rejected", "rejected"],
    ["11001", "outcome-unknown", "unavailable"],
    ["12009", "outcome-unknown", "unavailable"],
    ["13002", "rejected", "rejected"],
    ["99999", "rejected", "rejected"],
  ])("code %s is %s for a create and %s for a read, with the code kept", async (code, onCreate, onRead) => {
    const provider = await startAgainst(refusal(code));
    const order = await anOrder();
    const created = await provider.createLink(order).catch((error: unknown) => error);
    expect(created).toMatchObject({ kind: onCreate, vendorCode: code });
    const read = provider.fetchLink(keyOf(order, { ref: "1" as ProviderRef }));
    await expect(read).rejects.toMatchObject({ kind: onRead, vendorCode: code });
  });

  it("55058 is a link that is not there, with the vendor's words behind it", async () => {
    const provider = await startAgainst(refusal("55058"));
    const key = keyOf(await anOrder(), { ref: "1" as ProviderRef });
    const error = await provider.disableLink(key).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as Error).cause).toBeInstanceOf(ProviderError);
  });

  it("that repeat our secret do not pass it on", async () => {
    const [secret = ""] = (await start()).secrets;
    const provider = await startAgainst({ respCode: "13001", respMsg: `sign of ${secret} is wrong`, data: null });
    const error = await provider.createLink(await anOrder()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ vendorMessage: "sign of [redacted] is wrong" });
  });

  it("an id that is no number is not there, and nobody is asked", async () => {
    const harness = await start();
    const key = keyOf(orderOf(harness, usd), { ref: "1e3" as ProviderRef });
    await expect(harness.provider.disableLink(key)).rejects.toBeInstanceOf(NotFoundError);
    expect(harness.calls).toEqual([]);
  });

  it.each(["javascript:alert(1)", "not a url", ""])(
    "a create answered with the address %j is not believed",
    async (linkUrl) => {
      const provider = await startAgainst({ respCode: "20000", respMsg: "Success", data: { id: "1", linkUrl } });
      await expect(provider.createLink(await anOrder())).rejects.toMatchObject({ kind: "invalid-answer" });
    },
  );
});

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

describe("times", () => {
  it("are written at the offset that is set", () => {
    const moment = new Date("2026-05-25T02:00:00.999Z");
    expect(toVendorTime(moment, "+08:00")).toBe("2026-05-25 10:00:00");
    expect(toVendorTime(moment, "-03:30")).toBe("2026-05-24 22:30:00");
  });

  it("come back as they went, to the second", () => {
    const offset = fc.constantFrom("+08:00", "+00:00", "-03:30", "+14:00", "-12:00");
    const moments = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moments, offset, (moment, at) => {
        const seconds = Math.floor(moment.getTime() / 1000) * 1000;
        expect(fromVendorTime(toVendorTime(moment, at), at)?.getTime()).toBe(seconds);
      }),
    );
  });

  it.each(["", "2026-05-25", "2026-13-25 10:00:00", "2026-05-25T10:00:00"])(
    "that are none are not read: %j",
    (text) => {
      expect(fromVendorTime(text, "+08:00")).toBeUndefined();
    },
  );
});

describe("configuration", () => {
  const env = { ONERWAY_MERCHANT_NO: "800209", ONERWAY_SECRET_KEY: "3b5e10b65bff4172a5b9ca2d2ec00a6e" };

  it("is the sandbox unless told otherwise, and live only at the production origin", () => {
    const modes = [
      undefined,
      "https://acq.onerway.com",
      "https://acq.onerway.com.example",
      "http://acq.onerway.com",
    ].map((base) => modeOf(onerwayEnv.parse({ ...env, ...(base !== undefined && { ONERWAY_BASE_URL: base }) })));
    expect(modes).toEqual(["test", "live", "test", "test"]);
  });

  it.each([
    ["ONERWAY_TIMEZONE", "Asia/Shanghai"],
    ["ONERWAY_AMOUNT_FORMAT", "float"],
    ["ONERWAY_SECRET_KEY", "new,"],
    ["ONERWAY_MERCHANT_NO", "123456789012345678901"],
    ["ONERWAY_BASE_URL", "ftp://acq.onerway.com"],
  ])("refuses %s=%s", (name, value) => {
    expect(onerwayEnv.safeParse({ ...env, [name]: value }).success).toBe(false);
  });
});
