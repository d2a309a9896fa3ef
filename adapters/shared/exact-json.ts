/**
 * Parses JSON with every number as its own text, exactly as written, so that no amount passes through a float.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  // Reading every value with its source costs several times as much; many vendors write all as texts.
  return hasNumber(parsed) ? JSON.parse(text, asWritten) : parsed;
}

function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" ? (context?.source ?? String(value)) : value;
}

function hasNumber(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value === "number";
  for (const name in value) if (hasNumber((value as Record<string, unknown>)[name])) return true;
  return false;
}

/**
 * A number that `JSON.stringify` writes exactly as given: `49.90` stays `49.90`.
 *
 * @throws SyntaxError when the text is no JSON number.
 */
export function exactNumber(literal: string): object {
  return (JSON as unknown as { rawJSON(literal: string): object }).rawJSON(literal);
}

const numberPattern = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/;

/** A JSON number's text without an exponent (`1.1E+2` is `110`), or undefined when it is no such number. */
export function plainDecimal(literal: string): string | undefined {
  const match = numberPattern.exec(literal.trim());
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point <= 0 ? `${"0".repeat(1 - point)}${digits}` : digits.padEnd(point, "0");
  const at = Math.max(point, 1);
  const rest = padded.slice(at);
  return `${sign}${padded.slice(0, at)}${rest === "" ? "" : `.${rest}`}`;
}
