import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decodeQr } from "../support/decode-qr.ts";
import { openProviderDesk, type Person, type ProviderDesk } from "../support/provider-desk.ts";
import { describeProvider, findProviders, loadProvider } from "../support/provider-harness.ts";

const pairs = await Promise.all(findProviders().map(loadProvider));

describe.each(pairs)("with $provider.title, a person", (pair) => {
  const { traits, options } = describeProvider(pair);
  let desk: ProviderDesk;
  let ann: Person;
  beforeAll(async () => {
    desk = await openProviderDesk(pair, { SWEEP_INTERVAL: "0" });
  });
  afterAll(() => desk.bot.stop());
  beforeEach(() => {
    ann = desk.person();
  });

  const isOpen = async () => {
    const { ref } = await ann.held();
    return desk.emulator.pay(ref).then(
      () => true,
      () => false,
    );
  };

  it("makes a link: one card, the provider's own address, a QR code that scans to it", async () => {
    await ann.asksFor("mug");

    const card = ann.card();
    const link = await ann.link();
    expect(ann.versions()).toEqual([`Active ${desk.price}`]);
    expect(await ann.held()).toMatchObject({ reference: link.reference, url: card?.link?.url });
    expect(decodeQr(card?.image?.png ?? new Uint8Array())).toBe(link.qrContent ?? link.url);
    expect(card?.testBanner).toBeDefined();
    expect(card?.facts).toContainEqual({ label: "Provider", value: desk.title });
  });

  it("shows it by its id, its ref and its address, and finds it in the list", async () => {
    await ann.asksFor("mug");
    const { id, ref, url } = await ann.link();
    for (const name of [id.toLowerCase(), ref, url, "last"]) {
      await ann.says(`show ${name}`);
      expect(ann.last()?.versions.at(-1)?.card.facts).toContainEqual({ label: "Link", value: id });
    }
    await ann.says("list active");

    expect(
      ann
        .last()
        ?.versions.at(-1)
        ?.card.entries?.map((entry) => entry.title),
    ).toEqual([`${id} · ${ann.card()?.title} · mug`]);
  });

  it("stops it: the provider takes no money for it, and the card says Disabled", async () => {
    await ann.asksFor("mug");
    await ann.says("disable last yes");
    await desk.leap(10_000);

    expect(ann.card()?.badge?.text).toBe("Disabled");
    expect(ann.told()).toContainEqual(expect.stringMatching(/was disabled by p\d+\.$/));
    expect(await isOpen()).toBe(false);
  });

  it.runIf(traits.disable !== "reversible")("is asked before a stop that cannot be undone", async () => {
    await ann.asksFor("mug");
    await ann.says("disable last");
    expect(ann.told().at(-1)).toMatch(new RegExp(`${desk.title} cannot undo this`));
    expect(ann.card()?.badge?.text).toBe("Active");

    await ann.says("confirm");
    await desk.leap(10_000);
    expect(ann.card()?.badge?.text).toBe("Disabled");
  });

  it(traits.disable === "reversible" ? "opens it again" : "is told that it cannot be opened again", async () => {
    await ann.asksFor("mug");
    await ann.says("disable last yes");
    await desk.leap(10_000);
    await ann.says("enable last");

    if (traits.disable !== "reversible") {
      expect(ann.told().at(-1)).toMatch(/cannot open a link again\. Make a new one: again L/);
      return;
    }
    expect(ann.card()?.badge?.text).toBe("Active");
    expect(ann.told().at(-1)).toMatch(/takes payments again/);
    expect(await isOpen()).toBe(true);
  });

  it(traits.editable.length > 0 ? "changes what can be changed" : "is told that it cannot be changed", async () => {
    await ann.asksFor("mug");
    const before = await ann.held();
    if (traits.editable.length === 0) {
      await ann.says("edit last note:new");
      expect(ann.told().at(-1)).toMatch(/cannot change a link\. Make a new one: again L/);
      return;
    }
    for (const key of traits.editable) {
      const field = options.find((each) => each.key === key);
      await ann.says(`edit last ${key}:"${field?.example}"`);
      expect(ann.told().at(-1)).toMatch(/was changed/);
    }

    expect(await ann.held()).toMatchObject({ ref: before.ref, url: before.url, amount: before.amount });
    expect(Object.keys((await ann.link()).options)).toEqual(expect.arrayContaining([...traits.editable]));
  });

  it("is offered a new link where the amount is to change", async () => {
    await ann.asksFor("mug");
    const before = await ann.held();
    await ann.says("edit last amount:99");

    expect(ann.told().at(-1)).toMatch(/never change\. Make a new one instead: again L/);
    expect(await ann.held()).toEqual(before);
  });

  it(traits.canArchive ? "archives it for good" : "is told that there is no archive", async () => {
    await ann.asksFor("mug");
    await ann.says("archive last yes");

    if (!traits.canArchive) {
      expect(ann.told().at(-1)).toMatch(/has no archive\. Use disable L/);
      return;
    }
    expect(ann.card()?.badge?.text).toBe("Archived");
    expect(await isOpen()).toBe(false);
    await ann.says("enable last");
    expect(ann.card()?.badge?.text).toBe("Archived");
  });

  it.runIf(traits.canArchive)("is asked before archiving", async () => {
    await ann.asksFor("mug");
    await ann.says("archive last");

    expect(ann.told().at(-1)).toMatch(/This is final/);
    expect(ann.card()?.badge?.text).toBe("Active");
  });

  it(traits.canOpenAmount ? "lets the payer choose the amount" : "is told that the amount must be fixed", async () => {
    const [, currency] = desk.price.split(" ");
    await ann.says(`create amount:open currency:${currency} gift ${desk.extras}`);
    if (!traits.canOpenAmount) {
      expect(ann.told().at(-1)).toMatch(new RegExp(`${desk.title} needs a fixed amount`));
      expect(desk.emulator.links().some((each) => each.amount === "")).toBe(false);
      return;
    }
    expect(ann.card()?.title).toBe(`The payer chooses (${currency})`);
    await ann.buyerPays({ amount: "7.25" });

    expect(ann.card()?.badge?.text).toBe("Paid");
    expect(ann.told()).toContain(`Paid: 7.25 ${currency}. gift`);
    expect(ann.card()?.facts).toContainEqual({ label: "Received", value: `7.25 ${currency}` });
  });

  it(traits.canManyUses ? "has many payments counted" : "is told that there is one payment per link", async () => {
    await ann.asksFor("ticket uses:many");
    if (!traits.canManyUses) {
      expect(ann.told().at(-1)).toMatch(new RegExp(`${desk.title}'s links take one payment each`));
      return;
    }
    const intoMinute = desk.clock.now().getTime() % 60_000;
    await desk.leap(60_000 - intoMinute);
    for (const _payment of [1, 2, 3]) {
      await ann.buyerPays();
      await desk.leap(6_000);
    }

    expect(ann.card()?.badge?.text).toBe("Active · paid 3×");
    expect(ann.card()?.facts).toContainEqual({ label: "Received", value: expect.stringMatching(/ in 3$/) });
    expect(ann.told().filter((title) => /^Paid|payments/.test(title))).toHaveLength(1);
    await ann.says("show last");
    expect(ann.told(), "answered while payments are gathered").toContain(ann.card()?.title);
    await desk.leap(60_000);
    expect(ann.told().filter((title) => /^Paid|payments/.test(title))).toEqual([
      expect.stringMatching(/^Paid: .*ticket$/),
      expect.stringMatching(/^2 payments, .*ticket$/),
    ]);
    expect(await isOpen()).toBe(true);
  });

  it("sells several things in one link", async () => {
    const [amount, currency] = desk.price.split(" ");
    await ann.says(`${amount} ${currency} Mug x3 ${desk.extras} + 5 ${currency} Shipping`);

    expect(ann.card()?.facts?.find((fact) => fact.label === "Items")?.value).toMatch(/^Mug: 3 × .*\nShipping: 1 × /);
    expect((await ann.held()).amount).toMatch(/^42\.50*$/);
  });

  it("sees it end at its time, by the provider or by the bot", async () => {
    const least = traits.expiry?.minSeconds ?? 600;
    await ann.asksFor(`mug expires:${Math.round(least / 60)}m`);
    const { expiryBy } = await ann.link();
    expect(expiryBy).toBe(traits.expiry === undefined ? "paylink" : "provider");
    await desk.leap(least * 1000 + 1_000);
    await desk.leap(30_000);

    expect(ann.card()?.badge?.text).toBe("Expired");
    expect(ann.told().at(-1)).toMatch(/has expired/);
    expect(await isOpen()).toBe(false);
  });

  it("sees the visits where the provider counts them", async () => {
    await ann.asksFor("mug");
    const { url } = await ann.held();
    await fetch(url);
    await ann.says("refresh last");
    await ann.says("show last");

    const visits = ann
      .last()
      ?.versions.at(-1)
      ?.card.facts?.find((fact) => fact.label === "Visits")?.value;
    expect(visits).toBe(traits.hasVisits ? "1" : undefined);
  });
});
