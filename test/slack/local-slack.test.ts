import { afterEach, beforeEach, describe, expect, test } from "vitest";
import slack from "../../adapters/chat/slack/index.ts";
import { type ListeningServer, listen } from "../../adapters/shared/emulator.ts";
import type { ActorId, ConversationRef } from "../../src/model/conversation.ts";
import type { ChatPlatform } from "../../src/ports/chat-platform.ts";
import { decodeQr, linkCard, linkUrl, plainCard } from "../contract/platform-cards.ts";
import { FakeHost } from "../support/fake-host.ts";
import { hasLocalSlack, type LocalSlack, startLocalSlack } from "../support/local-slack.ts";
import { memoryRecords, plainSecrets } from "../support/memory-records.ts";
import { KeptLogger, KeptMetrics, memoryCache, randomIds } from "../support/runtime.ts";
import { until } from "../support/slack-harness.ts";
import { systemClock } from "../support/system-clock.ts";

const general = "slack:T01TEST:C01GEN" as ConversationRef;
const alice = "slack:T01TEST:U01ALICE" as ActorId;

let bot: ListeningServer;
let local: LocalSlack;
let platform: ChatPlatform;
let host: FakeHost;

async function start(mode: "events" | "socket"): Promise<void> {
  host = new FakeHost();
  bot = await listen(async (request) => {
    const route = platform.routes().find((each) => each.path === request.path);
    return route === undefined ? { status: 404 } : route.handle(request);
  });
  local = await startLocalSlack({ botUrl: bot.origin, mode });
  platform = await slack.create(slack.env.parse(local.env), {
    host,
    clock: systemClock,
    ids: randomIds,
    logger: new KeptLogger(),
    metrics: new KeptMetrics(),
    cache: memoryCache(systemClock),
    records: memoryRecords(),
    secrets: plainSecrets,
    publicUrl: bot.origin,
    defaultLanguage: "en",
    defaultTimezone: "UTC",
  });
  await platform.start();
}

afterEach(async () => {
  if (!hasLocalSlack) return;
  expect(await local.brokenLimits()).toEqual([]);
  await platform.stop();
  await local.stop();
  await bot.close();
});

async function type(text: string): Promise<void> {
  await local.control("command", { user: "U01ALICE", channel: "C01GEN", command: "/paylink", text });
}

function lastView(): { readonly callback_id?: string; readonly blocks?: readonly { readonly block_id?: string }[] } {
  const shown = local.screen.seen.filter(({ t }) => t === "view").at(-1);
  return ((shown?.stack ?? []) as readonly object[]).at(-1) ?? {};
}

/** Fills the open form and submits it. */
function submit(values: Readonly<Record<string, string>>): void {
  const state = Object.entries(values).map(([field, value]) => [field, { [field]: stateOf(field, value) }]);
  local.screen.send({ t: "view_submit", user: "U01ALICE", values: Object.fromEntries(state) });
}

function stateOf(field: string, value: string): object {
  if (field === "where") return { type: "conversations_select", selected_conversation: value };
  if (field === "currency") return { type: "external_select", selected_option: { value } };
  return { type: "plain_text_input", value };
}

