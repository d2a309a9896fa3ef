import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeQr } from "../contract/platform-cards.ts";
import { freePort } from "../support/free-port.ts";
import { hasLocalSlack, type LocalMessage, type LocalSlack, startLocalSlack } from "../support/local-slack.ts";
import { until } from "../support/slack-harness.ts";
import { type SlackBot, startSlackBot } from "./slack-bot.ts";

let bot: SlackBot;
let local: LocalSlack;

async function start(mode: "events" | "socket"): Promise<void> {
  const port = await freePort();
  local = await startLocalSlack({ botUrl: `http://127.0.0.1:${port}`, mode });
  bot = await startSlackBot({ PORT: String(port), ...local.env });
}

afterEach(async () => {
  if (!hasLocalSlack) return;
  expect(await local.brokenLimits()).toEqual([]);
  await bot.stop();
  await local.stop();
});

async function type(text: string): Promise<void> {
  await local.control("command", { user: "U01ALICE", channel: "C01GEN", command: "/paylink", text });
}

/** Waits until the channel's messages, as text, say so. */
async function see(words: string): Promise<readonly LocalMessage[]> {
  let messages: readonly LocalMessage[] = [];
  await expect
    .poll(
      async () => {
        bot.clock.leap(100);
        messages = await local.messages("C01GEN");
        return JSON.stringify(messages);
      },
      { timeout: 10_000 },
    )
    .toContain(words);
  return messages;
}

function sole() {
  const [link, ...more] = bot.onerway.links();
  if (link === undefined || more.length > 0) throw new Error(`${bot.onerway.links().length} links`);
  return link;
}

const flows = () => {
  it("a typed command becomes a card, its payment is shown on it and told in its thread", async () => {
    await type("49.99 USD Annual membership");
    await see("Pay\\n<http");
    const [card] = await local.messages("C01GEN");
    const image = card?.blocks?.find(({ type }) => type === "image")?.slack_file as { readonly id: string } | undefined;
    expect(decodeQr(await local.download(image?.id ?? ""))).toBe(sole().url);
    expect(JSON.stringify(card)).toContain(sole().url.replaceAll("&", "&amp;"));

    await bot.onerway.pay(sole().ref);
    const messages = await see("Paid: 49.99 USD");
    const told = messages.find(({ ts }) => ts !== card?.ts);
    expect(told).toMatchObject({ thread_ts: card?.ts });
    expect(JSON.stringify(told)).toContain("<@U01ALICE>");
  });

  it("a button on the card disables the link", async () => {
    await type("49.99 USD Annual membership");
    const messages = await see("Disable");
    const [card] = messages;
    const buttons = (card?.blocks ?? []).flatMap(
      ({ elements }) => (elements ?? []) as readonly Record<string, unknown>[],
    );
    const disable = buttons.find(({ value }) => String(value).startsWith("disable"));
    const action = { type: "button", action_id: disable?.action_id, block_id: "b", value: disable?.value };
    await local.control("interact", { user: "U01ALICE", channel: "C01GEN", messageTs: card?.ts, action });
    await see("was disabled by alice");
    expect((await local.messages("C01GEN"))[0]?.ts).toBe(card?.ts);
  });

  it("a form becomes a card", async () => {
    await type("");
    await until(() => lastView().includes('"callback_id":"paylink-form"'));
    const input = (value: string) => ({ type: "plain_text_input", value });
    const values = {
      where: { where: { type: "conversations_select", selected_conversation: "C01GEN" } },
      amount: { amount: input("25.00") },
      currency: { currency: { type: "external_select", selected_option: { value: "USD" } } },
      what: { what: input("Blue mug") },
      country: { country: input("US") },
    };
    local.screen.send({ t: "view_submit", user: "U01ALICE", values });
    await see("Blue mug");
    expect(sole()).toMatchObject({ amount: "25.00", currency: "USD" });
  });

  it("a list is whispered", async () => {
    await type("list");
    const [answer] = await see("No links yet");
    expect(answer).toMatchObject({ ephemeral_to: "U01ALICE" });
  });
};

describe.skipIf(!hasLocalSlack)("the whole bot against local-slack over HTTP", () => {
  beforeEach(() => start("events"));
  flows();
});

describe.skipIf(!hasLocalSlack)("the whole bot against local-slack in Socket Mode", () => {
  beforeEach(() => start("socket"));
  flows();
});

function lastView(): string {
  return JSON.stringify(local.screen.seen.filter(({ t }) => t === "view").at(-1) ?? {});
}
