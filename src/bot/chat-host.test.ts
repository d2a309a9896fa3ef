import { describe, expect, it } from "vitest";
import { memoryCache, seededIds } from "../../test/support/runtime.ts";
import { activeLink, serviceBench } from "../../test/support/service-bench.ts";
import { sampleMessage } from "../../test/support/store-samples.ts";
import type { ActorId } from "../model/conversation.ts";
import type { Currency } from "../model/currency.ts";
import { ProviderError, StoreUnavailableError } from "../model/errors.ts";
import type { ProviderId } from "../model/payment-link.ts";
import type { PaymentProvider } from "../ports/payment-provider.ts";
import type { BotContext } from "./bot-context.ts";
import { createChatHost } from "./chat-host.ts";
import { profileWrite } from "./profile.ts";

const ann = "slack:T1:U1" as ActorId;
const onerway = "onerway" as ProviderId;
const shell: Currency = { code: "SHELL", exponent: 18, kind: "token", name: { en: "Shell", zh: "贝壳" } };

function hostOf(settings: Parameters<typeof serviceBench>[0] = {}, house: Partial<BotContext["house"]> = {}) {
  const bench = serviceBench(settings);
  const context: BotContext = {
    ...bench.context,
    ids: seededIds("host"),
    cache: memoryCache(bench.clock),
    house: { timezone: "UTC", ...house },
  };
  return { ...bench, host: createChatHost(context) };
}
const server = (listCurrencies: PaymentProvider["listCurrencies"]) =>
  hostOf({ traits: { currencies: "server" }, provider: listCurrencies === undefined ? {} : { listCurrencies } });
const codes = (currencies: readonly Currency[]) => currencies.map((each) => each.code);

describe("a message", () => {
  it("is accepted once, into the lane of its conversation", async () => {
    const { host, store, clock } = hostOf();
    const message = sampleMessage();

    expect(await host.accept({ key: "m1", message })).toBe("accepted");
    expect(await host.accept({ key: "m1", message })).toBe("duplicate");
    const claimed = await store.claimDeliveries({ limit: 9, leaseMs: 1_000, now: clock.now() });
    expect(claimed).toMatchObject([{ source: "slack", lane: "slack:T1:C1", body: { kind: "message", message } }]);
  });

  it("is not accepted while the store is away", async () => {
    const away = () => Promise.reject(new StoreUnavailableError("away"));
    const { host } = hostOf({ store: (real) => ({ ...real, acceptDelivery: away }) });

    await expect(host.accept({ key: "m1", message: sampleMessage() })).rejects.toThrow(StoreUnavailableError);
  });
});

describe("type-ahead", () => {
  it("offers the usual currencies first, and finds others by code and by name", async () => {
    const { host } = hostOf();

    expect(codes(await host.currencies("")).slice(0, 3)).toEqual(["USD", "EUR", "CNY"]);
    expect(codes(await host.currencies("kw"))[0]).toBe("KWD");
    expect(codes(await host.currencies("dinar"))).toContain("KWD");
    expect(codes(await host.currencies("人民币"))).toContain("CNY");
    expect((await host.currencies("")).length).toBeLessThanOrEqual(50);
  });

  it("offers what the provider takes", async () => {
    expect(codes(await hostOf().host.currencies("", onerway))).toEqual(["USD"]);
    expect(codes(await server(async () => [shell]).host.currencies("", onerway))).toEqual(["SHELL"]);
  });

  it("offers everything when the provider's server fails or says nothing", async () => {
    const failing = server(() =>
      Promise.reject(new ProviderError({ provider: "onerway", operation: "x", kind: "unavailable" })),
    );
    const silent = server(() => new Promise(() => {}));
    const waiting = silent.host.currencies("us", onerway);
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    silent.clock.advance(1_500);

    expect(codes(await failing.host.currencies("us", onerway))[0]).toBe("USD");
    expect(codes(await waiting)[0]).toBe("USD");
  });
});

describe("what a platform may show", () => {
  it("is a person's own defaults", async () => {
    const { host, store } = hostOf({}, { currency: "USD" });
    await store.commit({ records: [profileWrite(ann, { currency: "EUR", timezone: "Asia/Tokyo" })] });

    expect(await host.defaults(ann)).toMatchObject({ currency: "EUR", timezone: "Asia/Tokyo", provider: "onerway" });
    expect(await host.defaults("slack:T1:U2" as ActorId)).toMatchObject({ currency: "USD", timezone: "UTC" });
  });

  it("is their links, days taken on their own clock", async () => {
    const { host, store, put } = hostOf();
    const createdAt = new Date("2026-11-20T16:30:00Z");
    await put(activeLink({ createdAt, createdBy: { id: ann, name: "Ann" } }));
    expect(await host.links(ann, { from: "2026-11-21" })).toEqual([]);

    await store.commit({ records: [profileWrite(ann, { timezone: "Asia/Tokyo" })] });
    expect(await host.links(ann, { from: "2026-11-21" })).toHaveLength(1);
  });

  it("is what a text would make, exactly, and nothing is made", async () => {
    const { host, store } = hostOf();

    expect(await host.preview("49.99 USD Annual membership", ann)).toEqual({
      amount: "49.99 USD",
      description: "Annual membership",
    });
    expect(await host.preview("lunch?", ann)).toBeUndefined();
    expect((await store.listLinks({ limit: 1 })).links).toEqual([]);
  });

  it("is any sentence of the bot by its name, and a name nobody knows as it is", () => {
    const { host } = hostOf();

    expect(host.say("button.cancel", "zh")).toBe("取消");
    expect(host.say("no.such.sentence", "en")).toBe("no.such.sentence");
  });
});
