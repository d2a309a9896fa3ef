import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../src/ports/runtime.ts";

/** The real clock, for tests against programs that have one of their own. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
};
