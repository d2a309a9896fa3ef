import currencyCodes from "currency-codes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currencies, findCurrency, requireCurrency } from "./currency.ts";
import {
  formatDecimal,
  formatMoney,
  formatWithDecimals,
  fromScale,
  multiplyMoney,
  parseDecimal,
  parseReportedDecimal,
  spellMoney,
  sumMoney,
  toScale,
} from "./money.ts";

const usd = requireCurrency("USD");
const minorOf = (text: string, code = "USD") => {
  const reading = parseDecimal(text, requireCurrency(code));
  return reading.ok ? reading.money.minor : reading.problem;
};

describe("parseDecimal", () => {
  it.each([
    ["49.99", "USD", 4999n],
    ["49.9", "USD", 4990n],
    ["49", "USD", 4900n],
    ["49.", "USD", 4900n],
    ["0.01", "USD", 1n],
    ["100", "JPY", 100n],
    ["1.234", "KWD", 1234n],
    ["0.000001", "USDC", 1n],
    ["007", "USD", 700n],
    ["999999999999999.99", "USD", 99999999999999999n],
  ])("reads %s %s exactly", (text, code, minor) => {
    expect(minorOf(text, code)).toBe(minor);
  });

  it.each([
    ["10.999", "USD", "too-many-decimals"],
    ["10.990", "USD", "too-many-decimals"],
    ["100.5", "JPY", "too-many-decimals"],
    ["0", "USD", "zero"],
    ["0.00", "USD", "zero"],
    ["-5", "USD", "negative"],
    ["1000000000000000", "USD", "too-large"],
    ["1,000", "USD", "not-a-number"],
    ["1e3", "USD", "not-a-number"],
    ["0x10", "USD", "not-a-number"],
    [".5", "USD", "not-a-number"],
    ["", "USD", "not-a-number"],
    ["４９", "USD", "not-a-number"],
    ["Infinity", "USD", "not-a-number"],
  ])("refuses %s %s as %s", (text, code, problem) => {
    expect(minorOf(text, code)).toBe(problem);
  });

  it("reads back what formatDecimal wrote, for every amount of every currency", () => {
    const amounts = fc.record({
      currency: fc.constantFrom(...currencies),
      minor: fc.bigInt({ min: 1n, max: 10n ** 15n - 1n }),
    });

    fc.assert(
      fc.property(amounts, ({ currency, minor }) => {
        const reading = parseDecimal(formatDecimal({ minor, currency }), currency);
        return reading.ok && reading.money.minor === minor;
      }),
    );
  });

  it("reads every cent up to 1,000.00 exactly", () => {
    const wrong = Array.from({ length: 100_000 }, (_unused, index) => index + 1).filter((cents) => {
      const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
      return minorOf(text) !== BigInt(cents);
    });

    expect(wrong).toEqual([]);
  });
});

describe("parseReportedDecimal", () => {
  it.each([
    ["40000.00", "IDR", 4000000n],
    ["100.00", "JPY", 100n],
    ["0", "USD", 0n],
    ["-12.50", "USD", -1250n],
  ])("reads %s %s", (text, code, minor) => {
    expect(parseReportedDecimal(text, requireCurrency(code))?.minor).toBe(minor);
  });

  it("does not round what the currency cannot hold", () => {
    expect(parseReportedDecimal("100.5", requireCurrency("JPY"))).toBeUndefined();
  });
});

describe("scales", () => {
  it("convert there and back without loss", () => {
    const cases = fc.record({
      minor: fc.bigInt({ min: 0n, max: 10n ** 18n }),
      exponent: fc.integer({ min: 2, max: 18 }),
    });

    fc.assert(
      fc.property(cases, ({ minor, exponent }) => {
        const units = toScale({ minor, currency: usd }, exponent);
        return units !== undefined && fromScale(units, exponent, usd)?.minor === minor;
      }),
    );
  });

  it("refuse to drop digits", () => {
    expect(toScale({ minor: 1234n, currency: requireCurrency("KWD") }, 2)).toBeUndefined();
    expect(formatWithDecimals({ minor: 1230n, currency: requireCurrency("KWD") }, 2)).toBe("1.23");
    expect(fromScale(1n, 6, usd)).toBeUndefined();
  });
});

describe("money for people", () => {
  it("groups by threes and names the currency", () => {
    expect(formatMoney({ minor: 125000000n, currency: requireCurrency("VND") })).toBe("125,000,000 VND");
    expect(formatMoney({ minor: 4999n, currency: usd })).toBe("49.99 USD");
    expect(spellMoney({ minor: 4999n, currency: usd }, "en")).toBe("49.99 USD (US Dollar)");
    expect(spellMoney({ minor: 4999n, currency: usd }, "zh")).toBe("49.99 USD（美元）");
  });

  it("adds and multiplies, never across currencies", () => {
    expect(sumMoney([multiplyMoney({ minor: 1200n, currency: usd }, 3), { minor: 500n, currency: usd }]).minor).toBe(
      4100n,
    );
    expect(() =>
      sumMoney([
        { minor: 1n, currency: usd },
        { minor: 1n, currency: requireCurrency("EUR") },
      ]),
    ).toThrow(RangeError);
  });
});

describe("the currency table", () => {
  it("agrees with an independent list but for what changed since that was made", () => {
    const gone = new Set(["ANG", "BGN", "CUC", "ZWL"]);
    const theirs = currencyCodes.data.filter(
      (each) => findCurrency(each.code)?.exponent !== each.digits && !gone.has(each.code),
    );

    // Those without a minor unit in the standard: metals, bond units, test codes.
    expect(theirs.map((each) => each.code).sort()).toEqual([
      "XAG",
      "XAU",
      "XBA",
      "XBB",
      "XBC",
      "XBD",
      "XDR",
      "XPD",
      "XPT",
      "XSU",
      "XTS",
      "XUA",
      "XXX",
    ]);
  });

  it("has the codes that came since", () => {
    expect(["XCG", "XAD", "ZWG", "SLE"].map((code) => findCurrency(code)?.exponent)).toEqual([2, 2, 2, 2]);
  });

  it("names every currency in both languages", () => {
    expect(currencies.filter((each) => each.name.en === "" || each.name.zh === "")).toEqual([]);
  });
});
