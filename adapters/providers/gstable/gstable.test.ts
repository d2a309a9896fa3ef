import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { requireCurrency } from "../../../src/model/currency.ts";
import { WebhookVerificationError } from "../../../src/model/errors.ts";
import { type Money, parseDecimal } from "../../../src/model/money.ts";
import type { Reference } from "../../../src/model/payment-link.ts";
import type { LinkKey, LinkOrder } from "../../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../../src/ports/runtime.ts";
import { loadProvider, type ProviderHarness, startProvider } from "../../../test/support/provider-harness.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { mostWithFee } from "./amount.ts";
import { gstableEnv, modeOf } from "./config.ts";
import type { GstableEmulator } from "./emulator.ts";
import createAnswer from "./fixtures/link-create-answer.json" with { type: "json" };
import detailAnswer from "./fixtures/link-detail-answer.json" with { type: "json" };
import listAnswer from "./fixtures/link-list-answer.json" with { type: "json" };
import requestExample from "./fixtures/link-request.json" with { type: "json" };
import vector from "./fixtures/webhook-signature.json" with { type: "json" };
import { checkOrder, readTime, toLinkRequest, toLinkUpdate, toProviderLink } from "./mapping.ts";
import { currencyOf, toLinkName } from "./name.ts";
import { pageThrough } from "./pages.ts";
import { type SoldLink, toEvents } from "./session.ts";
import { readNotification } from "./webhook.ts";
import { linkListSchema, linkSchema, type SessionWire } from "./wire.ts";

const usdt = "polygon::usdt";
const vectorTime = new Date(Number(vector.timestamp) * 1000);

function money(amount: string, code: string): Money {
  const reading = parseDecimal(amount, requireCurrency(code));
  if (!reading.ok) throw new Error(reading.problem);
  return reading.money;
}

function orderOf(amount: string, currency = "USD", more: Partial<LinkOrder> = {}): LinkOrder {
  return {
    reference: "L7K2QM-ABCDEFGH" as Reference,
    price: { kind: "fixed", amount: money(amount, currency) },
    description: "Annual membership",
    items: [{ name: "Annual membership", quantity: 1, unitPrice: money(amount, currency) }],
    uses: "once",
    options: {},
    orderedAt: new Date("2026-11-21T08:00:00Z"),
    ...more,
  };
}

const exact = (value: unknown): unknown => parseExactJson(JSON.stringify(value));

function delivery(body: string, timestamp: string, signature: string): HttpDelivery {
  const headers = { "x-gstable-timestamp": timestamp, "x-gstable-signature": signature };
  return { method: "POST", path: "/webhooks/gstable", query: {}, headers, body: Buffer.from(body) };
}

const signed = (timestamp: string, encoding: "hex" | "base64" = "hex") =>
  createHmac("sha256", vector.key).update(`${timestamp}:${vector.body}`).digest(encoding);

describe("GStable configuration", () => {
  const env = {
    GSTABLE_API_KEY: "Bearer sk_live_1",
    GSTABLE_WEBHOOK_KEY: "wkk_1",
    GSTABLE_ACCOUNT_ID: "acc_1",
    GSTABLE_SETTLEMENT_TOKEN: usdt,
    GSTABLE_BASE_URL: "https://api.gstable.io/payment/v1/",
  };

  it("has no default address, since there is no sandbox", () => {
    const { GSTABLE_BASE_URL: _left, ...rest } = env;

    expect(gstableEnv.safeParse(rest).error?.issues.map((each) => each.path[0])).toEqual(["GSTABLE_BASE_URL"]);
  });

  it("is live at the vendor's origin and takes a key with or without Bearer", () => {
    const config = gstableEnv.parse(env);

    expect([modeOf(config), config.GSTABLE_API_KEY]).toEqual(["live", "sk_live_1"]);
  });
});

