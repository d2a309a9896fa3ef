import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import postgres from "../../adapters/store/postgres/index.ts";
import sqlite from "../../adapters/store/sqlite/index.ts";
import { type CopiedTable, copyStore } from "../../src/app/copy-store.ts";
import type { ConversationRef } from "../../src/model/conversation.ts";
import { ConfigError } from "../../src/model/errors.ts";
import type { LinkId, PaymentLink } from "../../src/model/payment-link.ts";
import type { ArchiveRow, Store, StoreArchive } from "../../src/ports/store.ts";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";
import { scratchFolder } from "../support/store-bench.ts";
import { storeContext } from "../support/store-context.ts";
import { findStore } from "../support/store-modules.ts";
import {
  fullLink,
  sampleAccount,
  sampleActor,
  sampleConversation,
  sampleDelivery,
  sampleEvent,
  sampleLink,
  sampleNotice,
  sampleStart,
  sampleTask,
} from "../support/store-samples.ts";

let server: PostgresServer;
const folder = scratchFolder();
const lease = { leaseMs: 1_000, now: sampleStart };
const later = new Date(sampleStart.getTime() + 60_000);
let files = 0;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

function newFile(): string {
  files += 1;
  return `sqlite:${join(folder.path, `${files}.db`)}`;
}

async function withStore<Result>(url: string, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await findStore(url).open(storeContext(url));
  return work(store).finally(() => store.close());
}

/** A store with something in every table. */
async function fill(store: Store): Promise<void> {
  const many = Array.from({ length: 1_203 }, (_, index) => `L${String(index).padStart(6, "A")}`);
  await store.commit({ links: many.map((id) => sampleLink(id)) });
  await store.commit({
    links: [fullLink("LFULLL")],
    request: { key: "request é", linkId: "LFULLL" as LinkId },
    events: [
      { account: sampleAccount, linkId: "LFULLL" as LinkId, event: sampleEvent("matched") },
      { account: sampleAccount, event: sampleEvent("unmatched") },
    ],
    tasks: [
      sampleTask("LFULLL", { dueAt: later, data: { by: sampleActor } }),
      sampleTask("LAAAA1", { kind: "create" }),
    ],
    notices: [sampleNotice("LFULLL", { isPaid: true }), sampleNotice("LFULLL", { notBefore: later })],
    audit: [
      { at: sampleStart, who: "paylink", what: "link.requested", outcome: "done", facts: { amount: "1" } },
      { at: sampleStart, who: "paylink", what: "link.created", outcome: "done" },
    ],
    draft: { conversation: sampleConversation, actor: sampleActor.id, state: { step: 1n }, expiresAt: later },
    records: [
      { kind: "member", key: "😀", value: { a: 1 } },
      { kind: "member", key: "\uffee", value: { a: 2 }, expiresAt: later },
    ],
  });
  await store.sealAudit([{ seq: 1, seal: "sealed" }]);
  for (const key of ["done", "delayed", "behind"]) await store.acceptDelivery(sampleDelivery(key, { lane: "one" }));
  const [done] = await store.claimDeliveries({ ...lease, limit: 1 });
  await store.commit({ ...(done && { delivery: done }) });
  const [delayed] = await store.claimDeliveries({ ...lease, limit: 1 });
  if (delayed !== undefined) await store.retryDelivery(delayed, later);
  const [task] = await store.claimTasks({ ...lease, limit: 1 });
  if (task !== undefined) await store.startTask(task);
  await store.commit({ tasks: [sampleTask("LAAAA1", { kind: "create", dueAt: later })] });
  await store.takeBudgets([{ key: "telegram", capacity: 3, refillPerSecond: 1 / 3 }], sampleStart);
}

async function copy(from: string, to: string): Promise<readonly CopiedTable[]> {
  const source = await findStore(from).openArchive(storeContext(from));
  try {
    const target = await findStore(to).openArchive(storeContext(to));
    return await copyStore(source, target).finally(() => target.close());
  } finally {
    await source.close();
  }
}

