import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ActorId, ConversationRef } from "../../../src/model/conversation.ts";
import type { PlatformErrorKind } from "../../../src/model/errors.ts";
import { decodeQr, drawQr, linkCard, linkUrl, plainCard } from "../../../test/contract/platform-cards.ts";
import { type SlackHarness, startSlack, until } from "../../../test/support/slack-harness.ts";

let slack: SlackHarness;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(async () => {
  expect(slack.emulator.complaints()).toEqual([]);
  await slack.stop();
});

const sales = "slack:T0PAYLINK:C0SALES" as ConversationRef;
const open = "slack:T0PAYLINK:C0OPEN" as ConversationRef;
const secret = "slack:T0PAYLINK:G0SECRET" as ConversationRef;
const ann = "slack:T0PAYLINK:U0ANN" as ActorId;

function uploads(): number {
  return slack.metrics.counts.get("slack_calls_total{method=files.completeUploadExternal,outcome=ok}") ?? 0;
}

describe("the QR image", () => {
  test("is uploaded once for a card and its edits", async () => {
    const { ref } = await slack.platform.post({ conversation: sales }, linkCard());
    await slack.platform.update(ref, linkCard({ lines: ["Seen twice."] }));
    await slack.platform.post({ conversation: open }, linkCard());
    expect(uploads()).toBe(1);
  });

  test("is another one for another link", async () => {
    await slack.platform.post({ conversation: sales }, linkCard());
    await slack.platform.post({ conversation: sales }, linkCard({ image: drawQr("https://pay.example.com/2") }));
    expect(uploads()).toBe(2);
  });

  test("waits for Slack to finish with the file", async () => {
    slack.emulator.world.fileDelayMs = 900;
    const posting = slack.platform.post({ conversation: sales }, linkCard());
    await passTime(posting);
    expect(slack.emulator.messages()).toHaveLength(1);
    expect(decodeQr(slack.emulator.messages()[0]?.image)).toBe(linkUrl);
  });

  test("goes below the card when Slack does not finish in time, and into it at the next edit", async () => {
    slack.emulator.world.fileDelayMs = 30_000;
    const posting = slack.platform.post({ conversation: sales }, linkCard());
    const { ref } = await passTime(posting);
    const [card, below] = slack.emulator.messages();
    expect(card?.image).toBeUndefined();
    expect(card?.text).toContain(linkUrl);
    expect(below?.inReplyTo).toBe(card?.id);
    expect(decodeQr(below?.image)).toBe(linkUrl);
    slack.clock.advance(60_000);
    await slack.platform.update(ref, linkCard());
    expect(decodeQr(slack.emulator.messages()[0]?.image)).toBe(linkUrl);
  });

  test("that cannot be uploaded does not hold the card up", async () => {
    slack.emulator.faults.refuse("internal_error", { method: "files.getUploadURLExternal", times: 2 });
    await slack.platform.post({ conversation: sales }, linkCard());
    expect(slack.emulator.messages()[0]?.text).toContain(linkUrl);
    await slack.platform.post({ conversation: sales }, linkCard());
    expect(decodeQr(slack.emulator.messages().at(-1)?.image)).toBe(linkUrl);
  });

  test("that must wait its turn makes the whole card wait: nothing was sent", async () => {
    slack.emulator.faults.limit(9, { method: "files.getUploadURLExternal" });
    const send = slack.platform.post({ conversation: sales }, linkCard());
    await expect(send).rejects.toMatchObject({ kind: "rate-limited", retryAfterMs: 9_000 });
    expect(slack.emulator.messages()).toEqual([]);
  });

  test("that Slack forgot is uploaded anew at the next send", async () => {
    const { ref } = await slack.platform.post({ conversation: sales }, linkCard());
    slack.emulator.world.files.clear();
    await slack.platform.update(ref, linkCard());
    expect(slack.emulator.messages()[0]?.text).toContain(linkUrl);
    await slack.platform.update(ref, linkCard());
    expect(decodeQr(slack.emulator.messages()[0]?.image)).toBe(linkUrl);
  });
});

