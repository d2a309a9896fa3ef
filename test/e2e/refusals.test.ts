import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AccountId, LinkId, PaymentLink, ProviderId, Reference } from "../../src/model/payment-link.ts";
import { startTestBot, type TestBot } from "../support/bot.ts";

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot({ providers: ["onerway", "payermax"] });
});
afterAll(() => bot.stop());
beforeEach(() => {
  bot.desk.messages.length = 0;
});

let people = 0;
const person = () => {
  people += 1;
  return { actor: { id: `desk:house:r${people}` as never, name: `R${people}` } };
};
const last = () => bot.desk.messages.at(-1)?.versions.at(-1)?.card;
const facts = () => Object.fromEntries((last()?.facts ?? []).map((fact) => [fact.label, fact.value]));
const linksOf = async (who: ReturnType<typeof person>) =>
  (await bot.app.store.listLinks({ createdBy: who.actor.id, limit: 10 })).links;
const auditOf = async (who: ReturnType<typeof person>) =>
  (await bot.app.store.listAudit({ limit: 10_000 })).filter((row) => row.who === who.actor.id);

describe("a request that is refused at its last step", () => {
  it("keeps what was typed, to be put right", async () => {
    const ann = person();
    await bot.do("5 USD tea provider:payermax expires:40d", ann);
    expect(last()?.title).toMatch(/from 1h to 30d/);

    await bot.do("expires:20d", ann);
    expect(facts()).toMatchObject({ For: "tea", Amount: "5.00 USD (US Dollar)" });

    await bot.do("confirm", { ...ann, kind: "button" });
    expect(await linksOf(ann)).toMatchObject([{ description: "tea", provider: "payermax", status: "active" }]);
  });

  it("keeps what was to be different when it repeats a link", async () => {
    const ann = person();
    await bot.do("5 USD mug", ann);
    const [link] = await linksOf(ann);
    await bot.do(`again ${link?.id} provider:payermax expires:40d`, ann);
    expect(last()?.title).toMatch(/from 1h to 30d/);

    await bot.do("expires:2d", ann);
    await bot.do("confirm", { ...ann, kind: "button" });
    expect(await linksOf(ann)).toHaveLength(2);
  });

  it("does not stand in the way of another one", async () => {
    const ann = person();
    await bot.do("5 USD tea provider:payermax expires:40d", ann);
    await bot.do("6 USD cup", ann);

    expect(await linksOf(ann)).toMatchObject([{ description: "cup" }]);
  });
});

describe("an open question", () => {
  const ask = async (who: ReturnType<typeof person>) => {
    await bot.do("create 5 USD", who);
    expect(last()?.title).toMatch(/What is it for/);
  };

  it.each([
    ["a card number that was taken out", "my card is [card number removed]", { wasRedacted: true }],
    ["a text that is too long", "x".repeat(2_001), {}],
    ["a look at the providers", "providers", {}],
    ["a look at the list", "list", {}],
    ["a look at a link that is not there", "/show LZZZZZ", {}],
  ])("stays open after %s", async (_name, text, over) => {
    const ann = person();
    await ask(ann);
    await bot.do(text, { ...ann, ...over });
    await bot.do("mug", { ...ann, kind: "text" });

    expect(await linksOf(ann)).toMatchObject([{ description: "mug" }]);
  });

  it("for a yes stays open after words that are none", async () => {
    const ann = person();
    await bot.do("5 USD mug provider:payermax", ann);
    await bot.do("disable last", ann);
    expect(last()?.title).toMatch(/cannot undo this/);
    await bot.do("hmm, let me think", { ...ann, kind: "text" });
    await bot.do("confirm", { ...ann, kind: "button" });

    expect(await linksOf(ann)).toMatchObject([{ status: "disabled" }]);
  });
});

describe("a yes that is pressed under an older question", () => {
  const yes = () => {
    const action = last()?.buttons?.[0]?.action;
    if (action?.kind !== "command") throw new Error("no button");
    return action.command;
  };

  it("does nothing to what is asked now", async () => {
    const ann = person();
    await bot.do("5 USD mug provider:payermax", ann);
    await bot.do("disable last", ann);
    const older = yes();
    await bot.do("6 USD cup provider:payermax", ann);
    await bot.do("disable last", ann);
    const newer = yes();
    await bot.do(older, { ...ann, kind: "button" });
    expect(last()?.title).toMatch(/That question is over/);
    expect((await linksOf(ann)).map((link) => link.status)).toEqual(["active", "active"]);

    await bot.do(newer, { ...ann, kind: "button" });
    expect((await linksOf(ann)).map((link) => link.status)).toEqual(["disabled", "active"]);
  });

  it("makes the link it was shown with, and nothing once that is made", async () => {
    const ann = person();
    await bot.do("create 7 USD", { ...ann, kind: "text" });
    await bot.do("a blue mug for Bob", { ...ann, kind: "text" });
    const made = yes();
    await bot.do(made, { ...ann, kind: "button" });
    await bot.do(made, { ...ann, kind: "button" });

    expect(await linksOf(ann)).toHaveLength(1);
  });
});

