import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ConversationRef } from "../../../src/model/conversation.ts";
import { plainCard } from "../../../test/contract/platform-cards.ts";
import { type SlackHarness, startSlack } from "../../../test/support/slack-harness.ts";

const oauth = {
  SLACK_CLIENT_ID: "111.222",
  SLACK_CLIENT_SECRET: "client-secret-0123456789",
  SLACK_STATE_SECRET: "state-secret-0123456789",
  SLACK_ALLOWED_TEAMS: "T0SISTER,T0COUSIN",
};
const sister = { id: "T0SISTER", name: "Sister" };

let slack: SlackHarness;

beforeEach(async () => {
  slack = await startSlack({ env: oauth });
});

afterEach(async () => {
  await slack.stop();
});

interface Begun {
  readonly state: string;
  readonly cookie: string;
  readonly target: URL;
}

async function begin(): Promise<Begun> {
  const answer = await fetch(`${slack.botUrl}/slack/install`, { redirect: "manual" });
  const target = new URL(answer.headers.get("location") ?? "");
  const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  return { state: target.searchParams.get("state") ?? "", cookie, target };
}

async function finish(
  query: Readonly<Record<string, string>>,
  cookie?: string,
): Promise<{ status: number; text: string }> {
  const url = `${slack.botUrl}/slack/oauth_redirect?${new URLSearchParams(query)}`;
  const answer = await fetch(url, cookie === undefined ? {} : { headers: { cookie } });
  return { status: answer.status, text: await answer.text() };
}

async function install(team = sister): Promise<void> {
  const { state, cookie } = await begin();
  expect((await finish({ state, code: slack.emulator.authorise(team) }, cookie)).status).toBe(200);
}

const record = (team: string) =>
  slack.context.records.getRecord<{ token: string }>("slack-installation", team, slack.clock.now());

describe("installing", () => {
  test("sends the browser to Slack with the scopes, the way back and a state bound to it", async () => {
    const { target, cookie } = await begin();
    expect(target.pathname).toBe("/oauth/v2/authorize");
    expect(target.searchParams.get("client_id")).toBe("111.222");
    expect(target.searchParams.get("scope")?.split(",")).toContain("chat:write.public");
    expect(target.searchParams.get("redirect_uri")).toBe(`${slack.botUrl}/slack/oauth_redirect`);
    expect(cookie).toContain(target.searchParams.get("state")?.split(".")[0]);
  });

  test("keeps the token sealed and serves the workspace from then on", async () => {
    await install();
    expect((await record("T0SISTER"))?.value.token).toMatch(/^sealed:/);
    expect(JSON.stringify(await record("T0SISTER"))).not.toContain("xoxb-installed");
    const conversation = "slack:T0SISTER:C0OPEN" as ConversationRef;
    await slack.platform.post({ conversation }, plainCard);
    expect(slack.emulator.messages()[0]?.place).toBe("C0OPEN");
  });

  test("is refused to a workspace that is not allowed, and its token is given back", async () => {
    const { state, cookie } = await begin();
    const code = slack.emulator.authorise({ id: "T0EVIL", name: "Evil" });
    expect(await finish({ state, code }, cookie)).toMatchObject({ status: 403 });
    expect(await record("T0EVIL")).toBeUndefined();
    expect(slack.metrics.counts.get("slack_calls_total{method=auth.revoke,outcome=ok}")).toBe(1);
  });

  test.each([
    ["without a state", () => ({ state: "", cookie: "" })],
    ["with a state of somebody else's making", ({ cookie }: Begun) => ({ state: "n.9999999999999.sig", cookie })],
    ["with a changed state", ({ state, cookie }: Begun) => ({ state: `x${state}`, cookie })],
    ["in another browser", ({ state }: Begun) => ({ state, cookie: "paylink_slack_install=other" })],
    ["without the cookie", ({ state }: Begun) => ({ state, cookie: "" })],
  ])("is refused %s", async (_name, change) => {
    const { state, cookie } = change(await begin());
    const answer = await finish({ state, code: slack.emulator.authorise(sister) }, cookie);
    expect(answer.status).toBe(403);
    expect(await record("T0SISTER")).toBeUndefined();
  });

  test("is refused when the state has run out", async () => {
    const { state, cookie } = await begin();
    slack.clock.advance(10 * 60_000);
    expect((await finish({ state, code: slack.emulator.authorise(sister) }, cookie)).status).toBe(403);
  });

  test("works once for each state", async () => {
    const { state, cookie } = await begin();
    await finish({ state, code: slack.emulator.authorise(sister) }, cookie);
    const again = await finish({ state, code: slack.emulator.authorise({ id: "T0COUSIN", name: "C" }) }, cookie);
    expect(again.status).toBe(403);
    expect(await record("T0COUSIN")).toBeUndefined();
  });

  test("that a person cancelled installs nothing", async () => {
    const { state, cookie } = await begin();
    expect(await finish({ state, error: "access_denied" }, cookie)).toMatchObject({ status: 200 });
    expect(await record("T0SISTER")).toBeUndefined();
  });

  test("that Slack does not confirm can be begun again", async () => {
    const { state, cookie } = await begin();
    expect(await finish({ state, code: "made-up" }, cookie)).toMatchObject({ status: 502 });
  });
});

describe("removing", () => {
  test.each([
    ["the app was uninstalled", { type: "app_uninstalled" }],
    ["the bot's token was revoked", { type: "tokens_revoked", tokens: { oauth: [], bot: ["U0PAYBOT"] } }],
  ])("forgets the token when %s", async (_name, event) => {
    await install({ id: "T0PAYLINK", name: "Own" }).catch(() => undefined);
    await slack.context.records.writeRecord({
      kind: "slack-installation",
      key: "T0PAYLINK",
      value: { token: "sealed:", botUser: "U0", name: "x", installedAt: "" },
    });
    await slack.emulator.event(event);
    expect(await record("T0PAYLINK")).toBeUndefined();
  });

  test("a person's own token is none of the bot's business", async () => {
    await slack.context.records.writeRecord({ kind: "slack-installation", key: "T0PAYLINK", value: { token: "x" } });
    await slack.emulator.event({ type: "tokens_revoked", tokens: { oauth: ["U0ANN"], bot: [] } });
    expect(await record("T0PAYLINK")).toBeDefined();
  });
});
