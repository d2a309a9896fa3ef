import type { AccountId } from "../model/payment-link.ts";
import type { Clock } from "../ports/runtime.ts";
import type { Store } from "../ports/store.ts";

/** What the turns of one account's routine calls are kept with. */
interface CallPaceSettings {
  readonly store: Pick<Store, "takeBudgets">;
  readonly clock: Clock;
  readonly account: AccountId;
  readonly callsPerSecond: number;
}

/**
 * Turns for routine calls at one account: they go out one after the other, evenly spread and no oftener than the
 * provider's pace, whichever process makes them.
 *
 * The answer resolves when it is one's turn. @throws StoreUnavailableError
 */
export function createCallPace({ store, clock, account, callsPerSecond }: CallPaceSettings): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();

  async function takeTurn(): Promise<void> {
    const budget = { key: `calls:${account}`, capacity: 1, refillPerSecond: callsPerSecond };
    for (;;) {
      const waitMs = await store.takeBudgets([budget], clock.now());
      if (waitMs === 0) return;
      await clock.sleep(waitMs);
    }
  }

  return () => {
    // One at a time: a crowd that waits asks the store no oftener than one who waits.
    last = last.catch(() => undefined).then(takeTurn);
    return last;
  };
}
