import { type Currency, requireCurrency } from "../../../src/model/currency.ts";
import { tokenSymbol } from "./config.ts";
import type { LinkWire } from "./wire.ts";

const longestTitle = 60;
const between = " · ";

/**
 * The name a link gets: what it is for, what it was asked in, our reference. Dollars go without saying, unless the title
 * itself ends like a token.
 */
export function toLinkName(title: string, currency: string, reference: string): string {
  const letters = [...title];
  const short = letters.length > longestTitle ? `${letters.slice(0, longestTitle - 1).join("")}…` : title;
  const isMistakable = /^USD[TC]$/.test(short.split(between).at(-1) ?? "");
  return [short, ...(currency === "USD" && !isMistakable ? [] : [currency]), reference].join(between);
}

/** Whether the link was made for that reference. */
export function isNamed(link: Pick<LinkWire, "linkName">, reference: string): boolean {
  return link.linkName.endsWith(between + reference);
}

/** What the link was asked in: dollars, unless its name says that it was the token. GStable itself keeps no currency. */
export function currencyOf(link: Pick<LinkWire, "linkName" | "settlementToken">): Currency {
  const symbol = tokenSymbol(link.settlementToken);
  const isToken = link.linkName.split(between).at(-2) === symbol;
  return requireCurrency(isToken ? symbol : "USD");
}
