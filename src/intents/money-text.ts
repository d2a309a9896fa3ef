import { findCurrency } from "../model/currency.ts";
import type { NumberReading, ReadingContext } from "../model/intent.ts";
import { parseDecimal } from "../model/money.ts";
import { unknownCodes } from "./currency-names.ts";
import { type CurrencyMark, codesOf, isDollarCode, type MatchedMark, matchCurrency } from "./currency-text.ts";
import { canBeginNumber, isPieceOfMore, type NumberForm, type NumberText, readNumber, shift } from "./number-text.ts";
import type { Prompt } from "./prompt.ts";

/** An amount as written somewhere in a text, with what it may mean. */
export interface MoneyText {
  readonly start: number;
  readonly end: number;
  /** Every value it may lawfully have; a negative one keeps its sign. */
  readonly amount: NumberReading;
  /** The one currency it names. */
  readonly currency?: string;
  /** The currencies its sign may mean, when the person must be asked. */
  readonly currencyChoices?: readonly string[];
  /** A code that is no currency here. */
  readonly unknownCurrency?: string;
}

interface Pieces {
  readonly start: number;
  readonly end: number;
  readonly isNegative: boolean;
  readonly number: NumberText;
  readonly lead?: MatchedMark;
  readonly tail?: MatchedMark;
  readonly unknown?: string;
}

const minus = /-\s?|minus\s+/iy;
const range = /(?: ?[-–~—] ?| to |至|到)/iy;
const strangeCode = /\s?([A-Z]{3,4})(?![A-Za-z0-9])/y;

/** Reads the amount that begins at a position: `49.99 USD`, `USD 49.99`, `$49.99`, `HK$20`, `12.5万人民币`, `50`. */
export function readMoney(prompt: Prompt, at: number, context: ReadingContext): MoneyText | undefined {
  const first = readPieces(prompt, at);
  if (first === undefined) return undefined;
  const second = readRangeEnd(prompt, first);
  const isBare = first.lead === undefined && first.tail === undefined;
  if (second === undefined && isBare && /-\d/y.test(prompt.text.slice(first.end, first.end + 2))) return undefined;
  const pieces = second === undefined ? first : { ...first, end: second.end, ...withMarks(second) };
  const codes = codesOfPieces(pieces, context);
  const known = codes.length === 1 ? codes[0] : undefined;
  const readings = [first, ...(second === undefined ? [] : [second])].flatMap((each) => valuesOf(each, codes, context));
  if (readings.length === 0 && codes.length === 0) return undefined;
  return {
    start: at,
    end: pieces.end,
    amount: { written: prompt.raw.slice(at, pieces.end).trim(), values: [...new Set(readings)] },
    ...(known !== undefined && { currency: known }),
    ...(codes.length > 1 && { currencyChoices: codes }),
    ...(pieces.unknown !== undefined && codes.length === 0 && { unknownCurrency: pieces.unknown }),
  };
}

/** Whether an amount names its currency, or a sign that must be asked about. */
export function hasCurrency(money: MoneyText): boolean {
  return money.currency !== undefined || money.currencyChoices !== undefined;
}

function readPieces(prompt: Prompt, at: number): Pieces | undefined {
  const { text } = prompt;
  const outer = matchEnd(minus, text, at);
  const begin = outer ?? at;
  const lead = matchLead(prompt, begin);
  const inner = lead === undefined ? undefined : matchEnd(minus, text, skipBlanks(text, lead.end));
  const numberAt = inner ?? (lead === undefined ? begin : skipBlanks(text, lead.end));
  if (lead === undefined && !canBeginNumber(text, numberAt)) return undefined;
  const isNegative = outer !== undefined || inner !== undefined;
  const read = (canSpace: boolean): Pieces | undefined => {
    const number = readNumber(prompt, numberAt, canSpace);
    return number && finish(prompt, { start: at, isNegative, number, ...(lead && { lead }) }, canSpace);
  };
  return read(true) ?? read(false);
}

function finish(prompt: Prompt, head: Omit<Pieces, "end">, mustHaveCurrency: boolean): Pieces | undefined {
  const { text } = prompt;
  const numberEnd = head.number.end;
  const tail = matchTail(prompt, numberEnd, head.lead);
  if (tail !== undefined) return { ...head, end: tail.end, tail };
  if (head.lead !== undefined) return isPieceOfMore(text, numberEnd) ? undefined : { ...head, end: numberEnd };
  if (mustHaveCurrency || head.number.hasWeakScale || isPieceOfMore(text, numberEnd)) return undefined;
  strangeCode.lastIndex = numberEnd;
  const strange = strangeCode.exec(text);
  if (strange?.[1] === undefined || !unknownCodes.has(strange[1])) return { ...head, end: numberEnd };
  return { ...head, end: numberEnd + strange[0].length, unknown: strange[1] };
}

