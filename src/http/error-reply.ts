import { PaylinkError, StoreUnavailableError, WebhookVerificationError } from "../model/errors.ts";
import type { HttpReply } from "../ports/runtime.ts";

/** A plain text reply. */
export function textReply(status: number, text: string, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body: `${text}\n` };
}

/** Not now; the sender should come again. */
export function busyReply(retryAfterSeconds: number): HttpReply {
  return textReply(503, "not available right now, please send again", { "retry-after": String(retryAfterSeconds) });
}

/** The only place where errors become HTTP statuses. Never says more than the sender may know. */
export function errorReply(error: unknown): HttpReply {
  if (error instanceof WebhookVerificationError) return textReply(401, "not verified");
  if (error instanceof StoreUnavailableError) return busyReply(5);
  if (error instanceof PaylinkError && error.retry !== "never") return busyReply(30);
  return textReply(500, "internal error");
}
