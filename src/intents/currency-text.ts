import { type Currency, currencies, findCurrency } from "../model/currency.ts";
import type { ReadingContext } from "../model/intent.ts";
import {
  coinNames,
  currencyNames,
  dollarNames,
  dotGroupingCodes,
  leadingNames,
  notBefore,
  upperCaseCodes,
} from "./currency-names.ts";
import { type Prompt, toPrompt } from "./prompt.ts";

/** A currency as written: a code, a sign or a name. */
export interface CurrencyMark {
  /** The currencies it may mean; one is clear. A bare dollar has USD, and `isDollar`. */
  readonly codes: readonly string[];
  /** Which dollar is not said. */
  readonly isDollar?: true;
  /** Dots group thousands beside this sign or name (`Rp 40.000`). An ISO code never does this. */
  readonly groupsDots?: true;
  /** 元 and 块, which after the name of a currency are only its units. */
  readonly isPlainYuan?: true;
  /** Counts hundredths (`cents`, `毛` has ten). */
  readonly power?: 1 | 2;
}

/** A mark and where it ends. */
export interface MatchedMark {
  readonly mark: CurrencyMark;
  readonly end: number;
  readonly isCode: boolean;
  /** May stand before a number: `RM 50`, `人民币100`; not `won 50`. */
  readonly canLead: boolean;
}

interface Entry {
  readonly name: string;
  readonly mark: CurrencyMark;
  readonly endsInLetter: boolean;
  readonly canLead: boolean;
}

const dollarCodes: ReadonlySet<string> = new Set(
  currencies.filter((each) => / Dollar$/.test(each.name.en)).map((each) => each.code),
);
const entries = indexByFirst(buildEntries());
/** `20 pounds of coffee` weighs. */
const weights: ReadonlySet<string> = new Set(["pound", "pounds"]);
const code = /[a-z]{3,4}(?![a-z])/iy;

/** The currency mark that begins at a position; the longest name wins. `own` are codes only a provider's server knows. */
export function matchCurrency(prompt: Prompt, at: number, own?: readonly Currency[]): MatchedMark | undefined {
  const named = entries.get(prompt.lower.charAt(at))?.find((entry) => isHere(prompt.lower, at, entry));
  const coded = matchCode(prompt.text, at) ?? matchOwnCode(prompt.text, at, own ?? []);
  if (coded !== undefined && coded.end >= at + (named?.name.length ?? 0)) return coded;
  if (named === undefined) return undefined;
  return { mark: named.mark, end: at + named.name.length, isCode: false, canLead: named.canLead };
}

/** The words that begin a currency name of several words, such as `hong kong dollars`. */
export const leadingWords: ReadonlySet<string> = new Set(
  [...entries.values()].flatMap((named) =>
    named.flatMap((each) => (each.canLead && each.name.includes(" ") ? [each.name.split(" ")[0] ?? ""] : [])),
  ),
);

/** The characters that begin a Chinese currency name which may stand before a number. */
export const leadingHan: ReadonlySet<string> = new Set(
  [...entries].flatMap(([first, named]) =>
    named.some((each) => each.canLead && /\p{Script=Han}/u.test(first)) ? [first] : [],
  ),
);

/** The codes a mark may mean for this person; the first is the likeliest. */
export function codesOf(mark: CurrencyMark, context: Pick<ReadingContext, "defaultCurrency">): readonly string[] {
  const usual = context.defaultCurrency;
  if (mark.isDollar) return usual !== undefined && usual !== "USD" && dollarCodes.has(usual) ? [usual, "USD"] : ["USD"];
  return usual !== undefined && mark.codes.includes(usual) ? [usual] : mark.codes;
}

/** Whether the code is one of the dollars. */
export function isDollarCode(written: string): boolean {
  return dollarCodes.has(written);
}

function matchCode(text: string, at: number): MatchedMark | undefined {
  code.lastIndex = at;
  const written = code.exec(text)?.[0];
  const currency = written === undefined ? undefined : findCurrency(written);
  if (written === undefined || currency === undefined) return undefined;
  if (upperCaseCodes.has(currency.code) && written !== currency.code) return undefined;
  return { mark: { codes: [currency.code] }, end: at + written.length, isCode: true, canLead: true };
}

/** A token's symbol counts as the server writes it, or in upper case. */
function matchOwnCode(text: string, at: number, own: readonly Currency[]): MatchedMark | undefined {
  const found = own.find(({ code: known }) => {
    const written = text.slice(at, at + known.length);
    return (
      (written === known || written === known.toUpperCase()) && !/[A-Za-z0-9]/.test(text.charAt(at + known.length))
    );
  });
  return found && { mark: { codes: [found.code] }, end: at + found.code.length, isCode: true, canLead: true };
}

function isHere(lower: string, at: number, entry: Entry): boolean {
  if (!lower.startsWith(entry.name, at)) return false;
  const next = lower.charAt(at + entry.name.length);
  if (weights.has(entry.name) && lower.startsWith(" of ", at + entry.name.length)) return false;
  if (next !== "" && notBefore[entry.name]?.includes(next)) return false;
  return !(entry.endsInLetter && /\p{Script=Latin}/u.test(next));
}

function buildEntries(): readonly Entry[] {
  const byName = new Map<string, CurrencyMark>();
  for (const currency of currencies) {
    const mark = markOf([currency.code]);
    const english = currency.name.en.toLowerCase();
    for (const name of [english, `${english}s`, currency.name.zh]) byName.set(toPrompt(name).lower, mark);
  }
  for (const [names, codes] of currencyNames) {
    for (const name of names.split("|")) byName.set(name, markOf(codes.split(" ")));
  }
  for (const name of ["元", "块", "块钱", "圆"]) byName.set(name, { codes: ["CNY"], isPlainYuan: true });
  for (const name of dollarNames.split("|")) byName.set(name, { codes: ["USD"], isDollar: true });
  for (const [names, coin] of coinNames) {
    const mark: CurrencyMark =
      coin === "$" ? { codes: ["USD"], isDollar: true, power: 2 } : { codes: [coin], power: 2 };
    for (const name of names.split("|")) byName.set(name, mark);
  }
  for (const name of ["毛", "毛钱", "角"]) byName.set(name, { codes: ["CNY"], power: 1 });
  return [...byName].map(([name, mark]) => ({
    name,
    mark,
    endsInLetter: /\p{Script=Latin}$/u.test(name),
    canLead: mark.power === undefined && canStandBefore(name),
  }));
}

function canStandBefore(name: string): boolean {
  if (/^\p{Script=Han}/u.test(name)) return name.length > 1 && !/^[元块]/.test(name);
  if (name.includes(" ")) return true;
  return leadingNames.has(name) || !/^[\p{Script=Latin} .]+$/u.test(name);
}

function markOf(codes: readonly string[]): CurrencyMark {
  const groupsDots = codes.every((each) => dotGroupingCodes.has(each));
  return { codes, ...(groupsDots && { groupsDots: true as const }) };
}

function indexByFirst(all: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const index = new Map<string, Entry[]>();
  for (const entry of [...all].sort((a, b) => b.name.length - a.name.length)) {
    const first = entry.name.charAt(0);
    index.set(first, [...(index.get(first) ?? []), entry]);
  }
  return index;
}
