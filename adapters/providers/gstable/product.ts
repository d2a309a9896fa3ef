import { createHash } from "node:crypto";
import { ProviderError } from "../../../src/model/errors.ts";
import type { LineItem } from "../../../src/model/payment-link.ts";
import type { Cache } from "../../../src/ports/runtime.ts";
import type { GstableClient } from "./client.ts";
import { toProductWire } from "./mapping.ts";
import { pageThrough } from "./pages.ts";

const keptMs = 24 * 3_600_000;

/** Finds or makes the product behind an item; GStable wants one for every link. */
export interface Products {
  /** @throws ProviderError; never `outcome-unknown`, since no link was asked for yet. */
  idFor(item: LineItem): Promise<string>;
  /** Forgets what was found, after GStable refused it. */
  forget(items: readonly LineItem[]): Promise<void>;
}

/** Products by name, kept for a day. `fixedId` is used for everything when the operator set it. */
export function createProducts(settings: {
  readonly client: GstableClient;
  readonly cache: Cache;
  readonly cachePrefix: string;
  readonly fixedId?: string | undefined;
}): Products {
  const { client, cache, cachePrefix, fixedId } = settings;
  const keyOf = (item: LineItem) => {
    const digest = createHash("sha256").update(JSON.stringify([item.name, item.options?.description]));
    return `${cachePrefix}:product:${digest.digest("hex")}`;
  };

  async function find(item: LineItem): Promise<string | undefined> {
    const wanted = item.options?.description;
    const read = client.listProducts;
    for await (const each of pageThrough({ read, createdAt: () => undefined, since: new Date(0) })) {
      const isUsable = each.status === undefined || each.status === null || each.status === "active";
      const isSame = each.name === item.name && (wanted === undefined || each.description === wanted);
      if (isUsable && isSame) return each.productId;
    }
    return undefined;
  }

  async function make(item: LineItem): Promise<string> {
    try {
      return (await client.createProduct(toProductWire(item))).productId;
    } catch (error) {
      // A product more or less does no harm; the link was certainly not made, so all of it may be tried again.
      if (error instanceof ProviderError && error.kind === "outcome-unknown") {
        const { provider, operation } = error;
        throw new ProviderError({ provider, operation, kind: "unavailable", cause: error });
      }
      throw error;
    }
  }

  return {
    async idFor(item) {
      if (fixedId !== undefined) return fixedId;
      const key = keyOf(item);
      const known = await cache.get<string>(key);
      if (known !== undefined) return known;
      const id = (await find(item)) ?? (await make(item));
      await cache.set(key, id, keptMs);
      return id;
    },
    async forget(items) {
      await Promise.all(items.map((item) => cache.delete(keyOf(item))));
    },
  };
}
