import type { ProviderErrorKind } from "../../../src/model/errors.ts";

/** The only code that means success. Source: Onerway docs, Payment Link, Common response codes. */
export const successCode = "20000";

/** No link has this id. Source: as above. */
export const notFoundCode = "55058";

interface CodeMeaning {
  readonly kind: ProviderErrorKind;
  /** For a create, when the call may have gone through although it was answered so. */
  readonly onCreate?: ProviderErrorKind;
}

/**
 * Source: Onerway docs, Payment Link, Common response codes (50134, 55059); Start developing, API request (40013);
 * Error codes (11001 system exception, 12009 channel timed out).
 */
const meanings: Readonly<Record<string, CodeMeaning>> = {
  "50134": { kind: "rate-limited" },
  "55059": { kind: "rejected" },
  "40013": { kind: "unauthorised" },
  "11001": { kind: "unavailable", onCreate: "outcome-unknown" },
  "12009": { kind: "unavailable", onCreate: "outcome-unknown" },
};

/** What a code means for us; one we do not know is a refusal, never a success. */
export function toErrorKind(code: string, isCreate: boolean): ProviderErrorKind {
  const meaning = meanings[code] ?? { kind: "rejected" };
  return isCreate ? (meaning.onCreate ?? meaning.kind) : meaning.kind;
}
