import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ArcblockEmulator } from "../../adapters/providers/arcblock/emulator.ts";
import type { GstableEmulator } from "../../adapters/providers/gstable/emulator.ts";
import type { QlinkEmulator } from "../../adapters/providers/qlink/emulator.ts";
import { decodeQr } from "../support/decode-qr.ts";
import { openProviderDesk, type Person, type ProviderDesk } from "../support/provider-desk.ts";
import { loadProvider } from "../support/provider-harness.ts";
import { readRequest } from "../support/wire-fields.ts";

let desk: ProviderDesk;
let ann: Person;
const withDesk = (id: string) => {
  beforeAll(async () => {
    desk = await openProviderDesk(await loadProvider(id), { SWEEP_INTERVAL: "0" });
  });
  afterAll(() => desk.bot.stop());
  beforeEach(() => {
    ann = desk.person();
  });
};

describe("options of an item", () => {
  withDesk("qlink");
  const items = () => {
    const sent = desk.bot.requests("qlink").filter((each) => each.path.endsWith("/apply"));
    const { fields } = readRequest(sent.at(-1) as (typeof sent)[number]);
    return [fields["items[].skuName"], fields["items[].skuCode"], fields["items[].quantity"]];
  };

  it.each([
    ["the only thing sold", ["5 USD mug sku:A"], [["mug"], ["A"], [1]]],
    [
      "each of several",
      ["5 USD Mug x2 sku:A + 2 USD Post sku:B"],
      [
        ["Mug", "Post"],
        ["A", "B"],
        [2, 1],
      ],
    ],
    ["a thing named later", ["create 5 USD sku:A", "mug"], [["mug"], ["A"], [1]]],
    ["a thing asked for step by step", ["create sku:A", "5 USD", "mug"], [["mug"], ["A"], [1]]],
    ["the thing sold before", ["5 USD mug x2 sku:A", "again last sku:B"], [["mug"], ["B"], [2]]],
  ])("arrive with %s", async (_what, lines, arrived) => {
    for (const line of lines) await ann.says(line);

    expect(items()).toEqual(arrived);
  });
});

describe("Onerway, whose reports name no link", () => {
  withDesk("onerway");

  it("has the right one of several links of the same amount turn to Paid", async () => {
    const people = [desk.person(), desk.person(), desk.person()];
    for (const each of people) await each.asksFor("mug");
    await people[1]?.buyerPays();
    await desk.leap(20_000);

    expect(people.map((each) => each.card()?.badge?.text)).toEqual(["Active", "Paid", "Active"]);
  });
});

describe("GStable", () => {
  withDesk("gstable");
  const emulator = () => desk.emulator as GstableEmulator;

  it("tells a settlement after the payment, without an amount it does not know", async () => {
    await ann.asksFor("mug");
    await ann.buyerPays({ amount: "7.25" });

    expect(ann.told().at(-1)).toBe("Settled: the payment has arrived at the merchant.");
  });

  it("has a link that was switched in the dashboard follow on its card", async () => {
    await ann.asksFor("mug");
    const { ref, id } = await ann.link();
    await emulator().switchLink(ref ?? "", "disabled");
    await desk.bot.quiet();
    expect([ann.card()?.badge?.text, ann.told().at(-1)]).toEqual(["Disabled", `${id} is disabled.`]);

    await emulator().switchLink(ref ?? "", "enabled");
    await desk.bot.quiet();
    expect(ann.card()?.badge?.text).toBe("Active");
  });

  it("takes price and fee from a payer who bears it as what was asked", async () => {
    await ann.asksFor("mug fee:payer");
    await ann.buyerPays({ amount: "12.58" });

    expect(ann.card()?.badge?.text).toBe("Paid");
  });

  it("carries an amount in the token itself", async () => {
    await ann.says("create 12.345678 USDT coffee");
    await ann.buyerPays();

    expect((await ann.held()).amount).toBe("12.345678");
    expect(ann.versions().at(-1)).toBe("Paid 12.345678 USDT");
  });
});

