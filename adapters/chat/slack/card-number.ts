/** Takes payment card numbers out of a text. */
export function redactCardNumbers(text: string): { readonly text: string; readonly wasRedacted: boolean } {
  const clean = text.replaceAll(/\b(?:\d[ -]?){13,19}\b/g, "[card number removed] ");
  return { text: clean, wasRedacted: clean !== text };
}
