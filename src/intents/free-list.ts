import type { ListFilter, ListStatus, ReadingContext, Understanding } from "../model/intent.ts";
import { addDays, type Day, dayOf, weekdayOf } from "./calendar.ts";
import { findExactLink } from "./find-link.ts";
import { findProvider } from "./option-values.ts";
import { hasHan, type Prompt } from "./prompt.ts";

const statusWords: readonly (readonly [status: ListStatus, pattern: RegExp])[] = [
  [
    "active",
    /\b(?:unpaid|not (?:yet )?(?:been )?paid|haven'?t (?:been )?paid|hasn'?t (?:been )?paid|waiting|outstanding|pending|active|live|open|still to be paid|awaiting)\b|还?(?:没有?|未)(?:付款?|支付|付钱|到账)|待付款?|待支付|未结|有效的?|进行中/,
  ],
  [
    "paid",
    /\b(?:paid|settled|completed|successful)\b|已经?(?:付款|支付|付了|收款|收到|到账|付清)(?:了|的|成功)?|(?:付款|支付|付清)了|付过款?/,
  ],
  [
    "disabled",
    /\b(?:disabled|deactivated|closed|turned off|switched off|cancell?ed|stopped)\b|(?:已|被)?(?:停用|禁用|关闭|取消|作废)(?:了|的)?/,
  ],
  ["expired", /\b(?:expired|lapsed|timed out|out of date)\b|(?:已经?)?(?:过期|失效|到期)(?:了|的)?/],
];
const asking =
  /^(?:(?:hey|hi|please|pls|can you|could you|can i|could i|i want to|i'd like to|let me|bot|paylink|now|ok|so|would you)[, ]+)*(?:list|show|see|find|search|search for|look up|look for|get|give|pull up|display|view|fetch|which|what|how many|any|do (?:we|i) have|are there|my|all|recent|today'?s|what'?s|what are|who)\b/;
const things = /\b(?:links|paylinks|payment links|invoices|payments|requests|qr codes|checkouts)\b/;
const oneLink =
  /^(?:(?:please|can you|could you|hey|hi)[, ]+)*(?:find|search for|look for|look up|where is)(?: me)? (?:the|a|my|that|any) (?:\w+ )?link (?:for|about|with|to) (?!\$|\d)/;
const outstanding =
  /^(?:what'?s|what is|whats|who) (?:still )?(?:outstanding|unpaid|pending|open|active|hasn'?t paid|haven'?t paid)\W*$|^(?:show|list) (?:me )?(?:what'?s |everything |all )?(?:that'?s |that is )?(?:still )?(?:outstanding|unpaid|pending|paid|expired|disabled|active)\W*$/;
const chineseAsking =
  /(?:^|[,，。\s]|请|麻烦|帮我|帮忙|给我|我想|我要|我来|可以|能|先)(?:列出|列一下|列下|看看|看一下|看下|查看|查一下|查下|查询|查查|查|搜索|搜一下|搜|找一下|找|显示|有哪些|有多少|哪些|还有什么|我要看|给我看|统计)|有哪些|有多少|哪些|还有什么|列表/;
const chineseThings = /链接|连接|收款单|付款单|账单|订单|二维码/;
const chineseOwn = /^(?:我的|全部|所有|最近的|今天的|所有人的|大家的)(?:收款|付款|支付)?(?:链接|连接)(?:列表)?$/;
const everyone =
  /\b(?:everyone'?s?|everybody'?s?|all (?:the )?(?:team'?s?|users'?)|whole team'?s?|team'?s|of all|by all|by everyone)\b|所有人|大家|全员|全公司|团队/;
const subject =
  /\b(?:for|about|of|with|containing|matching|mentioning|named|called|from) (?!(?:today|yesterday|last|this|the last|me|now|all|everyone|week|month|january|february|march|april|may|june|july|august|september|october|november|december)\b)["']?([^,.?!"']{2,40}?)["']?\s*(?:please|pls|that|which|links?|payments?)?\s*[?.!]*$/;
const before =
  /\b(?:search|find|look up|look for|list|show|get)(?: me)?(?: all| my| the| any)?(?: paid| unpaid| expired| disabled| active| open)? ([a-z0-9&' -]{3,30}?) (?:links|payment links|paylinks|invoices|payments)\b/;

/** Reads plain words as the wish to see a list; undefined when they are none. */
export function understandFreeList(prompt: Prompt, context: ReadingContext): Understanding | undefined {
  if (findExactLink(prompt) !== undefined || !isListRequest(prompt.lower)) return undefined;
  const text = prompt.lower;
  const status = statusWords.find(([, pattern]) => pattern.test(text))?.[0];
  const words = hasHan(text) ? chineseSubject(prompt, text) : englishSubject(prompt);
  const provider = providerIn(text, context);
  const filter: ListFilter = {
    ...(everyone.test(text) && { isAll: true }),
    ...(status !== undefined && { status }),
    ...(words !== undefined && words.toLowerCase() !== provider && { words }),
    ...(provider !== undefined && { provider }),
    ...datesIn(text, context),
  };
  return { kind: "intent", intent: { kind: "list", filter }, isTyped: false };
}

function isListRequest(text: string): boolean {
  if (
    /[$€£¥]\s?\d/.test(text) ||
    /\b(?:create|make|generate|don'?t|do not|never)\b|生成|创建|新建|别|不要|开个|开一/.test(text)
  )
    return false;
  if (/\b(?:fees?|costs?|price|how much|tax(?:es)?|commission|worth|cheap|expensive|work|safe)\b/.test(text))
    return false;
  if (oneLink.test(text.trim())) return true;
  if (outstanding.test(text.trim()) || chineseOwn.test(text.replace(/[\s。.!！?？]/g, ""))) return true;
  if (things.test(text))
    return asking.test(text.trim()) || /^(?:\w+ ){0,3}(?:links|paylinks|invoices)\W*$/.test(text.trim());
  return (
    chineseThings.test(text) &&
    (chineseAsking.test(text) || /(?:还没|未|已)(?:付款|支付|付)/.test(text)) &&
    !/(?:多少钱|怎么)/.test(text)
  );
}

function englishSubject(prompt: Prompt): string | undefined {
  const { lower, raw } = prompt;
  const labelled = /\blinks?\s*[:：]\s*(\S.{0,40})$/.exec(lower)?.[1];
  if (labelled !== undefined) return cut(raw, lower.lastIndexOf(labelled), labelled);
  const after = subject.exec(lower);
  if (after?.[1] !== undefined && !/^(?:my|our|the|all|me|us|everyone)$/.test(after[1])) {
    const words = after[1].replace(/^(?:the|a|an|my|our) /, "");
    return cut(raw, after.index + after[0].indexOf(words, 1), words);
  }
  const ahead = before.exec(lower);
  const words = ahead?.[1]
    ?.replace(
      /^(?:(?:all|my|the|our|any|recent|payment|paid|unpaid|expired|disabled|active|open|everyone'?s|everybody'?s|latest|last|of|still|team'?s?|outstanding|pending|today'?s|new|me|a|list of|list)\b ?)+/,
      "",
    )
    .trim();
  if (ahead === null || words === undefined || words === "" || /^(?:my|our|the|all|list|me)$/.test(words))
    return undefined;
  return cut(raw, lower.indexOf(words, ahead.index), words);
}

function cut(raw: string, at: number, words: string): string {
  return raw.slice(at, at + words.length).trim();
}

function chineseSubject(prompt: Prompt, text: string): string | undefined {
  const found =
    /(?:列出|列一下|看看|看一下|看下|查看|查一下|查下|查询|查|搜索|搜一下|搜|找一下|找|显示|有哪些|给我看)(?:一下)?(?:所有(?!人)|全部)?(?:的)?([^\s,，。]{1,20}?)(?:的|相关的)?(?:收款|付款|支付)?(?:链接|连接|账单|订单)/.exec(
      text,
    );
  const words =
    found?.[1]?.replace(
      /^(?:看看?|一下|下|我的?|所有人?的?|全部的?|我的?|最近的?|今天的?|昨天的?|本周的?|这周的?|上周的?|本月的?|这个月的?|上个?月的?|大家的?)+/g,
      "",
    ) ?? "";
  const isFilter =
    statusWords.some(([, pattern]) => pattern.test(words)) || /^(?:的|了|哪些|什么|还|都|有)*$/.test(words);
  if (found === null || isFilter) return undefined;
  const at = text.indexOf(words, found.index);
  return prompt.raw.slice(at, at + words.length);
}

function providerIn(text: string, context: ReadingContext): string | undefined {
  const known = context.providers.find(
    (each) => text.includes(each.id.toLowerCase()) || text.includes(each.title.toLowerCase()),
  );
  if (known !== undefined || context.providers.length > 0) return known?.id;
  const named =
    /\b(?:on|via|through|at) ([a-z][a-z0-9]{3,20})\b/.exec(text)?.[1] ??
    /([a-z][a-z0-9]{3,20}) ?(?:上|渠道)/.exec(text)?.[1];
  return named === undefined
    ? undefined
    : (findProvider(named, context)?.id ??
        (/^(?:hold|time|friday|monday|all|this|that)$/.test(named) ? undefined : named));
}

/** `today`, `yesterday`, `this week`, `last month` as dates of the person's calendar. */
function datesIn(text: string, context: ReadingContext): Pick<ListFilter, "from" | "to"> {
  const today = dayOf(context.now, context.timezone);
  const monday = addDays(today, 1 - weekdayOf(today));
  if (/\btoday'?s?\b|今天|今日/.test(text)) return { from: iso(today) };
  if (/\byesterday'?s?\b|昨天|昨日/.test(text)) return { from: iso(addDays(today, -1)), to: iso(addDays(today, -1)) };
  if (/\blast week'?s?\b|上周|上星期/.test(text))
    return { from: iso(addDays(monday, -7)), to: iso(addDays(monday, -1)) };
  if (/\bthis week'?s?\b|本周|这周|这个?星期/.test(text)) return { from: iso(monday) };
  if (/\bthis month'?s?\b|本月|这个月/.test(text)) return { from: iso({ ...today, day: 1 }) };
  if (/\blast month'?s?\b|上个?月/.test(text)) {
    const first =
      today.month === 1
        ? { year: today.year - 1, month: 12, day: 1 }
        : { year: today.year, month: today.month - 1, day: 1 };
    return { from: iso(first), to: iso(addDays({ ...today, day: 1 }, -1)) };
  }
  const days = /\b(?:last|past) (\d{1,3}) days\b|(?:最近|过去)(\d{1,3})天/.exec(text);
  const count = days?.[1] ?? days?.[2];
  return count === undefined ? {} : { from: iso(addDays(today, -Number(count))) };
}

function iso(day: Day): string {
  return `${day.year}-${String(day.month).padStart(2, "0")}-${String(day.day).padStart(2, "0")}`;
}