describe("GStable webhook signature", () => {
  it.each(["hex", "base64"] as const)("accepts the known vector in %s", (encoding) => {
    const notification = readNotification(
      delivery(vector.body, vector.timestamp, vector[encoding]),
      [vector.key],
      vectorTime,
    );

    expect(notification).toEqual({ key: "evt_test_0001", subject: { kind: "session", sessionId: "sess_test_0001" } });
  });

  it("accepts the old key beside the new one", () => {
    const keys = ["wkk_new", vector.key];

    expect(readNotification(delivery(vector.body, vector.timestamp, vector.hex), keys, vectorTime).key).toBe(
      "evt_test_0001",
    );
  });

  it("counts a long timestamp in milliseconds", () => {
    const timestamp = `${vector.timestamp}000`;

    expect(readNotification(delivery(vector.body, timestamp, signed(timestamp)), [vector.key], vectorTime).key).toBe(
      "evt_test_0001",
    );
  });

  it.each([
    [
      "a dot instead of the colon",
      createHmac("sha256", vector.key).update(`${vector.timestamp}.${vector.body}`).digest("hex"),
    ],
    ["another key", createHmac("sha256", "wkk_other").update(`${vector.timestamp}:${vector.body}`).digest("hex")],
    ["nonsense", "00"],
  ])("refuses %s as a false signature", (_what, signature) => {
    expect(() =>
      readNotification(delivery(vector.body, vector.timestamp, signature), [vector.key], vectorTime),
    ).toThrow(expect.objectContaining({ problem: "signature" }));
  });

  it.each([-301_000, 301_000])("refuses a report that is %i ms off as one of the clock", (offMs) => {
    const now = new Date(vectorTime.getTime() + offMs);

    expect(() => readNotification(delivery(vector.body, vector.timestamp, vector.hex), [vector.key], now)).toThrow(
      expect.objectContaining({ problem: "timestamp" }),
    );
  });
});

describe("GStable samples", () => {
  it("reads items nested twice when created and once when read or listed", () => {
    const created = linkSchema.parse(exact(createAnswer.body.data));
    const read = linkSchema.parse(exact(detailAnswer.body.data));
    const [listed] = linkListSchema.parse(exact(listAnswer.body.data)).links;

    expect([created, read, listed].map((each) => each?.lineItems?.map((item) => item.unitPrice))).toEqual([
      ["1000000"],
      ["10000"],
      ["10000"],
    ]);
  });

  it("writes the vendor's create example, but for the name that carries our reference", () => {
    const { body } = requestExample;
    const order = orderOf("1.00", "USD", {
      options: {
        "success-url": body.successUrl,
        "success-text": body.customSuccessText,
        "disabled-text": body.customDisabledText,
      },
    });
    const own = {
      accountId: body.accountId,
      settlementToken: body.settlementToken,
      productIds: ["prd_TLEGL1FKzZt9hqWu"],
    };

    const wire = JSON.parse(JSON.stringify(toLinkRequest(order, own)));

    expect(wire).toEqual({ ...body, linkName: "Annual membership · L7K2QM-ABCDEFGH" });
  });

  it("sends everything back in an update, and nothing that only an answer has", () => {
    const link = linkSchema.parse(exact(detailAnswer.body.data));

    const wire = JSON.parse(JSON.stringify(toLinkUpdate(link, { "success-text": "Thanks" }, "L7K2QM-ABCDEFGH")));

    expect(wire).toEqual({
      linkId: link.linkId,
      linkType: "fixed",
      linkName: "高级会员购买",
      accountId: "acc_example_merchant_02",
      settlementToken: usdt,
      feeModel: 1,
      lineItems: [{ itemType: "product", productId: "prd_I9OrlrRrXapyFVwbLWhXhA", quantity: 1, unitPrice: 10000 }],
      payerEmailRequired: 0,
      successUrl: "https://example.com/success",
      customSuccessText: "Thanks",
    });
  });

  it("reads the documents' times as UTC", () => {
    expect(readTime("2025-12-24 09:37:58")).toEqual(new Date("2025-12-24T09:37:58Z"));
    expect(readTime("yesterday")).toBeUndefined();
  });
});

describe("GStable amounts", () => {
  const own = { accountId: "acc_1", settlementToken: usdt, productIds: ["prd_1"] };
  const priceOf = (order: LinkOrder) => JSON.stringify(toLinkRequest(order, own).lineItems[0]?.unitPrice);

  it.each([
    ["1", "USD", "1000000"],
    ["0.01", "USD", "10000"],
    ["49.99", "USD", "49990000"],
    ["0.000001", "USDT", "1"],
    ["999999999999999.123456", "USDT", "999999999999999123456"],
  ])("sends %s %s as %s millionths", (amount, currency, sent) => {
    expect(priceOf(orderOf(amount, currency))).toBe(sent);
  });

  it.each(["USDC", "EUR", "JPY"])("refuses %s where the account is paid in USDT", (currency) => {
    expect(() => checkOrder(orderOf("12", currency), usdt)).toThrow(
      expect.objectContaining({ code: "currency-not-taken" }),
    );
  });

  it("refuses less than a millionth", () => {
    const fine = { code: "USD", exponent: 8, kind: "fiat", name: { en: "", zh: "" } } as const;
    const order = orderOf("1", "USD", { price: { kind: "fixed", amount: { minor: 1n, currency: fine } } });

    expect(() => checkOrder(order, usdt)).toThrow(expect.objectContaining({ code: "amount-not-carried" }));
  });
});

