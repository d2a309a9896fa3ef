import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import Keyv from "keyv";
import { pino } from "pino";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Cache, Clock, IdSource, LogFields, Logger, Metrics, SecretBox } from "../ports/runtime.ts";

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    if (signal?.aborted || ms <= 0) return;
    await pause(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** Real randomness. */
export const systemIds: IdSource = { bytes: (length) => new Uint8Array(randomBytes(length)), uuid: () => randomUUID() };

/** One JSON line per event on standard error or where `write` says, with every known secret taken out. */
export function createLogger(level: string, secrets: readonly string[], write?: (line: string) => void): Logger {
  const forms = [
    ...new Set(
      secrets
        .filter((each) => each.length >= 6)
        .flatMap((each) => [each, JSON.stringify(each).slice(1, -1), encodeURIComponent(each)]),
    ),
  ].sort((a, b) => b.length - a.length);
  const clean = (line: string) => forms.reduce((text, secret) => text.replaceAll(secret, "[redacted]"), line);
  const stream = { write: (line: string) => (write ?? writeToStandardError)(clean(line)) };
  return wrap(
    pino(
      {
        level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      stream,
    ),
  );
}

function writeToStandardError(line: string): void {
  process.stderr.write(line);
}

function wrap(logger: pino.Logger): Logger {
  return {
    debug: (message, fields) => logger.debug(plain(fields), message),
    info: (message, fields) => logger.info(plain(fields), message),
    warn: (message, fields) => logger.warn(plain(fields), message),
    error: (message, fields) => logger.error(plain(fields), message),
    child: (fields) => wrap(logger.child(plain(fields))),
  };
}

/** Errors with their code and causes, without anything enumerable a library may have hung on them. */
function plain(fields: LogFields = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describeError(value) : value]),
  );
}

function describeError(error: Error): Record<string, unknown> {
  const { code } = error as Error & { code?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(code !== undefined && { code }),
    stack: error.stack
      ?.split("\n")
      .slice(1, 6)
      .map((line) => line.trim()),
    ...(error.cause instanceof Error && { cause: describeError(error.cause) }),
  };
}

/** Metrics for Prometheus; names get the prefix `paylink_`. */
export interface MetricsRegistry extends Metrics {
  /** Sets a value that goes up and down. */
  gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  /** The text Prometheus reads. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** A registry of its own, so that several apps can live in one process. */
export function createMetrics(): MetricsRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "paylink_" });
  const kept = new Map<string, Counter | Gauge | Histogram>();
  const find = <M extends Counter | Gauge | Histogram>(name: string, make: () => M): M => {
    const found = (kept.get(name) as M | undefined) ?? make();
    kept.set(name, found);
    return found;
  };
  const common = (name: string, labels: Readonly<Record<string, string>>) => ({
    name: `paylink_${name}`,
    help: name.replaceAll("_", " "),
    labelNames: Object.keys(labels),
    registers: [registry],
  });
  return {
    count: (name, labels = {}, by = 1) => find(name, () => new Counter(common(name, labels))).inc(labels, by),
    observe: (name, seconds, labels = {}) =>
      find(name, () => new Histogram(common(name, labels))).observe(labels, seconds),
    gauge: (name, value, labels = {}) => find(name, () => new Gauge(common(name, labels))).set(labels, value),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** What may be forgotten, in memory. A failing backend throws instead of looking empty. */
export function createCache(): Cache {
  const keyv = new Keyv({ throwOnErrors: true, namespace: "paylink" });
  return {
    get: async <T>(key: string) => (await keyv.get<T>(key)) ?? undefined,
    set: async (key, value, ttlMs) => {
      await keyv.set(key, value, ttlMs);
    },
    delete: async (key) => {
      await keyv.delete(key);
    },
  };
}

/** AES-256-GCM under a key derived from `SECRET_KEY`; of `new,old` the first seals and both open. */
export function createSecretBox(secretKey: string): SecretBox {
  const keys = secretKey
    .split(",")
    .map((each) => createHash("sha256").update(`paylink secret box ${each.trim()}`).digest());
  const [sealing] = keys;
  if (sealing === undefined) throw new RangeError("no key");
  return {
    seal(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", sealing, iv);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.slice(3), "base64url");
      for (const key of keys) {
        try {
          const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
          decipher.setAuthTag(bytes.subarray(12, 28));
          return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
        } catch {
          // Sealed with another key: try the next.
        }
      }
      throw new Error("sealed with a key that is neither the present nor the previous SECRET_KEY");
    },
  };
}
