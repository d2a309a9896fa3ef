import type { Clock } from "../../../src/ports/runtime.ts";

/** Time limits of the same length for many pieces of work. */
export interface Deadlines {
  /** Calls `onLate` when the time is over, unless what it answers was called before. */
  begin(onLate: () => void): () => void;
  /** Lets go of the clock; limits begun before never come. */
  stop(): void;
}

interface Running {
  readonly at: number;
  readonly onLate: () => void;
  isDone: boolean;
}

/** One sleep at a time serves them all: the oldest is always the next to be late. */
export function createDeadlines(clock: Clock, lengthMs: number): Deadlines {
  const running: Running[] = [];
  let stopping = new AbortController();
  let isWatching = false;

  async function watch(): Promise<void> {
    isWatching = true;
    for (let first = running[0]; first !== undefined; first = running[0]) {
      const waitMs = first.at - clock.now().getTime();
      if (first.isDone || waitMs <= 0) {
        if (!first.isDone) first.onLate();
        running.shift();
      } else {
        await clock.sleep(waitMs, stopping.signal);
      }
      if (stopping.signal.aborted) break;
    }
    isWatching = false;
  }

  return {
    begin(onLate) {
      const entry: Running = { at: clock.now().getTime() + lengthMs, onLate, isDone: false };
      running.push(entry);
      if (!isWatching) void watch();
      return () => {
        entry.isDone = true;
      };
    },
    stop() {
      stopping.abort();
      stopping = new AbortController();
      running.length = 0;
    },
  };
}