describe("GStable link names", () => {
  it.each([
    ["Mug", "USD"],
    ["Mug", "USDT"],
    ["USDT", "USD"],
    ["Buy · USDT", "USD"],
    ["Mug ".repeat(40), "USDT"],
  ])("keep what %s was asked in: %s", (title, currency) => {
    const linkName = toLinkName(title, currency, "L7K2QM-ABCDEFGH");

    expect(currencyOf({ linkName, settlementToken: usdt }).code).toBe(currency);
    expect(linkName.length).toBeLessThanOrEqual(100);
  });
});

describe("GStable sessions", () => {
  const link: SoldLink = {
    linkId: "lnk_1",
    linkName: "Mug · L7K2QM-ABCDEFGH",
    settlementToken: usdt,
    feeModel: "1",
    linkType: "fixed",
    amount: "49990000",
  };
  const session = (more: Partial<SessionWire>): SessionWire => ({
    sessionId: "sess_1",
    businessId: "lnk_1",
    businessType: "payment_link",
    amount: "49990000",
    status: "paid",
    createAt: "2026-01-04 02:52:38",
    paymentSucceededTime: "2026-01-04 02:53:00",
    settlementSucceededTime: null,
    ...more,
  });

  it.each([
    ["initialized", []],
    ["expired", []],
    ["cancelled", []],
    ["paid", ["sess_1"]],
    ["settling", ["sess_1"]],
    ["settlement_pending", ["sess_1"]],
    ["completed", ["sess_1", "settled:sess_1"]],
  ])("says of a session that is %s: %j", (status, keys) => {
    expect(toEvents(session({ status }), link, new Date()).map((each) => each.key)).toEqual(keys);
  });

  it("tells the amount in what the link was asked in", () => {
    const asked = { ...link, linkName: "Mug · USDT · L7K2QM-ABCDEFGH" };

    expect(toEvents(session({}), link, new Date())[0]?.amount).toEqual(money("49.99", "USD"));
    expect(toEvents(session({}), asked, new Date())[0]?.amount).toEqual(money("49.990000", "USDT"));
  });

  it("tells a sum that cents cannot hold in the token, exactly", () => {
    expect(toEvents(session({ amount: "1234567" }), link, new Date())[0]?.amount).toEqual(money("1.234567", "USDT"));
  });

  it("lets the price stand for a payer's sum with the fee in it, and not for another sum", () => {
    const payerPays = { ...link, feeModel: "2" };

    expect(toEvents(session({ amount: "50289941" }), payerPays, new Date())[0]).not.toHaveProperty("amount");
    expect(toEvents(session({ amount: "40000001" }), payerPays, new Date())[0]?.amount).toEqual(
      money("40.000001", "USDT"),
    );
  });

  it("expects the price and a fee where the payer bears it", () => {
    const wire = linkSchema.parse(exact({ ...detailAnswer.body.data, feeModel: 2, amount: 100_000_000 }));

    expect(toProviderLink(wire).expected).toEqual({ least: 10_000n, most: 10_200n });
    expect(mostWithFee(100_000_000n)).toBe(102_000_000n);
  });
});

describe("GStable lists", () => {
  const newestFirst = Array.from({ length: 250 }, (_, at) => new Date(Date.UTC(2026, 5, 30) - at * 86_400_000));

  async function readThrough(all: readonly Date[], since: Date) {
    const pages: number[] = [];
    const read = async (page: number, size: number) => {
      pages.push(page);
      return { items: all.slice((page - 1) * size, page * size), total: all.length };
    };
    const found: Date[] = [];
    for await (const each of pageThrough({ read, createdAt: (at) => at, since })) found.push(each);
    return { pages, found };
  }

  it("stops at what is too old when a list runs from new to old", async () => {
    expect((await readThrough(newestFirst, new Date(Date.UTC(2026, 5, 1)))).pages).toEqual([1]);
  });

  it("reads a list in another order to its end", async () => {
    const { pages, found } = await readThrough(newestFirst.toReversed(), new Date(Date.UTC(2026, 5, 1)));

    expect(pages).toEqual([1, 2, 3]);
    expect(found).toHaveLength(250);
  });
});

