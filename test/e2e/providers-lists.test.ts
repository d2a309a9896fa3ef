import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestBot, type TestBot } from "../support/bot.ts";
import { openProviderDesk, type Person, type ProviderDesk } from "../support/provider-desk.ts";
import { describeProvider, findProviders, loadProvider } from "../support/provider-harness.ts";

const pairs = await Promise.all(findProviders().map(loadProvider));
const cardOf = (person: Person) => person.last()?.versions.at(-1)?.card;
const isoDay = (at: Date) => at.toISOString().slice(0, 10);

describe.each(pairs)("what $provider.title holds", (pair) => {
  const { traits } = describeProvider(pair);
  const filters = traits.list?.filters ?? [];
  let desk: ProviderDesk;
  let ann: Person;
  beforeAll(async () => {
    desk = await openProviderDesk(pair, { SWEEP_INTERVAL: "0" });
    ann = desk.person();
    if (traits.list === undefined) return;
    for (let at = 1; at <= 12; at += 1) {
      await desk.madeElsewhere(`Stand ${at}`);
      desk.clock.leap(1_000);
    }
    await ann.asksFor("mug");
    desk.clock.leap(1_000);
    await ann.asksFor("cup");
    await ann.says("disable last yes");
  });
  afterAll(() => desk.bot.stop());
  beforeEach(() => {
    ann = desk.person();
  });

  const list = async (words: string) => {
    await ann.says(`list source:provider provider:${pair.provider.id} ${words}`);
    return cardOf(ann);
  };
  const ignored = (name: string) => [`${desk.title} cannot sift its list by ${name}; everything is shown.`];

  it.runIf(traits.list === undefined)("is not listed, and that is said", async () => {
    expect((await list(""))?.title).toBe(`${desk.title} has no list of its own.`);
  });

  it.runIf(traits.list !== undefined)("is listed page by page, every link once, newest first", async () => {
    const first = await list("");
    const command = first?.buttons?.[0]?.action;
    expect(command).toMatchObject({ kind: "command", command: expect.stringMatching(/source:provider page:2$/) });
    await ann.says(command?.kind === "command" ? command.command : "");
    const second = cardOf(ann);
    const titles = [...(first?.entries ?? []), ...(second?.entries ?? [])].map((entry) => entry.title);

    expect(titles).toHaveLength(14);
    expect(new Set(titles).size).toBe(14);
    expect(titles[0]).toMatch(/^L\w+ · .* · cup$/);
    expect(second?.lines).toEqual(["Page 2"]);
    expect(second?.buttons).toBeUndefined();
    expect((await list("page:9"))?.lines).toEqual(["No link matches. Try list all, or fewer words."]);
  });

  it.runIf(traits.list !== undefined)("tells our links from those made elsewhere", async () => {
    const entries = (await list(""))?.entries ?? [];
    const [ours, theirs] = [
      entries.find((each) => /mug$/.test(each.title)),
      entries.find((each) => /Stand 12/.test(each.title)),
    ];

    expect(ours?.detail).not.toMatch(/elsewhere/);
    expect(theirs?.detail).toMatch(/made elsewhere · .*http/);
    expect(theirs).toMatchObject({ badge: { text: "Active" }, title: expect.stringContaining(desk.price) });
    expect(theirs?.buttons).toBeUndefined();
  });

  it.runIf(traits.list !== undefined)(
    "is sifted by what its list can, and said to be whole where it cannot",
    async () => {
      const stopped = await list("disabled");
      if (filters.includes("status")) expect(stopped?.entries?.map((each) => each.badge.text)).toEqual(["Disabled"]);
      else expect(stopped?.lines).toEqual(ignored("status"));

      const named = await list("mug");
      if (filters.includes("words"))
        expect(named?.entries?.map((each) => each.title.split(" · ").at(-1))).toEqual(["mug"]);
      else expect(named?.lines).toEqual(ignored("words"));

      const later = await list(`from:${isoDay(new Date(desk.clock.now().getTime() + 2 * 86_400_000))}`);
      if (filters.includes("from")) expect(later?.entries).toBeUndefined();
      else expect(later?.lines).toEqual(ignored("from"));

      const earlier = await list("to:2026-01-31");
      if (filters.includes("to")) expect(earlier?.entries).toBeUndefined();
      else expect(earlier?.lines).toEqual(ignored("to"));

      const turned = await list("order:created_at:ASC");
      if (filters.includes("order")) expect(turned?.entries?.[0]?.title).toMatch(/Stand 1 |Stand 1$/);
      else expect(turned?.lines).toEqual(ignored("order"));
    },
  );

  it.runIf(traits.list !== undefined)("has no paid or expired links of its own", async () => {
    expect((await list("paid"))?.lines).toEqual(ignored("status"));
  });

  it(traits.canListAccounts ? "has its accounts shown" : "has no accounts to show, and that is said", async () => {
    await ann.says(`accounts ${pair.provider.id}`);

    if (!traits.canListAccounts) expect(cardOf(ann)?.title).toBe(`${desk.title} has no accounts to list.`);
    else expect(cardOf(ann)?.entries?.every((entry) => entry.title !== "" && entry.detail !== "")).toBe(true);
    if (traits.canListAccounts) expect(cardOf(ann)?.entries?.length).toBeGreaterThan(0);
  });

  it("is not asked in vain: a failure is said in a sentence", async () => {
    desk.emulator.faults.plan("unauthorised", { times: 5 });
    const card = await list("");
    desk.emulator.faults.clear();

    expect(card?.title).toMatch(traits.list === undefined ? /has no list/ : /did not accept our credentials/);
  });
});

