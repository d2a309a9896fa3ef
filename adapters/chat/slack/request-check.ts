import { timingSafeEqual } from "node:crypto";
import type { Clock, HttpDelivery } from "../../../src/ports/runtime.ts";
import { hmacSha256, isFresh, splitSecrets } from "../../shared/signature.ts";

/** Why a request is not believed; the label of the refusals' counter. */
export type RefusalCause = "missing" | "timestamp" | "signature";

/** What a request proves. `digest` names these very bytes; `isReplay` when they were taken in before. */
export type Proof =
  | { readonly isProven: true; readonly digest: string; readonly isReplay: boolean }
  | { readonly isProven: false; readonly cause: RefusalCause };

/** Checks requests and remembers the ones taken in. */
export interface RequestCheck {
  check(delivery: HttpDelivery): Proof;
  /** Lets a request come again: nothing came of it. */
  forget(digest: string): void;
}

/** Source: Slack docs, Verifying requests from Slack: five minutes; here both ways. */
const toleranceMs = 5 * 60_000;
const version0 = /^v0=[0-9a-f]{64}$/;
/** Memory for replays; the store's delivery keys still hold when it overflows. */
const rememberAtMost = 50_000;

/** Signature v0 over the raw bytes, in constant time, by the new secret or an older one. */
export function createRequestCheck(secretVariable: string, clock: Clock): RequestCheck {
  const secrets = splitSecrets(secretVariable);
  const seen = new Map<string, number>();

  function isKnown(digest: string, now: number): boolean {
    const until = seen.get(digest);
    if (until !== undefined && until > now) return true;
    for (const [old, end] of seen) {
      if (end > now && seen.size < rememberAtMost) break;
      seen.delete(old);
    }
    seen.set(digest, now + 2 * toleranceMs);
    return false;
  }

  return {
    check({ headers, body }) {
      const timestamp = headers["x-slack-request-timestamp"];
      const signature = headers["x-slack-signature"];
      if (timestamp === undefined || signature === undefined) return { isProven: false, cause: "missing" };
      const now = clock.now();
      if (!/^\d{1,12}$/.test(timestamp) || !isFresh(new Date(Number(timestamp) * 1000), now, toleranceMs)) {
        return { isProven: false, cause: "timestamp" };
      }
      const given = version0.test(signature) ? Buffer.from(signature.slice(3), "hex") : undefined;
      const isSigned = secrets.some(
        (secret) => given !== undefined && timingSafeEqual(hmacSha256(secret, `v0:${timestamp}:`, body), given),
      );
      if (!isSigned) return { isProven: false, cause: "signature" };
      return { isProven: true, digest: signature, isReplay: isKnown(signature, now.getTime()) };
    },
    forget: (digest) => seen.delete(digest),
  };
}
