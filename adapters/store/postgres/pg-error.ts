import { StoreUnavailableError } from "../../../src/model/errors.ts";

/** Source: PostgreSQL docs, Appendix A, PostgreSQL Error Codes. Whole classes: connection, resources, operator, system. */
const unavailableClasses = /^(08|53|57|58|F0|XX)/;
const unavailableCodes: ReadonlySet<string> = new Set([
  "25006", // read-only: a standby, or a disk that fills up
  "25P03", // idle in transaction too long
  "55P03", // lock not available
]);
const transientCodes: ReadonlySet<string> = new Set(["40001", "40P01"]);
/** Wrong name, wrong password, no such database, not allowed: somebody has to change the configuration. */
const configurationCodes: ReadonlySet<string> = new Set(["28000", "28P01", "3D000", "42501"]);

/** Two transactions got in each other's way and this one was chosen to go again. */
export function isTransient(error: unknown): boolean {
  return transientCodes.has(codeOf(error) ?? "");
}

export function isConfiguration(error: unknown): boolean {
  return configurationCodes.has(codeOf(error) ?? "");
}

/** Whether the server, or the way to it, is the problem, whatever the operation. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined || isTransient(error)) return true;
  return unavailableClasses.test(code) || unavailableCodes.has(code) || /^E[A-Z]/.test(code);
}

/** The error callers see. Only the server's code is kept in words: its text may quote what was written. */
export function toStoreError(operation: string, error: unknown): Error {
  if (error instanceof StoreUnavailableError) return error;
  const code = codeOf(error) ?? "no answer";
  if (isUnavailable(error)) return new StoreUnavailableError(`PostgreSQL is not available (${code})`, error);
  return new Error(`store operation ${operation} failed (${code})`, { cause: error });
}

/** SQLSTATE, or the system's code of a failed connection; pg throws errors without either when a connection ends. */
function codeOf(error: unknown): string | undefined {
  const hasCode = error instanceof Error && "code" in error && typeof error.code === "string";
  return hasCode ? String(error.code) : undefined;
}
