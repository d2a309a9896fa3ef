import type { NumberReading, ReadingContext } from "../model/intent.ts";
import { type Pieces, readPieces, readRangeEnd } from "./money-pieces.ts";
import { codesOfPieces, valuesOfPieces } from "./money-values.ts";
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
  /** A bare dollar, or a sign with several currencies: other words of the text may say which is meant. */
  readonly isLoose?: true;
  /** A code that is no currency here. */
  readonly unknownCurrency?: string;
}

/** Reads the amount that begins at a position: `49.99 USD`, `USD 49.99`, `$49.99`, `HK$20`, `12.5万人民币`, `50`. */
export function readMoney(prompt: Prompt, at: number, context: ReadingContext): MoneyText | undefined {
  const first = readPieces(prompt, at, context);
  if (first === undefined) return undefined;
  const second = readRangeEnd(prompt, first, context);
  const isBare = first.lead === undefined && first.tail === undefined;
  if (second === undefined && isBare && /-\d/y.test(prompt.text.slice(first.end, first.end + 2))) return undefined;
  const pieces = second === undefined ? first : { ...first, end: second.end, ...withMarks(second) };
  const codes = codesOfPieces(pieces, context);
  const known = codes.length === 1 ? codes[0] : undefined;
  const readings = [first, ...(second === undefined ? [] : [second])].flatMap((each) =>
    valuesOfPieces(each, codes, context),
  );
  if (readings.length === 0 && codes.length === 0) return undefined;
  return {
    start: at,
    end: pieces.end,
    amount: { written: prompt.raw.slice(at, pieces.end).trim(), values: [...new Set(readings)] },
    ...(known !== undefined && { currency: known }),
    ...(isLoose(pieces) && { isLoose: true as const }),
    ...(codes.length > 1 && { currencyChoices: codes }),
    ...(pieces.unknown !== undefined && codes.length === 0 && { unknownCurrency: pieces.unknown }),
  };
}

/** Whether an amount names its currency, or a sign that must be asked about. */
export function hasCurrency(money: MoneyText): boolean {
  return money.currency !== undefined || money.currencyChoices !== undefined;
}

function withMarks(pieces: Pieces): Partial<Pick<Pieces, "lead" | "tail">> {
  return { ...(pieces.lead && { lead: pieces.lead }), ...(pieces.tail && { tail: pieces.tail }) };
}

function isLoose({ lead, tail }: Pieces): boolean {
  const [mark, other] = [lead, tail].filter((each) => each !== undefined);
  return mark !== undefined && other === undefined && (mark.mark.isDollar === true || mark.mark.codes.length > 1);
}
