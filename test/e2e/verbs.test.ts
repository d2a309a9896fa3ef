import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestBot, type TestBot } from "../support/bot.ts";

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot({ providers: ["onerway", "payermax"] });
});
afterAll(() => bot.stop());
beforeEach(() => {
  bot.desk.messages.length = 0;
});

/** A person of their own for each test, so that `last` and lists are theirs. */
let people = 0;
const person = () => {
  people += 1;
  return { actor: { id: `desk:house:p${people}` as never, name: `P${people}` } };
};
const last = () => bot.desk.messages.at(-1)?.versions.at(-1)?.card;
const first = () => bot.desk.messages[0]?.versions.at(-1)?.card;

describe("disable and enable", () => {
  it("are confirmed by the provider and shown on the card", async () => {
    const ann = person();
    await bot.do("5 USD mug", ann);
    await bot.do("disable last", ann);
    expect(first()?.badge?.text).toBe("Disabled");

    await bot.do("enable last", ann);
    expect(first()?.badge?.text).toBe("Active");
  });

  it("ask first where it cannot be undone, and go on with a yes", async () => {
    const ann = person();
    await bot.do("5 USD mug provider:payermax", ann);
    await bot.do("disable last", ann);
    expect(last()?.title).toMatch(/PayerMax cannot undo this/);

    await bot.do("confirm", { ...ann, kind: "button" });
    expect(first()?.badge?.text).toBe("Disabled");
  });

  it("refuse to enable where the provider cannot, and say what to do instead", async () => {
    const ann = person();
    await bot.do("5 USD mug provider:payermax", ann);
    await bot.do("disable last yes", ann);
    await bot.do("enable last", ann);

    expect(last()?.title).toMatch(/PayerMax cannot open a link again. Make a new one: again L/);
  });

  it("say so when there is nothing to disable", async () => {
    const ann = person();
    await bot.do("5 USD mug", ann);
    await bot.do("disable last", ann);
    await bot.do("disable last", ann);

    expect(last()?.title).toMatch(/is Disabled: there is nothing to disable/);
  });

  it("a disable that the provider does not answer goes on until it is confirmed", async () => {
    const ann = person();
    await bot.do("5 USD mug", ann);
    bot.emulator("onerway").faults.plan("error", { operation: "updateStatus", times: 4 });
    await bot.do("disable last", ann);

    await expect.poll(() => first()?.badge?.text, { timeout: 10_000 }).toBe("Disabled");
  });
});

describe("looking", () => {
  it("list shows one's own links, list all everyone's", async () => {
    const [ann, ben] = [person(), person()];
    await bot.do("5 USD mug", ann);
    await bot.do("6 USD cup", ben);
    await bot.do("list", ann);
    expect(last()?.entries?.map((entry) => entry.title.split(" · ")[2])).toEqual(["mug"]);

    await bot.do("list all", ann);
    expect(
      last()
        ?.entries?.slice(0, 2)
        .map((entry) => entry.title.split(" · ")[2]),
    ).toEqual(["cup", "mug"]);
  });

  it("list filters by status and words, and pages", async () => {
    const ann = person();
    for (let index = 0; index < 12; index += 1) await bot.do(`${index + 1} USD thing${index}`, ann);
    await bot.do("list page:2", ann);
    expect(last()?.entries).toHaveLength(2);

    await bot.do("list thing3", ann);
    expect(last()?.entries).toHaveLength(1);

    await bot.do("list paid", ann);
    expect(last()?.lines?.[0]).toMatch(/No link matches/);
  });

  it("list source:provider shows links made elsewhere as such", async () => {
    await bot.do("5 USD mug", person());
    await bot.do("list source:provider", person());

    expect(last()?.title).toBe("Links at Onerway");
    expect(last()?.entries?.length).toBeGreaterThan(0);
  });

  it("show is for the asker's eyes, by id in any case, by url and by the provider's id", async () => {
    const ann = person();
    await bot.do("5 USD mug", ann);
    const [link] = (await bot.app.store.listLinks({ limit: 1 })).links;
    for (const name of [link?.id.toLowerCase(), link?.url, link?.ref, "last"]) {
      await bot.do(`show ${name}`, ann);
      expect(last()?.title).toBe("5.00 USD");
      expect(bot.desk.messages.at(-1)?.target.privateTo).toBe(ann.actor.id);
    }
  });

  it("refresh asks the provider and says how it stands", async () => {
    const ann = person();
    await bot.do("5 USD mug", ann);
    const [link] = (await bot.app.store.listLinks({ limit: 1 })).links;
    bot.emulator("onerway").faults.webhooks = "off";
    await bot.emulator("onerway").pay(link?.ref ?? "");
    await bot.do("refresh last", ann);
    bot.emulator("onerway").faults.webhooks = "normal";

    expect(bot.desk.titles()).toContainEqual(expect.stringMatching(/5.00 USD · Paid/));
    expect(first()?.badge?.text).toBe("Paid");
  });

  it("of a link nobody knows says so", async () => {
    await bot.do("show LZZZZZ", person());

    expect(last()?.title).toMatch(/I do not know the link LZZZZZ/);
  });

  it("providers, accounts, help and settings answer", async () => {
    const ann = person();
    await bot.do("providers", ann);
    expect(last()?.entries?.map((entry) => entry.title)).toEqual(["Onerway (onerway)", "PayerMax (payermax)"]);

    await bot.do("accounts payermax", ann);
    expect(last()?.title).toMatch(/has no accounts to list/);

    await bot.do("help", ann);
    expect(last()?.title).toBe("Payment links in this chat");
  });
});

