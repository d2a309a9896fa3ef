import { PlatformError } from "../../../src/model/errors.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import type { HttpDelivery, HttpReply, HttpRoute } from "../../../src/ports/runtime.ts";
import { hmacSha256, isSameText } from "../../shared/signature.ts";
import { botScopes } from "./manifest.ts";
import type { SlackCalls } from "./web-client.ts";
import type { Workspaces } from "./workspaces.ts";

interface InstallationParts {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly stateSecret: string;
  readonly apiUrl: string;
  readonly publicUrl: string;
  readonly calls: SlackCalls;
  readonly workspaces: Workspaces;
  readonly isAllowed: (team: string) => boolean;
}

const cookieName = "paylink_slack_install";
const usedKind = "slack-installation-state";
const stateLifeMs = 10 * 60_000;

/**
 * Installation into a workspace by OAuth. The state is signed, runs out, is bound to the browser that began by a
 * cookie, and works once.
 *
 * Source: Slack docs, Installing with OAuth.
 */
export function installationRoutes(context: PlatformContext, parts: InstallationParts): readonly HttpRoute[] {
  const { clock, ids, records, logger, metrics } = context;
  const redirectUri = `${parts.publicUrl.replace(/\/+$/, "")}/slack/oauth_redirect`;
  const sign = (text: string) => hmacSha256(parts.stateSecret, text).toString("base64url");

  async function begin(): Promise<HttpReply> {
    const nonce = Buffer.from(ids.bytes(24)).toString("base64url");
    const until = clock.now().getTime() + stateLifeMs;
    const target = new URL("../oauth/v2/authorize", parts.apiUrl);
    target.searchParams.set("client_id", parts.clientId);
    target.searchParams.set("scope", Object.keys(botScopes).join(","));
    target.searchParams.set("redirect_uri", redirectUri);
    target.searchParams.set("state", `${nonce}.${until}.${sign(`${nonce}.${until}`)}`);
    const flags = `Path=/slack; HttpOnly; SameSite=Lax; Max-Age=${stateLifeMs / 1000}`;
    const secure = redirectUri.startsWith("https:") ? "; Secure" : "";
    const cookie = `${cookieName}=${nonce}; ${flags}${secure}`;
    return { status: 302, headers: { location: target.href, "set-cookie": cookie, "cache-control": "no-store" } };
  }

  /** The nonce of a state that is ours, fresh, and came back to the browser it was given to. */
  function readState(state: string, { headers }: HttpDelivery): string | undefined {
    const [nonce = "", until = "", signature = ""] = state.split(".");
    const isOurs = isSameText(signature, sign(`${nonce}.${until}`)) && Number(until) > clock.now().getTime();
    const cookies = (headers.cookie ?? "").split(";").map((each) => each.trim());
    return isOurs && cookies.some((each) => isSameText(each, `${cookieName}=${nonce}`)) ? nonce : undefined;
  }

  async function finish(request: HttpDelivery): Promise<HttpReply> {
    const { state = "", code, error } = request.query;
    const nonce = readState(state, request);
    if (nonce === undefined)
      return refuse("state", "This installation link is not valid any more. Begin again at /slack/install.");
    const expiresAt = new Date(clock.now().getTime() + stateLifeMs);
    const isFirst = await records.writeRecord({ kind: usedKind, key: nonce, value: 1, expectedRevision: 0, expiresAt });
    if (!isFirst) return refuse("state", "This installation link was used already. Begin again at /slack/install.");
    if (error !== undefined || code === undefined)
      return page(200, "The installation was cancelled. Nothing was installed.");
    try {
      return await install(code);
    } catch (cause) {
      if (!(cause instanceof PlatformError)) throw cause;
      logger.warn("an installation failed", { error: cause });
      return page(502, "Slack did not confirm the installation. Please begin again at /slack/install.");
    }
  }

  async function install(code: string): Promise<HttpReply> {
    const { clientId: client_id, clientSecret: client_secret, calls, workspaces } = parts;
    const credentials = { client_id, client_secret, code, redirect_uri: redirectUri };
    const answer = await calls.call(undefined, "oauth.v2.access", credentials);
    const { id, name } = (answer.team ?? {}) as { id?: unknown; name?: unknown };
    const token = String(answer.access_token);
    if (answer.is_enterprise_install === true || typeof id !== "string" || !parts.isAllowed(id)) {
      await calls
        .call(token, "auth.revoke")
        .catch((error: unknown) => logger.warn("a token was not given back", { error }));
      return refuse(
        "team",
        "This workspace may not install Paylink. The operator lists those that may in SLACK_ALLOWED_TEAMS.",
      );
    }
    await workspaces.install({ team: id, token, botUser: String(answer.bot_user_id) }, String(name ?? id));
    metrics.count("slack_installations_total");
    return page(200, "Paylink is installed. Type /paylink in Slack.");
  }

  function refuse(reason: string, words: string): HttpReply {
    metrics.count("slack_installations_refused_total", { reason });
    return page(403, words);
  }

  return [
    { method: "GET", path: "/slack/install", handle: begin },
    { method: "GET", path: "/slack/oauth_redirect", handle: finish },
  ];
}

function page(status: number, words: string): HttpReply {
  const headers = {
    "content-type": "text/plain; charset=utf-8",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
  return { status, headers, body: `${words}\n` };
}