/** What callers find in a store. */
async function contentOf(store: Store): Promise<unknown> {
  return {
    links: (await store.listLinks({ limit: 2_000 })).links,
    request: await store.findRequest("request é"),
    events: [
      await store.listEvents("LFULLL" as LinkId),
      await store.knownEvents(sampleAccount, ["matched", "unmatched"]),
    ],
    draft: await store.findDraft(sampleConversation, sampleActor.id, sampleStart),
    records: await store.listRecords("member", "", sampleStart),
    audit: await store.listAudit({ limit: 10 }),
    backlog: await store.backlog(sampleStart),
    waits: await store.takeBudgets([{ key: "telegram", capacity: 3, refillPerSecond: 1 / 3 }], sampleStart),
    early: await store.claimDeliveries({ ...lease, limit: 5 }),
    tasks: (await store.claimTasks({ ...lease, now: later, limit: 5 })).map(({ fence: _fence, ...task }) => task),
    notices: (await store.claimConversation(lease))?.notices,
    late: (await store.claimDeliveries({ ...lease, now: later, limit: 5 })).map(({ key, attempts }) => [key, attempts]),
  };
}

test("a SQLite store copied to PostgreSQL, and back, holds the same for every caller", async () => {
  const [first, second, third] = [newFile(), await server.database(), newFile()];
  await withStore(first, fill);
  const there = await copy(first, second);
  const back = await copy(second, third);
  expect(back).toEqual(there);
  expect(Object.fromEntries(there.map(({ table, rows }) => [table, rows]))).toEqual({
    links: 1_204,
    requests: 1,
    events: 2,
    deliveries: 3,
    tasks: 2,
    conversations: 1,
    notices: 2,
    drafts: 1,
    records: 2,
    budgets: 1,
    audit: 2,
  });
  const original = await withStore(first, contentOf);
  expect(await withStore(second, contentOf)).toEqual(original);
  expect(await withStore(third, contentOf)).toEqual(original);
});

test("a copied store goes on with numbers of its own", async () => {
  const [from, to] = [newFile(), await server.database()];
  await withStore(from, fill);
  await copy(from, to);
  await withStore(to, async (store) => {
    const old = (await store.findLink({ id: "LFULLL" as LinkId })) as PaymentLink;
    const records = [{ kind: "member", key: "new", value: 1 }];
    const audit = [{ at: sampleStart, who: "paylink", what: "link.paid", outcome: "done" as const }];
    const events = [{ account: sampleAccount, event: sampleEvent("new") }];
    const notices = [sampleNotice("LFULLL", { conversation: "slack:T1:C5" as ConversationRef })];
    const tasks = [sampleTask("LNEWWW")];
    expect(await store.commit({ links: [old], records, audit, events, notices, tasks })).toEqual({ ok: true });
    expect(await store.acceptDelivery(sampleDelivery("new", { lane: "one" }))).toBe("accepted");
    const revisions = (await store.listRecords("member", "", sampleStart)).map((record) => record.revision);
    expect(new Set(revisions).size).toBe(3);
  });
});

test("a store that holds something already is not copied into", async () => {
  const [from, to] = [newFile(), await server.database()];
  await withStore(from, fill);
  await withStore(to, (store) => store.writeRecord({ kind: "member", key: "mine", value: 1 }));
  await expect(copy(from, to)).rejects.toThrow("TO: holds something already");
});

test("a store that a bot uses is not copied", async () => {
  const [file, database] = [newFile(), await server.database()];
  const open = [await sqlite.open(storeContext(file)), await postgres.open(storeContext(database))];
  await expect(copy(file, newFile())).rejects.toBeInstanceOf(ConfigError);
  await expect(copy(database, newFile())).rejects.toThrow("DATABASE_URL: other Paylink processes use this database");
  await Promise.all(open.map((store) => store.close()));
});

test("a copy that differs is noticed, and nothing of it is kept", async () => {
  const [from, to] = [newFile(), await server.database()];
  await withStore(from, fill);
  const source = await sqlite.openArchive(storeContext(from));
  const target = await postgres.openArchive(storeContext(to));
  const forging: StoreArchive = {
    ...target,
    write: (table, rows) => target.write(table, table === "audit" ? rows.map(forged) : rows),
  };
  await expect(copyStore(source, forging)).rejects.toThrow("the copy of audit differs; nothing was kept");
  await target.close();
  await source.close();
  await withStore(to, async (store) => {
    expect(await store.listAudit({ limit: 5 })).toEqual([]);
    expect(await store.listLinks({ limit: 5 })).toEqual({ links: [] });
  });
});

function forged(row: ArchiveRow): ArchiveRow {
  return row.map((value) => (value === "paylink" ? "somebody" : value));
}
