import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readingContext, twoProviders } from "../../test/support/reading-context.ts";
import { currencies } from "../model/currency.ts";
import type { CreateDraft, CreateRequest, Understanding } from "../model/intent.ts";
import { formatDecimal, formatMoney, type Money } from "../model/money.ts";
import { understandCommand } from "./understand-command.ts";

const plain = readingContext();
const withProviders = readingContext({ providers: twoProviders, defaultProvider: "alpha" });

function request(text: string, context = plain): CreateRequest {
  const understood = understandCommand(text, context);
  if (understood.kind !== "intent" || understood.intent.kind !== "create") throw new Error(JSON.stringify(understood));
  return understood.intent.request;
}

function draft(text: string, context = plain): Extract<Understanding, { kind: "draft" }> {
  const understood = understandCommand(text, context);
  if (understood.kind !== "draft") throw new Error(JSON.stringify(understood));
  return understood;
}

function amount(found: CreateRequest): string {
  return found.price.kind === "fixed" ? formatMoney(found.price.amount) : "open";
}

describe("create", () => {
  test.each([
    "49.99 USD Annual membership",
    "USD 49.99 Annual membership",
    "$49.99 Annual membership",
    "49.99USD Annual membership",
    "create 49.99 USD Annual membership",
    "create Annual membership 49.99 USD",
    "/paylink 49.99 USD Annual membership",
    "/paylink create 49.99 USD for Annual membership",
    "/create@paybot 49.99 USD Annual membership",
    "/paylink@paybot 49.99 USD Annual membership",
    "４９．９９　USD　Annual membership",
    "49.99 USD “Annual membership”",
    "49.99 USD 「Annual membership」",
    "amount:49.99 currency:usd desc:'Annual membership'",
    "新建 49.99 USD Annual membership",
  ])("%s", (text) => {
    const found = request(text);
    expect(amount(found)).toBe("49.99 USD");
    expect(found.description).toBe("Annual membership");
  });

  test("options of every kind are read", () => {
    const found = request(
      '49.99 USD Course provider:alpha country:Indonesia expires:3d uses:many ref:INV-42 note:"call first" receipt:yes language:id',
      withProviders,
    );
    expect(found).toMatchObject({
      provider: "alpha",
      country: "ID",
      expiresInSeconds: 259_200,
      uses: "many",
      customerReference: "INV-42",
      note: "call first",
      options: { receipt: "true", language: "id" },
    });
  });

  test("the dashes, colons and quotes of phones are understood", () => {
    const found = request(
      "49.99 USD Tea —provider alpha –note “two boxes” --expires=48h ref：A-1 备注：加急",
      withProviders,
    );
    expect(found).toMatchObject({
      description: "Tea",
      provider: "alpha",
      note: "加急",
      expiresInSeconds: 172_800,
      customerReference: "A-1",
    });
  });

  test("several items have names, quantities and options of their own", () => {
    const found = request("12 USD Mug x3 sku:M1 + 5 Shipping", withProviders);
    expect(amount(found)).toBe("41.00 USD");
    expect(
      found.items.map((item) => [item.name, item.quantity, item.unitPrice && formatDecimal(item.unitPrice)]),
    ).toEqual([
      ["Mug", 3, "12.00"],
      ["Shipping", 1, "5.00"],
    ]);
    expect(found.items.map((item) => item.options)).toEqual([{ sku: "M1" }, undefined]);
  });

  test.each(["12 USD Mug x3", "12 USD Mug ×3", "12 USD 3x Mug", "12 USD Mug x 3", "12 USD Mug *3"])("%s", (text) => {
    expect(amount(request(text))).toBe("36.00 USD");
    expect(request(text).description).toBe("Mug");
  });

  test("the payer may choose the amount", () => {
    expect(request("amount:open currency:USD Donation").price).toMatchObject({
      kind: "open",
      currency: { code: "USD" },
    });
  });

  test("a time or an address in a description is no key", () => {
    expect(request("49.99 USD Class at 10:30 see https://a.example/x:1").description).toBe(
      "Class at 10:30 see https://a.example/x:1",
    );
  });

  test.each<[string, CreateDraft, readonly string[]]>([
    ["49.99 USD", { currency: "USD" }, ["description"]],
    ["create 50 Mug", { description: "Mug" }, ["currency"]],
    ["create USD Mug", { description: "USD Mug" }, ["amount", "currency"]],
    ["", {}, ["amount", "currency", "description"]],
  ])("%s lacks something", (text, known, missing) => {
    const found = draft(text);
    expect(found.missing).toEqual(missing);
    expect(found.draft).toMatchObject(known);
  });

  test("provider and country are missing where they are needed", () => {
    const several = readingContext({ providers: twoProviders });
    expect(draft("5 USD Tea", several).missing).toEqual(["provider"]);
    expect(draft("5 USD Tea provider:beta", several).missing).toEqual(["country"]);
    expect(request("5 USD Tea provider:beta country:sg", several).country).toBe("SG");
  });

  test.each([
    ["10.999 USD Tea", "amount", "too-many-decimals"],
    ["100.5 JPY Tea", "amount", "too-many-decimals"],
    ["0 USD Tea", "amount", "zero"],
    ["-5 USD Tea", "amount", "negative"],
    ["9999999999999999 USD Tea", "amount", "too-large"],
    ["1.2.3 USD Tea", "amount", "not-a-number"],
    ["1.234 Tea", "amount", "ambiguous-number"],
    ["5 USD Tea x0", "amount", "zero"],
    ["¥100 Tea", "currency", "ambiguous-currency"],
    ["100 BTC Tea", "currency", "unknown-currency"],
    ["5 USD Tea + 5 EUR Cup", "currency", "mixed-currencies"],
    ["5 USD Tea expires:soon", "option", "unreadable-expiry"],
    ["5 USD Tea expires:2020-01-01", "option", "expiry-past"],
    ["5 USD Tea country:Atlantis", "option", "country-unknown"],
    ["5 USD Tea uses:7", "option", "option-not-a-choice"],
    ["5 USD Tea provider:nobody", "option", "unknown-provider"],
    ["5 USD Tea recipt:yes", "option", "unknown-option"],
    ["5 USD Tea receipt:perhaps", "option", "option-not-boolean"],
  ])("%s: %s %s", (text, kind, code) => {
    expect(draft(text, withProviders).problem).toMatchObject({ kind, code });
  });

  test("an unknown key names the keys that look like it", () => {
    expect(draft("5 USD Tea recipt:yes", withProviders).problem?.facts).toMatchObject({
      option: "recipt",
      names: "receipt",
    });
  });

  test("without providers an unknown key is kept as an option", () => {
    expect(request("5 USD Tea colour:blue").options).toEqual({ colour: "blue" });
  });

  test("expiry dates end with the day, in the person's zone", () => {
    const shanghai = readingContext({ timezone: "Asia/Shanghai" });
    expect(request("5 USD Tea expires:2026-11-21", shanghai).expiresInSeconds).toBe(4 * 3600 - 1);
  });
});

