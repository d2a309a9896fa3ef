import { NotFoundError } from "../../../src/model/errors.ts";
import type { ProviderLink } from "../../../src/model/provider-link.ts";
import type { LinkKey } from "../../../src/ports/payment-provider.ts";
import type { GstableClient } from "./client.ts";
import { readTime, toProviderLink } from "./mapping.ts";
import { isNamed } from "./name.ts";
import { pageThrough } from "./pages.ts";
import { paidSessions, toEvents } from "./session.ts";
import type { LinkWire } from "./wire.ts";

/** Finding things in GStable's lists, which have paging and no filter. */
export interface Lookup {
  /** The link whose name ends with the reference. @throws NotFoundError when the list has none. */
  byReference(key: Pick<LinkKey, "reference" | "orderedAt">): Promise<LinkWire>;
  /** The links the list has, and since when they can have been paid. */
  byKeys(keys: readonly LinkKey[]): Promise<{ readonly links: readonly LinkWire[]; readonly since: Date }>;
  /** The same links with their payments since then. */
  withPayments(links: readonly LinkWire[], since: Date, now: Date): Promise<readonly ProviderLink[]>;
}

/** Reads lists until what is looked for was found or must be older. */
export function createLookup(client: GstableClient): Lookup {
  const linksSince = (since: Date) =>
    pageThrough({ read: client.listLinks, createdAt: (each) => readTime(each.createAt), since });

  return {
    async byReference({ reference, orderedAt }) {
      for await (const link of linksSince(orderedAt)) {
        if (isNamed(link, reference)) return link;
      }
      throw new NotFoundError("GStable has no link of this name");
    },
    async byKeys(keys) {
      const since = new Date(Math.min(...keys.map((each) => each.orderedAt.getTime())));
      const found = new Map<string, LinkWire>();
      for await (const link of linksSince(since)) {
        const isWanted = keys.some(({ ref, reference }) =>
          ref === undefined ? isNamed(link, reference) : ref === link.linkId,
        );
        if (isWanted) found.set(link.linkId, link);
        if (found.size === keys.length) break;
      }
      return { links: [...found.values()], since };
    },
    async withPayments(links, since, now) {
      if (links.length === 0) return [];
      const sessions = await paidSessions(client, new Set(links.map((each) => each.linkId)), since);
      return links.map((link) => ({
        ...toProviderLink(link),
        events: (sessions.get(link.linkId) ?? []).flatMap((session) => toEvents(session, link, now)),
      }));
    },
  };
}
