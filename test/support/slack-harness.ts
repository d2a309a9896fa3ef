import { createSlackEmulator, type SlackEmulator } from "../../adapters/chat/slack/emulator.ts";
import slack from "../../adapters/chat/slack/index.ts";
import type { ProviderId } from "../../src/model/payment-link.ts";
import type { ProviderFacts } from "../../src/ports/chat-platform.ts";
import type { ProviderTraits } from "../../src/ports/payment-provider.ts";
import { type PlatformHarness, startPlatform } from "./platform-harness.ts";

/** The Slack adapter between a fake bot and the emulated workspace. */
export interface SlackHarness extends PlatformHarness {
  readonly emulator: SlackEmulator;
}

/** Starts it; the fake bot offers two providers. */
export async function startSlack(options: Parameters<typeof startPlatform>[1] = {}): Promise<SlackHarness> {
  let emulator: SlackEmulator | undefined;
  const harness = await startPlatform(
    {
      platform: slack,
      emulator: {
        id: "slack",
        title: "Slack",
        create: (context) => {
          emulator = createSlackEmulator(context);
          return emulator;
        },
      },
    },
    options,
  );
  if (emulator === undefined) throw new Error("no emulator");
  harness.host.facts = [providerSample, payAll];
  return { ...harness, emulator };
}

/** Waits for what goes on behind an acknowledgement: a few milliseconds on loopback. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (holds(isSo)) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error("it never became so");
}

function holds(isSo: () => boolean): boolean {
  try {
    return isSo();
  } catch {
    return false;
  }
}

const traits: ProviderTraits = {
  currencies: ["USD", "EUR", "JPY"],
  nativeUses: "many",
  canManyUses: true,
  canOpenAmount: true,
  canItems: true,
  needsCountry: false,
  disable: "reversible",
  canArchive: false,
  editable: [],
  canListAccounts: false,
  hasVisits: true,
  webhook: "hint",
  unknownCreate: { way: "lookup", settleSeconds: 30 },
  fetchBatch: 1,
  callsPerSecond: 5,
};

/** A provider with every ability. */
export const providerSample: ProviderFacts = {
  id: "oneway" as ProviderId,
  title: "Oneway",
  isLive: false,
  traits,
  options: [
    {
      key: "country-code",
      scope: "link",
      label: { en: "Country of sale", zh: "销售国家" },
      description: { en: "Where it is sold.", zh: "销售地。" },
      type: { kind: "text", maxLength: 2 },
      isRequired: true,
      example: "US",
    },
    {
      key: "theme",
      scope: "link",
      label: { en: "Theme", zh: "主题" },
      description: { en: "How the page looks.", zh: "页面外观。" },
      type: {
        kind: "choice",
        choices: [
          { value: "dark", label: { en: "Dark", zh: "深色" } },
          { value: "light", label: { en: "Light", zh: "浅色" } },
        ],
      },
      example: "dark",
    },
  ],
};

const payAll: ProviderFacts = {
  id: "payall" as ProviderId,
  title: "PayAll",
  isLive: true,
  traits: {
    ...traits,
    currencies: "server",
    canManyUses: false,
    canOpenAmount: false,
    needsCountry: true,
    disable: "final",
    expiry: { minSeconds: 3_600, maxSeconds: 259_200, defaultSeconds: 86_400 },
  },
  options: [
    {
      key: "receipt",
      scope: "link",
      label: { en: "Receipt to", zh: "收据邮箱" },
      description: { en: "Gets the receipt.", zh: "接收收据。" },
      type: { kind: "email", maxLength: 60 },
      example: "a@b.example",
    },
    {
      key: "copies",
      scope: "link",
      label: { en: "Copies", zh: "份数" },
      description: { en: "How many.", zh: "数量。" },
      type: { kind: "integer", min: 1, max: 9 },
      example: "2",
    },
    {
      key: "gift",
      scope: "item",
      label: { en: "A gift", zh: "礼物" },
      description: { en: "Wrapped.", zh: "包装。" },
      type: { kind: "boolean" },
      example: "yes",
    },
    {
      key: "page",
      scope: "link",
      label: { en: "Thank-you page", zh: "感谢页" },
      description: { en: "Opens after.", zh: "付款后打开。" },
      type: { kind: "url", maxLength: 200 },
      example: "https://shop.example/thanks",
    },
    {
      key: "meta",
      scope: "link",
      label: { en: "Metadata", zh: "元数据" },
      description: { en: "Pairs.", zh: "键值。" },
      type: { kind: "pairs", maxLength: 200 },
      example: "order=7",
    },
  ],
};
