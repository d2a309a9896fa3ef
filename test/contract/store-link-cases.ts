import { expect } from "vitest";
import type { AccountId, LinkId, PaymentLink, ProviderRef, Reference } from "../../src/model/payment-link.ts";
import type { CommitResult, Store } from "../../src/ports/store.ts";
import { abt, fullLink, sampleAccount, sampleLink, sampleNotice, sampleTask } from "../support/store-samples.ts";
import type { StoreCase } from "../support/store-world.ts";

const id = "LAAAAA" as LinkId;

/** How callers change a link: read, decide, commit; again when something else changed it. */
async function addPayment(store: Store): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const link = await store.findLink({ id });
    if (link === undefined) throw new Error("the link is gone");
    const payments = { ...link.payments, count: link.payments.count + 1 };
    const result = await store.commit({ links: [{ ...link, payments }] });
    if (result.ok) return;
  }
  throw new Error("never got through");
}

export const linkCases: readonly StoreCase[] = [
  {
    name: "a link comes back as it was, every member of it, with revision 1",
    async run({ store }) {
      const link = fullLink(id);
      expect(await store.commit({ links: [link] })).toEqual({ ok: true });
      expect(await store.findLink({ id })).toStrictEqual({ ...link, revision: 1 });
    },
  },
  {
    name: "a link without optional members comes back without them",
    async run({ store }) {
      const link = sampleLink(id, { price: { kind: "open", currency: abt } });
      await store.commit({ links: [link] });
      expect(await store.findLink({ id })).toStrictEqual({ ...link, revision: 1 });
    },
  },
  {
    name: "a link is found by its id, its ref, its reference, its address, and a ref of any account",
    async run({ store }) {
      const account = sampleAccount;
      const ref = "plink_9" as ProviderRef;
      const reference = "PL-9" as Reference;
      const url = "https://pay.example/l/9";
      await store.commit({ links: [sampleLink(id, { ref, reference, url }), sampleLink("LBBBBB")] });
      const targets = [{ id }, { account, ref }, { account, reference }, { url }, { anyRef: ref }] as const;
      const found = await Promise.all(targets.map((target) => store.findLink(target)));
      expect(found.map((link) => link?.id)).toEqual([id, id, id, id, id]);
    },
  },
  {
    name: "a ref or reference of another account finds nothing",
    async run({ store }) {
      await store.commit({ links: [sampleLink(id, { ref: "plink_9" as ProviderRef })] });
      const account = "onerway:other" as AccountId;
      expect(await store.findLink({ account, ref: "plink_9" as ProviderRef })).toBeUndefined();
      expect(await store.findLink({ account, reference: "PL-LAAAAA" as Reference })).toBeUndefined();
    },
  },
  {
    name: "a link whose id or reference is taken is not added, nor anything that came with it",
    async run({ store, clock }) {
      await store.commit({ links: [sampleLink(id)] });
      const sameId = await store.commit({ links: [sampleLink(id, { reference: "PL-x" as Reference })] });
      const sameReference = await store.commit({
        links: [sampleLink("LBBBBB"), sampleLink("LCCCCC", { reference: "PL-LAAAAA" as Reference })],
        notices: [sampleNotice("LCCCCC")],
        tasks: [sampleTask("LCCCCC")],
      });
      expect([sameId, sameReference]).toEqual([
        { ok: false, conflict: "link" },
        { ok: false, conflict: "link" },
      ]);
      expect(await store.findLink({ id: "LBBBBB" as LinkId })).toBeUndefined();
      expect(await store.backlog(clock.now())).toMatchObject({ notices: 0, dueTasks: 0 });
    },
  },
  {
    name: "a change decided on an older revision is refused",
    async run({ store }) {
      await store.commit({ links: [sampleLink(id)] });
      const read = (await store.findLink({ id })) as PaymentLink;
      expect(await store.commit({ links: [{ ...read, status: "active" }] })).toEqual({ ok: true });
      expect(await store.commit({ links: [{ ...read, status: "failed" }] })).toEqual({ ok: false, conflict: "link" });
      expect(await store.findLink({ id })).toMatchObject({ status: "active", revision: 2 });
    },
  },
  {
    name: "a change of a link that is not there is refused",
    async run({ store }) {
      expect(await store.commit({ links: [sampleLink(id, { revision: 3 })] })).toEqual({ ok: false, conflict: "link" });
    },
  },
  {
    name: "a member that was taken away stays away",
    async run({ store }) {
      await store.commit({ links: [fullLink(id)] });
      const { closing: _closing, card: _card, url: _url, ...rest } = (await store.findLink({ id })) as PaymentLink;
      await store.commit({ links: [rest] });
      expect(await store.findLink({ id })).toStrictEqual({ ...rest, revision: 2 });
    },
  },
  {
    name: "a hundred changes of one link at once lose nothing",
    async run({ store }) {
      await store.commit({ links: [sampleLink(id)] });
      await Promise.all(Array.from({ length: 100 }, () => addPayment(store)));
      expect(await store.findLink({ id })).toMatchObject({ payments: { count: 100 }, revision: 101 });
    },
  },
  {
    name: "one request raced by twenty makes one link",
    async run({ store }) {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) => requestOf(store, `L${String(index).padStart(5, "A")}`)),
      );
      const won = results.flatMap((result, index) => (result.ok ? [index] : []));
      const links = (await store.listLinks({ limit: 50 })).links;
      expect(won).toHaveLength(1);
      expect(links.map((link) => link.id)).toEqual([`L${String(won[0]).padStart(5, "A")}`]);
      expect((await store.findRequest("key"))?.id).toBe(links[0]?.id);
      expect(results.filter((result) => !result.ok)).toEqual(Array(19).fill({ ok: false, conflict: "request" }));
    },
  },
  {
    name: "a request passes to another link only from the link it was read with",
    async run({ store }) {
      await requestOf(store, "LAAAAA");
      expect(await requestOf(store, "LBBBBB", "LXXXXX")).toEqual({ ok: false, conflict: "request" });
      expect(await requestOf(store, "LCCCCC", "LAAAAA")).toEqual({ ok: true });
      expect((await store.findRequest("key"))?.id).toBe("LCCCCC");
      expect(await store.findRequest("another key")).toBeUndefined();
    },
  },
];

function requestOf(store: Store, linkId: string, replaces?: string): Promise<CommitResult> {
  const request = {
    key: "key",
    linkId: linkId as LinkId,
    ...(replaces !== undefined && { replaces: replaces as LinkId }),
  };
  return store.commit({ links: [sampleLink(linkId)], request });
}