describe("where the bot may not post", () => {
  test("a public channel takes cards without an invitation", async () => {
    await slack.platform.post({ conversation: open }, linkCard());
    expect(slack.emulator.messages()[0]?.place).toBe("C0OPEN");
  });

  test("a private channel is unreachable, and who typed there is told how to let the bot in", async () => {
    await slack.emulator.command("49.99 USD Mug", { in: "G0SECRET" });
    const send = slack.platform.post({ conversation: secret }, linkCard());
    await expect(send).rejects.toMatchObject({ kind: "unreachable", vendorCode: "channel_not_found" });
    expect(slack.emulator.messages()).toHaveLength(1);
    expect(slack.emulator.messages()[0]).toMatchObject({ place: "G0SECRET", onlyFor: "U0ANN" });
    expect(slack.emulator.messages()[0]?.text).toContain("/invite @U0PAYBOT");
  });

  test("says that once for each command", async () => {
    await slack.emulator.command("49.99 USD Mug", { in: "G0SECRET" });
    for (let times = 0; times < 3; times += 1) {
      await slack.platform.post({ conversation: secret }, linkCard()).catch(() => undefined);
    }
    expect(slack.emulator.messages()).toHaveLength(1);
  });

  test("the person's direct messages are the other place", async () => {
    expect(await slack.platform.directConversation?.(ann)).toBe("slack:T0PAYLINK:D0ANN");
  });
});

describe("private answers", () => {
  async function handle(place = "C0SALES"): Promise<string> {
    await slack.emulator.command("list", { in: place });
    const { answerHandle } = slack.last();
    if (answerHandle === undefined) throw new Error("no handle");
    return answerHandle;
  }

  test("go through the command's own address while it lives, even where the bot is no member", async () => {
    const answerHandle = await handle("G0SECRET");
    const posted = await slack.platform.post({ conversation: secret, privateTo: ann, answerHandle }, plainCard);
    expect(slack.emulator.messages()[0]).toMatchObject({ place: "G0SECRET", onlyFor: "U0ANN" });
    expect(posted.conversation).toBeUndefined();
  });

  test("are whispered when its five uses are over", async () => {
    const answerHandle = await handle();
    const target = { conversation: sales, privateTo: ann, answerHandle };
    for (let times = 0; times < 6; times += 1) await slack.platform.post(target, plainCard);
    expect(slack.emulator.messages().filter(({ onlyFor }) => onlyFor === "U0ANN")).toHaveLength(6);
    expect(slack.metrics.counts.get("slack_calls_total{method=chat.postEphemeral,outcome=ok}")).toBe(1);
  });

  test("are whispered when its half hour is over", async () => {
    const answerHandle = await handle();
    slack.clock.advance(30 * 60_000);
    await slack.platform.post({ conversation: sales, privateTo: ann, answerHandle }, plainCard);
    expect(slack.metrics.counts.get("slack_calls_total{method=chat.postEphemeral,outcome=ok}")).toBe(1);
  });

  test("go to direct messages where the bot can say nothing", async () => {
    const posted = await slack.platform.post({ conversation: secret, privateTo: ann }, plainCard);
    expect(posted.conversation).toBe("slack:T0PAYLINK:D0ANN");
    expect(slack.emulator.messages()[0]).toMatchObject({ place: "D0ANN" });
  });

  test("in direct messages are ordinary messages", async () => {
    const conversation = "slack:T0PAYLINK:D0ANN" as ConversationRef;
    await slack.platform.post({ conversation, privateTo: ann }, plainCard);
    expect(slack.emulator.messages()[0]?.onlyFor).toBeUndefined();
  });

  test("can be replaced after a button on them was pressed", async () => {
    await slack.platform.post({ conversation: sales, privateTo: ann }, plainCard);
    await slack.emulator.press(slack.emulator.messages()[0]?.id ?? "", "Refresh");
    const { about } = slack.last();
    if (about === undefined) throw new Error("about nothing");
    await slack.platform.update(about, { ...plainCard, card: { summary: "Done", title: "Done" } });
    expect(slack.emulator.messages()).toHaveLength(1);
    expect(slack.emulator.messages()[0]).toMatchObject({ text: "Done", edits: 1 });
  });

  test("that cannot be replaced any more are gone", async () => {
    const { ref } = await slack.platform.post({ conversation: sales, privateTo: ann }, plainCard);
    await expect(slack.platform.update(ref, plainCard)).rejects.toMatchObject({ kind: "message-gone" });
  });

  test("whose answer is lost are not said a second way", async () => {
    const answerHandle = await handle();
    slack.emulator.faults.loseReply("respond");
    const send = slack.platform.post({ conversation: sales, privateTo: ann, answerHandle }, plainCard);
    await expect(send).rejects.toMatchObject({ kind: "outcome-unknown" });
    expect(slack.emulator.messages()).toHaveLength(1);
  });

  test("that ask something in a channel say how to answer", async () => {
    await slack.platform.post({ conversation: sales, privateTo: ann }, { ...plainCard, expectsAnswer: true });
    expect(slack.emulator.messages()[0]?.text).toContain("type /paylink and your words");
  });
});

