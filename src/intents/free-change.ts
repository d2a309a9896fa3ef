import type { Intent, ReadingContext, Understanding } from "../model/intent.ts";
import { readEditWords } from "./edit-phrase.ts";
import { type FoundLink, findExactLink, findLinkName } from "./find-link.ts";
import type { Prompt } from "./prompt.ts";
import { isCalledOff } from "./restraint.ts";

type Verb = "disable" | "enable" | "archive" | "refresh" | "show";

const verbs: readonly (readonly [verb: Verb, pattern: RegExp])[] = [
  [
    "enable",
    /\b(?:re-?enable|enable|re-?activate|activate|re-?open|restore|resume|un-?block|un-?pause|bring back|(?:turn|switch) (?:\S+ ){0,4}?(?:back )?on|(?:turn|switch|put) (?:\S+ ){0,4}?back on|make \S+ (?:active|live) again)\b|重新启用|重新激活|重新打开|重新开启|启用|恢复|激活|解除停用|再次启用/,
  ],
  ["archive", /\b(?:archive|file away)\b|归档|存档/],
  [
    "disable",
    /\b(?:disable|de-?activate|(?:turn|switch) (?:\S+ ){0,4}?off|shut (?:\S+ ){0,3}?(?:down|off)|kill|stop|close|void|revoke|cancel|take (?:\S+ ){0,3}?down|pull|invalidate|expire|suspend|pause|remove|delete|block|end)\b|停用|禁用|关掉|关闭|关了|停掉|停了|停止|作废|撤销|撤回|失效|取消|下架|删除|删掉|暂停/,
  ],
  [
    "refresh",
    /\b(?:refresh|re-?check|check (?:\S+ ){0,3}?again|sync|re-?sync|update the status|poll)\b|刷新|重新查|再查|更新[^，,。]{0,18}状态|同步(?:一下)?/,
  ],
];
const looking =
  /\b(?:status|state|paid|pay|payment|show|open|view|see|check|look (?:up|at)|details?|info|went through|go through|gone through|come through|came through|settled|where is|what about|how is|what happened|any news|progress|pull up|find|display)\b|状态|付款了?|付了|支付了?|付钱|到账|收到|查看|看看|看下|看一下|查一下|查下|查询|查查|详情|怎么样|进展|情况|打开|显示|信息/;
const aboutThings =
  /\b(?:link|links|paylink|one|it|last|latest|that|this)\b|链接|连接|上一?个|上一?条|最后|最近|那[个条]|这[个条]|刚/;

/** Reads plain words as a change of a link, or as a question about one; undefined when they are neither. */
export function understandFreeChange(prompt: Prompt, context: ReadingContext): Understanding | undefined {
  const exact = findExactLink(prompt);
  const named = exact ?? (aboutThings.test(prompt.lower) ? findLinkName(prompt) : undefined);
  if (named === undefined) return undefined;
  const edit = readEditWords(prompt, named, context);
  if (edit !== undefined) return isCalledOff(prompt.lower, edit.at) ? { kind: "none" } : said(edit.intent);
  for (const [verb, pattern] of verbs) {
    const found = pattern.exec(withoutLink(prompt.lower, named));
    if (found === null) continue;
    const verdict = judge(verb, prompt, found.index, named, exact !== undefined);
    if (verdict !== undefined) return verdict;
  }
  return understandLook(prompt, named, exact !== undefined);
}

function judge(verb: Verb, prompt: Prompt, at: number, named: FoundLink, isExact: boolean): Understanding | undefined {
  const text = prompt.lower;
  if (isCalledOff(text, at)) return { kind: "none" };
  if (isAsked(text, at) || isTold(text, at)) return isExact && verb !== "refresh" ? undefined : { kind: "none" };
  if (!isSpokenOf(prompt, named)) return undefined;
  // `cancel that` and `stop it` mean the dialogue, not a link.
  if (
    named.link === "last" &&
    /^(?:cancel|stop|end|pause|remove|取消|停止|停了)/.test(text.slice(at)) &&
    !/link|链接|连接|last|latest|one|上一|最后|最近|刚/.test(text)
  )
    return undefined;
  return said(
    verb === "disable" || verb === "archive"
      ? { kind: verb, link: named.link, isConfirmed: false }
      : { kind: verb, link: named.link },
  );
}

