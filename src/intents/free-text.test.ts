import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readingContext, twoProviders } from "../../test/support/reading-context.ts";
import { amountInWords } from "../model/amount-words.ts";
import { currencies, requireCurrency } from "../model/currency.ts";
import { formatDecimal, type Money } from "../model/money.ts";
import { advanceDialogue } from "./dialogue.ts";
import { parseLine } from "./parse-line.ts";
import { understandText } from "./understand-text.ts";

const context = readingContext();
const runs = Number(process.env.FUZZ_RUNS ?? 3000);

function moneyIn(codes: readonly string[], most = 10n ** 14n): fc.Arbitrary<Money> {
  return fc.record({
    currency: fc.constantFrom(...codes.map(requireCurrency)),
    minor: fc.bigInt({ min: 1n, max: most }),
  });
}

function grouped(text: string, group: string, point: string): string {
  const [whole = "", fraction] = text.split(".");
  const split = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return fraction === undefined ? split : `${split}${point}${fraction}`;
}

/** The amount comes back exactly, or nothing is guessed: it is asked for. */
function expectReadBack(text: string, money: Money): void {
  const parsed = parseLine(text, context);
  expect(parsed.kind, text).toBe("create");
  if (parsed.amount === null) expect(parsed.problem ?? parsed.missing[0], text).toBe("amount");
  else expect([parsed.amount, parsed.currency], text).toEqual([formatDecimal(money), money.currency.code]);
}

const codes = currencies.map((each) => each.code);
const styles: readonly (readonly [
  name: string,
  codes: readonly string[],
  render: (text: string, code: string) => string,
])[] = [
  ["code after", codes, (text, code) => `${text} ${code}`],
  ["code before", codes, (text, code) => `${code} ${text}`],
  ["commas group", codes, (text, code) => `${grouped(text, ",", ".")} ${code}`],
  ["blanks group, comma is the point", codes, (text, code) => `${grouped(text, "\u00a0", ",")} ${code}`],
  ["apostrophes group", codes, (text, code) => `${code} ${grouped(text, "'", ".")}`],
  [
    "full-width digits",
    codes,
    (text, code) => `${text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))} ${code}`,
  ],
  ["dots group beside two decimals", ["EUR", "BRL", "USD"], (text, code) => `${grouped(text, ".", ",")} ${code}`],
  ["dollar sign", ["USD"], (text) => `$${grouped(text, ",", ".")}`],
  ["Hong Kong dollar sign", ["HKD"], (text) => `HK$${text}`],
  ["Singapore dollar sign", ["SGD"], (text) => `S$${grouped(text, ",", ".")}`],
  ["pound sign", ["GBP"], (text) => `£${grouped(text, ",", ".")}`],
  ["euro sign after", ["EUR"], (text) => `${grouped(text, ".", ",")} €`],
  ["Rp with dots", ["IDR"], (text) => `Rp ${grouped(text, ".", ",")}`],
  ["dong with dots", ["VND"], (text) => `${grouped(text, ".", ",")}₫`],
  ["yuan", ["CNY"], (text) => `${text}元`],
  ["ringgit", ["MYR"], (text) => `RM${text}`],
];

describe.each(styles)("an amount with %s", (_name, allowed, render) => {
  test.each([
    ["English", (sum: string) => `please create a payment link for ${sum} for the green tea`],
    ["Chinese", (sum: string) => `帮我生成一个 ${sum} 的付款链接，绿茶`],
  ])("is read back from %s", (_language, sentence) => {
    fc.assert(
      fc.property(moneyIn(allowed), (money) => {
        expectReadBack(sentence(render(formatDecimal(money), money.currency.code)), money);
      }),
      { numRuns: 150 },
    );
  });
});

