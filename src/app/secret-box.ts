import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { SecretBox } from "../ports/runtime.ts";

const form = "v1.";
const ivLength = 12;
const tagLength = 16;

/** AES-256-GCM under a key derived from `SECRET_KEY`; of `new,old` the first seals and both open. */
export function createSecretBox(secretKey: string): SecretBox {
  const keys = secretKey
    .split(",")
    .map((each) => createHash("sha256").update(`paylink secret box ${each.trim()}`).digest());
  const [sealing] = keys;
  if (sealing === undefined) throw new RangeError("no key");
  return {
    seal(text) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv("aes-256-gcm", sealing, iv);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `${form}${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
    },
    open(sealed) {
      const bytes = sealed.startsWith(form) ? Buffer.from(sealed.slice(form.length), "base64url") : Buffer.alloc(0);
      // A shorter tag would prove less.
      for (const key of bytes.length < ivLength + tagLength ? [] : keys) {
        try {
          const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, ivLength));
          decipher.setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
          const text = bytes.subarray(ivLength + tagLength);
          return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
        } catch {
          // Sealed with another key: try the next.
        }
      }
      throw new Error("sealed with a key that is neither the present nor the previous SECRET_KEY");
    },
  };
}
