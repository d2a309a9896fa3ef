import type { ReadingContext } from "../model/intent.ts";
import { readEnglishDuration, readEnglishMoment } from "./english-time.ts";
import { type ExpiryReading, untilMoment } from "./expiry-value.ts";
import { readHanDuration, readHanMoment } from "./han-time.ts";

/** Where a text says how long the link lives, and what it says. */
export interface FoundExpiry {
  readonly start: number;
  readonly end: number;
  readonly reading: ExpiryReading;
}

const never =
  /\b(?:with )?(?:no|without (?:an? )?|never|doesn'?t|does not|don'?t|not|won'?t)(?:\sany)? ?(?:expir(?:es?|y|ation|ing)|time limit|deadline)(?: date)?|永不过期|永久有效|不过期|不会过期|无期限|长期有效|不限期|不设有效期|没有有效期/g;
const english =
  /\b(?:(?:valid|good|active|open|live|available|usable|working|works|payable|alive)(?: (?:for|until|till|til|through|thru|up to|within|by|to))?|(?:expir(?:es|ing|e|y|ation)|lasts|lasting|last|ends|ending|end|closes|closing|close|runs out|times out|timeout|dies|due)(?: (?:date|time|on|in|at|by|after|within|until|is|of|it|to|set to|for))*:?|(?:validity|deadline|ttl|time limit|lifetime)(?: (?:period|of|is|on|until))*:?|(?:pay|paid|payment|settle|settled) (?:by|within|before|until)|until|till|'?til|through|no later than|before|within|by|for (?=the next )|in (?=the next ))(?: |(?=\d))/g;
const shortLink =
  /\b(?=(?:\d|an? |one|two|three|four|five|six|seven|eight|ten|twelve|twenty|thirty|forty|seventy))[a-z0-9]{1,8}(?:[ -][a-z]{3,7})?[ -]?[a-z]{1,7}[ -](?=(?:expiry|expiration|validity|limit|deadline|time limit|(?:payment |pay |one-time |checkout )?link)\b)/g;
const chinese =
  /有效期限?(?:为|是|至|到|:|：|设为|设置为|给|设成|改成|改为|改到|换成|延长到|延长至)?|截止(?:到|至|时间|日期)?(?:是|为|:)?|截至|到期(?:日|时间)(?:是|为|:)?|过期时间(?:是|为|:)?|有效(?:至|到)?|限时?|保留|直到|(?:到|至)(?=今|明|后|大后|本|这|下|周|星期|礼拜|月底|月末|年底|年末|[\d一二三四五六七八九十])/g;
const before = "(?:之前|以前|前|为止|止|内|之内|以内)?";
const endsIt = new RegExp(
  `^ ?(?:(?:之内|以内|内)(?:有效|付款|支付|付清|缴清|结清|付完|付|完成|过期|失效|到期)?|(?:之后|以后|后)(?:自动)?(?:过期|失效|到期|截止|关闭|作废|停用)|${before}(?:有效期?|过期|失效|到期|截止|作废|付款|支付|付清|结清)|(?:之前|以前|前|为止))`,
);
const endWords = /[内后前止]|有效|过期|失效|到期|截止|作废|付/;
const afterWords = /^ ?(?:之前|以前|前|为止|止|之内|以内|内)?(?:有效期?|到期|过期|失效|截止|付款|支付|付清)?/;
const hanTime = /[\d〇零一二两兩三四五六七八九十半今明后大本这下周星礼月年晚上中早凌]/g;

/** Finds the words about expiry in a lowered text, in either language. */
export function findExpiry(text: string, context: ReadingContext): FoundExpiry | undefined {
  never.lastIndex = 0;
  const forever = never.exec(text);
  if (forever !== null) return { start: forever.index, end: never.lastIndex, reading: { kind: "never" } };
  const hasHan = /[\u3400-\u9fff]/.test(text);
  return findEnglish(text, context) ?? (hasHan ? findChinese(text, context) : undefined);
}

function findEnglish(text: string, context: ReadingContext): FoundExpiry | undefined {
  if (!/[a-z]{2}/.test(text)) return undefined;
  english.lastIndex = 0;
  for (let found = english.exec(text); found !== null; found = english.exec(text)) {
    const at = english.lastIndex;
    const time = readEnglish(text, at, context);
    if (time !== undefined) return { start: found.index, end: time.end, reading: time.reading };
  }
  shortLink.lastIndex = 0;
  for (let found = shortLink.exec(text); found !== null; found = shortLink.exec(text)) {
    const length = readEnglishDuration(text, found.index);
    if (length === undefined) continue;
    const word =
      /^[ -](?:expiry|expiration|validity|limit|deadline|time limit)?/.exec(text.slice(length.end))?.[0] ?? "";
    return { start: found.index, end: length.end + word.trimEnd().length, reading: seconds(length.seconds) };
  }
  return undefined;
}

function readEnglish(
  text: string,
  at: number,
  context: ReadingContext,
): { readonly reading: ExpiryReading; readonly end: number } | undefined {
  const length = readEnglishDuration(text, at);
  if (length !== undefined) return { reading: seconds(length.seconds), end: length.end };
  const moment = readEnglishMoment(text, at, context) ?? readHanTime(text, at, context);
  if (moment === undefined) return undefined;
  if ("seconds" in moment) return { reading: seconds(moment.seconds), end: moment.end };
  return { reading: untilMoment(moment.moment, text.slice(at, moment.end), context.now), end: moment.end };
}

function findChinese(text: string, context: ReadingContext): FoundExpiry | undefined {
  chinese.lastIndex = 0;
  for (let found = chinese.exec(text); found !== null; found = chinese.exec(text)) {
    const at = skipBlank(text, chinese.lastIndex);
    const time = readHanTime(text, at, context);
    if (time === undefined) continue;
    const tail = afterWords.exec(text.slice(time.end, time.end + 8))?.[0] ?? "";
    return toFound(text, { start: found.index, at, end: time.end + tail.length }, time, context);
  }
  if (!endWords.test(text)) return undefined;
  hanTime.lastIndex = 0;
  for (let found = hanTime.exec(text); found !== null; found = hanTime.exec(text)) {
    const time = readHanTime(text, found.index, context);
    if (time === undefined) continue;
    const tail = endsIt.exec(text.slice(time.end, time.end + 10))?.[0] ?? loneClause(text, found.index, time.end);
    if (tail !== undefined) {
      return toFound(text, { start: found.index, at: found.index, end: time.end + tail.length }, time, context);
    }
    hanTime.lastIndex = time.end;
  }
  return undefined;
}

/** `两周后` as a clause of its own. */
function loneClause(text: string, start: number, end: number): string | undefined {
  const isAlone = start === 0 || /[,，。;；\s\ue000]/.test(text.charAt(start - 1));
  const tail = /^(?:之后|以后|后)(?=$|[,，。;；\s\ue000])/.exec(text.slice(end, end + 4))?.[0];
  return isAlone ? tail : undefined;
}

type HanTime = { readonly seconds: number; readonly end: number } | { readonly moment: Date; readonly end: number };

function readHanTime(text: string, at: number, context: ReadingContext): HanTime | undefined {
  return readHanDuration(text, at) ?? readHanMoment(text, at, context);
}

function toFound(
  text: string,
  place: { readonly start: number; readonly at: number; readonly end: number },
  time: HanTime,
  context: ReadingContext,
): FoundExpiry {
  const reading =
    "seconds" in time ? seconds(time.seconds) : untilMoment(time.moment, text.slice(place.at, time.end), context.now);
  return { start: place.start, end: place.end, reading };
}

function seconds(value: number): ExpiryReading {
  return { kind: "seconds", seconds: value };
}

function skipBlank(text: string, at: number): number {
  return text.charAt(at) === " " ? at + 1 : at;
}
