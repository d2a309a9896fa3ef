import { type Logger as SlackLogger, WebClient, type WebClientOptions } from "@slack/web-api";
import { PlatformError } from "../../../src/model/errors.ts";
import type { Clock, Logger, Metrics } from "../../../src/ports/runtime.ts";
import { type CallEffect, toPlatformError } from "./failures.ts";
import { slackId } from "./refs.ts";

/** The Web API methods the bot calls, and what each does when done twice. */
const effects = {
  "auth.test": "reads",
  "auth.revoke": "sets",
  "chat.postMessage": "posts",
  "chat.postEphemeral": "posts",
  "chat.update": "sets",
  "conversations.open": "sets",
  "files.completeUploadExternal": "posts",
  "files.getUploadURLExternal": "reads",
  "files.info": "reads",
  "oauth.v2.access": "posts",
  "users.info": "reads",
  "views.open": "posts",
  "views.publish": "sets",
  "views.update": "sets",
} as const satisfies Readonly<Record<string, CallEffect>>;

/** The name of a method the bot calls. */
export type SlackMethod = keyof typeof effects;

/** Arguments as Slack names them; objects are sent as JSON. */
export type SlackArguments = Readonly<Record<string, unknown>>;

/** Calls Slack, never twice on its own. */
export interface SlackCalls {
  /** The answer's fields; without a token where the method takes other credentials. @throws PlatformError, always. */
  call(
    token: string | undefined,
    method: SlackMethod,
    content?: SlackArguments,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Sends a file's bytes to the address Slack gave for them. @throws PlatformError. */
  upload(url: string, bytes: Uint8Array): Promise<void>;
  /** Answers through a response URL. @throws PlatformError kind `unreachable` when it has run out. */
  respond(url: string, message: SlackArguments): Promise<void>;
  /** For Bolt's own clients: the same address, time limit and silence. */
  readonly options: WebClientOptions;
}

interface CallSettings {
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** For one whole exchange with Slack. */
export const callTimeoutMs = 8_000;

/** The only door from this adapter to Slack. One client for all tokens: tokens travel with each call. */
export function createSlackCalls({ apiUrl, clock, logger, metrics }: CallSettings): SlackCalls {
  const fetchInTime: typeof fetch = (input, init) =>
    withTimeLimit(clock, (signal) => fetch(input, { ...init, signal }));
  const options: WebClientOptions = {
    slackApiUrl: apiUrl,
    allowAbsoluteUrls: false,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    maxRequestConcurrency: 50,
    fetch: fetchInTime,
    logger: quietLogger(logger),
  };
  const client = new WebClient(undefined, options);

  async function attempt<T>(name: string, effect: CallEffect, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      const answer = await work();
      metrics.count("slack_calls_total", { method: name, outcome: "ok" });
      return answer;
    } catch (cause) {
      const error = toPlatformError(cause, effect);
      metrics.count("slack_calls_total", { method: name, outcome: error.kind });
      throw error;
    } finally {
      metrics.observe("slack_call_seconds", (performance.now() - startedAt) / 1000, { method: name });
    }
  }

  return {
    options,
    call: (token, method, content = {}) =>
      attempt(method, effects[method], async () => ({
        ...(await client.apiCall(method, { ...content, ...(token !== undefined && { token }) })),
      })),
    upload: (url, bytes) =>
      attempt("upload", "sets", async () => {
        const answer = await fetchInTime(url, { method: "POST", body: new Blob([bytes]), redirect: "error" });
        await answer.arrayBuffer();
        if (!answer.ok) throw new TypeError(`upload answered ${answer.status}`);
      }),
    respond: (url, message) =>
      attempt("respond", "posts", async () => {
        const answer = await fetchInTime(url, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(message),
          redirect: "error",
        });
        await answer.arrayBuffer();
        if (!answer.ok) throw refusedBy(answer.status);
      }),
  };
}

/** A response URL that refuses has been used up, has run out, or does not like the message. */
function refusedBy(status: number): PlatformError {
  const kind = status === 429 ? "rate-limited" : status >= 500 ? "outcome-unknown" : "unreachable";
  return new PlatformError({ platform: slackId, kind, vendorCode: `HTTP ${status}` });
}

/** Runs a request that is given up after `callTimeoutMs` of this clock, its answer's body included. */
async function withTimeLimit(clock: Clock, request: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
  const [late, done] = [new AbortController(), new AbortController()];
  void clock.sleep(callTimeoutMs, done.signal).then(() => {
    if (!done.signal.aborted) late.abort(new DOMException("no answer in time", "TimeoutError"));
  });
  try {
    const answer = await request(late.signal);
    const bytes = await answer.arrayBuffer();
    const { status, statusText, headers } = answer;
    return new Response(bytes.byteLength === 0 ? null : bytes, { status, statusText, headers });
  } finally {
    done.abort();
  }
}

/** The library logs requests and answers at its debug level; none of that may reach our log. */
function quietLogger(logger: Logger): SlackLogger {
  const levels: { current: ReturnType<SlackLogger["getLevel"]> } = { current: "warn" as never };
  return {
    debug() {},
    info() {},
    warn: () => logger.debug("the Slack library warned"),
    error: () => logger.debug("the Slack library complained"),
    setLevel(level) {
      levels.current = level;
    },
    getLevel: () => levels.current,
    setName() {},
  };
}
