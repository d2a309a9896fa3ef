import { ProviderError } from "../model/errors.ts";
import type { AccountId } from "../model/payment-link.ts";
import type { Clock } from "../ports/runtime.ts";
import { waitOf } from "./task-run.ts";

/** Keeps routine calls of one account within its provider's pace, in this process. */
export interface SweepPace {
  /** Takes a share of one call: 0 when it may be made now, else the milliseconds after which there is room for it. */
  take(account: AccountId, share: number, callsPerSecond: number): number;
  /** Takes note of how a look at this account ended: while it only fails, there is room for fewer and fewer. */
  heard(account: AccountId, error?: unknown): void;
}

interface Bucket {
  tokens: number;
  countedAt: number;
  /** Until when the room to come is promised to others. */
  bookedUntil: number;
  /** Looks that failed one after the other, those that failed together counted once. */
  failures: number;
  restsUntil: number;
}

const burstSeconds = 2;
const longestRestMs = 300_000;

/**
 * Looks that come due together are not made together: what exceeds the pace is spread over the time to come, so that
 * links somebody waits for find the provider free.
 */
export function createSweepPace(clock: Clock): SweepPace {
  const buckets = new Map<AccountId, Bucket>();

  function bucketOf(account: AccountId, now: number): Bucket {
    const full = Number.POSITIVE_INFINITY;
    const bucket = buckets.get(account) ?? {
      tokens: full,
      countedAt: now,
      bookedUntil: now,
      failures: 0,
      restsUntil: 0,
    };
    buckets.set(account, bucket);
    return bucket;
  }

  return {
    take(account, share, callsPerSecond) {
      const now = clock.now().getTime();
      const capacity = Math.max(burstSeconds * callsPerSecond, share);
      const bucket = bucketOf(account, now);
      const refill = (Math.max(0, now - bucket.countedAt) / 1000) * callsPerSecond;
      bucket.tokens = Math.min(capacity, bucket.tokens + refill);
      bucket.countedAt = now;
      if (bucket.tokens >= share && now >= bucket.restsUntil) {
        bucket.tokens -= share;
        return 0;
      }
      const from = Math.max(bucket.bookedUntil, bucket.restsUntil, now);
      bucket.bookedUntil = from + (share / callsPerSecond) * 1000;
      return Math.ceil(bucket.bookedUntil - now);
    },
    heard(account, error) {
      const now = clock.now().getTime();
      const bucket = bucketOf(account, now);
      // A refusal is about one link; everything else is about the provider.
      const isTrouble = error instanceof ProviderError && error.kind !== "rejected";
      if (!isTrouble) {
        Object.assign(bucket, { failures: 0, restsUntil: 0 });
        return;
      }
      if (now < bucket.restsUntil) return;
      bucket.restsUntil = now + (error.retryAfterMs ?? Math.min(waitOf(error, bucket.failures), longestRestMs));
      bucket.failures += 1;
    },
  };
}
