import type { ReadingContext } from "../model/intent.ts";
import { parseDecimal } from "../model/money.ts";
import { type CurrencyMark, codesOf, isDollarCode } from "./currency-text.ts";
import { findCurrencyIn } from "./judge-draft.ts";
import type { Pieces } from "./money-pieces.ts";
import type { NumberForm } from "./number-text.ts";

/** The currencies an amount may be in. Two marks must agree; a code beside a sign decides (`$20 CAD`). */
export function codesOfPieces(pieces: Pieces, context: ReadingContext): readonly string[] {
  const { lead, tail } = pieces;
  const marks = [lead, tail].filter((each) => each !== undefined).map((each) => each.mark);
  const [first, second] = marks;
  if (first === undefined) return [];
  if (second === undefined) return codesOf(first, context);
  // `港币 500 元`: the bare 元 only counts units of the currency named before.
  if (second.isPlainYuan && !first.isDollar && first.codes.length === 1) return first.codes;
  const shared = sharedCodes(first, second);
  return shared.length > 0 ? shared : [...new Set([...codesOf(first, context), ...codesOf(second, context)])];
}

function sharedCodes(first: CurrencyMark, second: CurrencyMark): readonly string[] {
  if (first.isDollar && second.isDollar) return [];
  if (first.isDollar) return second.codes.filter(isDollarCode);
  if (second.isDollar) return first.codes.filter(isDollarCode);
  return first.codes.filter((each) => second.codes.includes(each));
}

/** The values an amount may have in those currencies, as plain decimal texts; a negative one keeps its sign. */
export function valuesOfPieces(pieces: Pieces, codes: readonly string[], context: ReadingContext): readonly string[] {
  const marks = [pieces.lead, pieces.tail].filter((each) => each !== undefined);
  const power = marks.find((each) => each.mark.power !== undefined)?.mark.power ?? 0;
  const groupsDots = marks.some((each) => !each.isCode && each.mark.groupsDots === true);
  const possible = marks.length === 0 && context.defaultCurrency !== undefined ? [context.defaultCurrency] : codes;
  const currencies = possible.flatMap((each) => findCurrencyIn(context, each) ?? []);
  const chosen = chooseForms(pieces.number.forms, { groupsDots, isKnown: currencies.length > 0 });
  const values = chosen.map((form) => (power === 0 ? form.value : hundredths(form.value, power)));
  const legal = values.filter((each) => currencies.some((currency) => parseDecimal(each, currency).ok));
  const kept = currencies.length === 0 ? values : legal.length > 0 ? legal : values.slice(0, 1);
  const signed = kept.map((each) => (pieces.isNegative ? `-${each}` : each));
  return pieces.isOpenToTheLeft ? [...signed, ...lastGroup(pieces.number.written)] : signed;
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

function lastGroup(written: string): readonly string[] {
  const rest = /[ \u00a0](\d{3}(?:[.,]\d+)?)$/.exec(written)?.[1];
  return rest === undefined ? [] : [rest.replace(",", ".")];
}

function hundredths(value: string, power: number): string {
  const [whole = "", fraction = ""] = value.split(".");
  const padded = whole.padStart(power + 1, "0");
  const decimal = `${padded.slice(0, -power)}.${padded.slice(-power)}${fraction}`;
  return decimal;
}
