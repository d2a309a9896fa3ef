import { readCount } from "./count-word.ts";
import { itemShapes } from "./item-shapes.ts";
import type { MoneyText } from "./money-text.ts";

/** How many of what stand around an amount. */
export interface ItemPart {
  readonly quantity: number;
  /** Where the name stands; absent when the words only count. */
  readonly name?: { readonly start: number; readonly end: number };
  /** The amount is of one piece (true) or of all (false); undefined when the words leave it open. */
  readonly isEach?: boolean;
}

/** What is counted by time, size or heads is rarely sold by the piece. */
const notPieces =
  /^(?:nights?|days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|sessions?|lessons?|classes|people|persons?|pax|guests?|adults?|kids?|members?|users?|seats?|st|nd|rd|th|am|pm|usd|per|percent|link|payment|of|x|pounds?|ounces?|grams?|kilos?|lit(?:er|re)s?|met(?:er|re)s?|miles?|oz|ml|l|g|kg|lbs?|cm|mm|m|inch|inches|ft|gb|tb|mb|pcs|pack|piece|k|km|man|door|way|person|hour|min|day|week|month|year|seat|in|off|star|bed|bedroom|course|part|step)\b/;
const counts =
  /\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty)\b|[一二两三四五六七八九十百]/;
const reach = 80;

/** Reads how many of what a text asks one amount for; undefined when it counts nothing. */
export function readItemPart(text: string, price: MoneyText): ItemPart | undefined {
  const from = Math.max(0, price.start - reach);
  const window = text.slice(from, price.end + reach);
  if (!counts.test(window)) return undefined;
  const hasHan = /[\u4e00-\u9fff]/.test(window);
  for (const shape of itemShapes) {
    if (shape.isChinese && !hasHan) continue;
    const found = shape.pattern.exec(window);
    if (found === null) continue;
    const words = shape.name === 0 ? "" : (found[shape.name] ?? "");
    const quantity = readCount(found[shape.count] ?? "");
    if (quantity === undefined || quantity < 1 || /^[x×]$/i.test(words)) continue;
    if (shape.isEach === undefined && (quantity === 1 || notPieces.test(words) || !isCounted(window, found))) continue;
    const isEach = shape.isEach === undefined ? {} : { isEach: shape.isEach };
    if (words === "") return { quantity, ...isEach };
    const at = from + found.index + positionOf(found, shape.name);
    return { quantity, name: { start: at, end: at + words.length }, ...isEach };
  }
  return undefined;
}

/** A count without `each` is believed where it opens what is sold: `link for 3 mugs $12`, not `room 25 upgrade $40`. */
function isCounted(window: string, found: RegExpExecArray): boolean {
  if (/[\u4e00-\u9fff]/.test(found[0])) return true;
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
