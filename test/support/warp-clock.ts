import type { Clock } from "../../src/ports/runtime.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * Real time that can be moved forward. Several processes keep one time by making the same leaps; sleepers whose moment
 * is passed wake at once.
 */
export class WarpClock implements Clock {
  private aheadMs: number;
  private readonly sleepers = new Set<Sleeper>();

  constructor(aheadMs = 0) {
    this.aheadMs = aheadMs;
  }

  /** How far it is ahead of the machine's time. */
  get ahead(): number {
    return this.aheadMs;
  }

  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper: Sleeper = { at: this.now().getTime() + ms, wake };
      const timer = setTimeout(wake, Math.min(ms, 2 ** 31 - 1));
      this.sleepers.add(sleeper);
      signal?.addEventListener("abort", wake, { once: true });
    });
  }

  /** Moves the time forward. */
  leap(ms: number): void {
    this.aheadMs += ms;
    const now = this.now().getTime();
    for (const each of [...this.sleepers]) if (each.at <= now) each.wake();
  }
}
