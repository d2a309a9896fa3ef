import { expect } from "vitest";
import type { LinkTask, NewTask } from "../../src/model/link-task.ts";
import type { AccountId, LinkId } from "../../src/model/payment-link.ts";
import type { Store } from "../../src/ports/store.ts";
import { sampleAccount, sampleActor, sampleLink, sampleTask } from "../support/store-samples.ts";
import { hears, requireAfterCrash, type StoreCase, type StoreWorld } from "../support/store-world.ts";

const leaseMs = 1_000;

function claim(world: StoreWorld, store: Store = world.store, limit = 10): Promise<readonly LinkTask[]> {
  return store.claimTasks({ limit, leaseMs, now: world.clock.now() });
}

async function claimOne(world: StoreWorld, store: Store = world.store): Promise<LinkTask> {
  const [task] = await claim(world, store, 1);
  if (task === undefined) throw new Error("nothing to claim");
  return task;
}

function later({ clock }: StoreWorld, ms: number): Date {
  return new Date(clock.now().getTime() + ms);
}

async function write(store: Store, ...tasks: readonly NewTask[]): Promise<void> {
  expect(await store.commit({ tasks })).toEqual({ ok: true });
}

const kindsOf = (tasks: readonly LinkTask[]) => tasks.map((task) => `${task.linkId} ${task.kind}`);