describe("people talking past the bot", () => {
  it("are not answered, whatever they say and whoever they are", async () => {
    const past = { kind: "text", isAddressed: false } as const;
    await bot.do("[card number removed]", { ...person(), ...past, wasRedacted: true });
    await bot.do("x".repeat(2_001), { ...person(), ...past });
    await bot.do("lunch?", { ...person(), ...past, isAllowed: false });

    expect(bot.desk.messages).toEqual([]);
  });
});

describe("a provider that is slow to answer", () => {
  it("holds nobody up: the look goes on, and the card changes when there is news", async () => {
    const ann = person();
    await bot.do("5 USD mug", ann);
    const [link] = await linksOf(ann);
    bot.emulator("onerway").faults.webhooks = "off";
    await bot.emulator("onerway").pay(link?.ref ?? "");
    bot.emulator("onerway").faults.plan("slow", { operation: "list", ms: 4_000, times: 2 });
    const startedAt = performance.now();
    await bot.desk.say("refresh last", ann);
    await expect.poll(() => last()?.title, { timeout: 6_000 }).toMatch(/slow to answer/);
    expect(performance.now() - startedAt).toBeLessThan(3_900);

    await expect.poll(() => bot.desk.titles()[0], { timeout: 10_000 }).toBe("Paid 5.00 USD");
    bot.emulator("onerway").faults.webhooks = "normal";
  });
});

describe("a link whose provider is not configured any more", () => {
  const stray = async (who: ReturnType<typeof person>): Promise<PaymentLink> => {
    await bot.do("5 USD mug", who);
    const [made] = await linksOf(who);
    if (made === undefined) throw new Error("no link");
    const link = {
      ...made,
      id: `LGNE${[..."ABCDEFGHJKMNPQRSTUVWXYZ"][people]}A` as LinkId,
      reference: `gone-${people}` as Reference,
      account: "qlink:default" as AccountId,
      provider: "qlink" as ProviderId,
      revision: 0,
    };
    await bot.app.store.commit({ links: [link] });
    return link;
  };

  it.each(["disable", "enable", "archive", "refresh", "edit"])("cannot be changed, and %s says why", async (verb) => {
    const ann = person();
    const link = await stray(ann);
    await bot.do(`${verb} ${link.id}${verb === "edit" ? " note:x" : ""} ${verb === "disable" ? "yes" : ""}`, ann);

    expect(last()?.title).toMatch(/qlink is not set up here any more/);
  });

  it("is shown and listed all the same", async () => {
    const ann = person();
    const link = await stray(ann);
    await bot.do(`show ${link.id}`, ann);
    expect(last()?.title).toBe("5.00 USD");
    expect(last()?.buttons?.map((button) => button.action.kind)).toEqual(["open", "copy"]);

    await bot.do("list", ann);
    expect(last()?.entries?.some((entry) => entry.title.startsWith(link.id))).toBe(true);
  });
});

describe("the audit trail", () => {
  it("has one row for each thing a person changed, and for each that was refused", async () => {
    const ann = person();
    await bot.do("5 USD mug", ann);
    await bot.do("disable last", ann);
    await bot.do("enable last", ann);
    await bot.do("archive last", ann);
    await bot.do("settings currency:EUR", ann);
    await bot.do("5 USD tea provider:payermax expires:40d", ann);
    await bot.do("5 USD tea", { ...ann, isAllowed: false });
    const rows = (await auditOf(ann)).map(({ what, outcome }) => `${what} ${outcome}`);

    expect(rows).toEqual([
      "link.requested done",
      "link.disable-requested done",
      "link.disabled done",
      "link.enable-requested done",
      "link.enabled done",
      "intent.archive refused",
      "settings.changed done",
      "intent.create refused",
      "access.refused refused",
    ]);
  });
});
