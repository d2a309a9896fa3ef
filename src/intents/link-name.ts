import type { LinkName } from "../model/intent.ts";
import { isHttpUrl } from "../model/option.ts";
import { isLinkId } from "../model/payment-link.ts";

const last = new Set(["last", "latest", "上一个", "上个", "上一条", "最近", "最后一个", "刚才", "刚才那个"]);

/** The link a typed word names: `last` in any language, our id, an address out of its brackets, or the word itself. */
export function toLinkName(word: string): LinkName {
  const bare = word.replace(/^<([^|>]*)(?:\|[^>]*)?>$/, "$1").replace(/[,.;:!?，。；：！？]+$/, "");
  return last.has(bare.toLowerCase()) ? "last" : bare;
}

/** Whether a word can only be a link: our id, an address, or an id as providers make them. */
export function looksLikeLink(word: string): boolean {
  const name = toLinkName(word);
  if (name === "last" || isHttpUrl(name)) return true;
  if (isLinkId(name)) return /\d/.test(name) || name === name.toUpperCase();
  return /^[A-Za-z0-9][\w-]*$/.test(name) && name.length >= 8 && /\d/.test(name) && /[A-Za-z_-]/.test(name)
    ? true
    : /^\d{10,}$/.test(name);
}
