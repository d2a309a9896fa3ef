import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactCardNumbers } from "./card-number.ts";

/** The networks' own test numbers. */
const cards = [
  "4111111111111111",
  "4012888888881881",
  "4222222222222",
  "5555555555554444",
  "2223003122003222",
  "378282246310005",
  "6011111111111117",
  "30569309025904",
  "3530111333300000",
  "6200000000000005",
  "6212345678901232",
  "6759649826438453",
];

const mask = "[card number removed]";

describe("a card number is taken out", () => {
  test.each(cards)("%s", (card) => {
    expect(redactCardNumbers(card)).toEqual({ text: mask, wasRedacted: true });
    expect(redactCardNumbers(`charge ${card}, please`).text).toBe(`charge ${mask}, please`);
  });

  test.each([
    ["in groups of four", "4111 1111 1111 1111", mask],
    ["with dashes", "4111-1111-1111-1111", mask],
    ["with en dashes", "4111–1111–1111–1111", mask],
    ["with dots", "4111.1111.1111.1111", mask],
    ["with two blanks", "4111  1111  1111  1111", mask],
    ["with no-break blanks", "4111\u00a01111\u00a01111\u00a01111", mask],
    ["in full-width digits", "４１１１１１１１１１１１１１１１", mask],
    ["in the groups of American Express", "3782 822463 10005", mask],
    ["among Chinese words", "卡号4111111111111111有效期12/27", `卡号${mask}有效期12/27`],
    ["with its expiry and code", "4111 1111 1111 1111 12/27 123", `${mask} 12/27 123`],
    ["with digits behind it", "4111111111111111 0327", `${mask} 0327`],
    ["after another number", "room 12 4111 1111 1111 1111", `room 12 ${mask}`],
    ["twice", "5555555555554444 / 4111111111111111", `${mask} / ${mask}`],
    ["over two lines", "4111 1111\n1111 1111", mask],
  ])("%s", (_name, text, clean) => {
    expect(redactCardNumbers(text)).toEqual({ text: clean, wasRedacted: true });
  });
});

describe("what only looks alike stays", () => {
  test.each([
    ["a failing check digit", "4111111111111112"],
    ["no issuer's range", "9111111111111111"],
    ["letters at its ends", "INV4111111111111111"],
    ["letters behind it", "4111111111111111X"],
    ["an underscore before it", "pl_4111111111111111"],
    ["twenty digits", "41111111111111111111"],
    ["a phone number", "+86 138 0013 8000"],
    ["a time in milliseconds", "1732176000000"],
    ["an amount", "1,250,000.00 USD"],
    ["a date and a time", "2026-11-21 08:00:00"],
    ["twelve digits", "411111111111"],
    ["zeros", "0000000000000000"],
    ["our own link", "L7K2QM"],
    ["nothing", ""],
  ])("%s", (_name, text) => {
    expect(redactCardNumbers(text)).toEqual({ text, wasRedacted: false });
  });
});

test("no sixteen digits of a card are left, however they are spaced", () => {
  const separator = fc.constantFrom("", " ", "-", ".", "  ", "\u00a0", " - ".slice(0, 2));
  fc.assert(
    fc.property(fc.constantFrom(...cards), fc.array(separator, { minLength: 18, maxLength: 18 }), (card, gaps) => {
      const spaced = [...card].map((each, at) => each + (at < card.length - 1 ? (gaps[at] ?? "") : "")).join("");
      expect(redactCardNumbers(`pay ${spaced} now`).text).toBe(`pay ${mask} now`);
    }),
    { numRuns: 1000 },
  );
});

test("a text without a card number is returned as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const result = redactCardNumbers(text);
      if (!result.wasRedacted) expect(result.text).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test("long runs of digits are read in a moment", () => {
  for (const piece of ["4", "4 ", "4111 ", "4111-1111-", "12 "]) {
    const begun = performance.now();
    redactCardNumbers(piece.repeat(2000 / piece.length));
    expect(performance.now() - begun, piece).toBeLessThan(100);
  }
});
