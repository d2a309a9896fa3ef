import type { Localized } from "./currency.ts";

/**
 * One extra field a provider offers, as data: the command grammar (`key:value`), the Slack form, the Telegram steps,
 * `/paylink providers` and the README tables are all made from it.
 */
export interface OptionField {
  /** What a person types before the colon: lower-case letters, digits and dashes. */
  readonly key: string;
  /** `item` options belong to one line item; `link` options to the whole. */
  readonly scope: "link" | "item";
  readonly label: Localized;
  /** One sentence: what it does. */
  readonly description: Localized;
  readonly type: OptionType;
  /** Asked for when nobody gave it. */
  readonly isRequired?: boolean;
  readonly example: string;
  /** Whether `edit` can change it on a link that exists. */
  readonly isEditable?: boolean;
}

/** What an option's text may be. */
export type OptionType =
  | { readonly kind: "text"; readonly maxLength: number }
  | { readonly kind: "boolean" }
  | { readonly kind: "integer"; readonly min: number; readonly max: number }
  | { readonly kind: "choice"; readonly choices: readonly OptionChoice[] }
  | { readonly kind: "url"; readonly maxLength: number }
  | { readonly kind: "email"; readonly maxLength: number }
  /** `name=value` pairs separated by commas or semicolons. */
  | { readonly kind: "pairs"; readonly maxLength: number };

/** One allowed value and how people see it. */
export interface OptionChoice {
  readonly value: string;
  readonly label: Localized;
}

/** A checked value in its canonical text, or what is wrong with it. */
export type OptionReading =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: OptionProblem };

/** Why a value is refused; `limit` is the number or list a sentence needs. */
export interface OptionProblem {
  readonly kind:
    | "too-long"
    | "not-boolean"
    | "not-integer"
    | "out-of-range"
    | "not-a-choice"
    | "not-a-url"
    | "not-an-email"
    | "not-pairs"
    | "empty";
  readonly limit: string;
}

const yes = new Set(["true", "yes", "y", "on", "1", "是", "要", "开"]);
const no = new Set(["false", "no", "n", "off", "0", "否", "不要", "不", "关"]);

/** Checks what a person typed for an option and brings it to its canonical text (`yes` becomes `true`). */
export function readOption(field: Pick<OptionField, "type">, typed: string): OptionReading {
  const text = typed.trim();
  const type = field.type;
  if (text === "") return refuse("empty");
  switch (type.kind) {
    case "text":
      return lengthOf(text) <= type.maxLength ? accept(text) : refuse("too-long", type.maxLength);
    case "boolean":
      if (yes.has(text.toLowerCase())) return accept("true");
      return no.has(text.toLowerCase()) ? accept("false") : refuse("not-boolean");
    case "integer": {
      if (!/^\d{1,9}$/.test(text)) return refuse("not-integer");
      const value = Number(text);
      return value >= type.min && value <= type.max
        ? accept(String(value))
        : refuse("out-of-range", `${type.min}–${type.max}`);
    }
    case "choice": {
      const found = type.choices.find((each) => isChoice(each, text));
      return found ? accept(found.value) : refuse("not-a-choice", type.choices.map((each) => each.value).join(", "));
    }
    case "url":
      if (lengthOf(text) > type.maxLength) return refuse("too-long", type.maxLength);
      return isHttpUrl(text) ? accept(text) : refuse("not-a-url");
    case "email":
      if (lengthOf(text) > type.maxLength) return refuse("too-long", type.maxLength);
      return /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(text) ? accept(text) : refuse("not-an-email");
    case "pairs":
      if (lengthOf(text) > type.maxLength) return refuse("too-long", type.maxLength);
      return parsePairs(text) === undefined ? refuse("not-pairs") : accept(text);
    default:
      return type satisfies never;
  }
}

/** `order=7,colour=blue` as a record, or undefined when it is not of that form. */
export function parsePairs(text: string): Readonly<Record<string, string>> | undefined {
  const pairs: Record<string, string> = {};
  for (const part of text.split(/[,;，；]/)) {
    const at = part.indexOf("=");
    const name = part.slice(0, at).trim();
    if (at < 1 || name === "") return undefined;
    pairs[name] = part.slice(at + 1).trim();
  }
  return pairs;
}

/** Whether the text is an http or https address. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isChoice(choice: OptionChoice, text: string): boolean {
  const wanted = text.toLowerCase();
  return [choice.value, choice.label.en, choice.label.zh].some((each) => each.toLowerCase() === wanted);
}

function lengthOf(text: string): number {
  return [...text].length;
}

function accept(value: string): OptionReading {
  return { ok: true, value };
}

function refuse(kind: OptionProblem["kind"], limit: string | number = ""): OptionReading {
  return { ok: false, problem: { kind, limit: String(limit) } };
}
