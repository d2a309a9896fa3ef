import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** SHA-256 of the UTF-8 bytes, lower-case hex. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** SHA-1 of the UTF-8 bytes, lower-case hex. Only for vendors that sign with nothing better. */
export function sha1Hex(text: string): string {
  return createHash("sha1").update(text, "utf8").digest("hex");
}

/** HMAC-SHA256 of the parts one after the other. */
export function hmacSha256(key: string, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** Compares in constant time; texts of different length are different. */
export function isSameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, "utf8"), Buffer.from(b, "utf8")];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A secret may be `new,old`: the first signs, all are accepted on what comes in. */
export function splitSecrets(variable: string): readonly [string, ...string[]] {
  const [first = "", ...rest] = variable.split(",").map((each) => each.trim());
  return [first, ...rest.filter((each) => each !== "")];
}

/** Whether a moment lies within `toleranceMs` of now, both ways. */
export function isFresh(moment: Date, now: Date, toleranceMs: number): boolean {
  return Math.abs(now.getTime() - moment.getTime()) <= toleranceMs;
}
