import { pino } from "pino";
import type { LogFields, Logger } from "../ports/runtime.ts";

const mostCauses = 5;

/**
 * One JSON line per event on standard error or where `write` says, with every known secret taken out. Never throws:
 * no work may fail because it was to be written down.
 */
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

let isListening = false;

/** Whoever read the log may have gone; the bot goes on. */
function writeToStandardError(line: string): void {
  if (!isListening) process.stderr.on("error", () => undefined);
  isListening = true;
  process.stderr.write(line);
}

function wrap(logger: pino.Logger): Logger {
  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, fields?: LogFields): void => {
      if (!logger.isLevelEnabled(level)) return;
      safely(() => logger[level](plain(fields), message));
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (fields) => wrap(safely(() => logger.child(plain(fields))) ?? logger),
  };
}

function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Errors with their code and causes, without anything enumerable a library may have hung on them. */
function plain(fields: LogFields = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describeError(value) : value]),
  );
}

function describeError(error: Error, causes = mostCauses): Record<string, unknown> {
  const { code } = error as Error & { code?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(code !== undefined && { code: String(code) }),
    stack: String(error.stack ?? "")
      .split("\n")
      .slice(1, 6)
      .map((line) => line.trim()),
    ...(error.cause instanceof Error && causes > 0 && { cause: describeError(error.cause, causes - 1) }),
  };
}
