import { Pool, type PoolClient } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Delivery } from "../../../src/model/delivery.ts";
import type { LinkId } from "../../../src/model/payment-link.ts";
import type { Store } from "../../../src/ports/store.ts";
import { type PostgresServer, startPostgres } from "../../../test/support/postgres.ts";
import { storeContext } from "../../../test/support/store-context.ts";
import {
  sampleConversation,
  sampleDelivery,
  sampleLink,
  sampleNotice,
  sampleStart,
  sampleTask,
} from "../../../test/support/store-samples.ts";
import { toCommitWire } from "../../shared/store-to-wire.ts";
import { toDeliveryTuple } from "../../shared/store-work-rows.ts";
import { connectionConfig } from "./connection.ts";
import postgres from "./index.ts";
import { commit } from "./operations/commit.ts";
import { acceptDeliveries } from "./operations/inbox.ts";
import { claimTasks } from "./operations/tasks.ts";
import { openSession, type Session } from "./session.ts";

// Another process is stopped just before its commit, and ours does what must not slip through then.
let server: PostgresServer;
let pool: Pool;
let store: Store;
const clients: PoolClient[] = [];
const lease = { leaseMs: 3_600_000, now: sampleStart };

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

beforeEach(async () => {
  const url = await server.database();
  store = await postgres.open(storeContext(url));
  pool = new Pool(connectionConfig(url, "other"));
  pool.on("connect", (client) => client.on("error", () => {}));
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.release(true);
  await pool.end();
  await store.close();
});

/** Does the work of another process up to its commit, and returns that. */
async function uncommitted(work: (session: Session) => Promise<unknown>): Promise<() => Promise<void>> {
  const client = await pool.connect();
  clients.push(client);
  await client.query("BEGIN");
  await work(openSession({ client, worker: 99, deadline: performance.now() + 10_000, announced: new Set() }));
  return async () => {
    await client.query("COMMIT");
  };
}

/** Whether a promise is still open after the time a statement needs many times over. */
async function isWaiting(work: Promise<unknown>): Promise<boolean> {
  const open = Symbol();
  const moment = new Promise((resolve) => setTimeout(() => resolve(open), 150));
  return (await Promise.race([work, moment])) === open;
}

async function claimOne(): Promise<Delivery> {
  const [delivery] = await store.claimDeliveries({ ...lease, limit: 5 });
  if (delivery === undefined) throw new Error("nothing to claim");
  return delivery;
}

test("a delivery that comes in while the last of its lane is finished is not left behind", async () => {
  await store.acceptDelivery(sampleDelivery("a"));
  const delivery = await claimOne();
  const commitOther = await uncommitted((session) => acceptDeliveries(session, [toDeliveryTuple(sampleDelivery("b"))]));
  const finished = store.commit({ delivery });
  expect(await isWaiting(finished)).toBe(true);
  await commitOther();
  expect(await finished).toEqual({ ok: true });
  expect(await claimOne()).toMatchObject({ key: "b" });
});

test("a delivery that comes in after the last of its lane was finished waits for that and comes up", async () => {
  await store.acceptDelivery(sampleDelivery("a"));
  const { id, fence } = await claimOne();
  const wire = toCommitWire({ delivery: { id, fence } }, 0);
  const commitOther = await uncommitted((session) => commit(session, wire));
  const accepted = store.acceptDelivery(sampleDelivery("b"));
  expect(await isWaiting(accepted)).toBe(true);
  await commitOther();
  expect(await accepted).toBe("accepted");
  expect(await claimOne()).toMatchObject({ key: "b" });
});

test("a link whose task another process is just claiming has nothing for us", async () => {
  await store.commit({ tasks: [sampleTask("LAAAAA", { kind: "sweep" })] });
  const claim = { now: sampleStart.getTime(), until: sampleStart.getTime() + 1_000, limit: 5, exceptAccounts: [] };
  const commitOther = await uncommitted((session) => claimTasks(session, claim));
  await store.commit({ tasks: [sampleTask("LAAAAA", { kind: "close" }), sampleTask("LBBBBB")] });
  expect(await store.claimTasks({ ...lease, limit: 5 })).toMatchObject([{ linkId: "LBBBBB" }]);
  await commitOther();
  expect(await store.claimTasks({ ...lease, limit: 5 })).toEqual([]);
});

test("an audit row that got its number before ours is read before ours", async () => {
  const row = (what: string) => [{ at: sampleStart, who: "paylink", what, outcome: "done" as const }];
  const commitOther = await uncommitted((session) => commit(session, toCommitWire({ audit: row("first") }, 0)));
  await store.commit({ audit: row("second") });
  const read = store.listAudit({ limit: 5 });
  expect(await isWaiting(read)).toBe(true);
  await commitOther();
  expect((await read).map((each) => each.what)).toEqual(["first", "second"]);
});

test("a notice that is stored while the last of its conversation is sent is not forgotten", async () => {
  await store.commit({ notices: [sampleNotice("LAAAAA")] });
  const claimed = await store.claimConversation(lease);
  if (claimed === undefined) throw new Error("nothing to say");
  const { conversation, fence } = claimed;
  const notices = claimed.notices.map((notice) => notice.id);
  await store.beginSend({ conversation, fence, notices, drops: [] });
  const later = toCommitWire({ notices: [sampleNotice("LBBBBB")] }, sampleStart.getTime());
  const commitOther = await uncommitted((session) => commit(session, later));
  const finished = store.finishSend({ conversation, fence, notices, outcome: "sent" });
  expect(await isWaiting(finished)).toBe(true);
  await commitOther();
  await finished;
  await store.releaseConversation({ conversation, fence, nextSendAt: sampleStart });
  expect(await store.claimConversation(lease)).toMatchObject({
    conversation: sampleConversation,
    notices: [{ body: { linkId: "LBBBBB" } }],
  });
});

test("a link changed by another process, and not yet committed, is waited for and then found changed", async () => {
  await store.commit({ links: [sampleLink("LAAAAA")] });
  const link = await store.findLink({ id: "LAAAAA" as LinkId });
  if (link === undefined) throw new Error("no link");
  const theirs = toCommitWire({ links: [{ ...link, note: "theirs" }] }, 0);
  const commitOther = await uncommitted((session) => commit(session, theirs));
  const ours = store.commit({ links: [{ ...link, note: "ours" }] });
  expect(await isWaiting(ours)).toBe(true);
  await commitOther();
  expect(await ours).toEqual({ ok: false, conflict: "link" });
  expect(await store.findLink({ id: link.id })).toMatchObject({ note: "theirs" });
});
