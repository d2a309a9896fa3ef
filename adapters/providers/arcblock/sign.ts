import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** Seconds a signature is good for. Source: @blocklet/sdk, util/verify-sign. */
const lifeSeconds = 300;

// DER of an Ed25519 key up to its 32 bytes. Source: RFC 8410, 4 and 7.
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** What a component signature covers, besides its times. */
export interface ComponentCall {
  readonly method: string;
  /** Path without host, query and mount prefix. */
  readonly url: string;
  /** Values as texts, `livemode` included. */
  readonly query: Readonly<Record<string, string>>;
  /** As it is after JSON; an empty object when there is none. */
  readonly body: unknown;
}

/** The text that is hashed: keys sorted at every level, no spaces. Source: @blocklet/sdk, util/verify-sign. */
export function toSignedText(call: ComponentCall, times: { readonly iat: number; readonly exp: number }): string {
  const { method, url, query, body } = call;
  return stableJson({ ...times, body, query, method: method.toLowerCase(), url });
}

/** The headers that prove who calls. Source: @blocklet/sdk, util/component-api. */
export function signCall(call: ComponentCall, by: { did: string; key: KeyObject; now: Date }): Record<string, string> {
  const iat = Math.floor(by.now.getTime() / 1000);
  const exp = iat + lifeSeconds;
  const signature = sign(null, digest(toSignedText(call, { iat, exp })), by.key).toString("hex");
  return {
    "x-component-did": by.did,
    "x-component-sig": `0x${signature}`,
    "x-component-sig-iat": String(iat),
    "x-component-sig-exp": String(exp),
    "x-component-sig-version": "1",
  };
}

/** Whether one of the keys made this signature over the text. */
export function isSigned(text: string, signature: string, keys: readonly KeyObject[]): boolean {
  const hex = /^(?:0x)?([0-9a-f]{128})$/i.exec(signature)?.[1];
  if (hex === undefined) return false;
  const hash = digest(text);
  return keys.some((key) => verify(null, hash, key, Buffer.from(hex, "hex")));
}

/**
 * An Ed25519 key from its 32-byte seed, or from the 64 bytes of seed and public key that wallets write, in hex.
 *
 * @throws TypeError when it is neither.
 */
export function parseSecretKey(hex: string): KeyObject {
  const bytes = readHex(hex);
  if (bytes?.length !== 32 && bytes?.length !== 64) throw new TypeError("not 32 or 64 bytes of hex");
  const der = Buffer.concat([privatePrefix, bytes.subarray(0, 32)]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const isWhole = bytes.length === 32 || publicBytes(key).equals(bytes.subarray(32));
  if (!isWhole) throw new TypeError("its second half is not the public key of its first");
  return key;
}

/** An Ed25519 public key from its 32 bytes in hex. @throws TypeError when it is none. */
export function parsePublicKey(hex: string): KeyObject {
  const bytes = readHex(hex);
  if (bytes?.length !== 32) throw new TypeError("not 32 bytes of hex");
  return createPublicKey({ key: Buffer.concat([publicPrefix, bytes]), format: "der", type: "spki" });
}

/** JSON with the keys of every object sorted and no spaces. */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${stableJson(member)}`).join(",")}}`;
}

function digest(text: string): Buffer {
  return createHash("sha3-256").update(text, "utf8").digest();
}

function publicBytes(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(publicPrefix.length);
}

function readHex(text: string): Buffer | undefined {
  const hex = /^(?:0x)?((?:[0-9a-f]{2})+)$/i.exec(text.trim())?.[1];
  return hex === undefined ? undefined : Buffer.from(hex, "hex");
}
