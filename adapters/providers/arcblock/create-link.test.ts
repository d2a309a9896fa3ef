import { describe, expect, it } from "vitest";
import { money, orderOf, withQuantity } from "../../../test/contract/provider-orders.ts";
import {
  bodyOf,
  callsTo,
  expectRefusal,
  samples,
  start,
  startWithLink,
  usd,
} from "../../../test/support/arcblock-harness.ts";
import { toProductName } from "./mapping.ts";

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
