import { StoreUnavailableError } from "../model/errors.ts";
import type { Clock, Logger } from "../ports/runtime.ts";

/** A loop that works while there is work and sleeps until there may be more. */
export interface WorkLoop {
  /** There may be work. */
  wake(): void;
  /** Takes nothing new and waits for what is in hand. */
  stop(): Promise<void>;
}

interface WorkLoopSettings {
  readonly name: string;
  /** Does one round. Answers when to come again: at once while there was work, else at the latest after `idleMs`. */
  readonly round: () => Promise<"more" | Date | undefined>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The longest sleep, for work that other processes leave behind. */
  readonly idleMs: number;
}

const troubleMs = 500;

/** Starts a loop. A round that throws is logged and tried again; the loop itself never ends by an error. */
export function startWorkLoop(settings: WorkLoopSettings): WorkLoop {
  const { clock, logger, name } = settings;
  const stopping = new AbortController();
  let sleep = new AbortController();
  let isWoken = false;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      isWoken = false;
      const next = await round();
      // Calls to wake do not hurry a round that just failed.
      if (next === "failed") await clock.sleep(troubleMs, stopping.signal);
      if (typeof next === "string" || isWoken || stopping.signal.aborted) continue;
      sleep = new AbortController();
      await clock.sleep(next, AbortSignal.any([sleep.signal, stopping.signal]));
    }
  }

  async function round(): Promise<"more" | "failed" | number> {
    try {
      const next = await settings.round();
      if (next === "more") return "more";
      if (next === undefined) return settings.idleMs;
      return Math.max(0, Math.min(settings.idleMs, next.getTime() - clock.now().getTime()));
    } catch (error) {
      const level = error instanceof StoreUnavailableError ? "warn" : "error";
      logger[level](`${name} round failed`, { error });
      return "failed";
    }
  }

  const running = run();
  return {
    wake() {
      isWoken = true;
      sleep.abort();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