/** A question about a change (`why was it disabled?`) or a change in the past (`I closed the last one`) changes nothing. */
function isAsked(text: string, at: number): boolean {
  const before = text.slice(0, at);
  if (/\b(?:why|how|who|when|did|does|has|have|was|were|is|are|should)\b[^.!,;]*$/.test(before))
    return !/\b(?:can|could|would|please)\b/.test(before);
  return (
    /(?:为什么|怎么|谁|什么时候|是否|有没有|是不是)[^。，,]*$/.test(before) ||
    /^[^。，,]{0,6}(?:了吗|了没|没有|过吗)/.test(text.slice(at))
  );
}

function isTold(text: string, at: number): boolean {
  const word = /^[a-z-]+/.exec(text.slice(at))?.[0] ?? "";
  if (/ed$/.test(word) && !/^(?:need)/.test(word)) return true;
  return (
    /\b(?:i|we|he|she|they|you|bob|client|customer) (?:already |just |have |has |had |will |'ll )*$/.test(
      text.slice(0, at),
    ) && !/\b(?:can|could|would|will) (?:you|we|i) /.test(text)
  );
}

function understandLook(prompt: Prompt, named: FoundLink, isExact: boolean): Understanding | undefined {
  const rest = withoutLink(prompt.lower, named).trim();
  if (isExact && rest.replace(/[\ue000\s.,!?:]/g, "") === "") return said({ kind: "show", link: named.link });
  if (!looking.test(rest) || !asksToLook.test(rest) || isMoneyTalk(rest)) return undefined;
  if (!isExact && !/\b(?:last|latest|previous|recent|newest|link|one)\b|链接|上一|最后|最近|刚/.test(prompt.lower))
    return undefined;
  return said({ kind: "show", link: named.link });
}

/** A question, or words that ask to be shown something; `I paid the last one` is neither. */
const asksToLook =
  /[?？]|^(?:(?:hey|hi|hello|please|pls|ok|so|and|bot|paylink)[, ]+)*(?:is|are|has|have|did|does|was|were|what|what'?s|how|how'?s|where|when|any|anything|show|status|state|check|see|view|get|tell|look|find|pull|open|details?|info|can|could|would|will|display|give|let me|i want to (?:see|know|check)|i'd like to|did)\b|\b(?:status|details)\s*\??$|吗|没有?$|了没|么$|怎么|什么|状态|情况|查|看|显示|详情|打开/;

/** Amounts, plans and complaints in the sentence: it is talk about a link, not a wish to see it. */
function isMoneyTalk(rest: string): boolean {
  return /[$€£¥]\s?\d|\d\s?(?:usd|eur|gbp|dollars?|euros?|块|元|美元|bucks)|\b(?:why|declined|didn'?t work|doesn'?t work|not work|broken|complain|create|make|generate|don'?t|do not)\b|打不开|为什么|别|不要|生成|创建|如果/.test(
    rest,
  );
}

function withoutLink(text: string, named: FoundLink): string {
  return named.link === "last"
    ? text
    : text.slice(0, named.start) + "\ue000".repeat(named.end - named.start) + text.slice(named.end);
}

function said(intent: Intent): Understanding {
  return { kind: "intent", intent, isTyped: false };
}

/** `kill it` names the last link; `stop creating links, it's spam` names none. */
function isSpokenOf(prompt: Prompt, named: FoundLink): boolean {
  if (named.link !== "last") return true;
  const words = prompt.lower.slice(named.start, named.end);
  if (words !== "it") return true;
  return prompt.lower.split(/\s+/).length <= 5 && !/\blinks\b/.test(prompt.lower);
}
