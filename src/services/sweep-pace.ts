import type { AccountId } from "../model/payment-link.ts";
import type { Clock } from "../ports/runtime.ts";

/** Keeps routine calls of one account within its provider's pace, in this process. */
export interface SweepPace {
  /** Takes a share of one call: 0 when it may be made now, else the milliseconds after which there is room for it. */
  take(account: AccountId, share: number, callsPerSecond: number): number;
}

interface Bucket {
  tokens: number;
  countedAt: number;
  /** Until when the room to come is promised to others. */
  bookedUntil: number;
}

const burstSeconds = 2;

/**
 * Looks that come due together are not made together: what exceeds the pace is spread over the time to come, so that
 * links somebody waits for find the provider free.
 */
export function createSweepPace(clock: Clock): SweepPace {
  const buckets = new Map<AccountId, Bucket>();
  return {
    take(account, share, callsPerSecond) {
      const now = clock.now().getTime();
      const capacity = burstSeconds * callsPerSecond;
      const bucket = buckets.get(account) ?? { tokens: capacity, countedAt: now, bookedUntil: now };
      buckets.set(account, bucket);
      const refill = (Math.max(0, now - bucket.countedAt) / 1000) * callsPerSecond;
      bucket.tokens = Math.min(capacity, bucket.tokens + refill);
      bucket.countedAt = now;
      if (bucket.tokens >= share) {
        bucket.tokens -= share;
        return 0;
      }
      bucket.bookedUntil = Math.max(bucket.bookedUntil, now) + (share / callsPerSecond) * 1000;
      return Math.ceil(bucket.bookedUntil - now);
    },
  };
}