describe("threads", () => {
  test("an answer to a message in a thread stays in that thread", async () => {
    const { ref } = await slack.platform.post({ conversation: sales }, plainCard);
    const reply = await slack.platform.post({ conversation: sales, replyTo: ref }, plainCard);
    await slack.platform.post({ conversation: sales, replyTo: reply.ref }, plainCard);
    const [card, first, second] = slack.emulator.messages();
    expect([first?.inReplyTo, second?.inReplyTo]).toEqual([card?.id, card?.id]);
  });
});

describe("failures", () => {
  const codes: readonly (readonly [string, PlatformErrorKind])[] = [
    ["channel_not_found", "unreachable"],
    ["not_in_channel", "unreachable"],
    ["is_archived", "unreachable"],
    ["restricted_action", "unreachable"],
    ["invalid_auth", "unauthorised"],
    ["token_revoked", "unauthorised"],
    ["account_inactive", "unauthorised"],
    ["missing_scope", "unauthorised"],
    ["service_unavailable", "unavailable"],
    ["ratelimited", "rate-limited"],
    ["fatal_error", "outcome-unknown"],
    ["internal_error", "outcome-unknown"],
    ["something_new", "rejected"],
  ];

  test.each(codes)("a post refused with %s is %s", async (code, kind) => {
    slack.emulator.faults.refuse(code, { method: "chat.postMessage" });
    const send = slack.platform.post({ conversation: sales }, plainCard);
    await expect(send).rejects.toMatchObject({ kind, vendorCode: code });
    expect(slack.emulator.messages()).toEqual([]);
  });

  test.each([
    ["message_not_found", "message-gone"],
    ["cant_update_message", "message-gone"],
    ["internal_error", "unavailable"],
  ] as const)("an edit refused with %s is %s", async (code, kind) => {
    const { ref } = await slack.platform.post({ conversation: sales }, plainCard);
    slack.emulator.faults.refuse(code, { method: "chat.update" });
    await expect(slack.platform.update(ref, plainCard)).rejects.toMatchObject({ kind });
  });

  test("an edit whose answer is lost may be repeated", async () => {
    const { ref } = await slack.platform.post({ conversation: sales }, plainCard);
    slack.emulator.faults.loseReply("chat.update");
    await expect(slack.platform.update(ref, plainCard)).rejects.toMatchObject({ kind: "unavailable", retry: "safe" });
  });

  test("a post answered by something that is not Slack may have arrived", async () => {
    slack.emulator.faults.breakDown("chat.postMessage");
    const send = slack.platform.post({ conversation: sales }, plainCard);
    await expect(send).rejects.toMatchObject({ kind: "outcome-unknown", vendorCode: "HTTP 502" });
  });

  test("a post answered with no JSON may have arrived, and the text is not kept", async () => {
    slack.emulator.faults.breakDown("chat.postMessage", 200);
    const send = slack.platform.post({ conversation: sales }, plainCard);
    await expect(send).rejects.toMatchObject({ kind: "outcome-unknown", vendorCode: "not-json" });
  });

  test("refused blocks: the words go out without them", async () => {
    slack.emulator.faults.refuse("invalid_blocks", { method: "chat.postMessage", times: 2 });
    await slack.platform.post({ conversation: sales }, linkCard());
    const [card] = slack.emulator.messages();
    expect(card?.text).toContain("49.99 USD · Annual membership");
    expect(card?.links).toContain(linkUrl);
    expect(card?.buttons).toEqual([]);
  });

  test("a workspace the bot is not installed in is unauthorised", async () => {
    const conversation = "slack:T0GONE:C1" as ConversationRef;
    await expect(slack.platform.post({ conversation }, plainCard)).rejects.toMatchObject({ kind: "unauthorised" });
  });

  test("nobody listening at Slack's address: not sent, may be tried again", async () => {
    await slack.stop();
    const send = slack.platform.post({ conversation: sales }, plainCard);
    await expect(send).rejects.toMatchObject({ kind: "unavailable", vendorCode: "ECONNREFUSED" });
    slack = await startSlack();
  });
});

describe("pace", () => {
  test("one message a second in a channel; each workspace has its own budgets", () => {
    const { gapMs, budgets } = slack.platform.pace(sales, "post");
    expect(gapMs).toBeGreaterThanOrEqual(1_000);
    const other = slack.platform.pace("slack:T0OTHER:C1" as ConversationRef, "post");
    expect(other.budgets[0]?.key).not.toBe(budgets[0]?.key);
    expect(slack.platform.pace(sales, "edit").budgets[0]?.refillPerSecond).toBeLessThanOrEqual(50 / 60);
  });
});

/** Lets the clock run on until the send ends. */
async function passTime<T>(send: Promise<T>): Promise<T> {
  let isOver = false;
  void send.finally(() => {
    isOver = true;
  });
  await until(() => {
    if (!isOver) slack.clock.advance(50);
    return isOver;
  });
  return send;
}
