import { describe, expect, it } from "vitest";
import { optionField, readableProvider, readingContext } from "../../test/support/reading-context.ts";
import { understandCommand } from "../intents/understand-command.ts";
import { requireCurrency } from "../model/currency.ts";
import { formatMoney } from "../model/money.ts";
import type { LineItem, PaymentLink } from "../model/payment-link.ts";
import { requestAgain } from "./request-again.ts";

const usd = requireCurrency("USD");
const money = (minor: bigint) => ({ minor, currency: usd });
const item = (name: string, quantity: number, minor: bigint, options?: Record<string, string>): LineItem => ({
  name,
  quantity,
  unitPrice: money(minor),
  ...(options !== undefined && { options }),
});
const linkOf = (items: readonly LineItem[], total: bigint): PaymentLink =>
  ({
    provider: "alpha",
    price: { kind: "fixed", amount: money(total) },
    description: items.map((each) => each.name).join(" + "),
    items,
    uses: "once",
    options: { language: "id" },
  }) as unknown as PaymentLink;
const mug = linkOf([item("mug", 1, 500n, { sku: "OLD" })], 500n);
const three = linkOf([item("mug", 3, 500n, { sku: "OLD" })], 1500n);
const several = linkOf([item("mug", 3, 500n), item("post", 1, 200n)], 1700n);

const context = readingContext({
  providers: [
    readableProvider("alpha", {
      options: [
        optionField({ key: "sku", scope: "item", type: { kind: "text", maxLength: 16 } }),
        optionField({ key: "language", type: { kind: "text", maxLength: 8 } }),
      ],
    }),
    readableProvider("beta"),
  ],
  defaultProvider: "alpha",
});

function again(link: PaymentLink, words: string) {
  const understood = understandCommand(`again L7K2QM ${words}`, context);
  if (understood.kind !== "intent" || understood.intent.kind !== "again") throw new Error(JSON.stringify(understood));
  const request = requestAgain(link, understood.intent.changes);
  return {
    total: request.price.kind === "fixed" ? formatMoney(request.price.amount) : "open",
    items: request.items.map((each) => [each.name, each.quantity, each.unitPrice?.minor, each.options?.sku]),
    options: request.options,
  };
}

describe("again", () => {
  it.each([
    [mug, "", "5.00 USD", [["mug", 1, 500n, "OLD"]]],
    [mug, "7 USD", "7.00 USD", [["mug", 1, 700n, "OLD"]]],
    [mug, "7 USD cup", "7.00 USD", [["cup", 1, 700n, "OLD"]]],
    [mug, "sku:NEW", "5.00 USD", [["mug", 1, 500n, "NEW"]]],
    [mug, "x3", "15.00 USD", [["mug", 3, 500n, "OLD"]]],
    [three, "sku:NEW", "15.00 USD", [["mug", 3, 500n, "NEW"]]],
    [three, "20 USD", "20.00 USD", [["mug", 1, 2000n, "OLD"]]],
    [mug, "12 USD Mug x3", "36.00 USD", [["Mug", 3, 1200n, undefined]]],
    [
      mug,
      "12 USD Mug x3 sku:A + 5 USD Post",
      "41.00 USD",
      [
        ["Mug", 3, 1200n, "A"],
        ["Post", 1, 500n, undefined],
      ],
    ],
    [
      several,
      "",
      "17.00 USD",
      [
        ["mug", 3, 500n, undefined],
        ["post", 1, 200n, undefined],
      ],
    ],
    [several, "20 USD", "20.00 USD", []],
  ] as const)("of %s, saying “%s”, asks for %s", (link, words, total, items) => {
    expect(again(link, words)).toMatchObject({ total, items });
  });

  it("asks which item an option belongs to, where there are several", () => {
    expect(() => again(several, "sku:NEW")).toThrow(expect.objectContaining({ code: "which-item" }));
  });

  it("leaves options behind that belong to another provider", () => {
    expect(again(mug, "provider:beta")).toMatchObject({ items: [["mug", 1, 500n, undefined]], options: {} });
    expect(again(mug, "language:en").options).toEqual({ language: "en" });
  });

  it("refuses another currency without an amount in it", () => {
    expect(() => again(mug, "currency:EUR")).toThrow(expect.objectContaining({ code: "not-a-number" }));
  });
});