function matchLead(prompt: Prompt, at: number): MatchedMark | undefined {
  const before = prompt.text.charAt(at - 1);
  const found = matchCurrency(prompt, at);
  if (found === undefined || !found.canLead || !/[\d.-]/.test(prompt.text.charAt(skipBlanks(prompt.text, found.end)))) {
    return undefined;
  }
  return at > 0 && /[A-Za-z0-9]/.test(before) && /[A-Za-z]/.test(prompt.text.charAt(at)) ? undefined : found;
}

function matchTail(prompt: Prompt, end: number, lead: MatchedMark | undefined): MatchedMark | undefined {
  const at = skipBlanks(prompt.text, end);
  const found = matchCurrency(prompt, at);
  if (found === undefined) return undefined;
  const next = prompt.text.slice(found.end, found.end + 2);
  if (lead === undefined) return found;
  // Two amounts in a row (`USD 12 CNY 80`): the second mark belongs to the number after it.
  if (/^\s?\d/.test(next) && found.canLead) return undefined;
  return found;
}

/** Both marks must agree; a code beside a sign decides (`$20 CAD`). */
function codesOfPieces(pieces: Pieces, context: ReadingContext): readonly string[] {
  const { lead, tail } = pieces;
  const marks = [lead, tail].filter((each) => each !== undefined).map((each) => each.mark);
  const [first, second] = marks;
  if (first === undefined) return [];
  if (second === undefined) return codesOf(first, context);
  const shared = sharedCodes(first, second);
  return shared.length > 0 ? shared : [...new Set([...codesOf(first, context), ...codesOf(second, context)])];
}

function sharedCodes(first: CurrencyMark, second: CurrencyMark): readonly string[] {
  if (first.isDollar && second.isDollar) return [];
  if (first.isDollar) return second.codes.filter(isDollarCode);
  if (second.isDollar) return first.codes.filter(isDollarCode);
  return first.codes.filter((each) => second.codes.includes(each));
}

function valuesOf(pieces: Pieces, codes: readonly string[], context: ReadingContext): readonly string[] {
  const mark = pieces.tail ?? pieces.lead;
  const power = mark?.mark.power ?? 0;
  const groupsDots = mark?.isCode !== true && mark?.mark.groupsDots === true;
  const possible = mark === undefined && context.defaultCurrency !== undefined ? [context.defaultCurrency] : codes;
  const currencies = possible.flatMap((each) => findCurrency(each) ?? []);
  const chosen = chooseForms(pieces.number.forms, { groupsDots, isKnown: currencies.length > 0 });
  const values = chosen.map((form) => (power === 0 ? form.value : hundredths(form.value, power)));
  const legal = values.filter((each) => currencies.some((currency) => parseDecimal(each, currency).ok));
  const kept = currencies.length === 0 ? values : legal.length > 0 ? legal : values.slice(0, 1);
  return kept.map((each) => (pieces.isNegative ? `-${each}` : each));
}

/** The forms a currency leaves open; the likelier first. */
function chooseForms(
  forms: readonly NumberForm[],
  rule: { readonly groupsDots: boolean; readonly isKnown: boolean },
): readonly NumberForm[] {
  if (forms.length < 2 || !rule.isKnown) return forms;
  if (forms.some((form) => form.by === "dot-point")) {
    return forms.filter((form) => form.by === (rule.groupsDots ? "dot-group" : "dot-point"));
  }
  return [...forms].reverse();
}

function hundredths(value: string, power: number): string {
  const [whole = "", fraction = ""] = value.split(".");
  const padded = whole.padStart(power + 1, "0");
  const decimal = `${padded.slice(0, -power)}.${padded.slice(-power)}${fraction}`;
  return shift(decimal, 0);
}

/** The other end of `50-60 USD`, `$50-60`, `$50 to $60`: two readings, so the person is asked. */
function readRangeEnd(prompt: Prompt, first: Pieces): Pieces | undefined {
  const at = matchEnd(range, prompt.text, first.end);
  if (at === undefined) return undefined;
  const second = readPieces(prompt, at);
  if (second === undefined || second.isNegative) return undefined;
  const isTight = at - first.end === 1 || first.start === 0;
  const isMarked = second.lead !== undefined || second.tail !== undefined;
  if (first.tail !== undefined) return isMarked ? second : undefined;
  if (first.lead !== undefined) return isMarked || isTight ? second : undefined;
  return isMarked && (isTight || !/ [-–—] /.test(prompt.text.slice(first.end, at))) ? second : undefined;
}

function withMarks(pieces: Pieces): Partial<Pick<Pieces, "lead" | "tail">> {
  return { ...(pieces.lead && { lead: pieces.lead }), ...(pieces.tail && { tail: pieces.tail }) };
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? undefined : at + found[0].length;
}

function skipBlanks(text: string, at: number): number {
  let end = at;
  while (end < at + 2 && (text.charAt(end) === " " || text.charAt(end) === "\u00a0")) end += 1;
  return end;
}
