import { parse as parseForm } from "node:querystring";
import type { App, Receiver } from "@slack/bolt";
import type { HttpDelivery, HttpReply, HttpRoute, Metrics } from "../../../src/ports/runtime.ts";
import type { Feed, Payload } from "./feed.ts";
import type { RequestCheck } from "./request-check.ts";

interface HttpParts {
  readonly check: RequestCheck;
  readonly feed: Feed;
  readonly metrics: Metrics;
}

/** Stands between the bot's own port and Bolt: checks the raw bytes, parses, answers. */
export interface HttpReceiver extends Receiver {
  readonly route: HttpRoute;
}

const empty: HttpReply = { status: 200 };

/** Bolt's receiver for requests that arrive at `POST /slack/events`. */
export function createHttpReceiver({ check, feed, metrics }: HttpParts): HttpReceiver {
  async function handle(delivery: HttpDelivery): Promise<HttpReply> {
    if (isCertificateCheck(delivery)) return empty;
    const proof = check.check(delivery);
    if (!proof.isProven) {
      metrics.count("slack_refused_total", { reason: proof.cause });
      return { status: 401 };
    }
    if (proof.isReplay) {
      metrics.count("slack_replayed_total");
      return empty;
    }
    const body = parseBody(delivery);
    if (body === undefined) {
      metrics.count("slack_refused_total", { reason: "format" });
      return { status: 400 };
    }
    if (body.type === "url_verification") return json({ challenge: body.challenge });
    const isRetry = delivery.headers["x-slack-retry-num"] !== undefined;
    const answer = await feed.take({ body, digest: proof.digest, isRetry });
    if (answer.isLost) check.forget(proof.digest);
    if (!answer.isDone) return { status: 503, headers: { "retry-after": "1" } };
    if (answer.content === undefined) return empty;
    return typeof answer.content === "string" ? json({ text: answer.content }) : json(answer.content);
  }

  return {
    route: { method: "POST", path: "/slack/events", handle },
    init: (app: App) => feed.connect(app),
    start: async () => undefined,
    stop: () => feed.idle(),
  };
}

/** Source: Slack docs, Slash commands: now and then `ssl_check=1` comes, unsigned, and wants only 200. */
function isCertificateCheck({ headers, body }: HttpDelivery): boolean {
  if (!isForm(headers) || body.byteLength > 200) return false;
  return new URLSearchParams(Buffer.from(body).toString("utf8")).get("ssl_check") === "1";
}

/** Commands come as form fields, interactions as one form field of JSON, events as JSON. */
function parseBody({ headers, body }: HttpDelivery): Payload | undefined {
  const text = Buffer.from(body).toString("utf8");
  if (!isForm(headers)) return parseJson(text);
  const fields = parseForm(text);
  return typeof fields.payload === "string" ? parseJson(fields.payload) : fields;
}

function parseJson(text: string): Payload | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? (parsed as Payload) : undefined;
  } catch {
    return undefined;
  }
}

function isForm(headers: HttpDelivery["headers"]): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
}

function json(content: object): HttpReply {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(content) };
}
