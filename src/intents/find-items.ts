import type { DraftItem, NumberReading } from "../model/intent.ts";
import { describe } from "./describe-text.ts";
import { type ItemPart, readItemPart } from "./item-phrase.ts";
import type { MoneyText } from "./money-text.ts";
import { hole, type Prompt } from "./prompt.ts";

/** The items of a text, or that its amounts do not add up to one clear sum. */
export type ItemsReading =
  | { readonly kind: "items"; readonly items: readonly DraftItem[] }
  /** One amount for everything. */
  | { readonly kind: "total"; readonly amount: MoneyText }
  /** Several amounts, and no telling which is meant. */
  | { readonly kind: "unclear"; readonly amount: NumberReading };

const isTotal =
  /(?:\b(?:total|in total|altogether|sum|grand total|all in|all together)\b[^a-z0-9]{0,3}(?:is|of|:|comes to)?\s*$)|(?:合计|共计|总计|总共|一共|总额|共|总价)(?:是|为|:|收)?\s*$/;
const isTotalAfter = /^\s*(?:in total|total|altogether|all in|in all)\b|^\s*(?:合计|共计|总计)/;
const joins =
  /\b(?:and|plus|as well as)\b|[+&]|再加上?|加上|另加|外加|还有|以及|和(?![风服平解睦])|加(?=一|两|\d|\ue001|$)|及(?=一|两|\d|$)/g;
const commas = /[,，、;；\n]/g;
const breaksSum =
  /\b(?:was|were|now|instead|originally|previously|later|remaining|balance|rest|then|or|not|no wait|wait|actually|sorry|i mean|i meant|about|equals?|worth|down from|up from|half|out of|discount(?:ed)?|off|minus|less|deposit of|per month|refund)\b|也就是|相当于|约合|折合|原价|现价|改成|改为|不对|不是|而是|或者?|还是|剩|余款|优惠|减|打折|其中|先付|再付/;

/** Decides what the amounts of a text are: one sum, or the prices of several things. */
export function findItems(prompt: Prompt, text: string, amounts: readonly MoneyText[]): ItemsReading | undefined {
  const [first, ...others] = amounts;
  if (first === undefined) return undefined;
  const total = amounts.find((each) => isStatedTotal(text, each));
  const prices = amounts.length > 1 ? amounts.filter((each) => each !== total) : amounts;
  const [price] = prices;
  if (total !== undefined && breaksSum.test(text)) return unclear(amounts);
  if (prices.length === 1 && price !== undefined)
    return oneItem(prompt, text, price, total === price ? undefined : total);
  if (others.length > 0 && breaksSum.test(text)) return unclear(prices);
  const items = severalItems(prompt, text, prices);
  if (items === undefined || (total !== undefined && !addsUp(items, total))) return unclear(amounts);
  return { kind: "items", items };
}

function isStatedTotal(text: string, amount: MoneyText): boolean {
  return (
    isTotal.test(text.slice(Math.max(0, amount.start - 24), amount.start)) ||
    isTotalAfter.test(text.slice(amount.end, amount.end + 14))
  );
}

function oneItem(prompt: Prompt, text: string, price: MoneyText, total: MoneyText | undefined): ItemsReading {
  const part = readItemPart(text, price);
  if (part === undefined || part.quantity < 2) return { kind: "total", amount: total ?? price };
  if (part.isEach !== true) {
    return part.isEach === undefined && total === undefined
      ? unclearTimes(price, part.quantity)
      : { kind: "total", amount: total ?? price };
  }
  const item: DraftItem = { name: nameOf(prompt, text, part), quantity: part.quantity, price: price.amount };
  if (total !== undefined && !addsUp([item], total)) return unclear([price, total]);
  return { kind: "items", items: [item] };
}

/** `3 mugs $12`: twelve each, or twelve in all? */
function unclearTimes(price: MoneyText, quantity: number): ItemsReading {
  const [value, ...more] = price.amount.values;
  const product = value === undefined || more.length > 0 ? undefined : times(value, quantity);
  if (value === undefined || product === undefined) return { kind: "total", amount: price };
  return { kind: "unclear", amount: { written: price.amount.written, values: [value, product] } };
}

function severalItems(prompt: Prompt, text: string, prices: readonly MoneyText[]): readonly DraftItem[] | undefined {
  if (!isOneCurrency(prices)) return undefined;
  const items: DraftItem[] = [];
  let from = 0;
  for (const [at, price] of prices.entries()) {
    const next = prices[at + 1];
    const to = next === undefined ? text.length : boundaryBetween(text, price.end, next.start);
    if (to === undefined) return undefined;
    const item = itemWithin(prompt, text, price, { from, to });
    if (item === undefined) return undefined;
    items.push(item);
    from = to;
  }
  return items;
}

