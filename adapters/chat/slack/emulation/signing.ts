import { createHmac } from "node:crypto";

/** Source: Slack docs, Verifying requests from Slack: HMAC-SHA256 of `v0:<timestamp>:<body>`, in hex, after `v0=`. */
export function signRequest(secret: string, timestamp: number, body: string): Readonly<Record<string, string>> {
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`, "utf8").digest("hex");
  return { "x-slack-request-timestamp": String(timestamp), "x-slack-signature": `v0=${digest}` };
}
