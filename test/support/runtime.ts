import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Cache, Clock, IdSource, LogFields, Logger, Metrics } from "../../src/ports/runtime.ts";

/** A clock that stands still until a test moves it. Sleepers wake when it passes their time. */
export class ManualClock implements Clock {
  private current: number;
  private sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  constructor(start = "2026-11-21T08:00:00.000Z") {
    this.current = Date.parse(start);
  }

  now(): Date {
    return new Date(this.current);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted || ms <= 0) return resolve();
      this.sleepers.push({ at: this.current + ms, wake: resolve });
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Moves the time forward and wakes who is due. */
  advance(ms: number): void {
    this.current += ms;
    const due = this.sleepers.filter((each) => each.at <= this.current);
    this.sleepers = this.sleepers.filter((each) => each.at > this.current);
    for (const each of due) each.wake();
  }
}

/** Ids that are the same in every run with the same seed. */
export function seededIds(seed: string): IdSource {
  let drawn = 0;
  const bytes = (length: number): Uint8Array => {
    drawn += 1;
    const block = createHash("sha512").update(`${seed}:${drawn}`).digest();
    return new Uint8Array(block.subarray(0, length));
  };
  return {
    bytes,
    uuid: () =>
      Buffer.from(bytes(16))
        .toString("hex")
        .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5"),
  };
}

/** Real randomness. */
export const randomIds: IdSource = { bytes: (length) => new Uint8Array(randomBytes(length)), uuid: () => randomUUID() };

/** A logger that keeps its lines, for asserting that no secret is in any of them. */
export class KeptLogger implements Logger {
  readonly lines: string[];
  private readonly base: LogFields;

  constructor(base: LogFields = {}, lines: string[] = []) {
    this.base = base;
    this.lines = lines;
  }

  debug(message: string, fields?: LogFields): void {
    this.keep("debug", message, fields);
  }
  info(message: string, fields?: LogFields): void {
    this.keep("info", message, fields);
  }
  warn(message: string, fields?: LogFields): void {
    this.keep("warn", message, fields);
  }
  error(message: string, fields?: LogFields): void {
    this.keep("error", message, fields);
  }
  child(fields: LogFields): Logger {
    return new KeptLogger({ ...this.base, ...fields }, this.lines);
  }

  private keep(level: string, message: string, fields: LogFields = {}): void {
    const all = { level, message, ...this.base, ...fields };
    this.lines.push(
      JSON.stringify(all, (_key, value) =>
        value instanceof Error
          ? `${value.stack} ${String(value.cause ?? "")}`
          : typeof value === "bigint"
            ? String(value)
            : value,
      ),
    );
  }
}

/** Metrics that can be read back: `counts.get("webhooks_refused_total{provider=onerway}")`. */
export class KeptMetrics implements Metrics {
  readonly counts = new Map<string, number>();

  count(name: string, labels: Readonly<Record<string, string>> = {}, by = 1): void {
    const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = `${name}{${sorted.map(([label, value]) => `${label}=${value}`).join(",")}}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }

  observe(): void {}

  /** The sum over all labels of one counter. */
  total(name: string): number {
    return [...this.counts].filter(([key]) => key.startsWith(`${name}{`)).reduce((sum, [, value]) => sum + value, 0);
  }
}

/** A cache that forgets nothing before its time. */
export function memoryCache(clock: Clock): Cache {
  const entries = new Map<string, { readonly value: unknown; readonly until: number }>();
  return {
    async get<T>(key: string): Promise<T | undefined> {
      const entry = entries.get(key);
      return entry !== undefined && entry.until > clock.now().getTime() ? (entry.value as T) : undefined;
    },
    async set(key, value, ttlMs) {
      entries.set(key, { value, until: clock.now().getTime() + ttlMs });
    },
    async delete(key) {
      entries.delete(key);
    },
  };
}
