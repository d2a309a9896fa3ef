import type { SecretBox } from "../../src/ports/runtime.ts";
import type { Records, StoredRecord } from "../../src/ports/store.ts";

/** Records that live as long as the test. */
export function memoryRecords(): Records {
  const rows = new Map<
    string,
    { readonly value: unknown; readonly revision: number; readonly expiresAt?: Date | undefined }
  >();
  const idOf = (kind: string, key: string) => JSON.stringify([kind, key]);
  const live = (id: string, now: Date) => {
    const row = rows.get(id);
    return row !== undefined && (row.expiresAt === undefined || row.expiresAt > now) ? row : undefined;
  };
  return {
    async getRecord<T>(kind: string, key: string, now: Date) {
      const row = live(idOf(kind, key), now);
      return row === undefined ? undefined : { key, value: structuredClone(row.value) as T, revision: row.revision };
    },
    async listRecords<T>(kind: string, prefix: string, now: Date) {
      const found: StoredRecord<T>[] = [];
      for (const id of rows.keys()) {
        const [rowKind, key] = JSON.parse(id) as [string, string];
        const row = live(id, now);
        if (rowKind === kind && key.startsWith(prefix) && row !== undefined) {
          found.push({ key, value: structuredClone(row.value) as T, revision: row.revision });
        }
      }
      return found;
    },
    async writeRecord(write) {
      const id = idOf(write.kind, write.key);
      const revision = rows.get(id)?.revision ?? 0;
      if (write.expectedRevision !== undefined && write.expectedRevision !== revision) return false;
      if (write.value === undefined) rows.delete(id);
      else rows.set(id, { value: structuredClone(write.value), revision: revision + 1, expiresAt: write.expiresAt });
      return true;
    },
  };
}

/** A box that seals reversibly and visibly: a test can see that a value was sealed. */
export const plainSecrets: SecretBox = {
  seal: (plain) => `sealed:${Buffer.from(plain, "utf8").toString("base64")}`,
  open(sealed) {
    if (!sealed.startsWith("sealed:")) throw new Error("was not sealed here");
    return Buffer.from(sealed.slice("sealed:".length), "base64").toString("utf8");
  },
};
