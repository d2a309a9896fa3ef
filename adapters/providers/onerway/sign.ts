import { isSameText, sha256Hex } from "../../shared/signature.ts";

/** What a request field may hold: text, a boolean, or a number written exactly (`exactNumber`). */
export type FieldValue = string | boolean | object;

/** The fields of one flat JSON object, by the vendor's names. */
export type Fields = Readonly<Record<string, FieldValue>>;

/**
 * Left out when a notification is checked; every other field takes part, also ones added later.
 *
 * Source: Onerway docs, Payment status updates, Verify the signature.
 */
const unsignedInNotifications = new Set([
  "originTransactionId",
  "originMerchantTxnId",
  "customsDeclarationAmount",
  "customsDeclarationCurrency",
  "paymentMethod",
  "walletTypeName",
  "periodValue",
  "tokenExpireTime",
  "sign",
]);

/**
 * SHA-256, lower-case hex, over the values in the order of their names, without separators, then the secret. Empty
 * values do not take part; `false` and `0` do. It is a plain hash, not an HMAC.
 *
 * Source: Onerway docs, Sign.
 */
export function signFields(fields: Fields, secret: string): string {
  return sha256Hex(signedText(fields, Object.keys(fields)) + secret);
}

function signedText(fields: Fields, names: string[]): string {
  let text = "";
  for (const name of names.sort()) text += textOf(fields[name]);
  return text;
}

/** Whether a notification's `sign` holds under any of the secrets. */
export function isSignedNotification(fields: Readonly<Record<string, string>>, secrets: readonly string[]): boolean {
  const names = Object.keys(fields).filter((name) => !unsignedInNotifications.has(name));
  const text = signedText(fields, names);
  const sign = fields.sign ?? "";
  return secrets.map((secret) => isSameText(sha256Hex(text + secret), sign)).includes(true);
}

/** What is signed is what is sent: a number as its literal, a boolean as its word, a text as itself. */
function textOf(value: FieldValue | undefined): string {
  if (value === undefined || typeof value === "string") return value ?? "";
  return JSON.stringify(value);
}