const flows = () => {
  test("a typed command is stored", async () => {
    await type("49.99 USD Mug");
    await until(() => host.accepted.length === 1);
    expect(host.accepted[0]?.message).toMatchObject({
      kind: "command",
      text: "49.99 USD Mug",
      conversation: general,
      actor: { id: alice },
      isAllowed: true,
    });
  });

  test("a message and a mention are heard; the bot's own are not", async () => {
    await platform.post({ conversation: general }, plainCard);
    await local.control("message", { user: "U01ALICE", channel: "C01GEN", text: "<@U0BOT> a link for 20 USD" });
    await until(() => host.accepted.length === 1);
    expect(host.accepted[0]?.message).toMatchObject({ kind: "text", text: "a link for 20 USD" });
  });

  test("a pressed button comes back as its command", async () => {
    const { ref } = await platform.post({ conversation: general }, plainCard);
    const action = { type: "button", action_id: "paylink:1", block_id: "b", value: "refresh L7K2QM" };
    const messageTs = ref.split(":").at(-1);
    const answer = await local.control("interact", { user: "U01ALICE", channel: "C01GEN", messageTs, action });
    expect(answer).toMatchObject({ ok: true });
    await until(() => host.accepted.length === 1);
    expect(host.accepted[0]?.message).toMatchObject({ kind: "button", text: "refresh L7K2QM", about: ref });
  });

  test("a submitted form is stored and closes", async () => {
    await type("");
    await until(() => lastView().callback_id === "paylink-form");
    submit({ where: "C01GEN", amount: "25.00", currency: "USD", what: "Mug" });
    await until(() => host.accepted.length === 1);
    expect(host.accepted[0]?.message).toMatchObject({
      kind: "form",
      text: "create 25.00 USD Mug",
      conversation: general,
    });
    await until(() => lastView().callback_id === undefined);
  });

  test("a form with a mistake stays, with the error at its field", async () => {
    await type("");
    await until(() => lastView().callback_id === "paylink-form");
    submit({ where: "C01GEN", amount: "many", currency: "USD", what: "Mug" });
    await until(() => local.screen.seen.some(({ t }) => t === "view_errors"));
    const shown = local.screen.seen.find(({ t }) => t === "view_errors");
    expect(JSON.stringify(shown)).toContain('"amount"');
    expect(host.offered).toEqual([]);
  });

  test("a private answer goes through the response URL, to one person", async () => {
    await type("list");
    await until(() => host.accepted.length === 1);
    const answerHandle = host.accepted[0]?.message.answerHandle ?? "";
    await platform.post({ conversation: general, privateTo: alice, answerHandle }, plainCard);
    const [answer] = await local.messages("C01GEN");
    expect(answer).toMatchObject({ ephemeral_to: "U01ALICE" });
    expect(JSON.stringify(answer?.blocks)).toContain("49.99 USD · Annual membership");
    const calls = (await local.log()).map(({ summary }) => summary);
    expect(calls).not.toContain("chat.postEphemeral");
  });
};

describe.skipIf(!hasLocalSlack)("against local-slack over HTTP", () => {
  beforeEach(() => start("events"));
  flows();

  test("a command that cannot be stored is answered at once", async () => {
    host.isStoreDown = true;
    await type("49.99 USD Mug");
    await until(() => host.offered.length === 1);
    await expect.poll(async () => JSON.stringify(await local.messages("C01GEN"))).toContain("[reply.store-down]");
  });

  test("the card's QR image is a file there and decodes to the link", async () => {
    await platform.post({ conversation: general }, linkCard());
    const [message] = await local.messages("C01GEN");
    const image = message?.blocks?.find((block) => block.type === "image");
    const file = image?.slack_file as { readonly id: string } | undefined;
    expect(decodeQr(await local.download(file?.id ?? ""))).toBe(linkUrl);
  });

  test("an edit changes the message in place", async () => {
    const { ref } = await platform.post({ conversation: general }, linkCard());
    await platform.update(ref, linkCard({ lines: ["Paid 49.99 USD."] }));
    const messages = await local.messages("C01GEN");
    expect(messages).toHaveLength(1);
    expect(JSON.stringify(messages[0]?.blocks)).toContain("Paid 49.99 USD.");
  });

  test("a change is told in the card's thread", async () => {
    const { ref } = await platform.post({ conversation: general }, plainCard);
    await platform.post({ conversation: general, replyTo: ref }, plainCard);
    const [card, change] = await local.messages("C01GEN");
    expect(change?.thread_ts).toBe(card?.ts);
  });

  test("an edit of a message that is gone is told as such", async () => {
    const { ref } = await platform.post({ conversation: general }, plainCard);
    await callApi(`chat.delete?channel=C01GEN&ts=${ref.split(":").at(-1)}`);
    await expect(platform.update(ref, plainCard)).rejects.toMatchObject({ kind: "message-gone" });
  });

  test("direct messages can be opened and written to", async () => {
    const direct = await platform.directConversation?.(alice);
    if (direct === undefined) throw new Error("no direct messages");
    await platform.post({ conversation: direct }, plainCard);
    expect(await local.messages(direct.split(":").at(-1) ?? "")).toHaveLength(1);
  });

  test("the home tab is published when it is opened", async () => {
    await local.control("open-home", { user: "U01ALICE" });
    await expect.poll(async () => (await local.log()).map(({ summary }) => summary)).toContain("views.publish");
  });
});

describe.skipIf(!hasLocalSlack)("against local-slack in Socket Mode", () => {
  beforeEach(() => start("socket"));
  flows();

  test("serves no route", () => {
    expect(platform.routes()).toEqual([]);
  });
});

function callApi(method: string): Promise<Response> {
  const headers = { authorization: `Bearer ${local.env.SLACK_BOT_TOKEN}` };
  return fetch(`${local.env.SLACK_API_URL}${method}`, { headers });
}
