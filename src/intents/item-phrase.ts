import { readCount } from "./count-word.ts";
import type { MoneyText } from "./money-text.ts";
import { sumHole } from "./prompt.ts";

/** How many of what stand around an amount. */
export interface ItemPart {
  readonly quantity: number;
  readonly name: { readonly start: number; readonly end: number };
  /** The amount is of one piece (true) or of all (false); undefined when the words leave it open. */
  readonly isEach?: boolean;
}

const count =
  "(\\d{1,6}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|a dozen)";
const name =
  "((?:(?!\\d)[\\p{L}][\\p{L}\\d'’&/-]*)(?: (?!(?:at|for|and|plus|with|costing|priced|each|to)\\b)[\\p{L}\\d][\\p{L}\\d'’&/-]*){0,4})";
const each =
  "(?:each|ea\\.?|apiece|a piece|per (?:piece|person|head|unit|item|ticket|pc|pax|one|copy|seat|night|day|hour|session|month|week|guest|student|box|bottle|\\w+)|a pop|/ ?(?:each|ea|pc|pax|person|unit|piece|night|hour|hr|day|seat|head|item|month|session))(?![\\p{L}])";
const start = "(?:^|[^\\p{L}\\d.,'])";
const spot = `${sumHole}+`;

const measure =
  "[个個件张張份杯瓶盒箱套双雙条條只隻台臺本次位人包袋斤支把块束节節晚间間部辆幅串打桶罐片顶副株枚根颗粒对對课课时小时天月堂顿餐]";
const hanCount = "(\\d{1,6}|[一二两兩三四五六七八九十百]{1,4})";
const hanName = "([^\\s,，。;；、\\d\\ue000\\ue001每各一]{1,16}|[\\u4e00-\\u9fff]{1,16})";
const hanEach = `(?:每${measure}|一${measure}|单价|每|各|/${measure}|@)`;

interface Shape {
  readonly pattern: RegExp;
  /** Groups of the count and the name; the count is 1 without a group. */
  readonly count?: number;
  readonly name: number;
  readonly isEach?: boolean;
}

