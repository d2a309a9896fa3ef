import { afterEach, describe, expect, test } from "vitest";
import { type SlackHarness, startSlack, until } from "../../../test/support/slack-harness.ts";

let slack: SlackHarness | undefined;

afterEach(async () => {
  await slack?.stop();
  slack = undefined;
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<SlackHarness> {
  slack = await startSlack({ env });
  return slack;
}

describe("who may act", () => {
  test.each([
    ["a full member", "U0ANN", {}, true],
    ["a guest of several channels", "U0NEW", { is_restricted: true }, false],
    ["a guest of one channel", "U0NEW", { is_restricted: true, is_ultra_restricted: true }, false],
    ["a person of another organisation in a shared channel", "U0OTHER", {}, false],
    ["a bot", "U0NEW", { is_bot: true }, false],
    ["a workflow", "U0NEW", { is_workflow_bot: true }, false],
    ["a deactivated account", "U0NEW", { deleted: true }, false],
  ])("%s", async (_name, by, flags, isAllowed) => {
    const { emulator, only } = await start();
    emulator.world.addUser({ id: "U0NEW", name: "new", flags });
    await emulator.command("list", { by });
    const { message } = only();
    expect(message.isAllowed).toBe(isAllowed);
    expect(message.refusal === undefined).toBe(isAllowed);
  });

  test("a member of another workspace of the merchant", async () => {
    const { emulator, only } = await start({ SLACK_ALLOWED_TEAMS: "T0SISTER" });
    emulator.world.addUser({ id: "U0SIS", name: "sis", team: "T0SISTER" });
    await emulator.command("list", { by: "U0SIS" });
    expect(only().message.isAllowed).toBe(true);
  });

  test("only the people listed, when some are", async () => {
    const { emulator, host } = await start({ SLACK_ALLOWED_USERS: "U0BOB, U0EVE" });
    await emulator.command("list", { by: "U0ANN" });
    await emulator.command("list", { by: "U0BOB" });
    expect(host.accepted.map(({ message }) => message.isAllowed)).toEqual([false, true]);
    expect(host.accepted[0]?.message.refusal).toContain("SLACK_ALLOWED_USERS");
  });

  test("only in the channels listed, when some are, and in direct messages", async () => {
    const { emulator, host } = await start({ SLACK_ALLOWED_CHANNELS: "C0OPEN" });
    await emulator.command("list", { in: "C0SALES" });
    await emulator.command("list", { in: "C0OPEN" });
    await emulator.command("list", { in: "D0ANN" });
    expect(host.accepted.map(({ message }) => message.isAllowed)).toEqual([false, true, true]);
  });

  test("a form cannot post to a channel that is not listed", async () => {
    const { emulator, host } = await start({ SLACK_ALLOWED_CHANNELS: "C0OPEN" });
    await emulator.command("", { in: "C0OPEN" });
    await until(() => emulator.modal().fields.includes("amount"));
    const values = { where: "C0SALES", amount: "5", currency: "USD", what: "Mug", "o-oneway-country-code": "US" };
    for (const [field, value] of Object.entries(values)) emulator.fill(field, value);
    expect(Object.keys((await emulator.submit()).errors)).toEqual(["where"]);
    expect(host.offered).toEqual([]);
  });

  test("a form that a guest got hold of is refused when submitted", async () => {
    const { emulator, host } = await start();
    await emulator.command("");
    await until(() => emulator.modal().fields.includes("amount"));
    const values = { amount: "5", currency: "USD", what: "Mug", "o-oneway-country-code": "US" };
    for (const [field, value] of Object.entries(values)) emulator.fill(field, value);
    emulator.world.addUser({ id: "U0ANN", name: "ann", flags: { is_restricted: true } });
    slack?.clock.advance(11 * 60_000);
    expect(Object.keys((await emulator.submit()).errors)).toEqual(["amount"]);
    expect(host.offered).toEqual([]);
  });

  test("a guest is offered no currencies", async () => {
    const { emulator } = await start();
    await emulator.command("");
    await until(() => emulator.modal().fields.includes("amount"));
    const modal = emulator.world.modals[0];
    if (modal === undefined) throw new Error("no modal");
    emulator.world.modals.push({ ...modal, user: "U0GUEST" });
    expect(await emulator.suggest("currency", "usd", "U0GUEST")).toEqual([]);
  });
});

describe("looking people up", () => {
  test("is done once for ten minutes", async () => {
    const { emulator, metrics, clock } = await start();
    await emulator.command("list");
    await emulator.command("list");
    expect(lookUps(metrics.counts)).toBe(1);
    clock.advance(10 * 60_000 + 1);
    await emulator.command("list");
    expect(lookUps(metrics.counts)).toBe(2);
  });

  test("is done once for many requests at the same time", async () => {
    const { emulator, metrics, host } = await start();
    await Promise.all(Array.from({ length: 8 }, (_, at) => emulator.command(`list page:${at}`)));
    expect(host.accepted).toHaveLength(8);
    expect(lookUps(metrics.counts)).toBe(1);
  });

  test("that fails makes nobody a member: the person is asked to try again", async () => {
    const { emulator, host } = await start();
    emulator.faults.refuse("internal_error", { method: "users.info" });
    const { answer } = await emulator.command("49.99 USD Mug");
    expect(answer).toMatchObject({ status: 200, said: expect.stringContaining("did not say who you are") });
    expect(host.offered).toEqual([]);
    await emulator.command("49.99 USD Mug");
    expect(host.accepted[0]?.message.isAllowed).toBe(true);
  });

  test("that hangs is given up after a second and a half", async () => {
    const { emulator, host, clock } = await start();
    emulator.faults.hang("users.info");
    const sent = emulator.command("49.99 USD Mug");
    await until(() => emulator.faults.isIdle());
    clock.advance(1_500);
    expect((await sent).answer.said).toContain("did not say who you are");
    expect(host.offered).toEqual([]);
  });

  test("shows people by the name they chose", async () => {
    const { emulator, only } = await start();
    await emulator.command("list");
    expect(only().message.actor).toEqual({ id: "slack:T0PAYLINK:U0ANN", name: "ann" });
  });
});

function lookUps(counts: ReadonlyMap<string, number>): number {
  return counts.get("slack_calls_total{method=users.info,outcome=ok}") ?? 0;
}
