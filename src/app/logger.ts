import { pino } from "pino";
import type { LogFields, Logger } from "../ports/runtime.ts";

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
