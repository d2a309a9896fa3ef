import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openProviderDesk, type Person, type ProviderDesk } from "../support/provider-desk.ts";
import { findProviders, loadProvider } from "../support/provider-harness.ts";

const pairs = await Promise.all(findProviders().map(loadProvider));

describe.each(pairs)("with $provider.title", (pair) => {
  const { id } = pair.provider;
  let desk: ProviderDesk;
  let ann: Person;
  /** How many calls a create makes; the last one makes the link. */
  let calls = 0;
  beforeAll(async () => {
    desk = await openProviderDesk(pair, { SWEEP_INTERVAL: "0" });
    await desk.person().asksFor("mug");
    const before = desk.bot.requests(id).length;
    await desk.person().asksFor("mug");
    calls = desk.bot.requests(id).length - before;
  });
  afterAll(() => desk.bot.stop());
  beforeEach(() => {
    ann = desk.person();
    desk.emulator.faults.clear();
  });

  const heldOf = (description: string) =>
    desk.emulator.links().filter((each) => each.reference.startsWith(description));

  it("a create whose answer is lost is shown as checking, then as active, with one link", async () => {
    desk.emulator.faults.plan("drop", { skip: calls - 1 });
    await ann.asksFor("mug");
    await desk.leap(3_000);

    expect(ann.versions()).toEqual([`Checking ${desk.price}`, `Active ${desk.price}`]);
    expect(heldOf((await ann.link()).id)).toHaveLength(1);
    expect(ann.card()?.link?.url).toBe((await ann.held()).url);
  });

  it("a create that never arrives is said not to be made, or is made once", async () => {
    desk.emulator.faults.plan("error", { skip: calls - 1 });
    await ann.asksFor("mug");
    expect(ann.versions()).toEqual([`Checking ${desk.price}`]);
    const { way, settleSeconds } = desk.provider.traits.unknownCreate;
    for (let passed = 0; passed <= settleSeconds + 60; passed += 15) await desk.leap(15_000);

    const held = heldOf((await ann.link()).id);
    expect(held).toHaveLength(way === "repeat" ? 1 : 0);
    expect(ann.card()?.badge?.text).toBe(way === "repeat" ? "Active" : "Not made");
    if (way === "lookup") expect(ann.card()?.lines?.[0]).toMatch(/never answered, and no such link appeared there/);
  });

  it.each([
    [
      "reject",
      new RegExp(`^Nothing was made\\. ${pair.provider.title} refused the request( \\(.+\\))?\\. Check amount`),
    ],
    ["unauthorised", /^Nothing was made\. .* did not accept our credentials\. Tell the person who runs the bot\.$/],
  ] as const)("a create that meets “%s” makes nothing and says why", async (fault, sentence) => {
    desk.emulator.faults.plan(fault, { times: 20 });
    await ann.asksFor("mug");
    desk.emulator.faults.clear();

    expect(ann.card()?.badge?.text).toBe("Not made");
    expect(ann.card()?.lines?.[0]).toMatch(sentence);
    expect(ann.told()).toHaveLength(1);
    expect(heldOf((await ann.link()).id)).toEqual([]);
  });

  it("a create that meets too many calls waits and is made once", async () => {
    desk.emulator.faults.plan("rate-limit", { times: 2 });
    await ann.asksFor("mug");
    for (const _try of [1, 2, 3]) await desk.leap(10_000);

    expect(ann.card()?.badge?.text).toBe("Active");
    expect(heldOf((await ann.link()).id)).toHaveLength(1);
  });

  it("a create stays under check while nobody can be asked, however long that is", async () => {
    desk.emulator.faults.plan("drop", { skip: calls - 1 });
    await ann.asksFor("mug");
    desk.emulator.faults.plan("rate-limit", { times: 1_000 });
    for (let passed = 0; passed < 600; passed += 120) await desk.leap(120_000);
    expect(ann.versions()).toEqual([`Checking ${desk.price}`]);
    desk.emulator.faults.clear();
    await desk.leap(900_000);

    expect(ann.versions()).toEqual([`Checking ${desk.price}`, `Active ${desk.price}`]);
    expect(heldOf((await ann.link()).id)).toHaveLength(1);
  });

  it("asking it for an answer it does not give is said in a sentence", async () => {
    await ann.asksFor("mug");
    desk.emulator.faults.plan("rate-limit", { times: 20 });
    await ann.says("refresh last");
    desk.emulator.faults.clear();

    expect(ann.told().at(-1)).toMatch(/is taking no more requests at the moment\. Try again in a few minutes\.$/);
    expect(ann.card()?.badge?.text).toBe("Active");
  });

  it("a stop it has no time for goes on until it is confirmed", async () => {
    await ann.asksFor("mug");
    desk.emulator.faults.plan("rate-limit", { times: 3 });
    await ann.says("disable last yes");
    expect(ann.card()?.badge?.text).toBe("Disabling");
    for (const _try of [1, 2, 3, 4]) await desk.leap(10_000);

    expect(ann.card()?.badge?.text).toBe("Disabled");
    await expect(desk.emulator.pay((await ann.held()).ref)).rejects.toThrow();
  });

  it("a stop it refuses leaves the link open, and says so", async () => {
    await ann.asksFor("mug");
    desk.emulator.faults.plan("reject", { times: 20 });
    await ann.says("disable last yes");
    desk.emulator.faults.clear();

    expect(ann.card()?.badge?.text).toBe("Active");
    expect(ann.told().at(-1)).toMatch(/refused to stop L\w+ \(rejected\)\. It can still be paid\.$/);
  });
});
