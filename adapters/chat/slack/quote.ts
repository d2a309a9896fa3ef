/**
 * A value as a person would type it in a command: in quotes where blanks or signs of the grammar would cut it short.
 * Quotation marks inside become apostrophes, which the grammar takes literally.
 */
export function quoted(value: string): string {
  const oneLine = value.replaceAll(/\s+/g, " ").trim();
  if (/^[\p{L}\p{N}._@/&?%#~-]+$/u.test(oneLine) && !oneLine.startsWith("-")) return oneLine;
  return `"${oneLine.replaceAll(/["“”„‟«»「」『』〝〞＂]/g, "'")}"`;
}

/** `key:value`, the value in quotes where needed. */
export function pair(key: string, value: string): string {
  return `${key}:${quoted(value)}`;
}
