import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EmulatorModule } from "../../adapters/shared/emulator.ts";
import { discoverEmulators, discoverModules } from "../../src/app/discover.ts";
import { testProvider } from "../contract/provider-contract.ts";
import { startTestBot, type TestBot } from "../support/bot.ts";
import { type AdaptersCopy, adaptersWith, adaptersWithSixth } from "../support/sixth-provider.ts";

const copy = adaptersWithSixth();
const { providers } = await discoverModules(copy.url);
const emulators = await discoverEmulators<EmulatorModule>("providers", copy.url);
afterAll(() => copy.remove());

describe("a sixth provider, added as one folder", () => {
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot({ adapters: copy.url });
  });
  afterAll(() => bot.stop());
  const last = () => bot.desk.messages.at(-1)?.versions.at(-1)?.card;

  it("is found with its emulator, beside the others", () => {
    expect(providers.map((each) => each.id)).toContain("shellpay");
    expect(providers.length).toBe((bot.emulators.size ?? 0) as number);
    expect(emulators.map((each) => each.id)).toContain("shellpay");
  });

  it("is on by its own variables and in the table", async () => {
    await bot.do("providers");

    expect(last()?.entries?.map((entry) => entry.title)).toContain("ShellPay (shellpay)");
  });

  it("makes a link in its own currency, hears of the payment, and shows it", async () => {
    await bot.do("create 2.5 pearls provider:shellpay currency:SHELL");
    const [link] = bot.emulator("shellpay").links();
    expect(link).toMatchObject({ amount: "2.500000000000000000", currency: "SHELL" });
    await bot.emulator("shellpay").pay(link?.ref ?? "");
    await bot.quiet();

    expect(bot.desk.titles()).toContain("Paid 2.500000000000000000 SHELL");
    await bot.do("list source:provider provider:shellpay");
    expect(last()?.title).toBe("Links at ShellPay");
  });
});

describe("the sixth provider", () => {
  const provider = providers.find((each) => each.id === "shellpay");
  const emulator = emulators.find((each) => each.id === "shellpay");
  if (provider === undefined || emulator === undefined) throw new Error("it was not found");
  testProvider({ name: "shellpay", provider, emulator });
});

const head = 'import { z } from "zod";\n';
const env = 'env: z.object({ ODD_KEY: z.string().meta({ description: "Key", example: "k" }) })';

describe("a folder that is no provider is refused at start:", () => {
  const copies: AdaptersCopy[] = [];
  afterAll(() => {
    for (const each of copies) each.remove();
  });

  it.each([
    [
      "without create",
      `${head}export default { id: "odd", title: "Odd", ${env} };`,
      /providers\/odd has the wrong shape: create: must be a function/,
    ],
    [
      "without variables",
      'export default { id: "odd", title: "Odd", create() {} };',
      /providers\/odd has the wrong shape: env: /,
    ],
    [
      "with another id",
      `${head}export default { id: "even", title: "Odd", ${env}, create() {} };`,
      /providers\/odd calls itself even/,
    ],
    [
      "with a stranger's variable",
      `${head}export default { id: "odd", title: "Odd", ${env.replace("ODD_", "EVEN_")}, create() {} };`,
      /adapter odd: variable EVEN_KEY does not begin with ODD_/,
    ],
    ["with nothing exported", "export const odd = 1;", /providers\/odd has the wrong shape: default export: /],
    [
      "with a name no variable can begin with",
      `${head}export default { id: "Odd", title: "Odd", ${env}, create() {} };`,
      /providers\/odd has the wrong shape: id: /,
    ],
  ])("%s", async (_what, index, message) => {
    const odd = adaptersWith("odd", index);
    copies.push(odd);

    await expect(discoverModules(odd.url)).rejects.toThrow(message);
  });
});