describe("GStable at its emulator", () => {
  interface Bench extends ProviderHarness {
    readonly emulator: GstableEmulator;
  }

  async function work(run: (bench: Bench) => Promise<void>, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const bench = await startProvider(await loadProvider("gstable"), { env, callTimeoutMs: 300 });
    await run(bench as Bench).finally(() => bench.stop());
  }

  const keyOf = (order: LinkOrder, ref?: LinkKey["ref"]): LinkKey => ({
    reference: order.reference,
    price: order.price,
    orderedAt: order.orderedAt,
    ...(ref !== undefined && { ref }),
  });

  const callsTo = (bench: Bench, path: string) => bench.calls.filter((each) => each.path.includes(path)).length;

  it("makes one product for a name, however many links", () =>
    work(async (bench) => {
      await bench.provider.createLink(orderOf("5"));
      await bench.provider.createLink(orderOf("6", "USD", { reference: "L7K2QM-SECOND" as Reference }));

      expect(callsTo(bench, "/product/create")).toBe(1);
    }));

  it("finds the product again after everything remembered is lost", () =>
    work(async (bench) => {
      await bench.provider.createLink(orderOf("5"));
      bench.clock.advance(25 * 3_600_000);
      await bench.provider.createLink(orderOf("6", "USD", { reference: "L7K2QM-SECOND" as Reference }));

      expect(callsTo(bench, "/product/create")).toBe(1);
      expect(callsTo(bench, "/product/list")).toBe(2);
    }));

  it("looks for products again when the one it remembers is refused", () =>
    work(async (bench) => {
      const { cache } = bench.context;
      let isStale = true;
      cache.get = async <T>() => {
        const remembered = isStale ? ("prd_gone" as T) : undefined;
        isStale = false;
        return remembered;
      };

      const made = await bench.provider.createLink(orderOf("5"));

      expect(bench.emulator.links()).toMatchObject([{ ref: made.ref }]);
    }));

  it("asks for no product when the operator names one", () =>
    work(
      async (bench) => {
        await expect(bench.provider.createLink(orderOf("5"))).rejects.toMatchObject({ vendorCode: "100301" });
        expect(callsTo(bench, "/product/")).toBe(0);
      },
      { GSTABLE_PRODUCT_ID: "prd_operator" },
    ));

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

  it("counts no visit that was not paid", () =>
    work(async (bench) => {
      const order = orderOf("5");
      const made = await bench.provider.createLink(order);
      bench.emulator.visit(made.ref);

      expect((await bench.provider.fetchLink(keyOf(order, made.ref))).events).toEqual([]);
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

  it("lists what a link costs, also one the payer decides about", () =>
    work(async (bench) => {
      const currency = requireCurrency("USD");
      const open = orderOf("5", "USD", {
        price: { kind: "open", currency },
        items: [{ name: "Donation", quantity: 1 }],
      });
      await bench.provider.createLink(open);
      await bench.provider.createLink(orderOf("5", "USDT", { reference: "L7K2QM-SECOND" as Reference }));

      const page = await bench.provider.listLinks?.({ page: 1, size: 10 });

      expect(page?.links.map((each) => each.price)).toEqual([
        { kind: "fixed", amount: money("5", "USDT") },
        open.price,
      ]);
      expect(page?.total).toBe(2);
    }));

  it("lets a buyer type an amount on the checkout page", () =>
    work(async (bench) => {
      const currency = requireCurrency("USD");
      const order = orderOf("5", "USD", {
        price: { kind: "open", currency },
        items: [{ name: "Donation", quantity: 1 }],
      });
      const made = await bench.provider.createLink(order);

      await fetch(made.url ?? "", { method: "POST", body: new URLSearchParams({ amount: "12.50" }) });

      const { events } = await bench.provider.fetchLink(keyOf(order));
      expect(events?.[0]).toMatchObject({ kind: "payment.succeeded", amount: money("12.50", "USD") });
    }));

  it("does not take a wrong address for a link that is not there", () =>
    work(async (bench) => {
      const { provider } = await loadProvider("gstable");
      const lost = gstableEnv.parse({
        ...bench.emulator.env,
        GSTABLE_BASE_URL: `${new URL(bench.emulator.env.GSTABLE_BASE_URL ?? "").origin}/nowhere`,
      });

      const asked = provider
        .create(lost, bench.context)
        .fetchLink(keyOf(orderOf("5"), "lnk_1" as LinkKey["ref"] & string));

      await expect(asked).rejects.toMatchObject({ kind: "rejected", vendorCode: "HTTP 404" });
    }));

  it("believes no webhook without its headers", () =>
    work(async (bench) => {
      await expect(bench.provider.receiveWebhook(delivery("{}", "", ""))).rejects.toThrow(WebhookVerificationError);
    }));
});
