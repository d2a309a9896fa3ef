/** Source: sqlite.org "Result and Error Codes", primary codes. */
const busyCodes: ReadonlySet<number> = new Set([5, 6]);
const unavailableCodes: ReadonlySet<number> = new Set([
  7, // out of memory
  8, // read-only
  10, // input or output failed
  11, // corrupt
  13, // disk full
  14, // cannot open
  26, // not a database
]);

/** Somebody else holds the lock; trying again may succeed. */
export function isBusy(error: unknown): boolean {
  return busyCodes.has(primaryCode(error));
}

/** The file or its disk is the problem, whatever the operation. */
export function isUnavailable(error: unknown): boolean {
  return unavailableCodes.has(primaryCode(error));
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The low byte of SQLite's extended code; -1 for an error that is not SQLite's. */
function primaryCode(error: unknown): number {
  const hasCode = error instanceof Error && "errcode" in error && typeof error.errcode === "number";
  return hasCode ? Number(error.errcode) & 0xff : -1;
}
