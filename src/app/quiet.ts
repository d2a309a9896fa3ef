import type { Clock } from "../ports/runtime.ts";
import type { Store } from "../ports/store.ts";

const lookEveryMs = 10;
const longestMs = 15_000;

/** Resolves when nothing waits to be handled, done or said, or after fifteen seconds. */
export async function untilQuiet(store: Store, clock: Clock): Promise<void> {
  const until = clock.now().getTime() + longestMs;
  let quietLooks = 0;
  while (quietLooks < 2 && clock.now().getTime() < until) {
    const { deliveries, notices, dueTasks } = await store.backlog(clock.now());
    quietLooks = deliveries + notices + dueTasks === 0 ? quietLooks + 1 : 0;
    if (quietLooks < 2) await clock.sleep(lookEveryMs);
  }
}