export const taskCases: readonly StoreCase[] = [
  {
    name: "a task comes back as it was written, when it is due",
    async run(world) {
      const { store, clock } = world;
      const data = { by: sampleActor, changes: { note: "x" } };
      const task = sampleTask("LAAAAA", { kind: "edit", dueAt: later(world, 500), data, attempts: 3 });
      await write(store, task);
      expect(await claim(world)).toEqual([]);
      expect(await store.nextTaskAt()).toEqual(task.dueAt);
      clock.advance(500);
      const { id: _id, ...rest } = await claimOne(world);
      expect(rest).toStrictEqual({ ...task, data, attempts: 3, fence: 1 });
    },
  },
  {
    name: "due tasks are handed out oldest due first, at most the limit",
    async run(world) {
      await write(
        world.store,
        sampleTask("LAAAAA", { dueAt: later(world, -1) }),
        sampleTask("LBBBBB", { dueAt: later(world, -3), account: "payermax:default" as AccountId }),
        sampleTask("LCCCCC", { dueAt: later(world, -2) }),
      );
      expect(kindsOf(await claim(world, world.store, 2))).toEqual(["LBBBBB check", "LCCCCC check"]);
    },
  },
  {
    name: "two tasks of one link are never in hand at once",
    async run(world) {
      const { store } = world;
      await write(
        store,
        sampleTask("LAAAAA", { kind: "close", dueAt: later(world, -2) }),
        sampleTask("LAAAAA", { kind: "sweep", dueAt: later(world, -1) }),
        sampleTask("LBBBBB", { kind: "sweep" }),
      );
      const first = await claim(world);
      expect(kindsOf(first)).toEqual(["LAAAAA close", "LBBBBB sweep"]);
      expect(await claim(world)).toEqual([]);
      expect(await store.nextTaskAt()).toBeUndefined();
      await store.commit({ task: first[0] as LinkTask });
      expect(kindsOf(await claim(world))).toEqual(["LAAAAA sweep"]);
    },
  },
  {
    name: "tasks of accounts that must wait are left out",
    async run(world) {
      const { store, clock } = world;
      await write(store, sampleTask("LAAAAA"), sampleTask("LBBBBB", { account: "qlink:default" as AccountId }));
      const claimed = await store.claimTasks({ limit: 5, leaseMs, now: clock.now(), exceptAccounts: [sampleAccount] });
      expect(kindsOf(claimed)).toEqual(["LBBBBB check"]);
    },
  },
  {
    name: "a task replaces one of its kind on its link",
    async run(world) {
      await write(world.store, sampleTask("LAAAAA", { data: { changes: { a: "1" } }, attempts: 2 }));
      await write(world.store, sampleTask("LAAAAA", { dueAt: later(world, 1_000) }));
      expect(await claim(world)).toEqual([]);
      world.clock.advance(1_000);
      const claimed = await claim(world);
      expect(claimed).toHaveLength(1);
      expect(claimed[0]).toMatchObject({ attempts: 0, data: {} });
    },
  },
  {
    name: "a task that keeps the earlier time brings it forward and never puts it off",
    async run(world) {
      const { store } = world;
      await write(store, sampleTask("LAAAAA", { dueAt: later(world, 1_000) }));
      await write(store, sampleTask("LAAAAA", { dueAt: later(world, 9_000), keepsEarlier: true }));
      expect(await store.nextTaskAt()).toEqual(later(world, 1_000));
      await write(store, sampleTask("LAAAAA", { dueAt: later(world, 200), keepsEarlier: true }));
      expect(await store.nextTaskAt()).toEqual(later(world, 200));
    },
  },
  {
    name: "a finished task is gone, one that its end writes again stays",
    async run(world) {
      const { store } = world;
      await write(store, sampleTask("LAAAAA"), sampleTask("LBBBBB"));
      const [one, two] = await claim(world);
      const again = sampleTask("LBBBBB", { dueAt: later(world, 700), attempts: 1 });
      expect(await store.commit({ task: one as LinkTask })).toEqual({ ok: true });
      expect(await store.commit({ task: two as LinkTask, tasks: [again] })).toEqual({ ok: true });
      world.clock.advance(700);
      expect(await claim(world)).toMatchObject([{ linkId: "LBBBBB", attempts: 1 }]);
    },
  },
  {
    name: "a task asked for while one of its kind is in hand is done after it",
    async run(world) {
      const { store } = world;
      await write(store, sampleTask("LAAAAA", { kind: "edit", data: { changes: { a: "1" } } }));
      const first = await claimOne(world);
      await write(store, sampleTask("LAAAAA", { kind: "edit", data: { changes: { a: "2" } } }));
      expect(await claim(world)).toEqual([]);
      expect(await store.startTask(first)).toBe(true);
      expect(await store.commit({ task: first })).toEqual({ ok: true });
      expect((await claimOne(world)).data).toEqual({ changes: { a: "2" } });
    },
  },
  {
    name: "a look asked for while one is in hand is not put off by the end of that one",
    async run(world) {
      const { store } = world;
      await write(store, sampleTask("LAAAAA"));
      const first = await claimOne(world);
      await write(store, sampleTask("LAAAAA", { keepsEarlier: true }));
      await store.commit({ task: first, tasks: [sampleTask("LAAAAA", { dueAt: later(world, 60_000) })] });
      expect(kindsOf(await claim(world))).toEqual(["LAAAAA check"]);
    },
  },
  {
    name: "a cancelled task is gone, also out of the hands that hold it",
    async run(world) {
      const { store } = world;
      const cancelTasks = [{ linkId: "LAAAAA" as LinkId, kind: "check" as const }];
      await write(store, sampleTask("LAAAAA"), sampleTask("LAAAAA", { kind: "sweep", dueAt: later(world, 900) }));
      const held = await claimOne(world);
      await store.commit({ cancelTasks });
      expect(await store.startTask(held)).toBe(false);
      expect(await store.commit({ task: held })).toEqual({ ok: false, conflict: "lease" });
      world.clock.advance(900);
      expect(kindsOf(await claim(world))).toEqual(["LAAAAA sweep"]);
    },
  },
  {
    name: "a task cancelled and written by one commit stays",
    async run(world) {
      await world.store.commit({
        cancelTasks: [{ linkId: "LAAAAA" as LinkId, kind: "check" }],
        tasks: [sampleTask("LAAAAA")],
      });
      expect(kindsOf(await claim(world))).toEqual(["LAAAAA check"]);
    },
  },
  {
    name: "a task given back waits until its time",
    async run(world) {
      const { store, clock } = world;
      await write(store, sampleTask("LAAAAA"));
      const held = await claimOne(world);
      expect(await store.nextTaskAt()).toBeUndefined();
      await store.retryTask(held, later(world, 3_000));
      expect(await store.nextTaskAt()).toEqual(later(world, 3_000));
      expect(await store.startTask(held)).toBe(false);
      clock.advance(3_000);
      expect(await claimOne(world)).toMatchObject({ attempts: 1, fence: 2 });
    },
  },
  {
    name: "a task whose lease ran out is lost to its old hands",
    async run(world) {
      const { store, clock } = world;
      await write(store, sampleTask("LAAAAA"));
      const old = await claimOne(world);
      clock.advance(leaseMs + 1);
      const fresh = await claimOne(world);
      expect(fresh).toMatchObject({ fence: old.fence + 1, attempts: 1 });
      expect(await store.startTask(old)).toBe(false);
      await store.retryTask(old, later(world, -1));
      expect(await claim(world)).toEqual([]);
      const late = await store.commit({ task: old, links: [sampleLink("LAAAAA")] });
      expect(late).toEqual({ ok: false, conflict: "lease" });
      expect(await store.listLinks({ limit: 1 })).toEqual({ links: [] });
      expect(await store.commit({ task: fresh })).toEqual({ ok: true });
      expect(await claim(world)).toEqual([]);
    },
  },
  {
    name: "two claims at once never get the same task",
    async run(world) {
      const tasks = Array.from({ length: 24 }, (_, index) => sampleTask(`L${String(index).padStart(5, "A")}`));
      await write(world.store, ...tasks);
      const taken: LinkTask[] = [];
      for (let before = -1; before < taken.length; ) {
        before = taken.length;
        const claims = await Promise.all(Array.from({ length: 6 }, () => claim(world, world.store, 4)));
        taken.push(...claims.flat());
      }
      expect(taken.map((task) => task.linkId).toSorted()).toEqual(tasks.map((task) => task.linkId).toSorted());
    },
  },
  {
    name: "tasks that are written say that there is work",
    async run({ store }) {
      const heard: string[] = [];
      store.onWork((kind) => heard.push(kind));
      await write(store, sampleTask("LAAAAA"));
      await hears(heard, "tasks");
    },
  },
  {
    name: "a call begun before a crash is known to have begun",
    needs: "afterCrash",
    async run(world) {
      await write(world.store, sampleTask("LAAAAA", { kind: "create" }), sampleTask("LBBBBB", { kind: "create" }));
      const [started] = await claim(world);
      expect(await world.store.startTask(started as LinkTask)).toBe(true);
      const store = await requireAfterCrash(world);
      const found = await claim(world, store);
      expect(found.map(({ linkId, data, attempts }) => [linkId, data, attempts])).toEqual([
        ["LAAAAA", { hasStarted: true }, 1],
        ["LBBBBB", {}, 1],
      ]);
      expect(await store.commit({ task: started as LinkTask })).toEqual({ ok: false, conflict: "lease" });
    },
  },
];
