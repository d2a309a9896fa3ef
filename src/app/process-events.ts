import type { Logger } from "../ports/runtime.ts";

/** Longer than everything that stops by itself may take. */
const forcedAfterMs = 12_000;
const leftoversMs = 1_000;

/**
 * Resolves at the first order to stop. Further ones change nothing: a terminal and the script runner above both send
 * one. A process that is still there long after is ended by force, with exit code 1.
 */
export function stopOrder(logger: Logger): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let isOrdered = false;
  const take = (signal: NodeJS.Signals) => {
    if (isOrdered) return;
    isOrdered = true;
    endAfter(forcedAfterMs, 1);
    logger.info("stopping", { signal });
    resolve(signal);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, take);
  return promise;
}

/** Everything has stopped: what a library still holds open must not keep the process. */
export function endSoon(): void {
  endAfter(leftoversMs);
}

/**
 * Writes down what nobody caught, cleared of secrets like all that is logged. A rejected promise is one piece of work
 * that its lease brings back; after an exception nothing can be relied on, so the process ends and is started anew.
 */
export function logStrayErrors(logger: Logger): void {
  process.on("unhandledRejection", (error) => logger.error("a rejection nobody handled", { error: toError(error) }));
  process.on("uncaughtException", (error) => {
    logger.error("an exception nobody caught", { error: toError(error) });
    process.exit(1);
  });
}

function endAfter(ms: number, code?: number): void {
  setTimeout(() => process.exit(code), ms).unref();
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
