import Keyv from "keyv";
import type { Cache } from "../ports/runtime.ts";

/** What may be forgotten, in memory. A failing backend throws instead of looking empty. */
export function createCache(): Cache {
  const keyv = new Keyv({ throwOnErrors: true, namespace: "paylink" });
  return {
    get: async <T>(key: string) => (await keyv.get<T>(key)) ?? undefined,
    set: async (key, value, ttlMs) => {
      await keyv.set(key, value, ttlMs);
    },
    delete: async (key) => {
      await keyv.delete(key);
    },
  };
}
