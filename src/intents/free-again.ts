import type { CreateDraft, ReadingContext, Understanding } from "../model/intent.ts";
import { findLinkName } from "./find-link.ts";
import { draftOf, scanText } from "./free-create.ts";
import { hole, type Prompt, toPrompt } from "./prompt.ts";
import { isCalledOff } from "./restraint.ts";

const againWords =
  /\b(?:(?:the )?same(?: (?:link|thing|one|payment link|again))?(?: (?:again|as (?:last time|before|(?:the )?last(?: one| link)?|above)|once more|one more time))*|(?:do|make|send|create|generate) (?:it|that|this|that one|one more|another one|another) (?:again|like (?:that|it|the last(?: one)?|last time|before))|once more|one more time|another one(?: like (?:that|it|this|the last(?: one)?|last time|[a-z0-9]+))?|another (?:copy )?of (?:that|it|the last(?: one)?)|one more (?:like|of) (?:that|it|this|the last(?: one)?|the same)|one more like|another like|repeat|duplicate|clone|copy|re-?create|re-?issue|re-?make|renew|redo|again)\b|(?:再|重新)(?:来|开(?!启|放|通|门)|发|生成|做|弄|建|出|创建)(?:一?[个条份张次]|一遍)?(?:一模?一样的?|同样的?|一样的?|相同的?)?|(?:跟|和|照|按)?(?:上次|上回|上一?[个条]|刚才?(?:那个)?|之前)(?:的)?(?:那[个条])?(?:一样|一模一样|相同)(?:的)?|同样的?(?:链接)?|一模?一样的|照旧|再来一[次遍]|重复(?:一下|一次|上一?[个条]|这[个条]|那[个条])|复制/;

/** Reads `same again`, `repeat L7K2QM but 40 USD`, `same for Alice, 40`, `跟上次一样，改成50美元`. */
export function understandFreeAgain(prompt: Prompt, context: ReadingContext): Understanding | undefined {
  const found = againWords.exec(prompt.lower);
  if (found === null || !isAboutLinks(prompt.lower, found)) return undefined;
  if (isCalledOff(prompt.lower, found.index)) return { kind: "none" };
  const named = findLinkName(prompt);
  const rest = blank(prompt, [
    { start: found.index, end: found.index + found[0].length },
    ...(named === undefined ? [] : [named]),
  ]);
  return {
    kind: "intent",
    isTyped: false,
    intent: { kind: "again", link: named?.link ?? "last", changes: changesIn(rest, context) },
  };
}

/** The words begin the text, or speak of links; `see you again` and `copy that` do not ask for one. */
function isAboutLinks(text: string, found: RegExpExecArray): boolean {
  if (/\b(?:check|look|try|show|see|refresh|poll|read|say|tell|explain)\b/.test(text.slice(0, found.index)))
    return false;
  if (found[0] === "again" && /\b(?:activate|enable|open|turn|switch)\b/.test(text)) return false;
  const isChinese = /[\u4e00-\u9fff]/.test(found[0]);
  const words = found[0];
  if (
    /^(?:again|copy|renew|redo|once more|one more time)$/.test(words) &&
    !/link|\bl[a-z0-9]{5,7}\b|last|that one/.test(text)
  ) {
    return /^\W*(?:do (?:it|that) )?(?:again|once more|one more time)\W*(?:please)?\W*$/.test(text);
  }
  if (isChinese && /^(?:再|重新)/.test(words)) {
    return (
      /一样|同样|相同|一遍|一次/.test(words) ||
      /^\s*(?:请|麻烦|帮我|给我)?(?:再|重新)[^个]*(?:来|发|开|生成)(?:一?[个条份张次])?(?:吧|呗)?\s*$/.test(text) ||
      /上次|上回|刚才|之前|上一?[个条]|(?:照|按照?|跟|和|同)\s?l[a-z0-9]{5,7}/.test(text) ||
      /(?:再|重新).{0,8}(?:一样|同样|上次|l[a-z0-9]{5})/.test(text)
    );
  }
  const before = text.slice(0, found.index);
  return before.trim().length <= 24 || /link|链接/.test(text);
}

/** What is different this time. */
function changesIn(prompt: Prompt, context: ReadingContext): CreateDraft {
  const scan = scanText(prompt, context);
  const isBare = scan.amounts.length === 0;
  const numbers = isBare ? /(?:^|[^\w.])(\d{1,7}(?:\.\d{1,2})?)(?![\w.%:/-])/.exec(scan.text) : null;
  const draft = draftOf(prompt, scan);
  const { description, ...rest } = draft;
  const amount = numbers?.[1] === undefined ? {} : { amount: { written: numbers[1], values: [numbers[1]] } };
  const words = description?.replace(/\d+(?:\.\d+)?/g, "").trim() ?? "";
  const isName = /^(?:for )?\p{Lu}[\p{L}.'-]+(?: \p{Lu}[\p{L}.'-]+)?[,.]?$/u.test(words);
  const isNoise = words === "" || noise.test(words.toLowerCase());
  return {
    ...rest,
    ...amount,
    ...(isName && rest.customer === undefined && { customer: words.replace(/^for |[,.]$/g, "") }),
    ...(!isNoise && !isName && isNamed(prompt.lower) && { description: words }),
  };
}

const noise =
  /^(?:but|but for|for|make it|this time|again|please|with|change to|instead|改成?|改为|换成?|金额|这次|的|一个|just|now|the|only|and|,|，|\s)*$/;

/** A new description is believed only where the text says that it is one. */
function isNamed(text: string): boolean {
  return /\b(?:description|called|named|titled|but (?:for|with))\b|描述|名称|用途|叫/.test(text);
}

function blank(prompt: Prompt, spans: readonly { readonly start: number; readonly end: number }[]): Prompt {
  let { raw } = prompt;
  for (const span of spans) raw = raw.slice(0, span.start) + " ".repeat(span.end - span.start) + raw.slice(span.end);
  return toPrompt(raw.replaceAll(hole, " "));
}
