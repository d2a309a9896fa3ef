import { StoreUnavailableError } from "../model/errors.ts";
import type { Clock } from "../ports/runtime.ts";

/** Waits for work that long and no longer; what it brings after that is dropped. @throws what `late` makes. */
export async function withinTime<T>(clock: Clock, ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  const done = new AbortController();
  try {
    const first = await Promise.race([work.then((value) => ({ value })), clock.sleep(ms, done.signal)]);
    if (first === undefined) throw late();
    return first.value;
  } finally {
    done.abort();
  }
}

const storePatienceMs = 8_000;
const storePauseMs = 250;

/**
 * Writes what must not be lost for a store that is away a moment: what a provider or a chat has answered is known to
 * nobody else. Over a network a write whose answer was lost may have happened: `write` must mean the same when it is made
 * again.
 *
 * @throws StoreUnavailableError when the store stays away.
 */
export async function untilStored<T>(clock: Clock, write: () => Promise<T>): Promise<T> {
  const until = clock.now().getTime() + storePatienceMs;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) || clock.now().getTime() >= until) throw error;
      await clock.sleep(storePauseMs);
    }
  }
}
