/**
 * Slack's message text as a person reads it: references and links in angle brackets resolved, entities decoded.
 *
 * Source: Slack docs, Formatting text for app surfaces: "Retrieving messages", and "Escaping text".
 */
export function fromSlackText(text: string): string {
  return decodeEntities(text.replaceAll(/<([^<>]*)>/g, (_whole, inside: string) => readable(inside)));
}

/** The three characters that Slack encodes. */
export function decodeEntities(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Takes out the mentions of the bot itself, so that only what was said to it stays. */
export function withoutMention(text: string, botUser: string): string {
  return text.replaceAll(new RegExp(`<@${botUser}(\\|[^>]*)?>`, "g"), " ").trim();
}

/** The three characters that mean something in Slack's markup. */
export function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** At most that many UTF-16 units, ending in an ellipsis when something was cut, never inside a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let kept = "";
  for (const { segment } of segmenter.segment(text.slice(0, limit + 64))) {
    if (kept.length + segment.length > limit - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The same for markup: cut so that it still fits after escaping. */
export function cutMarkup(text: string, limit: number): string {
  let room = limit;
  for (;;) {
    const escaped = escapeMarkup(cut(text, room));
    if (escaped.length <= limit) return escaped;
    room = Math.floor((room * limit) / escaped.length) - 1;
  }
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function readable(inside: string): string {
  const [target = "", label] = inside.split("|", 2);
  if (target.startsWith("@")) return label ?? target;
  if (target.startsWith("#")) return `#${label ?? target.slice(1)}`;
  if (target.startsWith("!")) return label ?? `@${target.slice(1).split("^")[0]}`;
  return target.startsWith("mailto:") ? target.slice("mailto:".length) : target;
}
