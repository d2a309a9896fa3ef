import { afterEach, describe, expect, it } from "vitest";
import type { MessageRef } from "../../src/model/conversation.ts";
import { settle } from "../support/settle.ts";
import { judge } from "../support/verdict.ts";
import { World } from "../support/world.ts";
import { crashEverywhere } from "./crash-run.ts";

const patienceMs = 90_000;

describe("a bot killed just before each of its writes and calls", () => {
  it("finishes every command with one link and one card", { timeout: patienceMs }, async () => {
    const run = await crashEverywhere({ provider: "payermax", flows: ["create"], depth: "every write" });

    expect(run.verdict.problems).toEqual([]);
    expect(run.missed).toEqual([]);
    expect(run.killedAt).toEqual(
      expect.arrayContaining(["acceptDelivery", "commit", "startTask"].map((call) => `create: store.${call}:before#1`)),
    );
    expect(run.killedAt).toContain("create: provider.createLink:before#1");
    expect(run.killedAt).toContain("create: chat.post:before#1");
  });

  it("tells every payment, looks it up at its provider and closes the link", { timeout: patienceMs }, async () => {
    const run = await crashEverywhere({ provider: "onerway", flows: ["pay"], depth: "every write" });

    expect(run.verdict.problems).toEqual([]);
    expect(run.missed.length).toBeLessThan(run.killedAt.length / 5);
    expect(run.killedAt).toEqual(
      expect.arrayContaining(["provider.disableLink", "store.beginSend"].map((call) => `pay: ${call}:before#1`)),
    );
    // One link is looked at by itself, several that came due together in one call.
    expect(run.killedAt.some((point) => /^pay: provider\.fetchLinks?:before#1$/.test(point))).toBe(true);
  });
});

describe("a bot killed", () => {
  let world: World;
  afterEach(() => world.close());

  const begin = async () => {
    world = await World.open({ providers: ["payermax"], environment: { DEFAULT_PROVIDER: "payermax" } });
  };
  const texts = () => world.room.messages.map(({ versions }) => versions.at(-1)?.card.title);

  it("between the acknowledgement and the send says it once, after the restart", async () => {
    await begin();
    world.room.faults.push({ kind: "limit", seconds: 30 });
    const answer = await world.room.say(world.url, "9.50 USD Mug");
    await expect.poll(() => world.room.calls, { timeout: 5_000 }).toBe(1);
    // The refusal must be written down: until then nobody knows whether the card is out.
    await world.quiet(1_000);
    await world.bot().kill();
    expect([answer.status, texts()]).toEqual([200, []]);

    await world.start();
    await world.leap(31_000);
    await world.quiet();

    expect(texts()).toEqual(["9.50 USD"]);
    expect(world.tally("notices_doubtful_total")).toBe(0);
  });

  it("while a card is out says it once more, counts that, and keeps the newest card true", async () => {
    await begin();
    await world.bot().arm("chat.post:after#1");
    await world.room.say(world.url, "9.50 USD Mug");
    await world.quiet();
    const report = await settle(world);

    expect(texts()).toEqual(["9.50 USD", "9.50 USD"]);
    expect(world.tally("notices_doubtful_total", { outcome: "repeated" })).toBe(1);
    expect(report.links[0]?.cardRef).toBe(world.room.messages[1]?.ref as MessageRef);
    expect(judge(world, report, [{ description: "Mug", fate: "heard" }]).problems).toEqual([]);
  });

  it("before it has acknowledged is sent the report again, and tells the payment", async () => {
    await begin();
    await world.room.say(world.url, "9.50 USD Mug");
    await world.quiet();
    await world.bot().arm("store.acceptDelivery:before#1");
    await world.pay("payermax", world.emulator("payermax").links()[0]?.ref ?? "");
    await world.quiet();
    expect(world.emulator("payermax").reports.attempts.map((each) => each.status)).toEqual([0]);

    const report = await settle(world);

    expect(world.emulator("payermax").reports.attempts.at(-1)?.isAcknowledged).toBe(true);
    expect(texts()).toEqual(["9.50 USD", "Paid: 9.50 USD. Mug"]);
    expect(judge(world, report, [{ description: "Mug", fate: "heard" }]).problems).toEqual([]);
  });

  it("with a create under way looks at the provider before it makes anything", async () => {
    await begin();
    await world.bot().arm("provider.createLink:after#1");
    await world.room.say(world.url, "9.50 USD Mug");
    await world.quiet();
    const report = await settle(world);

    expect(world.emulator("payermax").links()).toHaveLength(1);
    expect(report.audit.map((row) => row.what)).toContain("link.create-unknown");
    expect(judge(world, report, [{ description: "Mug", fate: "heard" }]).problems).toEqual([]);
  });

  it("between two presses of Enter makes one link, however late the second one is handled", async () => {
    await begin();
    await world.room.say(world.url, "9.50 USD Mug");
    await world.quiet();
    await world.bot().arm("store.claimDeliveries:after#1");
    await world.room.say(world.url, "9.50 USD Mug");
    await world.quiet();
    await world.leap(60_000);
    const report = await settle(world);

    expect(judge(world, report, [{ description: "Mug", fate: "heard" }]).problems).toEqual([]);
    expect(texts()).toEqual(["9.50 USD", "9.50 USD"]);
    expect(world.room.messages.at(-1)?.target.privateTo).toBeDefined();
  });
});
