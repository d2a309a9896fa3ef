import { isNumber, type Written } from "./emulator-wire.ts";

/** What the parameter tables of the page Payment Link say of one field. */
interface Parameter {
  readonly type: "String" | "BigDecimal" | "Integer" | "Long" | "Boolean";
  readonly isRequired?: true;
  readonly length?: number;
}

const merchantNo: Parameter = { type: "String", length: 20, isRequired: true };
const sign: Parameter = { type: "String", isRequired: true };
const text: Parameter = { type: "String" };

/** The three calls and their parameters. Everything is signed but `sign`. */
export const parameters: Readonly<Record<string, Readonly<Record<string, Parameter>>>> = {
  add: {
    merchantNo,
    linkName: text,
    amount: { type: "BigDecimal", isRequired: true },
    currency: { type: "String", length: 8, isRequired: true },
    defaultCountry: { type: "String", isRequired: true },
    itemName: { type: "String", isRequired: true },
    description: text,
    collectEmail: { type: "Boolean" },
    collectName: { type: "Boolean" },
    sign,
  },
  list: {
    merchantNo,
    linkStatus: { type: "Integer" },
    keywords: text,
    startTime: text,
    endTime: text,
    current: { type: "Long" },
    size: { type: "Long" },
    sign,
  },
  updateStatus: {
    id: { type: "Long", isRequired: true },
    linkStatus: { type: "Boolean", isRequired: true },
    merchantNo,
    sign,
  },
};

const zeroDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ");
const threeDecimals = "BHD IQD JOD KWD LYD OMR TND".split(" ");
const fourDecimals = "CLF UYW".split(" ");

/** Digits after the point an amount may have. Source: ISO 4217. */
export function decimalsOf(currency: string): number {
  if (zeroDecimals.includes(currency)) return 0;
  if (threeDecimals.includes(currency)) return 3;
  return fourDecimals.includes(currency) ? 4 : 2;
}

/** What is wrong with a request's fields, or undefined. Stricter than the vendor may be, never laxer. */
export function problemOf(operation: string, fields: Readonly<Record<string, Written>>): string | undefined {
  const known = parameters[operation] ?? {};
  const stranger = Object.keys(fields).find((name) => known[name] === undefined);
  if (stranger !== undefined) return `${stranger} is unknown`;
  for (const [name, parameter] of Object.entries(known)) {
    const value = fields[name];
    if (value === undefined) {
      if (parameter.isRequired) return `${name} is missing`;
      continue;
    }
    if (!hasType(value, parameter.type)) return `${name} is no ${parameter.type}`;
    if (typeof value !== "string") continue;
    if (value.trim() === "") return `${name} is empty`;
    if (/\p{Cc}/u.test(value)) return `${name} has control characters`;
    if (parameter.length !== undefined && value.length > parameter.length) return `${name} is too long`;
  }
  return operation === "add" ? problemOfPrice(fields) : operation === "list" ? problemOfTimes(fields) : undefined;
}

function problemOfPrice({ amount, currency, defaultCountry }: Readonly<Record<string, Written>>): string | undefined {
  const written = isNumber(amount) ? amount.number : String(amount);
  if (!/^[A-Z]{3}$/.test(String(currency))) return "currency is no ISO 4217 code";
  if (!/^[A-Z]{2}$/.test(String(defaultCountry))) return "defaultCountry is no country code";
  if (!/^(0|[1-9]\d{0,15})(\.\d+)?$/.test(written) || /^[0.]+$/.test(written)) return "amount is invalid";
  const decimals = written.split(".")[1]?.length ?? 0;
  return decimals > decimalsOf(String(currency)) ? "amount has too many decimals" : undefined;
}

function problemOfTimes({ startTime, endTime }: Readonly<Record<string, Written>>): string | undefined {
  const isTime = (value: Written | undefined) =>
    value === undefined || /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(String(value));
  return isTime(startTime) && isTime(endTime) ? undefined : "a time is not yyyy-MM-dd HH:mm:ss";
}

function hasType(value: Written, type: Parameter["type"]): boolean {
  switch (type) {
    case "String":
      return typeof value === "string";
    case "Boolean":
      return typeof value === "boolean";
    case "BigDecimal":
      // The table says BigDecimal and the example is a number; the signing page says that every value is a string.
      return typeof value === "string" || isNumber(value);
    case "Integer":
      return isNumber(value) && /^-?\d{1,10}$/.test(value.number);
    case "Long":
      return isNumber(value) && /^\d{1,19}$/.test(value.number);
    default:
      return type satisfies never;
  }
}
