import { describe, expect, it } from "vitest";
import { money } from "../../../test/contract/provider-orders.ts";
import { samples, usd } from "../../../test/support/arcblock-harness.ts";
import { toProviderLink } from "./mapping.ts";
import { toListedLink } from "./sold.ts";
import { currencySchema, linkSchema, pageOf } from "./wire.ts";

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
