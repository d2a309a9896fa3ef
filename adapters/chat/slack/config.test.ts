import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { FakeHost } from "../../../test/support/fake-host.ts";
import { memoryRecords, plainSecrets } from "../../../test/support/memory-records.ts";
import { KeptLogger, KeptMetrics, ManualClock, memoryCache, seededIds } from "../../../test/support/runtime.ts";
import { startSlack } from "../../../test/support/slack-harness.ts";
import { slackEnv } from "./config.ts";
import slack from "./index.ts";
import { botScopes, slackManifest } from "./manifest.ts";

const one = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "s" };
const several = {
  SLACK_CLIENT_ID: "1.2",
  SLACK_CLIENT_SECRET: "c",
  SLACK_STATE_SECRET: "0123456789abcdef",
  SLACK_ALLOWED_TEAMS: "T1",
  SLACK_SIGNING_SECRET: "s",
};

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  const { error } = slackEnv.safeParse(env);
  return (error?.issues ?? []).map((issue) => String(issue.path[0])).sort();
}

describe("the variables", () => {
  test.each([
    ["one workspace", one],
    ["one workspace by socket", { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" }],
    ["several workspaces", several],
    ["both", { ...one, ...several }],
  ])("are complete for %s", (_name, env) => {
    expect(problemsOf(env)).toEqual([]);
  });

  test.each([
    ["no token", { SLACK_SIGNING_SECRET: "s" }, ["SLACK_BOT_TOKEN"]],
    ["no way to check requests", { SLACK_BOT_TOKEN: "xoxb-1" }, ["SLACK_SIGNING_SECRET"]],
    ["a person's token", { ...one, SLACK_BOT_TOKEN: "xoxp-1" }, ["SLACK_BOT_TOKEN"]],
    ["a wrong app token", { ...one, SLACK_APP_TOKEN: "xoxb-1" }, ["SLACK_APP_TOKEN"]],
    ["OAuth that anybody could use", { ...several, SLACK_ALLOWED_TEAMS: "" }, ["SLACK_ALLOWED_TEAMS"]],
    [
      "half of OAuth",
      { ...one, SLACK_CLIENT_ID: "1.2" },
      ["SLACK_ALLOWED_TEAMS", "SLACK_CLIENT_SECRET", "SLACK_STATE_SECRET"],
    ],
    ["a short state secret", { ...several, SLACK_STATE_SECRET: "short" }, ["SLACK_STATE_SECRET"]],
    ["an address that is none", { ...one, SLACK_API_URL: "slack.com" }, ["SLACK_API_URL"]],
  ])("with %s name what is wrong", (_name, env, names) => {
    expect(problemsOf(env)).toEqual(names);
  });

  test("each has a description and an example", () => {
    for (const [name, field] of Object.entries(slackEnv.shape)) {
      const meta = field.meta();
      expect([name, typeof meta?.description, typeof meta?.example]).toEqual([name, "string", "string"]);
    }
  });
});

describe("what only shows when the bot starts", () => {
  function contextWith(parts: Partial<PlatformContext>): PlatformContext {
    const clock = new ManualClock();
    return {
      host: new FakeHost(),
      clock,
      ids: seededIds("config"),
      logger: new KeptLogger(),
      metrics: new KeptMetrics(),
      cache: memoryCache(clock),
      records: memoryRecords(),
      defaultLanguage: "en",
      defaultTimezone: "UTC",
      ...parts,
    };
  }

  test.each([
    ["SECRET_KEY", { publicUrl: "https://pay.example.com" }],
    ["PUBLIC_URL", { secrets: plainSecrets }],
  ])("OAuth needs %s", async (variable, parts) => {
    const created = slack.create(slackEnv.parse(several), contextWith(parts));
    await expect(created).rejects.toMatchObject({ code: "configuration", problems: [{ variable }] });
  });

  test("a token that Slack refuses names its variable", async () => {
    const started = startSlack({ env: { SLACK_BOT_TOKEN: "xoxb-not-this-one" } });
    await expect(started).rejects.toMatchObject({ code: "configuration", problems: [{ variable: "SLACK_BOT_TOKEN" }] });
  });
});

describe("the manifest", () => {
  const url = "https://pay.example.com/";

  test("asks for no scope without a reason", () => {
    const manifest = slackManifest({ isSocketMode: false, hasOAuth: false }, url);
    expect(manifest).toMatchObject({ oauth_config: { scopes: { bot: Object.keys(botScopes) } } });
    expect(Object.values(botScopes).every((reason) => reason.length > 10)).toBe(true);
  });

  test("points everything at the one address", () => {
    const text = JSON.stringify(slackManifest({ isSocketMode: false, hasOAuth: true }, url));
    expect(text.match(/https:[^"]*/g)).toEqual([
      "https://pay.example.com/slack/events",
      "https://pay.example.com/slack/oauth_redirect",
      "https://pay.example.com/slack/events",
      "https://pay.example.com/slack/events",
      "https://pay.example.com/slack/events",
    ]);
  });

  test("needs no address in Socket Mode", () => {
    const manifest = slackManifest({ isSocketMode: true, hasOAuth: false }, url);
    expect(manifest).toMatchObject({ settings: { socket_mode_enabled: true } });
    expect(JSON.stringify(manifest)).not.toContain("https:");
  });

  test("is printed before anything is set", async () => {
    const clock = new ManualClock();
    const context = { args: [], records: memoryRecords(), clock, ids: seededIds("m") };
    const printed = await slack.tools?.manifest?.run({ ...context, config: slackEnv.parse(one) });
    expect(JSON.parse(printed ?? "")).toMatchObject({ display_information: { name: "Paylink" } });
  });
});

test("the README gives each scope and its reason", async () => {
  const readme = await readFile(new URL("README.md", import.meta.url), "utf8");
  for (const [scope, reason] of Object.entries(botScopes)) expect(readme).toContain(`| \`${scope}\` | ${reason} |`);
});
