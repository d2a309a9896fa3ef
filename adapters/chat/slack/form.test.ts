import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SlackHarness, startSlack, until } from "../../../test/support/slack-harness.ts";

let slack: SlackHarness;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(async () => {
  expect(slack.emulator.complaints()).toEqual([]);
  await slack.stop();
});

/** Opens the form and waits until it is filled. */
async function openForm(user?: string): Promise<void> {
  await slack.emulator.command("", user === undefined ? {} : { by: user });
  await until(() => slack.emulator.modal(user).fields.includes("amount"));
}

function fillIn(values: Readonly<Record<string, string>>): void {
  for (const [field, value] of Object.entries(values)) slack.emulator.fill(field, value);
}

const good = { amount: "49.99", currency: "USD", what: "Annual membership", "o-oneway-country-code": "US" };

describe("the form", () => {
  test("opens for a command without words, with nothing stored", async () => {
    await openForm();
    expect(slack.emulator.modal().fields).toEqual([
      "where",
      "amount",
      "currency",
      "what",
      "provider",
      "expiry",
      "uses",
      "o-oneway-country-code",
    ]);
    expect(slack.host.offered).toEqual([]);
  });

  test("becomes the command a person could have typed", async () => {
    await openForm();
    fillIn({ ...good, expiry: "3d", uses: "many" });
    const { errors } = await slack.emulator.submit();
    expect(errors).toEqual({});
    expect(slack.only().message).toMatchObject({
      kind: "form",
      text: 'create 49.99 USD "Annual membership" provider:oneway expires:3d uses:many country-code:US',
      conversation: "slack:T0PAYLINK:C0SALES",
      isAllowed: true,
    });
    expect(slack.emulator.modal.bind(slack.emulator)).toThrow("no modal open");
  });

  test("posts where the person chose", async () => {
    await openForm();
    fillIn({ ...good, where: "C0OPEN" });
    await slack.emulator.submit();
    expect(slack.only().message).toMatchObject({
      conversation: "slack:T0PAYLINK:C0SALES",
      postTo: "slack:T0PAYLINK:C0OPEN",
    });
  });

  test("keeps what was typed when another provider brings other fields", async () => {
    await openForm();
    fillIn({ amount: "12", what: "Mug", where: "C0OPEN" });
    await slack.emulator.choose("provider", "payall");
    await settledOn("country");
    const form = slack.emulator.modal();
    expect(form.fields).toEqual(["where", "amount", "currency", "what", "provider", "country", "expiry"]);
    expect([form.value("amount"), form.value("what"), form.value("where"), form.value("provider")]).toEqual([
      "12",
      "Mug",
      "C0OPEN",
      "payall",
    ]);
  });

  test("offers only lifetimes that the provider allows", async () => {
    await openForm();
    await slack.emulator.choose("provider", "payall");
    await settledOn("country");
    expect(() => slack.emulator.fill("expiry", "7d")).toThrow("no option 7d");
    expect(() => slack.emulator.fill("expiry", "3d")).not.toThrow();
  });

  test("shows every field on request, each of its kind", async () => {
    await openForm();
    await slack.emulator.choose("provider", "payall");
    await settledOn("country");
    await slack.emulator.click("more");
    await settledOn("o-payall-meta");
    fillIn({
      amount: "5",
      currency: "USD",
      what: "Cup",
      country: "id",
      "o-payall-receipt": "ann@shop.example",
      "o-payall-copies": "2",
      "o-payall-gift": "true",
      "o-payall-page": "https://shop.example/thanks?a=1",
      "o-payall-meta": "order=7,colour=dark blue",
      ref: "INV-42",
      note: "call first",
    });
    expect((await slack.emulator.submit()).errors).toEqual({});
    expect(slack.only().message.text).toBe(
      'create 5 USD Cup provider:payall country:ID ref:INV-42 note:"call first" receipt:ann@shop.example copies:2 ' +
        'gift:true page:"https://shop.example/thanks?a=1" meta:"order=7,colour=dark blue"',
    );
  });

  test.each([
    ["an amount that is no amount", { amount: "lots" }, "amount"],
    ["a missing amount", { amount: "" }, "amount"],
    ["a missing description", { what: "" }, "what"],
    ["a currency the provider does not take", { currency: "KWD" }, "currency"],
    ["a missing required field of the provider", { "o-oneway-country-code": "" }, "o-oneway-country-code"],
    ["a required field that is too long", { "o-oneway-country-code": "USA" }, "o-oneway-country-code"],
  ])("shows %s at its field, and stores nothing", async (_name, change, field) => {
    await openForm();
    fillIn({ ...good, ...change });
    const { errors } = await slack.emulator.submit();
    expect(Object.keys(errors)).toEqual([field]);
    expect(slack.host.offered).toEqual([]);
    expect(slack.emulator.modal().isOpen).toBe(true);
  });

  test("shows each provider's field problem at that field", async () => {
    await openForm();
    await slack.emulator.choose("provider", "payall");
    await settledOn("country");
    await slack.emulator.click("more");
    await settledOn("o-payall-meta");
    fillIn({ amount: "5", currency: "USD", what: "Cup", country: "Indonesia" });
    fillIn({ "o-payall-receipt": "nobody", "o-payall-copies": "12", "o-payall-page": "shop", "o-payall-meta": "x" });
    const { errors } = await slack.emulator.submit();
    expect(Object.keys(errors).sort()).toEqual([
      "country",
      "o-payall-copies",
      "o-payall-meta",
      "o-payall-page",
      "o-payall-receipt",
    ]);
  });

  test("keeps its answers when the store is down, and works once it is back", async () => {
    await openForm();
    fillIn(good);
    slack.host.isStoreDown = true;
    const { errors } = await slack.emulator.submit();
    expect(errors).toEqual({ amount: "[reply.store-down]" });
    expect(slack.emulator.modal().value("what")).toBe("Annual membership");
    slack.host.isStoreDown = false;
    expect((await slack.emulator.submit()).errors).toEqual({});
    expect(slack.host.accepted).toHaveLength(1);
  });

  test("keeps its answers when the store does not answer in time", async () => {
    await openForm();
    fillIn(good);
    const held = slack.host.hold();
    const submitted = slack.emulator.submit();
    await held.reached;
    slack.clock.advance(2_600);
    expect(Object.keys((await submitted).errors)).toEqual(["amount"]);
    held.release();
  });

  test("a submission that Slack delivers again is stored once", async () => {
    await openForm();
    fillIn(good);
    const { delivery } = await slack.emulator.submit();
    await delivery.redeliver();
    await delivery.replay();
    expect(slack.host.accepted).toHaveLength(1);
  });

  test("lets the payer choose the amount where the provider can", async () => {
    await openForm();
    fillIn({ ...good, amount: "open" });
    await slack.emulator.submit();
    expect(slack.only().message.text).toContain('create amount:open currency:USD desc:"Annual membership"');
  });

  test("quotes words that mean something in a command", async () => {
    await openForm();
    fillIn({ ...good, what: 'Mug + "big" plate note:x' });
    await slack.emulator.submit();
    expect(slack.only().message.text).toContain(`create 49.99 USD 'Mug + "big" plate note:x' provider:`);
  });

  test("takes card numbers out of what is submitted", async () => {
    await openForm();
    fillIn({ ...good, what: "charge 4111 1111 1111 1111" });
    await slack.emulator.submit();
    expect(slack.only().message.text).not.toContain("1111 1111");
    expect(slack.only().message.wasRedacted).toBe(true);
  });

  test("remembers what was chosen last", async () => {
    await openForm();
    await slack.emulator.choose("provider", "payall");
    await settledOn("country");
    fillIn({ amount: "5", currency: "EUR", what: "Cup", country: "SG", expiry: "3d" });
    await slack.emulator.submit();
    slack.clock.advance(5_000);
    await openForm();
    const form = slack.emulator.modal();
    expect([form.value("provider"), form.value("currency"), form.value("country"), form.value("expiry")]).toEqual([
      "payall",
      "EUR",
      "SG",
      "3d",
    ]);
    expect(form.value("amount")).toBeUndefined();
  });

  test("finds currencies while typing", async () => {
    await openForm();
    expect(await slack.emulator.suggest("currency", "yen")).toContain("JPY");
    expect((await slack.emulator.suggest("currency", "")).length).toBe(100);
  });

  test("speaks the person's language", async () => {
    await openForm("U0BOB");
    expect(slack.emulator.modal("U0BOB").text).toContain("金额");
  });

  test("tells who may not act so, and offers them nothing", async () => {
    await slack.emulator.command("", { by: "U0GUEST" });
    await until(() => slack.emulator.modal("U0GUEST").text.includes("[reply.refused]"));
    expect(slack.emulator.modal("U0GUEST").fields).toEqual([]);
  });

  test("explains, with a button, when Slack's three seconds were over", async () => {
    slack.emulator.faults.refuse("expired_trigger_id", { method: "views.open" });
    await slack.emulator.command("");
    await until(() => slack.emulator.messages().length > 0);
    const note = slack.emulator.messages()[0];
    expect(note).toMatchObject({ onlyFor: "U0ANN", buttons: [{ label: "Open the form" }] });
    await slack.emulator.press(note?.id ?? "", "Open the form");
    await settledOn("amount");
    expect(slack.emulator.modal().fields).toContain("amount");
  });

  test("says so in the form when its content cannot be read", async () => {
    slack.host.defaults = async () => {
      throw new Error("broken");
    };
    await slack.emulator.command("");
    await until(() => slack.emulator.modal().text.includes("Something went wrong"));
  });
});

