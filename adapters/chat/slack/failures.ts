import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { PlatformError, type PlatformErrorKind } from "../../../src/model/errors.ts";
import { slackId } from "./refs.ts";

/** Whether a call, done twice, does harm: `posts` something new, `sets` what stands anyway, or only `reads`. */
export type CallEffect = "posts" | "sets" | "reads";

/** Source: Slack docs, chat.postMessage, chat.update, views.open: tables of errors. */
const kinds: Readonly<Record<string, PlatformErrorKind>> = {
  ratelimited: "rate-limited",
  rate_limited: "rate-limited",
  message_limit_exceeded: "rate-limited",
  team_access_not_granted: "unauthorised",
  not_authed: "unauthorised",
  invalid_auth: "unauthorised",
  account_inactive: "unauthorised",
  token_expired: "unauthorised",
  token_revoked: "unauthorised",
  missing_scope: "unauthorised",
  not_allowed_token_type: "unauthorised",
  no_permission: "unauthorised",
  org_login_required: "unauthorised",
  ekm_access_denied: "unreachable",
  channel_not_found: "unreachable",
  not_in_channel: "unreachable",
  is_archived: "unreachable",
  is_inactive: "unreachable",
  restricted_action: "unreachable",
  restricted_action_read_only_channel: "unreachable",
  restricted_action_thread_only_channel: "unreachable",
  restricted_action_non_threadable_channel: "unreachable",
  user_not_in_channel: "unreachable",
  user_not_found: "unreachable",
  user_disabled: "unreachable",
  cannot_dm_bot: "unreachable",
  method_not_supported_for_channel_type: "unreachable",
  messages_tab_disabled: "unreachable",
  message_not_found: "message-gone",
  cant_update_message: "message-gone",
  edit_window_closed: "message-gone",
  thread_not_found: "message-gone",
  cannot_reply_to_message: "message-gone",
  service_unavailable: "unavailable",
  team_added_to_org: "unavailable",
  accesslimited: "unavailable",
};

/** Slack says of these that some of the work may have been done. Source: Slack docs, any method, `fatal_error`. */
const halfDone = new Set(["fatal_error", "internal_error", "request_timeout"]);

/** Failures before the request can have arrived. */
const notArrived = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

const fallbackWaitMs = 10_000;

/**
 * A failed call in our words. A code the table does not know is a rejection with the code kept; an answer that is not
 * Slack's is as if there had been none.
 */
export function toPlatformError(error: unknown, effect: CallEffect): PlatformError {
  if (error instanceof PlatformError) return error;
  const lost: PlatformErrorKind = effect === "posts" ? "outcome-unknown" : "unavailable";
  if (error instanceof WebAPIRateLimitedError) return fail("rate-limited", { retryAfterMs: error.retryAfter * 1000 });
  if (error instanceof WebAPIPlatformError) return judge(error, lost);
  if (error instanceof WebAPIHTTPError) return fail(lost, { vendorCode: `HTTP ${error.statusCode}` });
  if (error instanceof WebAPIRequestError) {
    const code = codeOf(error.original);
    return fail(notArrived.has(code) ? "unavailable" : lost, { vendorCode: code });
  }
  if (error instanceof Error && error.message.startsWith("Retry header")) {
    return fail("rate-limited", { retryAfterMs: fallbackWaitMs });
  }
  return fail(lost, { vendorCode: codeOf(error) });
}

/** Slack's own code of a failure, for the few decisions that need it. */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof PlatformError && codes.includes(error.vendorCode ?? "");
}

function judge(error: WebAPIPlatformError, lost: PlatformErrorKind): PlatformError {
  const code = error.data.error;
  if (!/^[a-z_]{1,60}$/.test(code)) return fail(lost, { vendorCode: "not-json" });
  if (halfDone.has(code)) return fail(lost, { vendorCode: code });
  const kind = kinds[code] ?? "rejected";
  if (kind !== "rate-limited") return fail(kind, { vendorCode: code });
  const seconds = error.data.response_metadata?.retryAfter;
  const retryAfterMs = seconds === undefined ? fallbackWaitMs : seconds * 1000;
  const scope = code === "message_limit_exceeded" ? ("platform" as const) : ("conversation" as const);
  return fail(kind, { vendorCode: code, retryAfterMs, scope });
}

function fail(
  kind: PlatformErrorKind,
  details: { vendorCode?: string; retryAfterMs?: number; scope?: "conversation" | "platform" },
): PlatformError {
  return new PlatformError({ platform: slackId, kind, ...details });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { code } = error as Error & { code?: unknown };
  if (typeof code === "string") return code;
  return error.cause === undefined ? error.name : codeOf(error.cause);
}
