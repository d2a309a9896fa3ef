/** The time, injected so that tests can move it. */
export interface Clock {
  now(): Date;
  /** Resolves after that many milliseconds of this clock, or at once when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Randomness, injected so that tests can repeat it. */
export interface IdSource {
  /** Cryptographically random bytes. */
  bytes(length: number): Uint8Array;
  uuid(): string;
}

/** One JSON line per event. `fields` never carry a secret; the logger redacts what it knows as one. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  child(fields: LogFields): Logger;
}

/** What goes beside a log message. An `error` is written with its code and cause. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Counters and timings, named without the `paylink_` prefix. Labels must come from small fixed sets. */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  observe(name: string, seconds: number, labels?: Readonly<Record<string, string>>): void;
}

/** What may be forgotten: look-ups, profiles, tokens read often. Never a ledger, never a claim. */
export interface Cache {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Seals what must rest encrypted (AES-256-GCM under `SECRET_KEY`). */
export interface SecretBox {
  seal(plain: string): string;
  /** @throws Error when the text was not sealed with the present or the previous key. */
  open(sealed: string): string;
}

/** A request as it arrived: the raw bytes are what signatures are checked on. */
export interface HttpDelivery {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What is answered. */
export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A route an adapter serves on the bot's own port. */
export interface HttpRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  handle(delivery: HttpDelivery): Promise<HttpReply>;
}