describe("with all providers at once", () => {
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot();
  });
  afterAll(() => bot.stop());

  const table = async (language: "en" | "zh") => {
    await bot.do("providers", { locale: { language, timezone: "UTC" } });
    return bot.desk.messages.at(-1)?.versions[0]?.card.entries ?? [];
  };

  const says = async (text: string, over: Parameters<TestBot["do"]>[1] = {}) => {
    await bot.do(text, { actor: { id: "desk:house:dan" as never, name: "Dan" }, ...over });
    return bot.desk.messages.at(-1)?.versions.at(-1)?.card;
  };

  it("a sentence names the provider it is about: the one asked for, or the person's usual one", async () => {
    expect((await says("list source:provider provider:qlink"))?.title).toBe("QLink has no list of its own.");
    await says("settings provider:payermax");
    expect((await says("5 USD mug uses:many"))?.title).toMatch(/^PayerMax's links take one payment each/);
    expect((await says("list source:provider"))?.title).toBe("PayerMax has no list of its own.");
    expect((await says("accounts"))?.title).toBe("PayerMax has no accounts to list.");
  });

  it("a confirmation shows everything that was understood, the provider's own options too", async () => {
    const card = await says('40000 IDR shoes provider:qlink country:ID paychannel:QRIS sku:A7 note:"gift"', {
      kind: "text",
    });

    expect(card?.title).toBe("Make this link?");
    expect(card?.facts?.map(({ label, value }) => `${label}: ${value}`)).toEqual(
      expect.arrayContaining(["Provider: QLink", "Country: ID", "Pay channel: QRIS", "SKU: A7", "Note: gift"]),
    );
    await says("cancel");
  });

  it("nobody is asked about a link that is not there", async () => {
    expect((await says("archive LZZZZZ", { kind: "text" }))?.title).toMatch(/^I do not know the link LZZZZZ/);
    expect((await says("confirm"))?.title).toMatch(/^There is nothing to answer/);
  });

  it("the table says of each what it can do and names every option, in both languages", async () => {
    const [english, chinese] = [await table("en"), await table("zh")];
    for (const [at, { provider }] of pairs.entries()) {
      const { traits, options } = describeProvider(pairs[at] as (typeof pairs)[number]);
      const rows = [english, chinese].map(
        (each) => each.find((entry) => entry.title.endsWith(`(${provider.id})`))?.detail ?? "",
      );
      for (const key of options.map((each) => each.key))
        expect(rows.every((row) => row.includes(`${key}:`))).toBe(true);
      expect(rows[0]?.includes("archive")).toBe(traits.canArchive);
      expect(rows[0]?.includes("payer-chosen amount")).toBe(traits.canOpenAmount);
      expect(rows[0]?.includes("expiry by the bot")).toBe(traits.expiry === undefined);
      expect(rows[1]).not.toMatch(/\{\w+\}/);
    }
    expect(english).toHaveLength(pairs.length);
  });
});