describe("settings", () => {
  it("change the language, the clock and what may be left out", async () => {
    const ann = person();
    await bot.do("settings language:zh timezone:Asia/Shanghai currency:EUR provider:payermax", ann);
    expect(last()?.title).toBe("你的设置");

    await bot.do("7 杯子", ann);
    expect(last()?.badge?.text).toBe("待付款");
    expect(last()?.title).toBe("7.00 EUR");
    expect(last()?.facts?.find((fact) => fact.label === "有效期至")?.value).toMatch(/Asia\/Shanghai/);
  });

  it("refuse what cannot be", async () => {
    await bot.do("settings timezone:Mars", person());

    expect(last()?.title).toMatch(/timezone cannot be Mars/);
  });
});

describe("a dialogue", () => {
  it("asks one thing at a time, keeps its place over a restart, and then makes the link", async () => {
    const ann = person();
    await bot.do("create", ann);
    expect(last()?.title).toMatch(/How much/);

    bot = await bot.restart();
    await bot.do("12 USD", { ...ann, kind: "text" });
    expect(last()?.title).toMatch(/What is it for/);

    await bot.do("blue mug", { ...ann, kind: "text" });
    expect(last()?.badge?.text).toBe("Active");
    expect(last()?.facts?.find((fact) => fact.label === "For")?.value).toBe("blue mug");
  });

  it("confirms what was asked for in plain words before anything is made", async () => {
    const ann = person();
    await bot.do("send Bob a link for $25.50 for the blue mug", { ...ann, kind: "text" });
    expect(last()?.facts?.find((fact) => fact.label === "In words")?.value).toMatch(/twenty-five point five US Dollar/);
    expect(last()?.buttons?.map((button) => button.label)).toEqual(["Create", "Cancel"]);

    await bot.do("confirm", { ...ann, kind: "button" });
    expect(last()?.title).toBe("25.50 USD");
  });

  it("closes its question when the button on it was pressed", async () => {
    const ann = person();
    await bot.do("create 5 USD", ann);
    await bot.do("mug provider:payermax", { ...ann, kind: "text" });
    await bot.do("disable last", ann);
    const prompt = bot.desk.messages.at(-1)?.ref;
    await bot.do("confirm", { ...ann, kind: "button", ...(prompt !== undefined && { about: prompt }) });

    const asked = bot.desk.messages.find((message) => message.ref === prompt);
    expect(asked?.versions.at(-1)?.card.buttons ?? []).toEqual([]);
  });

  it("ends with cancel, and nothing is made", async () => {
    const ann = person();
    await bot.do("create", ann);
    await bot.do("cancel", ann);

    expect(last()?.title).toMatch(/Cancelled/);
  });
});

describe("people who may not", () => {
  it("get one polite refusal that names whom to ask, and nothing else happens", async () => {
    const before = bot.emulator("onerway").links().length;
    await bot.do("5 USD mug", { ...person(), isAllowed: false, refusal: "Alice" });

    expect(last()?.title).toBe("You are not allowed to use this bot here. Ask Alice.");
    expect(bot.emulator("onerway").links()).toHaveLength(before);
  });

  it("are not answered when they only talk past the bot", async () => {
    await bot.do("lunch?", { ...person(), isAllowed: false, kind: "text", isAddressed: false });

    expect(bot.desk.messages).toEqual([]);
  });
});
