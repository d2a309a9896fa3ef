import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { SecretBox } from "../ports/runtime.ts";

/** AES-256-GCM under a key derived from `SECRET_KEY`; of `new,old` the first seals and both open. */
export function createSecretBox(secretKey: string): SecretBox {
  const keys = secretKey
    .split(",")
    .map((each) => createHash("sha256").update(`paylink secret box ${each.trim()}`).digest());
  const [sealing] = keys;
  if (sealing === undefined) throw new RangeError("no key");
  return {
    seal(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", sealing, iv);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.slice(3), "base64url");
      for (const key of keys) {
        try {
          const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
          decipher.setAuthTag(bytes.subarray(12, 28));
          return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
        } catch {
          // Sealed with another key: try the next.
        }
      }
      throw new Error("sealed with a key that is neither the present nor the previous SECRET_KEY");
    },
  };
}