/** Forms that say how many and of one piece; the first that fits counts. */
const shapes: readonly Shape[] = [
  {
    pattern: new RegExp(
      `${start}${count} ?(?:x|×|\\*)? ?(?:of )?${name},? ?[-:]? ?(?:(?:at|@|for|priced at|costing|of|,) ?)?${spot} ?${each}`,
      "u",
    ),
    count: 1,
    name: 2,
    isEach: true,
  },
  {
    pattern: new RegExp(`${start}${count} ?(?:x|×|\\*) ?${name},? ?[-:]? ?(?:at|@|for|,)? ?${spot}`, "u"),
    count: 1,
    name: 2,
    isEach: true,
  },
  {
    pattern: new RegExp(`${start}${count} ${name} (?:at|@|priced at|costing) ?${spot}`, "u"),
    count: 1,
    name: 2,
    isEach: true,
  },
  {
    pattern: new RegExp(`${start}${name} ?[x×*] ?(\\d{1,6}),? ?[-:]? ?(?:at|@|for|,)? ?${spot}`, "u"),
    count: 2,
    name: 1,
    isEach: true,
  },
  {
    pattern: new RegExp(`${spot} ?${each},? ?(?:for|x|×|,)? ?${count} ?(?:x )?${name}`, "u"),
    count: 1,
    name: 2,
    isEach: true,
  },
  { pattern: new RegExp(`${spot} ?[x×*] ?${count} ${name}`, "u"), count: 1, name: 2, isEach: true },
  {
    pattern: new RegExp(`${spot} (?:for )?(?:an? |the )?${name} ?[x×*] ?(\\d{1,6})(?![\\p{L}\\d])`, "u"),
    count: 2,
    name: 1,
    isEach: true,
  },
  { pattern: new RegExp(`${spot} ?[x×*] ?(\\d{1,6})(?: ?(?:for )?${name})`, "u"), count: 1, name: 2, isEach: true },
  {
    pattern: new RegExp(`${hanCount}${measure}的?${hanName}[，,]? ?${hanEach} ?${spot}`, "u"),
    count: 1,
    name: 2,
    isEach: true,
  },
  {
    pattern: new RegExp(`${hanCount}${measure}的?${hanName}[，,]? ?(?:是|要|卖)?${spot} ?(?:一|每|/)${measure}`, "u"),
    count: 1,
    name: 2,
    isEach: true,
  },
  {
    pattern: new RegExp(`${hanName} ?${hanCount}${measure}[，,]? ?${hanEach} ?${spot}`, "u"),
    count: 2,
    name: 1,
    isEach: true,
  },
  {
    pattern: new RegExp(`${hanName} ?${hanCount}${measure}[，,]? ?${spot} ?(?:一|每|/)${measure}`, "u"),
    count: 2,
    name: 1,
    isEach: true,
  },
  {
    pattern: new RegExp(
      `${hanName}[，,]? ?${hanEach}? ?${spot} ?(?:一|每|/)?${measure}?[，,]? ?(?:要|来|买|共|一共)?${hanCount}${measure}`,
      "u",
    ),
    count: 2,
    name: 1,
    isEach: true,
  },
  {
    pattern: new RegExp(`${spot} ?(?:一|每|/)${measure}的?${hanName} ?(?:要|来|买|共)?${hanCount}${measure}`, "u"),
    count: 2,
    name: 1,
    isEach: true,
  },
  { pattern: new RegExp(`${hanCount}${measure} ?${spot}的${hanName}`, "u"), count: 1, name: 2, isEach: true },
  { pattern: new RegExp(`${spot}的${hanName} ?[x×*]? ?${hanCount}${measure}`, "u"), count: 2, name: 1, isEach: true },
  {
    pattern: new RegExp(`${hanEach} ?${spot}的?${hanName} ?${hanCount}${measure}`, "u"),
    count: 2,
    name: 1,
    isEach: true,
  },
  {
    pattern: new RegExp(`${hanName} ?[x×*] ?(\\d{1,6})[，,]? ?${hanEach}? ?${spot}`, "u"),
    count: 2,
    name: 1,
    isEach: true,
  },
  { pattern: new RegExp(`${hanCount}${measure}${hanName}[，,]? ?${spot}`, "u"), count: 1, name: 2, isEach: false },
  { pattern: new RegExp(`${start}${count} ${name} for ${spot}`, "u"), count: 1, name: 2, isEach: false },
  { pattern: new RegExp(`${start}${count} ${name},? ${spot}`, "u"), count: 1, name: 2 },
];
const timeWords =
  /^(?:nights?|days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|sessions?|lessons?|classes|people|persons?|pax|guests?|adults?|kids?|members?|users?|seats?|st|nd|rd|th|am|pm|usd|per|percent|link|payment|of|x|day|month|week|year|hour|pounds?|ounces?|grams?|kilos?|lit(?:er|re)s?|met(?:er|re)s?|miles?|oz|ml|l|g|kg|lbs?|cm|mm|m|inch|inches|ft|gb|tb|mb|pcs|pack|piece|k|mile|km|man|door|way|person|hour|min|year|seat|in|off|star|bed|bedroom|course|part|step|way)\b/;

const counts =
  /\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty)\b|[一二两三四五六七八九十百]/;

/** Reads how many of what a text asks one amount for; undefined when it counts nothing. */
export function readItemPart(text: string, price: MoneyText): ItemPart | undefined {
  const from = Math.max(0, price.start - 80);
  const window = text.slice(from, price.end + 80);
  if (!counts.test(window)) return undefined;
  const isChinese = /[\u4e00-\u9fff]/.test(window);
  for (const shape of shapes) {
    const isHanShape = shape.pattern.source.includes("\\u4e00");
    if (isHanShape && !isChinese) continue;
    const found = shape.pattern.exec(window);
    const words = found?.[shape.name];
    if (found === null || words === undefined || /^[xX×]$/.test(words)) continue;
    const quantity = shape.count === undefined ? 1 : readCount(found[shape.count] ?? "");
    if (quantity === undefined || quantity < 1) continue;
    if (shape.isEach === undefined && (timeWords.test(words) || quantity === 1 || !isCounted(window, found))) continue;
    const at = from + found.index + positionOf(found, shape.name);
    const isEach = shape.isEach === undefined ? {} : { isEach: shape.isEach };
    return { quantity, name: { start: at, end: at + words.length }, ...isEach };
  }
  return undefined;
}

/** A count without `each` is believed where it opens what is sold: `link for 3 mugs $12`, not `room 25 upgrade $40`. */
function isCounted(window: string, found: RegExpExecArray): boolean {
  const before = window.slice(0, found.index + (/^\d/.test(found[0]) ? 0 : 1));
  return /(?:^|[,:;\ue000\n]|\b(?:for|of|links?|and|plus|sell|selling|with))\s*$/.test(before);
}

/** Where a group begins within its match: after the groups before it. */
function positionOf(found: RegExpExecArray, group: number): number {
  let at = 0;
  for (let index = 1; index < group; index += 1) {
    const words = found[index];
    if (words !== undefined) at = found[0].indexOf(words, at) + words.length;
  }
  return found[0].indexOf(found[group] ?? "", at);
}