describe("shortcuts", () => {
  test("a message shortcut fills the form from the message and keeps its address", async () => {
    const on = { channel: "C0SALES", ts: "1795248000.000100", text: "12.50 USD Mug &amp; plate" };
    await slack.emulator.shortcut("paylink-from-message", on);
    await settledOn("amount");
    const form = slack.emulator.modal();
    expect([form.value("amount"), form.value("currency"), form.value("what")]).toEqual(["12.50", "USD", "Mug & plate"]);
    slack.emulator.fill("o-oneway-country-code", "US");
    await slack.emulator.submit();
    expect(slack.only().message.sourceUrl).toBe("https://paylink-test.slack.com/archives/C0SALES/p1795248000000100");
  });

  test("a message without an amount becomes the description, without card numbers", async () => {
    const on = { channel: "C0SALES", ts: "1795248000.000100", text: "the blue mug for 4111111111111111" };
    await slack.emulator.shortcut("paylink-from-message", on);
    await settledOn("amount");
    expect(slack.emulator.modal().value("what")).toContain("the blue mug for");
    expect(slack.emulator.modal().value("what")).not.toContain("4111111111111111");
  });

  test("the global shortcut posts to direct messages unless a conversation is chosen", async () => {
    await slack.emulator.shortcut("paylink-new");
    await settledOn("amount");
    fillIn(good);
    await slack.emulator.submit();
    expect(slack.only().message.conversation).toBe("slack:T0PAYLINK:D0ANN");
  });
});

async function settledOn(field: string): Promise<void> {
  await until(() => slack.emulator.modal().fields.includes(field));
}