describe("QLink", () => {
  withDesk("qlink");
  const emulator = () => desk.emulator as QlinkEmulator;

  it("gives a QR code where that is the pay type, and the card says so", async () => {
    await ann.says("40000 IDR coffee country:ID paytype:QR_CODE_PAYMENT paychannel:QRIS");
    const { qrContent } = await ann.link();

    expect(ann.card()?.link).toBeUndefined();
    expect(ann.card()?.lines).toEqual(["Scan the code to pay: this provider gives a QR code, not an address."]);
    expect(decodeQr(ann.card()?.image?.png ?? new Uint8Array())).toBe(qrContent);
  });

  it("refuses a pay type the account does not have, and names those it has", async () => {
    await ann.asksFor("coffee paytype:CASH");

    expect(ann.told().at(-1)).toBe("paytype is one of: ONLINE, QR_CODE_PAYMENT.");
    await expect(ann.link()).rejects.toThrow();
  });

  it("shows that a cancel was only asked until the status says that it is done", async () => {
    emulator().cancelMs = 60_000;
    await ann.asksFor("coffee");
    await ann.says("disable last yes");
    expect(ann.card()?.badge?.text).toBe("Cancel asked");
    for (const _look of [1, 2, 3, 4, 5, 6]) await desk.leap(20_000);

    expect(ann.card()?.badge?.text).toBe("Disabled");
    emulator().cancelMs = 0;
  });

  it("told by a stranger that a request is paid, looks once and believes the answer", async () => {
    await ann.asksFor("coffee");
    const { ref } = await ann.held();
    const lie = JSON.stringify({ tradeUuid: ref, status: "PAY_SUCCESS" });
    const looksBefore = desk.bot.requests("qlink").length;
    const send = () =>
      fetch(`${desk.bot.origin}/webhooks/qlink`, { method: "POST", headers: { sign: "0" }, body: lie });
    const answers = [await send(), await send(), await send()].map((each) => each.status);
    await desk.bot.quiet();

    expect(answers).toEqual([401, 401, 401]);
    expect(ann.card()?.badge?.text).toBe("Active");
    expect(desk.bot.requests("qlink").length - looksBefore).toBe(1);
  });
});

describe("ArcBlock PaymentKit", () => {
  withDesk("arcblock");
  const emulator = () => desk.emulator as ArcblockEmulator;

  it("tells what was given back", async () => {
    await ann.asksFor("mug");
    await ann.buyerPays();
    await emulator().refund((await ann.held()).ref, "5");
    await desk.bot.quiet();

    expect(ann.told().at(-1)).toBe("Refunded: 5.00 USD.");
    expect(ann.card()?.facts).toContainEqual({ label: "Refunded", value: "5.00 USD" });
  });

  it("takes another quantity as expected where the payer may choose it, and no other amount", async () => {
    await ann.asksFor("mug adjustable:yes min:1 max:3");
    await ann.buyerPays({ amount: "37.50" });
    expect(ann.card()?.badge?.text).toBe("Paid");

    const ben = desk.person();
    await ben.asksFor("mug adjustable:yes min:1 max:3");
    await ben.buyerPays({ amount: "50.00" });
    expect(ben.card()?.badge?.text).toBe("Paid 50.00 USD, asked 12.50 USD");
  });

  it("sells at a price that exists already", async () => {
    await ann.asksFor("mug");
    const priceOf = async (person: Person) =>
      (emulator().link((await person.held()).ref).line_items as { price_id: string }[])[0]?.price_id;
    const existing = await priceOf(ann);
    const ben = desk.person();
    await ben.asksFor(`cup price:${existing}`);
    expect(await priceOf(ben)).toBe(existing);

    const cem = desk.person();
    await cem.says(`99 USD cup price:${existing}`);
    expect(cem.told().at(-1)).toMatch(/^price cannot be price_\w+ \(12\.50 USD\)\.$/);
  });

  it("sells in the server's own tokens, all their digits kept", async () => {
    await ann.says("0.000000000000000001 ABT dust");
    expect(ann.told()).toEqual([]);
    expect((await ann.held()).amount).toBe("0.000000000000000001");

    await ann.says("create 1.5 dust currency:ABT");
    expect((await ann.held()).amount).toBe("1.500000000000000000");
    await ann.says("again last 2.5 currency:abt");
    expect((await ann.held()).amount).toBe("2.500000000000000000");
  });

  it("does not hold up anybody while its server is silent", async () => {
    const lonely = await openProviderDesk(await loadProvider("arcblock"));
    lonely.emulator.faults.plan("hang", { times: 5 });
    const ben = lonely.person();
    const startedAt = performance.now();
    await ben.says("providers");
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(ben.told()).toEqual(["Providers"]);
    await lonely.bot.stop();
  });
});
