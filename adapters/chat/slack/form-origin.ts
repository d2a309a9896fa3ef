/** What travels with the form from its opening to its submission. */
export interface FormOrigin {
  /** Where it was opened; undefined: from no conversation. */
  readonly channel?: string;
  readonly answerHandle?: string;
  readonly sourceUrl?: string;
  /** Every field is shown. */
  readonly isFull?: boolean;
}

/** Source: Slack docs, Modal views: private_metadata of 3,000 characters. */
const mostMetadata = 3_000;

/** What travels with the form, as text; a permalink too long for it is left out. */
export function packOrigin(origin: FormOrigin): string {
  const packed = JSON.stringify(origin);
  if (packed.length <= mostMetadata) return packed;
  const { sourceUrl: _tooLong, ...rest } = origin;
  return JSON.stringify(rest);
}

/** Reads it back; only we write it, and Slack returns it unchanged. */
export function unpackOrigin(metadata: string): FormOrigin {
  return metadata === "" ? {} : (JSON.parse(metadata) as FormOrigin);
}