describe("the other commands", () => {
  test.each<[string, object]>([
    ["list", { kind: "list", filter: {} }],
    ["/list@paybot all", { kind: "list", filter: { isAll: true } }],
    ["list paid acme corp", { kind: "list", filter: { status: "paid", words: "acme corp" } }],
    [
      "list all expired provider:alpha from:2026-01-31 to:today order:created_at:DESC page:2",
      {
        kind: "list",
        filter: {
          isAll: true,
          status: "expired",
          provider: "alpha",
          from: "2026-01-31",
          to: "2026-11-21",
          order: "created_at:DESC",
          page: 2,
        },
      },
    ],
    ["list source:provider", { kind: "list", filter: { isProviderList: true } }],
    ["show l7k2qm", { kind: "show", link: "l7k2qm" }],
    ["status LAST", { kind: "show", link: "last" }],
    ["refresh <https://pay.example/x|pay>", { kind: "refresh", link: "https://pay.example/x" }],
    ["again last", { kind: "again", link: "last", changes: {} }],
    ["disable L7K2QM", { kind: "disable", link: "L7K2QM", isConfirmed: false }],
    ["disable L7K2QM yes", { kind: "disable", link: "L7K2QM", isConfirmed: true }],
    ["archive plink_8f2a YES", { kind: "archive", link: "plink_8f2a", isConfirmed: true }],
    ["enable L7K2QM", { kind: "enable", link: "L7K2QM" }],
    [
      "edit L7K2QM receipt:no note:'new words'",
      { kind: "edit", link: "L7K2QM", changes: { receipt: "no", note: "new words" } },
    ],
    ["providers", { kind: "providers" }],
    ["accounts Alpha", { kind: "accounts", provider: "alpha" }],
    ["settings", { kind: "settings", changes: {} }],
    ["settings language:zh currency:-", { kind: "settings", changes: { language: "zh", currency: "-" } }],
    ["confirm", { kind: "confirm" }],
    ["cancel", { kind: "cancel" }],
    ["help create", { kind: "help", topic: "create" }],
    ["/start", { kind: "help" }],
  ])("%s", (text, intent) => {
    expect(understandCommand(text, withProviders)).toEqual({ kind: "intent", intent, isTyped: true });
  });

  test("again carries what is to be different", () => {
    const found = understandCommand("again L7K2QM 40 USD expires:3d", plain);
    expect(found).toMatchObject({
      intent: { link: "L7K2QM", changes: { amount: { values: ["40"] }, currency: "USD", expiresInSeconds: 259_200 } },
    });
  });

  test.each([
    ["disable", "link", "link-missing"],
    ["show", "link", "link-missing"],
    ["list from:tomorrowish", "option", "bad-setting"],
    ["list colour:blue", "option", "unknown-option"],
    ["settings colour:blue", "option", "unknown-option"],
    ["accounts nobody", "option", "unknown-provider"],
  ])("%s is refused", (text, kind, code) => {
    expect(understandCommand(text, withProviders)).toMatchObject({ kind: "problem", problem: { kind, code } });
  });

  test.each(["hello", "thanks a lot", "confirm the meeting please", "你好"])("%s is no command", (text) => {
    expect(understandCommand(text, plain)).toEqual({ kind: "none" });
  });

  test("a text over 2,000 characters is refused", () => {
    expect(understandCommand(`5 USD ${"x".repeat(2000)}`, plain)).toMatchObject({ problem: { code: "too-long" } });
  });
});

