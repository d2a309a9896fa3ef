import { describe, expect, it } from "vitest";
import { emptyShared, memoryStore } from "../../test/support/memory-store.ts";
import { ManualClock } from "../../test/support/runtime.ts";
import { serviceBench } from "../../test/support/service-bench.ts";
import type { ActorId } from "../model/conversation.ts";
import type { AccountId, ProviderId } from "../model/payment-link.ts";
import { createProviderRegistry } from "../services/provider-registry.ts";
import { changeProfile, defaultsFor, findProfile, localeFor, profileWrite } from "./profile.ts";

const { provider } = serviceBench();
const payermax = {
  ...provider,
  account: { ...provider.account, id: "payermax:default" as AccountId, provider: "payermax" as ProviderId },
};
const both = createProviderRegistry([
  { title: "Onerway", provider },
  { title: "PayerMax", provider: payermax },
]);
const one = createProviderRegistry([{ title: "Onerway", provider }]);
const house = { timezone: "UTC" };
const locale = { language: "en", timezone: "UTC" } as const;

describe("a person's language and clock", () => {
  it.each([
    ["their own choice first", { language: "zh", timezone: "Asia/Tokyo" }, { language: "en" }, "zh", "Asia/Tokyo"],
    ["then what the house says of language", {}, { language: "zh" }, "zh", "Europe/Berlin"],
    ["then their chat's settings", {}, {}, "en", "Europe/Berlin"],
  ] as const)("is %s", (_name, own, says, language, timezone) => {
    const chat = { language: "en", timezone: "Europe/Berlin" } as const;

    expect(localeFor(own, { ...house, ...says }, chat)).toEqual({ language, timezone });
  });

  it("falls back to the house's zone, and past zones that do not exist", () => {
    expect(localeFor({}, { timezone: "Asia/Tokyo" }, {}).timezone).toBe("Asia/Tokyo");
    expect(localeFor({}, { timezone: "Asia/Tokyo" }, { timezone: "Mars/Crater" }).timezone).toBe("Asia/Tokyo");
    expect(localeFor({ timezone: "Mars/Crater" }, house, { timezone: "Asia/Tokyo" }).timezone).toBe("Asia/Tokyo");
  });

  it("follows the words where nothing else tells", () => {
    expect(localeFor({}, house, {}, "帮我收 5 美元").language).toBe("zh");
    expect(localeFor({}, house, {}, "five dollars").language).toBe("en");
  });
});

describe("what may be left out", () => {
  it("is the provider only when there is one, or the house or the person chose", () => {
    expect(defaultsFor({}, house, locale, both).provider).toBeUndefined();
    expect(defaultsFor({}, house, locale, one).provider).toBe("onerway");
    expect(defaultsFor({}, { ...house, provider: "onerway" }, locale, both).provider).toBe("onerway");
    expect(defaultsFor({ provider: "payermax" }, { ...house, provider: "onerway" }, locale, both).provider).toBe(
      "payermax",
    );
  });

  it("forgets a provider that is not configured any more", () => {
    expect(defaultsFor({ provider: "payermax" }, house, locale, one).provider).toBe("onerway");
  });

  it("is currency and country as chosen, else as the house says", () => {
    const says = { ...house, currency: "USD", country: "US" };

    expect(defaultsFor({ currency: "EUR" }, says, locale, one)).toMatchObject({ currency: "EUR", country: "US" });
  });
});

describe("settings", () => {
  it("are read kindly and kept in one form", () => {
    const changes = {
      language: "中文",
      timezone: "Asia/Shanghai",
      currency: "eur",
      country: "cn",
      provider: "PayerMax",
    };

    expect(changeProfile({}, changes, both)).toEqual({
      language: "zh",
      timezone: "Asia/Shanghai",
      currency: "EUR",
      country: "CN",
      provider: "payermax",
    });
  });

  it("are cleared by a dash, others stay", () => {
    expect(changeProfile({ currency: "EUR", country: "CN" }, { currency: "-" }, both)).toEqual({ country: "CN" });
  });

  it.each([
    ["language", "klingon", "bad-setting"],
    ["timezone", "Mars/Crater", "bad-setting"],
    ["currency", "XXYY", "bad-setting"],
    ["country", "USA", "bad-setting"],
    ["provider", "nobody", "bad-setting"],
    ["colour", "red", "unknown-option"],
    ["toString", "-", "unknown-option"],
    ["__proto__", "-", "unknown-option"],
  ])("refuse %s %s", (key, value, code) => {
    expect(() => changeProfile({}, Object.fromEntries([[key, value]]), both)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it("are kept for each person", async () => {
    const clock = new ManualClock();
    const store = memoryStore(emptyShared(), { clock, worker: "test" });
    const ann = "desk:ann" as ActorId;
    await store.commit({ records: [profileWrite(ann, { currency: "EUR" })] });

    expect(await findProfile(store, ann, clock.now())).toEqual({ currency: "EUR" });
    expect(await findProfile(store, "desk:ben" as ActorId, clock.now())).toEqual({});
  });
});
