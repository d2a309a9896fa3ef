const doubles = /["“”„‟«»「」『』〝〞＂]/g;
const singles = /['‘’‚‛]/;

/**
 * A value as a person would type it in a command: in quotes where blanks or signs of the grammar would cut it short.
 * The grammar has no escapes; a text with both kinds of quotes gets its double ones replaced by a look-alike (″).
 */
export function quoted(value: string): string {
  const oneLine = value.replaceAll(/\s+/g, " ").trim();
  if (/^[\p{L}\p{N}][\p{L}\p{N}._@/&?%#~-]*$/u.test(oneLine)) return oneLine;
  if (oneLine.search(doubles) === -1) return `"${oneLine}"`;
  return singles.test(oneLine) ? `"${oneLine.replaceAll(doubles, "″")}"` : `'${oneLine}'`;
}

/** `key:value`, the value in quotes where needed. */
export function pair(key: string, value: string): string {
  return `${key}:${quoted(value)}`;
}
