import { createHash } from "node:crypto";

/** A JSON number as it was written. */
export interface WrittenNumber {
  readonly number: string;
}

/** What one field of a request held, with numbers as written. */
export type Written =
  | string
  | boolean
  | null
  | WrittenNumber
  | readonly unknown[]
  | { readonly [name: string]: unknown };

/** The fields of a request, or undefined when the body is no JSON object. */
export function readWritten(body: Uint8Array): Readonly<Record<string, Written>> | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    const parsed = JSON.parse(text, (_name, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" ? { number: context?.source ?? "" } : value,
    );
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) && !("number" in parsed);
    return isObject ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a field was a JSON number. */
export function isNumber(value: Written | undefined): value is WrittenNumber {
  return typeof value === "object" && value !== null && "number" in value;
}

// The page Sign: values to text, empty ones out, names in ASCII order, values joined, key behind, SHA-256.
function hashOf(pairs: readonly (readonly [string, string])[], key: string): string {
  const hash = createHash("sha256");
  const kept = pairs.filter(([, value]) => value.length > 0);
  kept.sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  for (const [, value] of kept) hash.update(value, "utf8");
  return hash.update(key, "utf8").digest("hex");
}

/** The signature a request must carry: over the fields the table marks as signed. */
export function expectedSign(
  fields: Readonly<Record<string, Written>>,
  signed: readonly string[],
  key: string,
): string {
  const pairs = signed.map((name) => [name, spell(fields[name])] as const);
  return hashOf(pairs, key);
}

/** The page Payment status updates: everything takes part in a notification's signature but these. */
const leftOut =
  "originTransactionId originMerchantTxnId customsDeclarationAmount customsDeclarationCurrency paymentMethod walletTypeName periodValue tokenExpireTime sign".split(
    " ",
  );

/** A notification's signature. */
export function signNotification(fields: Readonly<Record<string, string>>, key: string): string {
  return hashOf(
    Object.entries(fields).filter(([name]) => !leftOut.includes(name)),
    key,
  );
}

function spell(value: Written | undefined): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  return isNumber(value) ? value.number : "";
}
