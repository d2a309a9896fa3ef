import { expect, test } from "vitest";
import { readingContext } from "../../test/support/reading-context.ts";
import { parseLine } from "./parse-line.ts";

const context = readingContext();

test("every key is always there", () => {
  expect(parseLine("", context)).toEqual({
    kind: "none",
    amount: null,
    currency: null,
    description: null,
    items: [],
    provider: null,
    country: null,
    reference: null,
    expiresIn: null,
    uses: null,
    link: null,
    status: null,
    words: null,
    options: {},
    missing: [],
    problem: null,
  });
});

test("an amount has exactly the digits of its currency", () => {
  expect(parseLine("/paylink 5 USD Tea", context).amount).toBe("5.00");
  expect(parseLine("/paylink 5000 JPY Tea", context).amount).toBe("5000");
  expect(parseLine("/paylink 5 KWD Tea", context).amount).toBe("5.000");
});

test("items carry the price of one piece and the amount is the total", () => {
  expect(parseLine("12 USD Mug x3 + 5 USD Shipping", context)).toMatchObject({
    kind: "create",
    amount: "41.00",
    items: [
      { name: "Mug", quantity: 3, price: "12.00" },
      { name: "Shipping", quantity: 1, price: "5.00" },
    ],
  });
});

test("an amount that must be asked about is not guessed", () => {
  expect(parseLine("1.234 Laptop", context)).toMatchObject({ amount: null, problem: "amount" });
  expect(parseLine("¥100 tea", context)).toMatchObject({ amount: "100", currency: null, problem: "currency" });
});

test("what was typed as key:value and has no field of its own is an option", () => {
  expect(parseLine('5 USD Tea note:"two boxes" colour:blue', context).options).toEqual({
    note: "two boxes",
    colour: "blue",
  });
});
