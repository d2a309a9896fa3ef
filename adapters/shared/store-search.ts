import type { PaymentLink } from "../../src/model/payment-link.ts";

/** What a word search looks through, one field per line, in one letter case and one form of each character. */
export function searchTextOf(link: PaymentLink): string {
  const fields = [
    link.id,
    link.description,
    ...link.items.map((item) => item.name),
    link.customerReference ?? "",
    link.note ?? "",
  ];
  return fold(fields.join("\n"));
}

/** The words of a search, folded like the text they are looked for in. */
export function searchWords(words: string | undefined): readonly string[] {
  return fold(words ?? "")
    .split(/\s+/u)
    .filter((word) => word !== "");
}

/** NUL is left out since PostgreSQL has no such character. */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll("\0", "");
}