const money: fc.Arbitrary<Money> = fc
  .record({ currency: fc.constantFrom(...currencies), minor: fc.bigInt({ min: 1n, max: 10n ** 15n - 1n }) })
  .map((each) => each);

describe("any amount of any currency", () => {
  test.each<[string, (text: string, code: string) => string]>([
    ["code after", (text, code) => `${text} ${code} Thing`],
    ["code before", (text, code) => `${code} ${text} Thing`],
    ["code attached", (text, code) => `create ${text}${code} Thing`],
    ["grouped by commas", (text, code) => `${text.replace(/\B(?=(\d{3})+(?:\.|$))(?<!\.\d*)/g, ",")} ${code} Thing`],
  ])("%s is read back exactly, or asked", (style, render) => {
    fc.assert(
      fc.property(money, (each) => {
        const text = render(formatDecimal(each), each.currency.code);
        const understood = understandCommand(text, plain);
        if (understood.kind === "draft") {
          expect(style).toBe("grouped by commas");
          expect(understood.problem?.code).toBe("ambiguous-number");
          return;
        }
        expect(request(text).price).toEqual({ kind: "fixed", amount: each });
      }),
      { numRuns: 500 },
    );
  });

  test("with one digit too many is refused", () => {
    fc.assert(
      fc.property(money, fc.integer({ min: 0, max: 9 }), (each, digit) => {
        const text = formatDecimal(each);
        const more = text.includes(".") ? `${text}${digit}` : `${text}.${digit}`;
        expect(draft(`${more} ${each.currency.code} Thing`).problem).toMatchObject({
          kind: "amount",
          code: "too-many-decimals",
        });
      }),
      { numRuns: 500 },
    );
  });
});

test("no text throws", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.boolean(), (text, isLead) => {
      understandCommand(isLead ? `create 5 USD ${text}` : text, withProviders);
    }),
    { numRuns: 2000 },
  );
});
