import { createEmulator, type Emulator } from "emulate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signRequest } from "../../adapters/chat/slack/emulation/signing.ts";
import slack from "../../adapters/chat/slack/index.ts";
import { botScopes } from "../../adapters/chat/slack/manifest.ts";
import { type ListeningServer, listen } from "../../adapters/shared/emulator.ts";
import type { ActorId, ConversationRef } from "../../src/model/conversation.ts";
import type { ChatPlatform } from "../../src/ports/chat-platform.ts";
import { linkCard, plainCard } from "../contract/platform-cards.ts";
import { FakeHost } from "../support/fake-host.ts";
import { freePort } from "../support/free-port.ts";
import { memoryRecords, plainSecrets } from "../support/memory-records.ts";
import { KeptLogger, KeptMetrics, memoryCache, randomIds } from "../support/runtime.ts";
import { until } from "../support/slack-harness.ts";
import { systemClock } from "../support/system-clock.ts";

const secret = "emulate-signing-secret";
const probe = "xoxb-probe";
const allScopes = Object.keys(botScopes);

let emulate: Emulator;
let bot: ListeningServer;
let platform: ChatPlatform;
let host: FakeHost;
let metrics: KeptMetrics;
let people: { readonly alice: string; readonly team: string };
let general: string;

beforeEach(async () => {
  bot = await listen(async (request) => {
    const route = platform.routes().find((each) => each.path === request.path && each.method === request.method);
    return route === undefined ? { status: 404 } : route.handle(request);
  });
});

afterEach(async () => {
  await platform.stop();
  await bot.close();
  await emulate.close();
});

/** @param scopes what the seeded bot token may do. */
async function startEmulate(scopes: readonly string[]): Promise<void> {
  emulate = await createEmulator({
    service: "slack",
    port: await freePort(),
    seed: {
      slack: {
        team: { name: "W", domain: "w" },
        signing_secret: secret,
        strict_scopes: true,
        users: [{ name: "alice" }],
        channels: [{ name: "general" }],
        bots: [{ name: "paylink" }],
        tokens: [
          { token: "xoxb-seeded", user: "paylink", scopes: [...scopes] },
          { token: probe, user: "alice", scopes: ["users:read", "channels:read", "channels:history"] },
        ],
        oauth_apps: [
          {
            client_id: "111.222",
            client_secret: "oauth-client-secret",
            name: "Paylink",
            redirect_uris: [`${bot.origin}/slack/oauth_redirect`],
          },
        ],
      },
    },
  });
  const { members } = await ask("users.list");
  const { channels } = await ask("conversations.list");
  const { team_id } = await ask("auth.test");
  const idOf = (list: unknown, name: string) =>
    (list as { id: string; name: string }[]).find((each) => each.name === name)?.id;
  people = { alice: idOf(members, "alice") ?? "", team: String(team_id) };
  general = idOf(channels, "general") ?? "";
}

async function ask(
  method: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(`${emulate.url}/api/${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${probe}`, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  });
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

async function startBot(env: Readonly<Record<string, string>>): Promise<void> {
  host = new FakeHost();
  metrics = new KeptMetrics();
  const shared = { SLACK_SIGNING_SECRET: secret, SLACK_API_URL: `${emulate.url}/api/` };
  platform = await slack.create(slack.env.parse({ ...shared, ...env }), {
    host,
    clock: systemClock,
    ids: randomIds,
    logger: new KeptLogger(),
    metrics,
    cache: memoryCache(systemClock),
    records: memoryRecords(),
    secrets: plainSecrets,
    publicUrl: bot.origin,
    defaultLanguage: "en",
    defaultTimezone: "UTC",
  });
  await platform.start();
}

