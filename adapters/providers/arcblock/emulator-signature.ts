import { createHash, generateKeyPairSync, sign, verify } from "node:crypto";

/** Seconds a signature lives, as @blocklet/sdk makes them. */
const life = 300;

/** What the vendor's SDK signs, in its own words. */
export interface SignData {
  readonly iat: number;
  readonly exp: number;
  readonly body: unknown;
  readonly query: Readonly<Record<string, string>>;
  readonly method: string;
  readonly url: string;
}

/** An application's wallet, made anew for each emulator. */
export interface AppWallet {
  /** Seed and public key, as wallets write a secret key. */
  readonly secretKey: string;
  sign(data: SignData): string;
  verify(data: SignData, signature: string): boolean;
}

/** A fresh Ed25519 wallet. */
export function createWallet(): AppWallet {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const { d = "", x = "" } = privateKey.export({ format: "jwk" });
  const hashOf = (data: SignData) => createHash("sha3-256").update(stableStringify(data)).digest();
  return {
    secretKey: `0x${Buffer.from(d, "base64url").toString("hex")}${Buffer.from(x, "base64url").toString("hex")}`,
    sign: (data) => `0x${sign(null, hashOf(data), privateKey).toString("hex")}`,
    verify: (data, signature) =>
      /^0x[0-9a-f]{128}$/.test(signature) &&
      verify(null, hashOf(data), publicKey, Buffer.from(signature.slice(2), "hex")),
  };
}

/** The headers of a component call made now. */
export function componentHeaders(
  wallet: AppWallet,
  did: string,
  call: Omit<SignData, "iat" | "exp"> & { readonly now: Date },
): Record<string, string> {
  const { now, ...rest } = call;
  const iat = Math.floor(now.getTime() / 1000);
  const exp = iat + life;
  return {
    "x-component-did": did,
    "x-component-sig": wallet.sign({ ...rest, iat, exp }),
    "x-component-sig-iat": `${iat}`,
    "x-component-sig-exp": `${exp}`,
    "x-component-sig-version": "1",
  };
}

/** What the vendor's verifier answers to a call it does not accept; undefined when it does. */
export function refusalOf(
  wallet: AppWallet,
  headers: Readonly<Record<string, string>>,
  call: Omit<SignData, "iat" | "exp"> & { readonly now: Date },
): { readonly status: number; readonly error: string } | undefined {
  const { now, ...rest } = call;
  const iat = Number(headers["x-component-sig-iat"]);
  const exp = Number(headers["x-component-sig-exp"]);
  if (Number.isNaN(iat) || Number.isNaN(exp)) return { status: 401, error: "invalid sig" };
  if (exp < Math.floor(now.getTime() / 1000)) return { status: 401, error: "expired sig" };
  const signature = headers["x-component-sig"];
  if (signature === undefined) return { status: 400, error: "missing sig" };
  const isRight = headers["x-component-sig-version"] === "1" && wallet.verify({ ...rest, iat, exp }, signature);
  return isRight ? undefined : { status: 401, error: "verify sig failed" };
}

function stableStringify(node: unknown): string {
  if (node === null || typeof node !== "object") return JSON.stringify(node);
  if (Array.isArray(node)) {
    const parts: string[] = [];
    for (const each of node) parts.push(stableStringify(each));
    return `[${parts.join()}]`;
  }
  const record = node as Record<string, unknown>;
  const parts: string[] = [];
  for (const key of Object.keys(record).sort()) parts.push(`${JSON.stringify(key)}:${stableStringify(record[key])}`);
  return `{${parts.join()}}`;
}
