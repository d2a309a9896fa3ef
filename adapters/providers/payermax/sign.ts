import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** What PayerMax and the merchant sign with. Source: PayerMax developer center, Signature rules. */
const algorithm = "RSA-SHA256";
const armour = /-----BEGIN ([A-Z ]+)-----(.*?)-----END/s;

/** The merchant's private key, as PEM or as the bare base64 of its DER. @throws Error when it is neither, or not RSA. */
export function parsePrivateKey(text: string): KeyObject {
  const { label, der } = decodeKey(text);
  const type = label === "RSA PRIVATE KEY" ? "pkcs1" : "pkcs8";
  return requireRsa(createPrivateKey({ key: der, format: "der", type }));
}

/** PayerMax's public key, or several separated by commas while it is being changed. @throws Error like `parsePrivateKey`. */
export function parsePublicKeys(text: string): readonly KeyObject[] {
  return text.split(",").map((each) => {
    const { label, der } = decodeKey(each);
    const type = label === "RSA PUBLIC KEY" ? "pkcs1" : "spki";
    return requireRsa(createPublicKey({ key: der, format: "der", type }));
  });
}

/** The signature of exactly these bytes, for header `sign`: PKCS#1 v1.5 with SHA-256, base64. */
export function signBody(body: string, key: KeyObject): string {
  return sign(algorithm, Buffer.from(body, "utf8"), key).toString("base64");
}

/** Whether one of the keys signed exactly these bytes. */
export function isSigned(body: Uint8Array, signature: string, keys: readonly KeyObject[]): boolean {
  const bytes = Buffer.from(signature, "base64");
  return keys.some((key) => verify(algorithm, body, key, bytes));
}

function decodeKey(text: string): { readonly label: string; readonly der: Buffer } {
  // A variable cannot hold line breaks everywhere, so they also arrive as the two characters \n or as spaces.
  const match = armour.exec(text);
  const base64 = (match?.[2] ?? text).replace(/\\n|\s/g, "");
  if (!/^[A-Za-z0-9+/]+=*$/.test(base64)) throw new Error("not base64");
  return { label: match?.[1] ?? "", der: Buffer.from(base64, "base64") };
}

function requireRsa(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== "rsa") throw new Error("not an RSA key");
  return key;
}
