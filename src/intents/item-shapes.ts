import { sumHole } from "./prompt.ts";

/** One way to say how many of what stand at an amount. */
export interface ItemShape {
  readonly pattern: RegExp;
  /** Groups of the count and of the name; 0 where the shape names nothing. */
  readonly count: number;
  readonly name: number;
  /** The amount is of one piece (true) or of all (false); undefined when the words leave it open. */
  readonly isEach: boolean | undefined;
  readonly isChinese: boolean;
}

const count =
  "(\\d{1,6}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty)";
const name =
  "((?:(?!\\d)[\\p{L}][\\p{L}\\d'’&/-]*)(?: (?!(?:at|for|and|plus|with|costing|priced|each|to)\\b)[\\p{L}\\d][\\p{L}\\d'’&/-]*){0,4})";
const each =
  "(?:each|ea\\.?|apiece|(?:per|a|an) (?:piece|person|head|unit|item|ticket|pc|pax|copy|seat|night|day|hour|session|month|week|year|guest|student|box|bottle|cup|lesson|class)|per \\w+|a pop|/ ?(?:each|ea|pc|pax|person|unit|piece|night|hour|hr|day|seat|head|item|month|session))(?![\\p{L}])";
const start = "(?:^|[^\\p{L}\\d.,'])";
const spot = `${sumHole}+`;
const end = "(?![\\p{L}\\d])";
const times = "(?:x|×|\\*|times)";

const measure =
  "[个件张份杯瓶盒箱套双条只台本次位人包袋斤支把块束节晚间部辆幅串打桶罐片顶副株枚根颗粒对课时小天月堂顿餐]";
const hanCount = "(\\d{1,6}|[一二两三四五六七八九十百]{1,4})";
const hanName = "([^\\s,，。;；、\\d\\ue000\\ue001每各一]{1,16}|[\\u4e00-\\u9fff]{1,16})";
const hanEach = `(?:每${measure}|一${measure}|单价|每|各|/${measure}|@)`;
const hanUnit = `(?:一|每|/)${measure}`;
const hanWant = "[，,]? ?(?:要|来|买|共|一共)?";
const hanTimes = "(?:x|×|\\*|乘以?)";

/** Every shape, the surest first; the first that fits counts. */
export const itemShapes: readonly ItemShape[] = [
  english(
    `${start}${count} ?(?:x|×|\\*)? ?(?:of )?${name},? ?[-:]? ?(?:(?:at|@|for|priced at|costing|of|,) ?)?${spot} ?${each}`,
    1,
    2,
    true,
  ),
  english(`${start}${count} ?(?:x|×|\\*) ?${name},? ?[-:]? ?(?:at|@|for|,)? ?${spot}`, 1, 2, true),
  english(`${start}${count} ${name} (?:at|@|priced at|costing) ?${spot}`, 1, 2, true),
  english(`${start}${count} ?(?:x|×|\\*) ?${spot} ${name}`, 1, 2, true),
  english(`${start}${name} ?[x×*] ?(\\d{1,6}),? ?[-:]? ?(?:at|@|for|,)? ?${spot}`, 2, 1, true),
  english(`${spot} ?${each},? ?(?:for|x|×|,)? ?${count} ?(?:x )?${name}`, 1, 2, true),
  english(`${spot} ?[x×*] ?${count} ${name}`, 1, 2, true),
  english(`${spot} (?:for )?(?:an? |the )?${name} ?[x×*] ?(\\d{1,6})${end}`, 2, 1, true),
  english(`${spot} ?[x×*] ?(\\d{1,6})(?: ?(?:for )?${name})`, 1, 2, true),
  english(`${start}${count} ?(?:x|×|\\*) ?${spot}`, 1, 0, true),
  english(`${spot} ?(?:${each} ?)?${times} ?${count}${end}`, 1, 0, true),
  chinese(`${hanCount}${measure}的?${hanName}[，,]? ?${hanEach} ?${spot}`, 1, 2, true),
  chinese(`${hanCount}${measure}的?${hanName}[，,]? ?(?:是|要|卖)?${spot} ?${hanUnit}`, 1, 2, true),
  chinese(`${hanName} ?${hanCount}${measure}[，,]? ?${hanEach} ?${spot}`, 2, 1, true),
  chinese(`${hanName} ?${hanCount}${measure}[，,]? ?${spot} ?${hanUnit}`, 2, 1, true),
  chinese(`${hanName}[，,]? ?${hanEach} ?${spot}${hanWant}${hanCount}${measure}`, 2, 1, true),
  chinese(`${hanName}[，,]? ?${spot} ?${hanUnit}${hanWant}${hanCount}${measure}`, 2, 1, true),
  chinese(`${spot} ?${hanUnit}的?${hanName} ?(?:要|来|买|共)?${hanCount}${measure}`, 2, 1, true),
  chinese(`${hanCount}${measure} ?${spot}的${hanName}`, 1, 2, true),
  chinese(`${spot}的${hanName} ?[x×*]? ?${hanCount}${measure}`, 2, 1, true),
  chinese(`${hanEach} ?${spot}的?${hanName} ?${hanCount}${measure}`, 2, 1, true),
  chinese(`${hanName} ?[x×*] ?(\\d{1,6})[，,]? ?${hanEach}? ?${spot}`, 2, 1, true),
  chinese(`${hanEach} ?${spot}${hanWant}${hanCount}${measure}`, 1, 0, true),
  chinese(`${spot} ?${hanUnit}${hanWant}${hanCount}${measure}`, 1, 0, true),
  chinese(`${hanCount}${measure}[，,]? ?${hanEach} ?${spot}`, 1, 0, true),
  chinese(`${spot} ?${hanTimes} ?${hanCount}${measure}?`, 1, 0, true),
  chinese(`${hanCount}${measure}${hanName}[，,]? ?${spot}`, 1, 2, false),
  chinese(
    `${hanName} ?${spot}[，,] ?${hanCount}[个件张份杯瓶盒箱套双条只台本位包袋支把束](?=$|[\\s,，。])`,
    2,
    1,
    undefined,
  ),
  english(`${start}${count} ${name} for ${spot}`, 1, 2, false),
  english(`${start}${count} ${name},? ${spot}`, 1, 2, undefined),
];

function english(source: string, countGroup: number, nameGroup: number, isEach: boolean | undefined): ItemShape {
  return { pattern: new RegExp(source, "u"), count: countGroup, name: nameGroup, isEach, isChinese: false };
}

function chinese(source: string, countGroup: number, nameGroup: number, isEach: boolean | undefined): ItemShape {
  return { ...english(source, countGroup, nameGroup, isEach), isChinese: true };
}
