import { expect } from "vitest";
import type { NewAudit } from "../../src/model/audit.ts";
import type { LinkId } from "../../src/model/payment-link.ts";
import type { Store } from "../../src/ports/store.ts";
import { sampleConversation, sampleStart } from "../support/store-samples.ts";
import type { StoreCase } from "../support/store-world.ts";

function row(minute: number, what = "link.created"): NewAudit {
  return { at: new Date(sampleStart.getTime() + minute * 60_000), who: "paylink", what, outcome: "done" };
}

async function write(store: Store, ...audit: readonly NewAudit[]): Promise<void> {
  expect(await store.commit({ audit })).toEqual({ ok: true });
}

export const auditCases: readonly StoreCase[] = [
  {
    name: "an audit row comes back as it was written, with a number that grows",
    async run({ store }) {
      const full: NewAudit = {
        ...row(0),
        who: "slack:T1:U1",
        whoName: "Ann 🦊",
        linkId: "LAAAAA" as LinkId,
        conversation: sampleConversation,
        facts: { amount: "USD 1", $bigint: "7" },
      };
      await write(store, full, row(1));
      await write(store, row(2));
      const rows = await store.listAudit({ limit: 10 });
      expect(rows.map(({ seq: _seq, ...rest }) => rest)).toStrictEqual([full, row(1), row(2)]);
      expect(rows.every((each, index) => index === 0 || each.seq > (rows[index - 1]?.seq ?? 0))).toBe(true);
    },
  },
  {
    name: "a range begins with its first moment, ends before its last, and goes on after a row",
    async run({ store }) {
      await write(store, ...[0, 1, 2, 3, 4].map((minute) => row(minute, `m${minute}`)));
      const range = { from: row(1).at, to: row(4).at };
      const rows = await store.listAudit({ ...range, limit: 2 });
      expect(rows.map((each) => each.what)).toEqual(["m1", "m2"]);
      const rest = await store.listAudit({ ...range, afterSeq: rows[1]?.seq ?? 0, limit: 2 });
      expect(rest.map((each) => each.what)).toEqual(["m3"]);
    },
  },
  {
    name: "a row is sealed once",
    async run({ store }) {
      await write(store, row(0), row(1), row(2));
      expect(await store.lastSealed()).toBeUndefined();
      const [first, second] = (await store.listAudit({ limit: 3 })).map((each) => each.seq);
      await store.sealAudit([
        { seq: first ?? 0, seal: "s1" },
        { seq: second ?? 0, seal: "s2" },
      ]);
      await store.sealAudit([{ seq: first ?? 0, seal: "forged" }]);
      expect((await store.listAudit({ limit: 3 })).map((each) => each.seal)).toEqual(["s1", "s2", undefined]);
      expect(await store.lastSealed()).toMatchObject({ seq: second, seal: "s2" });
    },
  },
  {
    name: "rows written by many at once are all there, each with its own number",
    async run({ store }) {
      await Promise.all(Array.from({ length: 30 }, (_, index) => write(store, row(index), row(index))));
      const rows = await store.listAudit({ limit: 100 });
      expect(new Set(rows.map((each) => each.seq)).size).toBe(60);
    },
  },
];
