import { NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import type { ProviderLink } from "../../../src/model/provider-link.ts";
import type { LinkKey } from "../../../src/ports/payment-provider.ts";
import { exactNumber } from "../../shared/exact-json.ts";
import type { OnerwayClient } from "./client.ts";
import { fromRecord, isNamedFor } from "./mapping.ts";
import { pageSize } from "./traits.ts";
import { toVendorTime } from "./vendor-time.ts";
import type { ListWire, RecordWire } from "./wire.ts";

/** Finding links at a vendor whose list is the only thing to look into. */
export interface LookUp {
  /** @throws NotFoundError when no link has this id, or was named for this reference. */
  findOne(key: LinkKey): Promise<ProviderLink>;
  /** The ones that are there. */
  findMany(keys: readonly LinkKey[]): Promise<readonly ProviderLink[]>;
  /** The link named for this reference. */
  findNamed(key: Pick<LinkKey, "reference" | "orderedAt">): Promise<ProviderLink | undefined>;
}

type Filters = Omit<ListWire, "current" | "size">;

/** The vendor's clock and ours differ by less; then by less than any mistake in the offset of its times. */
const slacksMs = [15 * 60_000, 27 * 3_600_000] as const;

/** Looks links up by paging the list. The order of its pages is not stated, so nothing depends on it. */
export function createLookUp(client: OnerwayClient, offset: string): LookUp {
  async function* pages(
    filters: Filters,
  ): AsyncGenerator<{ readonly records: readonly RecordWire[]; readonly total: number }> {
    let seen = 0;
    for (let current = 1; ; current += 1) {
      const request = { ...filters, current: exactNumber(String(current)), size: exactNumber(String(pageSize)) };
      const { records, total } = await client.list(request);
      yield { records, total: Number(total) };
      seen += records.length;
      if (records.length === 0 || seen >= Number(total)) return;
    }
  }

  async function find(filters: Filters, isWanted: (record: RecordWire) => boolean): Promise<RecordWire | undefined> {
    for await (const { records } of pages(filters)) {
      const found = records.find(isWanted);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** @throws ProviderError when its counters cannot be read: a payment must not be overlooked. */
  function read(record: RecordWire): ProviderLink {
    const link = fromRecord(record, offset);
    if (link.totals !== undefined) return link;
    const cause = new Error("the counters of the link cannot be read");
    throw new ProviderError({ provider: "onerway", operation: "list", kind: "invalid-answer", cause });
  }

  async function findById(ref: ProviderRef): Promise<ProviderLink | undefined> {
    // The filter is fuzzy: 100 is also found in 1000 and in names.
    const record = await find({ keywords: ref }, ({ id }) => id === ref);
    return record && read(record);
  }

  async function findNamed({ reference, orderedAt }: Pick<LinkKey, "reference" | "orderedAt">) {
    for (const slackMs of slacksMs) {
      const startTime = toVendorTime(new Date(orderedAt.getTime() - slackMs), offset);
      const record = await find({ startTime }, (each) => isNamedFor(each, reference));
      if (record !== undefined) return { ...read(record), reference };
    }
    return undefined;
  }

  const findOneOrNone = (key: LinkKey) => (key.ref === undefined ? findNamed(key) : findById(key.ref));

  async function findMany(keys: readonly LinkKey[]): Promise<readonly ProviderLink[]> {
    const wanted = new Set(keys.flatMap(({ ref }) => (ref === undefined ? [] : [ref as string])));
    const oldest = Math.min(...keys.map((key) => key.orderedAt.getTime()));
    const found: ProviderLink[] = [];
    if (wanted.size > 1) {
      const startTime = toVendorTime(new Date(oldest - slacksMs[1]), offset);
      for await (const { records, total } of pages({ startTime })) {
        // Where the merchant makes many other links, asking for each by its id is less work.
        if (total > wanted.size * pageSize) break;
        for (const record of records) if (wanted.delete(record.id)) found.push(read(record));
        if (wanted.size === 0) break;
      }
    }
    for (const key of keys.filter(({ ref }) => ref === undefined || wanted.has(ref))) {
      const link = await findOneOrNone(key);
      if (link !== undefined) found.push(link);
    }
    return found;
  }

  return {
    async findOne(key) {
      const link = await findOneOrNone(key);
      if (link === undefined) throw new NotFoundError("Onerway does not know this link");
      return link;
    },
    findMany,
    findNamed,
  };
}