function itemWithin(
  prompt: Prompt,
  text: string,
  price: MoneyText,
  range: { readonly from: number; readonly to: number },
): DraftItem | undefined {
  const own = blankOutside(text, range.from, range.to);
  const part = readItemPart(own, price);
  if (part !== undefined && part.isEach !== undefined) {
    const name = nameOf(prompt, own, part);
    if (part.isEach) return { name, quantity: part.quantity, price: price.amount };
    return { name: part.quantity > 1 ? `${part.quantity} ${name}` : name, quantity: 1, price: price.amount };
  }
  if (part !== undefined) return undefined;
  const name = describe(prompt, own).description?.replace(
    /^(?:(?:1|one)\s*(?:x|×)?\s+|(?:再|外|另)?加上?|还有|以及)/i,
    "",
  );
  return name === undefined ? undefined : { name, quantity: 1, price: price.amount };
}

/** Where one item ends and the next begins: the last joining word between two amounts, else the last comma. */
function boundaryBetween(text: string, from: number, to: number): number | undefined {
  const between = text.slice(from, to);
  const joint = [...between.matchAll(joins)].at(-1) ?? [...between.matchAll(commas)].at(-1);
  return joint === undefined ? undefined : from + joint.index + joint[0].length;
}

function blankOutside(text: string, from: number, to: number): string {
  return hole.repeat(from) + text.slice(from, to) + hole.repeat(text.length - to);
}

/** The name of what is counted; words that only count (`15 USD x 2`) leave it to the rest of the text. */
function nameOf(prompt: Prompt, text: string, { name }: ItemPart): string {
  if (name === undefined) return describe(prompt, text).description?.replace(countOnly, "").trim() ?? "";
  const outside = blankOutside(prompt.lower, name.start, name.end);
  return describe(prompt, outside).description ?? prompt.raw.slice(name.start, name.end).trim();
}

const countOnly =
  /^(?:\d+ ?[x×*] ?|[x×*] ?\d+[\s,，]*|\d+ ?[个件张份杯瓶盒箱套双条只台本位包袋支把束][\s,，]*)+|[\s,，]*(?:[x×*] ?\d+|\d+ ?[x×*]|[一二两三四五六七八九十\d]+[个件张份杯瓶盒箱套双条只台本位包袋支把束])$/i;

function unclear(amounts: readonly MoneyText[]): ItemsReading {
  const values = [...new Set(amounts.flatMap((each) => each.amount.values))];
  const written = amounts.map((each) => each.amount.written).join(", ");
  // The same sum said twice is one sum, unless the currencies differ.
  const [only] = amounts;
  const sums = new Set(values.map((value) => toUnits(value, 18n)));
  if (sums.size === 1 && only !== undefined && isOneCurrency(amounts)) return { kind: "total", amount: only };
  return { kind: "unclear", amount: { written, values } };
}

function isOneCurrency(amounts: readonly MoneyText[]): boolean {
  const [first, ...others] = amounts.map((each) =>
    each.currency === undefined ? (each.currencyChoices ?? []) : [each.currency],
  );
  return first?.some((code) => others.every((codes) => codes.includes(code))) ?? false;
}

function addsUp(items: readonly DraftItem[], total: MoneyText): boolean {
  const [wanted, ...more] = total.amount.values;
  const scale = 18n;
  const sum = items.reduce(
    (sofar, item) => sofar + toUnits(item.price?.values[0] ?? "0", scale) * BigInt(item.quantity),
    0n,
  );
  return wanted !== undefined && more.length === 0 && toUnits(wanted, scale) === sum;
}

function times(value: string, quantity: number): string | undefined {
  const [whole = "", fraction = ""] = value.split(".");
  if (!/^\d{1,15}$/.test(whole) || !/^\d*$/.test(fraction)) return undefined;
  const product = String(BigInt(whole + fraction) * BigInt(quantity)).padStart(fraction.length + 1, "0");
  return fraction === "" ? product : `${product.slice(0, -fraction.length)}.${product.slice(-fraction.length)}`;
}

function toUnits(value: string, scale: bigint): bigint {
  const [whole = "0", fraction = ""] = value.replace("-", "").split(".");
  return BigInt((whole || "0") + fraction.slice(0, Number(scale)).padEnd(Number(scale), "0"));
}