async function type(text: string): Promise<Response> {
  const { trigger_id } = await ask("views.generateTriggerId", { user_id: people.alice });
  const fields = { team_id: people.team, channel_id: general, user_id: people.alice, command: "/paylink", text };
  const body = new URLSearchParams({ ...fields, trigger_id: String(trigger_id) }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const proof = signRequest(secret, Math.floor(Date.now() / 1000), body);
  return fetch(`${bot.origin}/slack/events`, { method: "POST", headers: { ...headers, ...proof }, body });
}

const place = () => `slack:${people.team}:${general}` as ConversationRef;
const alice = () => `slack:${people.team}:${people.alice}` as ActorId;

/** Calls by method that Slack refused for want of a right. */
function refused(): readonly string[] {
  return [...metrics.counts.keys()].filter((key) => key.includes("outcome=unauthorised"));
}

/** Every kind of call the bot makes while it works. */
async function doEverything(): Promise<void> {
  await type("49.99 USD Mug");
  const { ref } = await platform.post({ conversation: place() }, linkCard());
  await platform.update(ref, linkCard({ lines: ["Paid."] }));
  await platform.post({ conversation: place(), privateTo: alice() }, plainCard);
  const direct = await platform.directConversation?.(alice());
  if (direct !== undefined) await platform.post({ conversation: direct }, plainCard);
}

describe("with the rights of the manifest", () => {
  beforeEach(async () => {
    await startEmulate(allScopes);
    await startBot({ SLACK_BOT_TOKEN: "xoxb-seeded" });
  });

  test("everything the bot does is allowed", async () => {
    await doEverything();
    expect(host.accepted[0]?.message).toMatchObject({ isAllowed: true, text: "49.99 USD Mug" });
    expect(refused()).toEqual([]);
    expect(metrics.counts.get("slack_pictures_total{outcome=ok}")).toBe(1);
  });

  test("the form opens on a real trigger and is filled", async () => {
    await type("");
    await until(() => metrics.counts.get("slack_calls_total{method=views.update,outcome=ok}") === 1);
    expect(refused()).toEqual([]);
  });
});

describe("without one of them", () => {
  test.each([
    ["chat:write", "chat.postMessage"],
    ["files:write", "files.getUploadURLExternal"],
    ["files:read", "files.info"],
    ["users:read", "users.info"],
    ["im:write", "conversations.open"],
  ])("%s, Slack refuses %s: each right is needed", async (scope, method) => {
    await startEmulate(allScopes.filter((each) => each !== scope));
    await startBot({ SLACK_BOT_TOKEN: "xoxb-seeded" });
    await doEverything().catch(() => undefined);
    await platform.directConversation?.(alice()).catch(() => undefined);
    expect(refused()).toContain(`slack_calls_total{method=${method},outcome=unauthorised}`);
  });

  test("files:write, cards still go out", async () => {
    await startEmulate(allScopes.filter((each) => each !== "files:write"));
    await startBot({ SLACK_BOT_TOKEN: "xoxb-seeded" });
    await platform.post({ conversation: place() }, linkCard());
    expect(metrics.counts.get("slack_calls_total{method=chat.postMessage,outcome=ok}")).toBe(1);
  });
});

describe("installed by OAuth", () => {
  test("the rights asked for are enough for everything", async () => {
    await startEmulate([]);
    await startBot({
      SLACK_CLIENT_ID: "111.222",
      SLACK_CLIENT_SECRET: "oauth-client-secret",
      SLACK_STATE_SECRET: "state-secret-0123456789",
      SLACK_ALLOWED_TEAMS: people.team,
    });
    expect(await install()).toBe(200);
    await doEverything();
    expect(host.accepted[0]?.message.isAllowed).toBe(true);
    expect(refused()).toEqual([]);
  });
});

/** Goes through the installation as a browser would; the status of the last page. */
async function install(): Promise<number> {
  const begun = await fetch(`${bot.origin}/slack/install`, { redirect: "manual" });
  const target = new URL(begun.headers.get("location") ?? "");
  const cookie = (begun.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  expect(target.origin).toBe(new URL(emulate.url).origin);
  expect((await fetch(target)).status).toBe(200);
  const agreed = await fetch(`${emulate.url}/oauth/v2/authorize/callback`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...Object.fromEntries(target.searchParams), user_id: people.alice }).toString(),
  });
  const back = await fetch(agreed.headers.get("location") ?? "", { headers: { cookie } });
  return back.status;
}
