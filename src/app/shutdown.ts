import type { Clock, Logger } from "../ports/runtime.ts";
import { withinTime } from "../services/time-limit.ts";

/** What has been started and must be stopped, whatever happens. */
export interface Shutdown {
  /** Stops this before everything that was added earlier; given up on that many milliseconds after the shutdown began. */
  add(name: string, byMs: number, stop: () => Promise<void>): void;
  /** Stops everything, the last first. Never rejects; a second call waits for the first. */
  run(): Promise<void>;
}

interface Step {
  readonly name: string;
  readonly byMs: number;
  readonly stop: () => Promise<void>;
}

/** Each step gets at least this long, also when those before it have used up the time. */
const leastMs = 200;

/** A shutdown in which no step can keep the others from theirs: one that hangs or fails is logged and left behind. */
export function createShutdown(clock: Clock, logger: Logger): Shutdown {
  const steps: Step[] = [];
  let running: Promise<void> | undefined;

  async function runAll(): Promise<void> {
    const startedAt = clock.now().getTime();
    for (const { name, byMs, stop } of steps.toReversed()) {
      const passedMs = clock.now().getTime() - startedAt;
      const late = () => new Error("it did not end in time");
      try {
        await withinTime(clock, Math.max(leastMs, byMs - passedMs), stop(), late);
      } catch (error) {
        logger.warn("stopping failed", { what: name, error });
      }
    }
  }

  return {
    add: (name, byMs, stop) => {
      steps.push({ name, byMs, stop });
    },
    run: () => {
      running ??= runAll();
      return running;
    },
  };
}
