import type { LinkName } from "../model/intent.ts";
import { isLinkId } from "../model/payment-link.ts";
import { toLinkName } from "./link-name.ts";
import type { Prompt } from "./prompt.ts";

/** A link that a text names, and where. */
export interface FoundLink {
  readonly link: LinkName;
  readonly start: number;
  readonly end: number;
}

const address = /https?:\/\/[^\s<>"'，。、；！？（）|]+/i;
const ourId = /(?<![A-Za-z0-9_-])[Ll][A-HJKMNP-Za-hjkmnp-z2-9]{5,7}(?![A-Za-z0-9_-])/g;
const providerId =
  /(?<![A-Za-z0-9_-])(?:[a-z]{2,12}_[A-Za-z0-9]{3,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=[A-Za-z0-9]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{12,}|\d{12,24})(?![A-Za-z0-9_-])/;
const englishLast =
  /\b(?:(?:the|my|our|that|this)? ?(?:very )?(?:last|latest|previous|most recent|newest|recent|prior)(?: (?:one|link|payment link|paylink|payment|invoice)\b(?: (?:i|we|you) (?:made|created|sent))?|(?=\s*(?:$|[?.!,]|been|got|get|paid|go|now|please|back)))|(?:that|this) (?:link|paylink|payment link)|(?:the )?(?:link|one) (?:i|we|you) (?:just )?(?:made|created|sent)(?: just now)?|the link|it)\b/;
const chineseLast =
  /(?:上一?[个条]|最后一?[个条]|最近一[个条]|最新的?|刚刚?才?(?:那[个条]|的|建的|生成的|发的)|刚才|之前那[个条]|前一个|[那这][个条])的?(?:付款|收款|支付)?(?:(?:链接|连接|连结)|(?=$|[\s,，。!！?？]|客户|付|停|关|作废|撤|删|启用|恢复|归档|刷新|的?状态|怎么样|什么情况|到账|有没有))/;

/** The link a text names: an address, our id, a provider's id, else `last` where it says so. */
export function findLinkName(prompt: Prompt): FoundLink | undefined {
  return findExactLink(prompt) ?? findLastWords(prompt);
}

const known = new WeakMap<Prompt, FoundLink | "none">();

/** A link named by its own id or address. */
export function findExactLink(prompt: Prompt): FoundLink | undefined {
  const before = known.get(prompt) ?? searchExactLink(prompt) ?? "none";
  known.set(prompt, before);
  return before === "none" ? undefined : before;
}

function searchExactLink(prompt: Prompt): FoundLink | undefined {
  const url = address.exec(prompt.raw);
  if (url !== null) return found(url[0].replace(/[.,;:!?)]+$/, ""), url.index);
  for (const match of prompt.raw.matchAll(ourId)) {
    if (isOurId(prompt, match[0], match.index)) return found(match[0], match.index);
  }
  const theirs = /[\d_]/.test(prompt.raw) ? providerId.exec(prompt.raw) : null;
  return theirs === null ? undefined : found(theirs[0], theirs.index);
}

/** Six letters that begin with L may be a word (`LAUNCH`, `later`): without a digit they need the word link before them. */
function isOurId(prompt: Prompt, id: string, at: number): boolean {
  if (!isLinkId(id)) return false;
  if (/\d/.test(id)) return true;
  return id === id.toUpperCase() && !/^[^a-z]*$/.test(prompt.raw.replace(id, ""))
    ? true
    : /(?:link|链接)\s?$/.test(prompt.lower.slice(0, at)) && id === id.toUpperCase();
}

function findLastWords(prompt: Prompt): FoundLink | undefined {
  const match = englishLast.exec(prompt.lower) ?? chineseLast.exec(prompt.lower);
  return match === null ? undefined : { link: "last", start: match.index, end: match.index + match[0].length };
}

function found(written: string, at: number): FoundLink {
  return { link: toLinkName(written), start: at, end: at + written.length };
}
