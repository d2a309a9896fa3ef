import { describe, expect, it } from "vitest";
import { activeLink, serviceBench, usd } from "../../test/support/service-bench.ts";
import { requireCurrency } from "../model/currency.ts";
import { applyEvent } from "../model/link-transition.ts";
import type { PaymentEvent } from "../model/payment-event.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import { changeCard } from "./change-card.ts";
import { linkCard } from "./link-card.ts";

const locale = { language: "en", timezone: "UTC" } as const;
const now = new Date("2026-11-21T08:00:00Z");
const named = serviceBench().context.providers.nameOf(activeLink());
const open = (changes: Partial<PaymentLink> = {}) =>
  activeLink({ price: { kind: "open", currency: requireCurrency("USD") }, ...changes });
const many = (changes: Partial<PaymentLink> = {}) => activeLink({ uses: "many", ...changes });
const pay = (link: PaymentLink, over: Partial<PaymentEvent> = {}) =>
  applyEvent(link, { kind: "payment.succeeded", key: "p", occurredAt: now, amount: usd(4999n), ...over }, now);
const cardOf = (link: PaymentLink) => linkCard(link, named, locale);
const fact = (link: PaymentLink, label: string) => cardOf(link).facts?.find((each) => each.label === label)?.value;
const nameless: PaymentEvent = { kind: "payment.succeeded", key: "p", occurredAt: now };

describe("money on the card", () => {
  it.each([
    ["what was asked", pay(activeLink()), "Paid"],
    ["less", pay(activeLink(), { amount: usd(4000n) }), "Paid 40.00 USD, asked 49.99 USD"],
    [
      "another currency",
      pay(activeLink(), { amount: { minor: 4999n, currency: requireCurrency("EUR") } }),
      "Paid 49.99 EUR, asked 49.99 USD",
    ],
    ["anything where the payer chooses", pay(open()), "Paid"],
    [
      "less than the payer may choose",
      pay(open({ expected: { least: 1000n, most: 2000n } }), { amount: usd(500n) }),
      "Paid 5.00 USD, asked 10.00 USD to 20.00 USD",
    ],
    [
      "less than the least the payer may choose",
      pay(open({ expected: { least: 1000n } }), { amount: usd(500n) }),
      "Paid 5.00 USD, asked at least 10.00 USD",
    ],
  ])("is plain paid only for what could be expected: %s", (_name, { link }, badge) => {
    expect(cardOf(link).badge?.text).toBe(badge);
  });

  it("in another currency is not counted in the sum, and not shown as nothing", () => {
    const euros = { minor: 4999n, currency: requireCurrency("EUR") };
    const first = pay(many(), { amount: euros }).link;

    expect(fact(pay(activeLink(), { amount: euros }).link, "Received")).toBe("49.99 EUR");
    expect(fact(pay(first, { key: "q" }).link, "Received")).toBe("49.99 USD + 49.99 EUR in 2");
  });

  it("of unknown size is said to be so", () => {
    const { link, changes } = applyEvent(open(), nameless, now);

    expect(fact(link, "Received")).toBe("1 × paid, amount not stated");
    expect(changes.map((change) => changeCard(link, change, named, locale).title)).toEqual([
      "Paid; Onerway does not say how much. Annual membership",
    ]);
  });

  it("of several payments at once is compared with as many prices", () => {
    const { link, changes } = pay(many(), { amount: usd(14_000n), count: 3 });

    expect(changes.map((change) => changeCard(link, change, named, locale).title)).toEqual([
      "Paid 140.00 USD, asked 3 × 49.99 USD: the amounts differ. Check before you deliver. Annual membership",
    ]);
  });

  it("that is unusual in two ways is told with both", () => {
    const twice = pay(pay(activeLink()).link, { key: "q", amount: usd(4000n) });
    const card = twice.changes.map((change) => changeCard(twice.link, change, named, locale))[0];

    expect(card?.title).toMatch(/the amounts differ/);
    expect(card?.lines?.[0]).toMatch(/Paid twice/);
  });

  it("that arrives at the merchant is told, several arrivals as one", () => {
    const told = (change: object) => changeCard(many(), { kind: "settled", at: now, ...change }, named, locale).title;

    expect(told({})).toBe("Settled: the payment has arrived at the merchant.");
    expect(told({ count: 3 })).toBe("Settled: 3 payments have arrived at the merchant.");
    expect(told({ count: 3, amount: usd(900n) })).toBe("Settled: 9.00 USD has arrived at the merchant.");
  });

  it("that was settled is counted", () => {
    const paid = pay(activeLink()).link;
    const settled = applyEvent(paid, { kind: "payment.settled", key: "s", occurredAt: now }, now).link;

    expect(fact(settled, "Settled")).toBe("1 of 1");
  });
});

describe("a link for many payments", () => {
  it("keeps its state on the badge, and an unusual payment in words", () => {
    const odd = pay(many(), { amount: usd(4000n) }).link;

    expect(cardOf(odd).badge?.text).toBe("Active · paid 1×");
    expect(cardOf(odd).lines).toEqual(["Paid 40.00 USD, asked 49.99 USD"]);
    expect(cardOf({ ...odd, status: "disabled" }).badge?.text).toBe("Disabled");
  });

  it("that is paid after it was disabled is paid late", () => {
    const disabled = many({ status: "disabled", closedAt: new Date(now.getTime() - 60_000) });

    expect(cardOf(pay(disabled).link).badge?.text).toBe("Paid late");
  });
});

describe("the card", () => {
  it("has no picture for content that no code can hold, and everything else", () => {
    const card = cardOf(activeLink({ qrContent: "x".repeat(3_000) }));

    expect(card.image).toBeUndefined();
    expect(card.link?.url).toBe("https://pay.example/1");
  });

  it("holds the largest content that a code can hold", () => {
    expect(cardOf(activeLink({ qrContent: "x".repeat(2_331) })).image?.modules).toHaveLength(177);
  });

  it("offers nothing that a provider which is gone would have to do", () => {
    const gone = linkCard(activeLink(), { title: "qlink" }, locale);

    expect(gone.buttons?.map((button) => button.action.kind)).toEqual(["open", "copy"]);
  });
});