describe("an amount in words", () => {
  test("is read back from English", () => {
    fc.assert(
      fc.property(moneyIn(codes, 10n ** 12n), (money) => {
        expectReadBack(`please create a link for ${amountInWords(money, "en")} for the green tea`, money);
      }),
      { numRuns: 400 },
    );
  });

  test("is read back from Chinese", () => {
    fc.assert(
      fc.property(moneyIn(codes, 10n ** 12n), (money) => {
        expectReadBack(`帮我生成一个${amountInWords(money, "zh")}的付款链接，绿茶`, money);
      }),
      { numRuns: 400 },
    );
  });
});

describe("what the person usually means", () => {
  test("a bare dollar is asked about where the usual one is another", () => {
    const parsed = parseLine("create a link for $20 for tea", readingContext({ defaultCurrency: "HKD" }));
    expect(parsed).toMatchObject({ amount: "20", currency: null, problem: "currency" });
  });

  test("a yen or yuan sign is read as the usual currency", () => {
    const parsed = parseLine("create a link for ¥2000 for tea", readingContext({ defaultCurrency: "JPY" }));
    expect(parsed).toMatchObject({ amount: "2000", currency: "JPY" });
  });

  test("a provider that is set up is known by its name anywhere", () => {
    const known = readingContext({ providers: twoProviders });
    expect(parseLine("make an alpha link for 20 USD for tea", known).provider).toBe("alpha");
    expect(parseLine("用 BETA 收 20 美元，茶，国家是泰国", known)).toMatchObject({ provider: "beta", country: "TH" });
    expect(parseLine("send it via pigeon: link for 20 USD for tea", known).provider).toBeNull();
  });

  test("days are those of the person's own zone", () => {
    const text = "link for 20 USD tea, valid until tomorrow";
    const at = (timezone: string) =>
      parseLine(text, readingContext({ now: new Date("2026-11-21T20:00:00Z"), timezone })).expiresIn;
    expect(at("UTC")).toBe(28 * 3600 - 1);
    expect(at("Asia/Shanghai")).toBe(44 * 3600 - 1);
    expect(at("America/Los_Angeles")).toBe(36 * 3600 - 1);
  });
});

test("a text over 2,000 characters is refused", () => {
  const understood = understandText(`create a link for 5 USD for ${"tea ".repeat(600)}`, context);
  expect(understood).toMatchObject({ kind: "problem", problem: { code: "too-long" } });
});

const pieces =
  "create link for $ 50 USD 100 元 块 付款 链接 生成 三百 五十 each x3 + and , . : - \" ' 2026-12-31 expires in 3 days until friday 明天 有效 内 L7K2QM last https://a.b/c disable 停用 ref INV-1 国家 via 10% 1.234 1,234.56 ٣٤ ＄１２ － — ( ) note: provider:x --key 每个 杯子 half million cents 毛 k Rp ¥ no don't 别 吗 ?".split(
    " ",
  );

test("no text throws, and every dialogue state survives the store", () => {
  const words = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 6 })), {
    maxLength: 16,
  });
  const text = fc.oneof(
    words.map((each) => each.join(" ")),
    words.map((each) => each.join("")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(text, text, (first, second) => {
      parseLine(first, context);
      const known = readingContext({ providers: twoProviders, defaultCurrency: "HKD" });
      const step = advanceDialogue({ text: first, kind: "text", isAddressed: true, context: known });
      if (!("state" in step) || step.state === undefined) return;
      const state = JSON.parse(JSON.stringify(step.state));
      expect(state).toEqual(step.state);
      advanceDialogue({ state, text: second, kind: "text", isAddressed: true, context: known });
    }),
    { numRuns: runs },
  );
});

test("long texts made of one piece are read in a moment", () => {
  for (const piece of [...pieces, "1", "三", "a ", "的", "1,", "2 000 ", "every 3 mugs at "]) {
    const text = piece.repeat(Math.ceil(2000 / piece.length)).slice(0, 2000);
    const begun = performance.now();
    parseLine(text, context);
    expect(performance.now() - begun, piece).toBeLessThan(250);
  }
});
