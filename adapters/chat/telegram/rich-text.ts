/** How a piece of text looks. A mention notifies that person; a moment shows in each reader's own time zone. */
export type Style = "plain" | "bold" | "italic" | "code" | { readonly userId: number } | { readonly at: Date };

/** A piece of text with one look. Plain text: escaping happens in `toHtml` alone. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/**
 * What Telegram would turn into a mention or a link by itself, as whole words: names after an @, addresses, and
 * anything of the form `word.word`. Shown as code, where it finds nothing.
 */
const livelyWord = /^\S*(?:@\w|:\/\/|[\p{L}\p{N}]\.\p{L}{2})\S*$/u;

/** Letters written from the right, and characters that change the direction of what follows. */
const turnsDirection =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
// Isolates could end the one that is put around the text.
const unwanted = /(?![\n\t])\p{Cc}|[\u2066-\u2069]/gu;

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/**
 * Text of unknown origin as spans that show it literally and do nothing else: at most `most` UTF-16 units before
 * they are put in place, on one line unless `indent` is given, which then begins each further line.
 */
export function literal(
  text: string,
  style: "plain" | "bold" | "italic",
  most: number,
  indent?: string,
): readonly Span[] {
  const flat = text.toWellFormed().replaceAll("\r\n", "\n").replaceAll(unwanted, "");
  const shaped = flat.trim().replaceAll(/\s*\n\s*/g, indent === undefined ? " " : `\n${indent}`);
  const cut = cutText(shaped, turnsDirection.test(shaped) ? most - 2 : most);
  const spans: Span[] = [];
  for (const word of cut.split(/(\s+)/)) {
    const own = livelyWord.test(word) ? "code" : style;
    const last = spans.at(-1);
    if (last?.style === own) spans[spans.length - 1] = { text: last.text + word, style: own };
    else if (word !== "") spans.push({ text: word, style: own });
  }
  if (!turnsDirection.test(cut)) return spans;
  return [{ text: "\u2068", style }, ...spans, { text: "\u2069", style }];
}

/** At most `most` UTF-16 units, never ending inside a character a person sees as one; an ellipsis says that it was cut. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = "";
  for (const { segment } of graphemes.segment(text.slice(0, most + 32))) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** UTF-16 units as Telegram counts them: after its tags and escapes are read. */
export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + text.length, 0);
}

/** What the reader sees, for when the formatting is refused. Names are kept from becoming mentions. */
export function toPlainText(spans: readonly Span[]): string {
  return spans.map(({ text }) => text.replaceAll(/@(?=\w)/g, "@\u2060")).join("");
}

/** Source: Telegram Bot API, HTML style; `tg-time` since 9.5. */
export function toHtml(spans: readonly Span[], options: { readonly canShowTime: boolean }): string {
  return spans.map((span) => spanHtml(span, options.canShowTime)).join("");
}

function spanHtml({ text, style }: Span, canShowTime: boolean): string {
  const safe = escapeHtml(text);
  if (typeof style === "object") {
    if ("userId" in style) return `<a href="tg://user?id=${style.userId}">${safe}</a>`;
    const unix = Math.floor(style.at.getTime() / 1_000);
    return canShowTime ? `<tg-time unix="${unix}" format="Dt">${safe}</tg-time>` : safe;
  }
  switch (style) {
    case "plain":
      return safe;
    case "bold":
      return `<b>${safe}</b>`;
    case "italic":
      return `<i>${safe}</i>`;
    case "code":
      return `<code>${safe}</code>`;
    default:
      return style satisfies never;
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
