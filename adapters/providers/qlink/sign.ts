import { isSameText, sha1Hex } from "../../shared/signature.ts";

/** Whether the signed text holds the content as a JSON string or as the JSON itself. */
export type ContentReading = "string" | "object";

/** What a signature is made with; `content` is the JSON text exactly as it is sent. */
export interface SignParts {
  readonly appKey: string;
  readonly content?: string;
  readonly reading: ContentReading;
}

/**
 * The text that is hashed: fixed order, no spaces, the secret straight after the closing brace.
 * Source: QLink payment standard, 2, Signature, steps 1 and 2.
 */
export function toSignedText({ appKey, content, reading }: SignParts, secret: string): string {
  const key = `"appKey":${JSON.stringify(appKey)}`;
  if (content === undefined) return `{${key}}${secret}`;
  return `{${key},"content":${reading === "string" ? JSON.stringify(content) : content}}${secret}`;
}

/** Lower-case hex SHA-1 of the signed text. Source: QLink payment standard, 2, Signature, step 3. */
export function signContent(parts: SignParts, secret: string): string {
  return sha1Hex(toSignedText(parts, secret));
}

/** Whether one of the secrets made this signature. */
export function isSigned(parts: SignParts, signature: string, secrets: readonly string[]): boolean {
  return secrets.some((secret) => isSameText(signContent(parts, secret), signature.toLowerCase()));
}
