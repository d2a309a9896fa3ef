import { afterEach, beforeEach, expect, test } from "vitest";
import { requireCurrency } from "../../../src/model/currency.ts";
import type { LinkStatus, PaymentLink } from "../../../src/model/payment-link.ts";
import { type SlackHarness, startSlack, until } from "../../../test/support/slack-harness.ts";

let slack: SlackHarness;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(async () => {
  expect(slack.emulator.complaints()).toEqual([]);
  await slack.stop();
});

function link(id: string, status: LinkStatus, description = "Mug"): PaymentLink {
  const currency = requireCurrency("USD");
  return {
    id: id as PaymentLink["id"],
    revision: 1,
    provider: "oneway" as PaymentLink["provider"],
    account: "oneway:default" as PaymentLink["account"],
    mode: "test",
    reference: `r-${id}` as PaymentLink["reference"],
    price: { kind: "fixed", amount: { minor: 500n, currency } },
    description,
    items: [{ name: description, quantity: 1 }],
    uses: "once",
    options: {},
    status,
    payments: { count: 0, sum: 0n, refunded: 0n, settled: 0 },
    marks: {},
    origin: "slack:T0PAYLINK:C0SALES" as PaymentLink["origin"],
    createdBy: { id: "slack:T0PAYLINK:U0ANN" as PaymentLink["createdBy"]["id"], name: "ann" },
    locale: { language: "en", timezone: "UTC" },
    createdAt: new Date("2026-11-20T08:00:00Z"),
    changedAt: new Date("2026-11-20T08:00:00Z"),
  };
}

async function openHome(user?: string): Promise<string> {
  await slack.emulator.openHome(user);
  await until(() => slack.emulator.home(user).text !== "");
  return slack.emulator.home(user).text;
}

test("shows one's links by status", async () => {
  slack.host.known = [
    link("LAAAA2", "active"),
    link("LBBBB2", "paid"),
    link("LCCCC2", "expired"),
    link("LDDDD2", "unknown"),
  ];
  const text = await openHome();
  const order = ["Waiting for payment", "LAAAA2", "LDDDD2", "Paid", "LBBBB2", "Disabled or expired", "LCCCC2"];
  const places = order.map((each) => text.indexOf(each));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test("shows the defaults and what each provider can do", async () => {
  const text = await openHome();
  for (const words of ["Currency: USD", "Oneway", "test mode", "PayAll", "live", "disabling is final", "receipt:"]) {
    expect(text).toContain(words);
  }
});

test("a link's button shows that link in direct messages", async () => {
  slack.host.known = [link("LAAAA2", "active")];
  await openHome();
  await slack.emulator.pressHome("[button.show]");
  expect(slack.only().message).toMatchObject({
    kind: "button",
    text: "show LAAAA2",
    conversation: "slack:T0PAYLINK:D0ANN",
    isDirect: true,
  });
  expect(slack.only().message.about).toBeUndefined();
});

test("the button for a new link opens the form", async () => {
  await openHome();
  await slack.emulator.pressHome("New payment link");
  await until(() => slack.emulator.modal().fields.includes("amount"));
});

test("a hundred links fit", async () => {
  const statuses: readonly LinkStatus[] = ["active", "paid", "disabled"];
  slack.host.known = Array.from({ length: 99 }, (_, at) =>
    link(`L${String(at).padStart(5, "A")}`, statuses[at % 3] ?? "active", "x".repeat(4_000)),
  );
  expect(await openHome()).toContain("LAAAA0");
});

test("who may not act sees why", async () => {
  expect(await openHome("U0GUEST")).toBe("[reply.refused]");
});

test("speaks the person's language", async () => {
  expect(await openHome("U0BOB")).toContain("您的支付链接");
});

test("the messages tab is not the home tab", async () => {
  await slack.emulator.event({ type: "app_home_opened", tab: "messages", user: "U0ANN", channel: "D0ANN" });
  expect(slack.metrics.counts.get("slack_calls_total{method=views.publish,outcome=ok}")).toBeUndefined();
});
