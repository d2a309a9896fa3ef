import { AsyncLocalStorage } from "node:async_hooks";
import { ProviderError } from "../model/errors.ts";
import type { AccountId } from "../model/payment-link.ts";
import type { Clock } from "../ports/runtime.ts";
import type { Store } from "../ports/store.ts";

/** What the turns of one account's calls are kept with. */
interface CallPaceSettings {
  readonly store: Pick<Store, "takeBudgets">;
  readonly clock: Clock;
  readonly account: AccountId;
  readonly provider: string;
  readonly callsPerSecond: number;
}

/**
 * Turns at one account; each answer resolves when it is one's turn.
 *
 * @throws StoreUnavailableError; ProviderError kind `unavailable` when the errand's time is over first.
 */
export interface CallPace {
  /** For what somebody waits for, if not this very second: goes before all routine. */
  readonly wanted: () => Promise<void>;
  readonly routine: () => Promise<void>;
}

/** Calls that belong together, such as the pages of one look-up; later ones are of no use to anybody. */
interface Errand {
  readonly number: number;
  readonly until: Date;
}

interface Waiting {
  readonly errand: Errand | undefined;
  readonly go: () => void;
  readonly fail: (error: unknown) => void;
}

const errands = new AsyncLocalStorage<Errand>();
let begun = 0;

/** Makes all calls of this work one errand, over by then. */
export function asErrand<T>(until: Date, work: () => Promise<T>): Promise<T> {
  begun += 1;
  return errands.run({ number: begun, until }, work);
}

/**
 * Calls go out one after the other, evenly spread and no oftener than the provider's pace, whichever process makes them.
 * Thousands of links to look at must not keep a lost answer from being found; and an errand that was begun is ended
 * before the next, since many that go on side by side would all run out of time.
 */
export function createCallPace({ store, clock, account, provider, callsPerSecond }: CallPaceSettings): CallPace {
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

  function dropLate(): void {
    const now = clock.now();
    for (const lane of [wanted, routine]) {
      const isLate = ({ errand }: Waiting) => errand !== undefined && errand.until <= now;
      for (const late of lane.filter(isLate)) {
        lane.splice(lane.indexOf(late), 1);
        late.fail(
          new ProviderError({ provider, operation: "turn", kind: "unavailable", vendorCode: "no turn in time" }),
        );
      }
    }
  }

  /** One at a time: a crowd that waits asks the store no oftener than one who waits. */
  async function serve(): Promise<void> {
    isServing = true;
    for (dropLate(); wanted.length + routine.length > 0; dropLate()) {
      const failure = await takeTurn().catch((error: unknown) => ({ error }));
      // Whoever came while the turn was waited for may go before those who were first.
      const next = takeFirst(wanted) ?? takeFirst(routine);
      if (failure === undefined) next?.go();
      else next?.fail(failure.error);
    }
    isServing = false;
  }

  const join = (lane: Waiting[]) => (): Promise<void> =>
    new Promise((go, fail) => {
      lane.push({ errand: errands.getStore(), go, fail });
      if (!isServing) void serve();
    });
  return { wanted: join(wanted), routine: join(routine) };
}

/** The first of the errand that was begun first. */
function takeFirst(lane: Waiting[]): Waiting | undefined {
  const numberOf = ({ errand }: Waiting) => errand?.number ?? 0;
  const least = Math.min(...lane.map(numberOf));
  const at = lane.findIndex((each) => numberOf(each) === least);
  return at === -1 ? undefined : lane.splice(at, 1)[0];
}
