import type { ReadingContext } from "../model/intent.ts";
import { readCoins } from "./coin-text.ts";
import { unknownCodes } from "./currency-names.ts";
import { type MatchedMark, matchCurrency } from "./currency-text.ts";
import { canBeginNumber, isPieceOfMore, type NumberText, readNumber, readWordNumber } from "./number-text.ts";
import { hasHan, type Prompt } from "./prompt.ts";

/** An amount as it lies in the text: a number with the currency marks before and after it. */
export interface Pieces {
  readonly start: number;
  readonly end: number;
  readonly isNegative: boolean;
  readonly number: NumberText;
  readonly lead?: MatchedMark;
  readonly tail?: MatchedMark;
  /** A code that is no currency here. */
  readonly unknown?: string;
  /** `order 12 500 USD`: the first group may be the order's number. */
  readonly isOpenToTheLeft?: true;
}

type Own = Pick<ReadingContext, "currencies">;

const minus = /-(?=[\d.$€£¥₹A-Z])|minus\s+/iy;
const range = /(?: ?[-–~—] ?| to | or |至|到|或者?|还是)/iy;
const bracket = / ?\( ?/y;
const closing = / ?\)/y;
const scaled = /[a-z]$/i;
const joint = /(?: and | |-)(?=[a-z\d])/y;
const tether = /^[Uu](?![A-Za-z0-9])/;
const labelBefore =
  /\b(?:order|invoice|inv|room|no\.?|number|nr|ref|item|unit|flat|table|ticket|case|po|lot|batch|id|model|size|class|page|box|pack|gate|part)[ #:.]*$/i;
const strangeCode = /\s?([A-Z]{3,4})(?![A-Za-z0-9])/y;
const numberAhead = /[\d.〇零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾-]/;

/** Reads the number at a position and the marks around it; undefined when it is no amount. */
export function readPieces(prompt: Prompt, at: number, own: Own, isRangeEnd = false): Pieces | undefined {
  const { text } = prompt;
  const outer = canBeginNumber(text, at) ? matchEnd(minus, text, at) : undefined;
  const begin = outer ?? at;
  const lead = matchLead(prompt, begin, own);
  const inner = lead === undefined ? undefined : matchEnd(minus, text, skipBlanks(text, lead.end));
  const numberAt = inner ?? (lead === undefined ? begin : skipBlanks(text, lead.end));
  if (lead === undefined && !isRangeEnd && !canBeginNumber(text, numberAt)) return undefined;
  const head = { start: at, isNegative: (outer ?? inner) !== undefined, ...(lead && { lead }) };
  return (
    readSpaced(prompt, head, numberAt, own) ??
    readPlain(prompt, head, numberAt, own) ??
    readSpoken(prompt, head, numberAt, own)
  );
}

/** The other end of `50-60 USD`, `$50-60`, `$50 to $60`: two readings, so the person is asked. */
export function readRangeEnd(prompt: Prompt, first: Pieces, own: Own): Pieces | undefined {
  const at = matchEnd(range, prompt.text, first.end);
  if (at === undefined) return undefined;
  const second = readPieces(prompt, at, own, true);
  if (second === undefined || second.isNegative) return undefined;
  const isTight = at - first.end === 1 || first.start === 0;
  const isMarked = second.lead !== undefined || second.tail !== undefined;
  if (first.tail !== undefined) return isMarked ? second : undefined;
  if (first.lead !== undefined) return isMarked || isTight ? second : undefined;
  return isMarked && (isTight || !/ [-–—] /.test(prompt.text.slice(first.end, at))) ? second : undefined;
}

type Head = Pick<Pieces, "start" | "isNegative" | "lead">;

/** `2 500,00 EUR`: blanks between groups are believed beside a currency only. */
function readSpaced(prompt: Prompt, head: Head, at: number, own: Own): Pieces | undefined {
  const number = readNumber(prompt, at, true);
  if (number === undefined) return undefined;
  const before = prompt.text.slice(Math.max(0, head.start - 12), head.start);
  const isOpenToTheLeft = number.isSpaced && head.lead === undefined && labelBefore.test(before);
  return withMark(prompt, { ...head, number, ...(isOpenToTheLeft && { isOpenToTheLeft: true as const }) }, own);
}

/** `49.99 USD`, and a bare `49.99`, which may be an amount where one is expected. */
function readPlain(prompt: Prompt, head: Head, at: number, own: Own): Pieces | undefined {
  const { text } = prompt;
  const number = readNumber(prompt, at);
  if (number === undefined) return undefined;
  const marked = readCompound(prompt, { ...head, number }, own) ?? withMark(prompt, { ...head, number }, own);
  if (marked !== undefined || head.lead !== undefined) return marked;
  if (number.hasWeakScale || isPieceOfMore(text, number.end)) return undefined;
  strangeCode.lastIndex = number.end;
  const strange = strangeCode.exec(text);
  const isUnknown = strange?.[1] !== undefined && unknownCodes.has(strange[1]);
  if (strange?.[1] === undefined || !isUnknown) return { ...head, number, end: number.end };
  return { ...head, number, end: number.end + strange[0].length, unknown: strange[1] };
}

/** `1 million 200 thousand VND`, `5 thousand two hundred dollars`: one number in two pieces. */
function readCompound(prompt: Prompt, head: Omit<Pieces, "end">, own: Own): Pieces | undefined {
  const { number } = head;
  const [first, ...more] = number.forms;
  const at = scaled.test(number.written) ? matchEnd(joint, prompt.lower, number.end) : undefined;
  if (at === undefined || first === undefined || more.length > 0) return undefined;
  const second = readNumber(prompt, at) ?? readWordNumber(prompt, at);
  const [rest, ...others] = second?.forms ?? [];
  const isWhole = rest !== undefined && others.length === 0 && !first.value.includes(".") && !rest.value.includes(".");
  if (second === undefined || !isWhole || BigInt(rest.value) >= BigInt(first.value)) return undefined;
  // After a leading mark a bare number may count something else: `USD 5k 2 tickets`.
  if (head.lead !== undefined && /^[\d.,]+$/.test(second.written)) return undefined;
  const value = String(BigInt(first.value) + BigInt(rest.value));
  const written = prompt.raw.slice(number.start, second.end);
  const whole: NumberText = { start: number.start, end: second.end, written, forms: [{ value, by: "plain" }] };
  return withMark(prompt, { ...head, number: whole }, own);
}

/** `twenty five dollars`, `三百五十块`, `人民币三百`: words count as an amount beside a currency only. */
function readSpoken(prompt: Prompt, head: Head, at: number, own: Own): Pieces | undefined {
  const number = readWordNumber(prompt, at);
  return number && withMark(prompt, { ...head, number }, own);
}

function withMark(prompt: Prompt, head: Omit<Pieces, "end">, own: Own): Pieces | undefined {
  const { end } = head.number;
  const tail = matchTail(prompt, end, head.lead, own);
  if (tail !== undefined) return withCodeBehind(prompt, withCoins(prompt, { ...head, end: tail.end, tail }), own);
  if (head.lead === undefined || isPieceOfMore(prompt.text, end)) return undefined;
  return withCodeBehind(prompt, withCoins(prompt, { ...head, end }), own);
}

/** `$100 (CAD)`, `100 dollars (SGD)`: the code in brackets says which. */
function withCodeBehind(prompt: Prompt, pieces: Pieces, own: Own): Pieces {
  const { lead, tail } = pieces;
  const at = lead !== undefined && tail !== undefined ? undefined : matchEnd(bracket, prompt.text, pieces.end);
  const code = at === undefined ? undefined : matchCurrency(prompt, at, own.currencies);
  const close = code === undefined ? undefined : matchEnd(closing, prompt.text, code.end);
  const mark = lead ?? tail;
  if (code === undefined || close === undefined || mark === undefined) return pieces;
  return { ...pieces, end: close, lead: mark, tail: code };
}

/** Adds the coins after the main amount: `25 dollars and 50 cents`, `三百块五毛`, `3块5`. */
function withCoins(prompt: Prompt, pieces: Pieces): Pieces {
  const [form] = pieces.number.forms;
  if (form === undefined || pieces.number.forms.length > 1 || form.value.includes(".")) return pieces;
  const mark = (pieces.tail ?? pieces.lead)?.mark;
  if (mark === undefined || mark.power !== undefined) return pieces;
  const coins = readCoins(prompt, pieces.end, mark);
  if (coins === undefined) return pieces;
  const number = { ...pieces.number, forms: [{ value: `${form.value}.${coins.hundredths}`, by: "plain" as const }] };
  return { ...pieces, number, end: coins.end };
}

function matchLead(prompt: Prompt, at: number, own: Own): MatchedMark | undefined {
  const { text } = prompt;
  const found = matchCurrency(prompt, at, own.currencies);
  if (!found?.canLead || !numberAhead.test(text.charAt(skipBlanks(text, found.end)))) return undefined;
  const isInsideWord = at > 0 && /[A-Za-z0-9]/.test(text.charAt(at - 1)) && /[A-Za-z]/.test(text.charAt(at));
  return isInsideWord ? undefined : found;
}

function matchTail(prompt: Prompt, end: number, lead: MatchedMark | undefined, own: Own): MatchedMark | undefined {
  // Among Chinese words `100U` is a hundred USDT.
  if (tether.test(prompt.text.slice(end, end + 2)) && hasHan(prompt.text)) {
    return { mark: { codes: ["USDT"] }, end: end + 1, isCode: false, canLead: false };
  }
  const found = matchCurrency(prompt, skipBlanks(prompt.text, end), own.currencies);
  // Two amounts in a row (`USD 12 CNY 80`): the second mark belongs to the number after it.
  const isNextOnes = found?.canLead && /^\s?\d/.test(prompt.text.slice(found.end, found.end + 2));
  return lead !== undefined && isNextOnes ? undefined : found;
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
