import { afterEach, describe, expect, test } from "vitest";
import { type SlackHarness, startSlack, until } from "../../../test/support/slack-harness.ts";
import { signRequest } from "./emulation/signing.ts";

let slack: SlackHarness | undefined;

afterEach(async () => {
  await slack?.stop();
  slack = undefined;
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<SlackHarness> {
  slack = await startSlack({ env });
  return slack;
}

const form = { "content-type": "application/x-www-form-urlencoded" };

/** Source: Slack docs, Verifying requests from Slack: the worked example. */
const published = {
  secret: "8f742231b10e8888abcd99yyyzzz85a5",
  timestamp: 1_531_420_618,
  body:
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
    "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com" +
    "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
  signature: "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
};

describe("proof", () => {
  test("the emulator signs as Slack's published example does", () => {
    expect(signRequest(published.secret, published.timestamp, published.body)["x-slack-signature"]).toBe(
      published.signature,
    );
  });

  test("Slack's published example is accepted", async () => {
    slack = await startSlack({ env: { SLACK_SIGNING_SECRET: published.secret }, start: "2018-07-12T18:37:00.000Z" });
    const answer = await fetch(`${slack.botUrl}/slack/events`, {
      method: "POST",
      headers: {
        ...form,
        "x-slack-request-timestamp": String(published.timestamp),
        "x-slack-signature": published.signature,
      },
      body: published.body,
    });
    expect(answer.status).toBe(200);
  });

  test("an older signing secret is still accepted", async () => {
    const { emulator, host } = await start({ SLACK_SIGNING_SECRET: `brand-new-secret,${oldSecret}` });
    await emulator.command("list");
    expect(host.accepted).toHaveLength(1);
  });

  test("a signing secret that was replaced is not", async () => {
    const { emulator, host } = await start({ SLACK_SIGNING_SECRET: "brand-new-secret" });
    expect((await emulator.command("list")).answer.status).toBe(401);
    expect(host.offered).toEqual([]);
  });

  test("five minutes are the limit, both ways", async () => {
    const { emulator, clock, metrics } = await start();
    const delivery = await emulator.command("list");
    clock.advance(299_000);
    expect((await delivery.replay()).status).toBe(200);
    clock.advance(2_000);
    expect((await delivery.replay()).status).toBe(401);
    expect(metrics.counts.get("slack_refused_total{reason=timestamp}")).toBe(1);
  });

  test.each([
    ["unsigned", "missing"],
    ["wrong-signature", "signature"],
    ["changed-body", "signature"],
    ["stale", "timestamp"],
    ["future", "timestamp"],
  ] as const)("a request that is %s is counted as %s", async (kind, reason) => {
    const { emulator, metrics } = await start();
    await emulator.forge(kind, "list");
    expect(metrics.counts.get(`slack_refused_total{reason=${reason}}`)).toBe(1);
  });

  test("a replay is counted apart from Slack's own retry", async () => {
    const { emulator, metrics, clock } = await start();
    const said = await emulator.say("hello");
    clock.advance(1_000);
    await said.redeliver();
    expect(metrics.total("slack_replayed_total")).toBe(0);
    await said.replay();
    expect(metrics.total("slack_replayed_total")).toBe(1);
  });

  test("a request that could not be stored may come again, byte for byte", async () => {
    const { emulator, host } = await start();
    host.isStoreDown = true;
    const said = await emulator.say("hello");
    expect(said.answer.status).toBe(503);
    host.isStoreDown = false;
    expect((await said.replay()).status).toBe(200);
    expect(host.accepted).toHaveLength(1);
  });
});

describe("Slack's own requests", () => {
  test("the address is verified with the challenge", async () => {
    const { emulator } = await start();
    const body = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1aB" });
    const answer = await emulator.post(body, { "content-type": "application/json" });
    expect(JSON.parse(answer.said)).toEqual({ challenge: "3eZbrw1aB" });
  });

  test("an unsigned challenge is refused", async () => {
    const { botUrl } = await start();
    const body = JSON.stringify({ type: "url_verification", challenge: "x" });
    const answer = await fetch(`${botUrl}/slack/events`, { method: "POST", body });
    expect(answer.status).toBe(401);
  });

  test("a certificate check is answered and does nothing", async () => {
    const { botUrl, host } = await start();
    const answer = await fetch(`${botUrl}/slack/events`, {
      method: "POST",
      headers: form,
      body: "ssl_check=1&token=x",
    });
    expect(answer.status).toBe(200);
    expect(host.offered).toEqual([]);
  });

  test.each(["{", "[]", "null", '"text"'])("a signed body that is no payload (%s) is a bad request", async (body) => {
    const { emulator } = await start();
    expect((await emulator.post(body, { "content-type": "application/json" })).status).toBe(400);
  });

  test("a payload of an unknown kind is acknowledged and does nothing", async () => {
    const { emulator, host } = await start();
    const answer = await emulator.post(JSON.stringify({ type: "novelty" }), { "content-type": "application/json" });
    expect(answer.status).toBe(200);
    expect(host.offered).toEqual([]);
  });
});

describe("in time", () => {
  test("a slow store: the person is told what to do, within three seconds", async () => {
    const { emulator, host, clock } = await start();
    const held = host.hold();
    const sent = emulator.command("49.99 USD Mug");
    await held.reached;
    clock.advance(2_500);
    expect((await sent).answer.said).toContain("longer than it should");
    held.release();
  });

  test("a slow store: an event is left for Slack to deliver again", async () => {
    const { emulator, host, clock } = await start();
    const held = host.hold();
    const sent = emulator.say("hello");
    await held.reached;
    clock.advance(2_500);
    const { answer, redeliver } = await sent;
    expect(answer.status).toBe(503);
    held.release();
    expect((await redeliver()).status).toBe(200);
    expect(host.accepted).toHaveLength(1);
  });

  test("a store that is down: who pressed a button is told privately", async () => {
    const { emulator, host, platform } = await start();
    await emulator.command("list");
    const conversation = host.accepted[0]?.message.conversation;
    if (conversation === undefined) throw new Error("nothing stored");
    const button = { label: "Refresh", action: { kind: "command", command: "refresh L7K2QM" } } as const;
    const card = { summary: "s", title: "t", buttons: [button] };
    await platform.post({ conversation }, { card, locale: { language: "en", timezone: "UTC" } });
    host.isStoreDown = true;
    const { answer } = await emulator.press(emulator.messages()[0]?.id ?? "", "Refresh");
    expect(answer.status).toBe(200);
    await until(() => emulator.messages().at(-1)?.text === "[reply.store-down]");
    expect(emulator.messages().at(-1)?.onlyFor).toBe("U0ANN");
  });

  test("something broken inside: nothing is stored and the person is told", async () => {
    const { emulator, host } = await start();
    host.accept = async () => {
      throw new TypeError("broken");
    };
    const { answer } = await emulator.command("49.99 USD Mug");
    expect(answer).toMatchObject({ status: 200, said: expect.stringContaining("nothing was made") });
  });

  test("stopping waits for what is in hand", async () => {
    const { emulator, host, platform } = await start();
    const held = host.hold();
    const sent = emulator.command("49.99 USD Mug");
    await held.reached;
    let isStopped = false;
    const stopped = platform.stop().then(() => {
      isStopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    held.release();
    await stopped;
    expect((await sent).answer.status).toBe(200);
  });
});

describe("what people say", () => {
  test("a mention in a channel is heard, without the mention", async () => {
    const { emulator, only } = await start();
    await emulator.say("a link for 20 USD", { in: "C0SALES" });
    expect(only().message).toMatchObject({
      kind: "text",
      text: "a link for 20 USD",
      isDirect: false,
      isAddressed: true,
    });
  });

  test("an answer in a thread is about the message it hangs on", async () => {
    const { emulator, only } = await start();
    const event = { type: "message", channel_type: "im", user: "U0ANN", channel: "D0ANN", text: "yes" };
    await emulator.event({ ...event, ts: "1795248002.000200", thread_ts: "1795248001.000100" });
    expect(only().message.about).toBe("slack:T0PAYLINK:D0ANN:1795248001.000100");
  });

  test.each([
    ["edited", { subtype: "message_changed" }],
    ["deleted", { subtype: "message_deleted" }],
    ["another bot's", { bot_id: "B0OTHER" }],
    ["the bot's own", { user: "U0PAYBOT" }],
    ["in a channel without a mention", { channel: "C0SALES", channel_type: "channel" }],
  ])("a message that is %s is not heard", async (_name, change) => {
    const { emulator, host } = await start();
    const event = { type: "message", channel_type: "im", user: "U0ANN", channel: "D0ANN", text: "hi", ts: "1.2" };
    await emulator.event({ ...event, ...change });
    expect(host.offered).toEqual([]);
  });

  test("Slack's references and entities are read as people see them", async () => {
    const { emulator, only } = await start();
    const text =
      "20 USD for <@U0BOB|bob> in <#C0SALES|sales> see <https://a.example/?x=1&amp;y=2|here> &lt;b&gt; &amp;amp;";
    await emulator.event({ type: "message", user: "U0ANN", channel: "D0ANN", text, ts: "1.2" });
    expect(only().message.text).toBe("20 USD for bob in #sales see https://a.example/?x=1&y=2 <b> &amp;");
  });

  test("one message that comes as two events is stored once", async () => {
    const { emulator, host } = await start();
    const event = { user: "U0ANN", channel: "D0ANN", text: "hi", ts: "1.2" };
    await emulator.event({ type: "message", ...event });
    await emulator.event({ type: "app_mention", ...event });
    expect(host.accepted).toHaveLength(1);
  });

  test("a text over 2,000 characters is refused in words", async () => {
    const { emulator, host } = await start();
    const { answer } = await emulator.command("x".repeat(2_001));
    expect(answer.said).toBe("[reply.too-long]");
    await emulator.say("y".repeat(2_001));
    await until(() => emulator.messages().filter(({ text }) => text === "[reply.too-long]").length === 2);
    expect(host.offered).toEqual([]);
  });

  test("a mention without words asks for help", async () => {
    const { emulator, only } = await start();
    await emulator.say("", { in: "C0SALES" });
    expect(only().message.text).toBe("help");
  });

  test("the profile's language and time zone come along", async () => {
    const { emulator, only } = await start();
    await emulator.command("list", { by: "U0BOB" });
    expect(only().message.locale).toEqual({ language: "zh", timezone: "Asia/Shanghai" });
  });
});

const oldSecret = "8f742231b10e8888abcd99slackemulator";
