import { expect } from "vitest";
import { sampleActor, sampleConversation, sampleLink } from "../support/store-samples.ts";
import { requireAfterCrash, type StoreCase, type StoreWorld } from "../support/store-world.ts";

const kind = "member";

function later({ clock }: Pick<StoreWorld, "clock">, ms: number): Date {
  return new Date(clock.now().getTime() + ms);
}

export const recordCases: readonly StoreCase[] = [
  {
    name: "a record comes back as it was written, under its kind and key alone",
    async run({ store, clock }) {
      const value = { name: 'Ann "\u0000"', $date: "x", list: [1, null, { deep: true }], big: 12n, at: new Date(5) };
      expect(await store.writeRecord({ kind, key: "a:1", value })).toBe(true);
      expect((await store.getRecord(kind, "a:1", clock.now()))?.value).toStrictEqual(value);
      expect(await store.getRecord("other", "a:1", clock.now())).toBeUndefined();
      expect(await store.getRecord(kind, "a:2", clock.now())).toBeUndefined();
    },
  },
  {
    name: "a list has the records whose key begins so, in the order of their keys",
    async run({ store, clock }) {
      for (const key of ["b:1", "a:2", "a:1", "a;", "a:", "a:😀"]) await store.writeRecord({ kind, key, value: key });
      const found = await store.listRecords(kind, "a:", clock.now());
      expect(found.map((record) => record.key)).toEqual(["a:", "a:1", "a:2", "a:😀"]);
      expect((await store.listRecords(kind, "", clock.now())).length).toBe(6);
    },
  },
  {
    name: "a percent sign or underscore in a prefix is just that",
    async run({ store, clock }) {
      for (const key of ["a%1", "a_1", "ab1"]) await store.writeRecord({ kind, key, value: 1 });
      expect((await store.listRecords(kind, "a%", clock.now())).map((record) => record.key)).toEqual(["a%1"]);
      expect((await store.listRecords(kind, "a_", clock.now())).map((record) => record.key)).toEqual(["a_1"]);
    },
  },
  {
    name: "a record is written over the expected revision only",
    async run({ store, clock }) {
      expect(await store.writeRecord({ kind, key: "a", value: 1, expectedRevision: 0 })).toBe(true);
      expect(await store.writeRecord({ kind, key: "a", value: 2, expectedRevision: 0 })).toBe(false);
      const first = await store.getRecord(kind, "a", clock.now());
      expect(await store.writeRecord({ kind, key: "a", value: 3, expectedRevision: first?.revision ?? -1 })).toBe(true);
      expect(await store.writeRecord({ kind, key: "a", value: 4, expectedRevision: first?.revision ?? -1 })).toBe(
        false,
      );
      expect(await store.getRecord(kind, "a", clock.now())).toMatchObject({ value: 3 });
    },
  },
  {
    name: "one record raced by twenty is made once",
    async run({ store }) {
      const write = { kind, key: "a", value: 1, expectedRevision: 0 };
      const results = await Promise.all(Array.from({ length: 20 }, () => store.writeRecord(write)));
      expect(results.filter((isWritten) => isWritten)).toHaveLength(1);
    },
  },
  {
    name: "a record is deleted, and one made anew has not the revision of the old one",
    async run({ store, clock }) {
      await store.writeRecord({ kind, key: "a", value: 1 });
      const old = await store.getRecord(kind, "a", clock.now());
      expect(await store.writeRecord({ kind, key: "a", value: undefined, expectedRevision: 77_777 })).toBe(false);
      expect(await store.writeRecord({ kind, key: "a", value: undefined })).toBe(true);
      expect(await store.getRecord(kind, "a", clock.now())).toBeUndefined();
      await store.writeRecord({ kind, key: "a", value: 1 });
      expect(await store.writeRecord({ kind, key: "a", value: 2, expectedRevision: old?.revision ?? -1 })).toBe(false);
    },
  },
  {
    name: "a record is gone when its time is over",
    async run(world) {
      const { store, clock } = world;
      await store.writeRecord({ kind, key: "a", value: 1, expiresAt: later(world, 1_000) });
      expect(await store.getRecord(kind, "a", later(world, 999))).toMatchObject({ value: 1 });
      expect(await store.getRecord(kind, "a", later(world, 1_000))).toBeUndefined();
      expect(await store.listRecords(kind, "", later(world, 1_000))).toEqual([]);
      clock.advance(1_000);
      expect(await store.writeRecord({ kind, key: "a", value: 2, expectedRevision: 0 })).toBe(true);
    },
  },
  {
    name: "records of a commit are written with it or not at all",
    async run({ store, clock }) {
      const links = [sampleLink("LAAAAA")];
      const records = [
        { kind, key: "new", value: 1 },
        { kind, key: "gone", value: 2, expectedRevision: 9 },
      ];
      expect(await store.commit({ links, records })).toEqual({ ok: false, conflict: "record" });
      expect(await store.getRecord(kind, "new", clock.now())).toBeUndefined();
      expect(await store.listLinks({ limit: 1 })).toEqual({ links: [] });
      expect(await store.commit({ links, records: records.slice(0, 1) })).toEqual({ ok: true });
      expect(await store.getRecord(kind, "new", clock.now())).toMatchObject({ value: 1 });
    },
  },
  {
    name: "a draft comes back as it was, until its time is over",
    async run(world) {
      const { store, clock } = world;
      const draft = {
        conversation: sampleConversation,
        actor: sampleActor.id,
        state: { intent: { amount: { minor: 10n ** 20n } }, asked: new Date(1), list: [undefined, 1] },
        expiresAt: later(world, 1_000),
      };
      await store.commit({ draft });
      const found = await store.findDraft(sampleConversation, sampleActor.id, clock.now());
      expect(found).toEqual({ ...draft, state: { ...draft.state, list: [null, 1] } });
      expect(await store.findDraft(sampleConversation, sampleActor.id, later(world, 1_000))).toBeUndefined();
    },
  },
  {
    name: "a draft replaces the one before, and is dropped with what ends it",
    async run(world) {
      const { store, clock } = world;
      const owner = { conversation: sampleConversation, actor: sampleActor.id };
      await store.commit({ draft: { ...owner, state: 1, expiresAt: later(world, 1_000) } });
      await store.commit({ draft: { ...owner, state: 2, expiresAt: later(world, 1_000) } });
      expect(await store.findDraft(owner.conversation, owner.actor, clock.now())).toMatchObject({ state: 2 });
      await store.commit({ dropDraft: owner, links: [sampleLink("LAAAAA")] });
      expect(await store.findDraft(owner.conversation, owner.actor, clock.now())).toBeUndefined();
    },
  },
  {
    name: "everything that was committed is there after a crash",
    needs: "afterCrash",
    async run(world) {
      const owner = { conversation: sampleConversation, actor: sampleActor.id };
      await world.store.commit({
        links: [sampleLink("LAAAAA")],
        draft: { ...owner, state: 1, expiresAt: later(world, 1_000) },
        records: [{ kind, key: "a", value: 1 }],
        audit: [{ at: world.clock.now(), who: "paylink", what: "link.requested", outcome: "done" }],
      });
      const store = await requireAfterCrash(world);
      expect((await store.listLinks({ limit: 5 })).links).toHaveLength(1);
      expect(await store.findDraft(owner.conversation, owner.actor, world.clock.now())).toMatchObject({ state: 1 });
      expect(await store.getRecord(kind, "a", world.clock.now())).toMatchObject({ value: 1 });
      expect(await store.listAudit({ limit: 5 })).toMatchObject([{ what: "link.requested" }]);
    },
  },
];
