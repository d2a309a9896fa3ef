import type { AccountId } from "../model/payment-link.ts";
import type { Clock } from "../ports/runtime.ts";
import type { Store } from "../ports/store.ts";

/** What the turns of one account's calls are kept with. */
interface CallPaceSettings {
  readonly store: Pick<Store, "takeBudgets">;
  readonly clock: Clock;
  readonly account: AccountId;
  readonly callsPerSecond: number;
}

/** Turns at one account; each answer resolves when it is one's turn. @throws StoreUnavailableError */
export interface CallPace {
  /** For what somebody waits for, if not this very second: goes before all routine. */
  readonly wanted: () => Promise<void>;
  readonly routine: () => Promise<void>;
}

interface Waiting {
  readonly go: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Calls go out one after the other, evenly spread and no oftener than the provider's pace, whichever process makes them.
 * Thousands of links to look at must not keep a lost answer from being found.
 */
export function createCallPace({ store, clock, account, callsPerSecond }: CallPaceSettings): CallPace {
  const budget = { key: `calls:${account}`, capacity: 1, refillPerSecond: callsPerSecond };
  const wanted: Waiting[] = [];
  const routine: Waiting[] = [];
  let isServing = false;

  async function takeTurn(): Promise<void> {
    for (;;) {
      const waitMs = await store.takeBudgets([budget], clock.now());
      if (waitMs === 0) return;
      await clock.sleep(waitMs);
    }
  }

  /** One at a time: a crowd that waits asks the store no oftener than one who waits. */
  async function serve(): Promise<void> {
    isServing = true;
    while (wanted.length + routine.length > 0) {
      const failure = await takeTurn().catch((error: unknown) => ({ error }));
      // Whoever came while the turn was waited for may go before those who were first.
      const next = wanted.shift() ?? routine.shift();
      if (failure === undefined) next?.go();
      else next?.fail(failure.error);
    }
    isServing = false;
  }

  const join = (lane: Waiting[]) => (): Promise<void> =>
    new Promise((go, fail) => {
      lane.push({ go, fail });
      if (!isServing) void serve();
    });
  return { wanted: join(wanted), routine: join(routine) };
}
