import { expect, test } from "vitest";
import { readingContext } from "../../test/support/reading-context.ts";
import { readMoney } from "./money-text.ts";
import { toPrompt } from "./prompt.ts";

function read(text: string, defaultCurrency?: string): string {
  const money = readMoney(toPrompt(text), 0, readingContext(defaultCurrency === undefined ? {} : { defaultCurrency }));
  if (money === undefined) return "nothing";
  return `${money.amount.values.join(" or ")} ${money.currency ?? money.currencyChoices?.join("/") ?? money.unknownCurrency ?? "?"}`;
}

test.each([
  ["49.99 USD", "49.99 USD"],
  ["USD 49.99", "49.99 USD"],
  ["usd49.99", "49.99 USD"],
  ["49.99usd", "49.99 USD"],
  ["$49.99", "49.99 USD"],
  ["$49.99 USD", "49.99 USD"],
  ["US$5", "5 USD"],
  ["HK$20", "20 HKD"],
  ["S$15", "15 SGD"],
  ["A$15", "15 AUD"],
  ["NT$300", "300 TWD"],
  ["$20 CAD", "20 CAD"],
  ["RM50", "50 MYR"],
  ["£1,250.00", "1250.00 GBP"],
  ["€ 12,50", "12.50 EUR"],
  ["1.299,50 €", "1299.50 EUR"],
  ["2 500,00 EUR", "2500.00 EUR"],
  ["1'234.50 CHF", "1234.50 CHF"],
  ["₹1,00,000", "100000 INR"],
  ["₱500", "500 PHP"],
  ["฿99", "99 THB"],
  ["100元", "100 CNY"],
  ["30块", "30 CNY"],
  ["人民币 88 元", "88 CNY"],
  ["台币 300", "300 TWD"],
  ["40000 印尼盾", "40000 IDR"],
  ["12.5万人民币", "125000 CNY"],
  ["3千港币", "3000 HKD"],
  ["5k usd", "5000 USD"],
  ["$1.2m", "1200000 USD"],
  ["1.5 million VND", "1500000 VND"],
  ["１２３．４５ USD", "123.45 USD"],
  ["1,234,567.89 USD", "1234567.89 USD"],
  ["1.234.567 VND", "1234567 VND"],
  ["50 cents", "0.50 USD"],
  ["5毛", "0.5 CNY"],
  ["25 USDT", "25 USDT"],
])("%s is %s", (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  ["10.999 USD", "10.999 USD"],
  ["40.000 VND", "40.000 VND"],
  ["1.234 KWD", "1.234 KWD"],
])("beside an ISO code the dot is the decimal point: %s", (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  ["Rp 40.000", "40000 IDR"],
  ["Rp1.250.000", "1250000 IDR"],
  ["Rp 40.000,50", "40000.50 IDR"],
  ["₫40.000", "40000 VND"],
  ["40.000đ", "40000 VND"],
  ["Rp 1,5 juta", "1500000 IDR"],
])("beside Rp and ₫ dots group: %s", (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  ["1.234", "1.234 or 1234 ?"],
  ["1,234", "1.234 or 1234 ?"],
  ["1,234 KWD", "1234 or 1.234 KWD"],
  ["1,234 USDT", "1234 or 1.234 USDT"],
  ["50-60 USD", "50 or 60 USD"],
  ["$50-60", "50 or 60 USD"],
  ["3-1 USD", "3 or 1 USD"],
])("two readings are both kept: %s", (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  ["1,234 USD", "1234 USD"],
  ["1,234 JPY", "1234 JPY"],
  ["$1,234", "1234 USD"],
])("a comma is no question where only one reading is legal: %s", (text, expected) => {
  expect(read(text)).toBe(expected);
});

test("a bare dollar is asked about only where the usual currency is another dollar", () => {
  expect(read("$20", "HKD")).toBe("20 HKD/USD");
  expect(read("$20", "EUR")).toBe("20 USD");
  expect(read("20 bucks", "SGD")).toBe("20 SGD/USD");
});

test("a bare yen or yuan sign is asked about unless the usual currency decides", () => {
  expect(read("¥100")).toBe("100 CNY/JPY");
  expect(read("￥100", "CNY")).toBe("100 CNY");
  expect(read("¥100", "JPY")).toBe("100 JPY");
  expect(read("¥100 JPY")).toBe("100 JPY");
});

test("marks that contradict each other are asked about", () => {
  expect(read("€50 USD")).toBe("50 EUR/USD");
});

test.each(["50%", "10:30", "5pm", "3rd", "24/7", "2026-12-31", "1.2.3", "12-month", "L7K2QM", "5m", "hello"])(
  "%s is no amount",
  (text) => {
    expect(read(text)).toBe("nothing");
  },
);

test("negative amounts keep their sign", () => {
  expect(read("-5 USD")).toBe("-5 USD");
  expect(read("$-5")).toBe("-5 USD");
  expect(read("−5 USD")).toBe("-5 USD");
});
