import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ConfigError, StoreUnavailableError } from "../../../src/model/errors.ts";
import type { LinkId } from "../../../src/model/payment-link.ts";
import type { Store, StoreContext } from "../../../src/ports/store.ts";
import { runScript } from "../../../test/support/child-process.ts";
import { type PostgresServer, startPostgres } from "../../../test/support/postgres.ts";
import { storeContext } from "../../../test/support/store-context.ts";
import { crowdBeforePaid, sampleDelivery, sampleLink } from "../../../test/support/store-samples.ts";
import { encodeDocument } from "../../shared/store-codec.ts";
import { connectionConfig } from "./connection.ts";
import postgres from "./index.ts";
import { migrate, migrationFiles } from "./migrate.ts";

let server: PostgresServer;
let url: string;
let opened: Store[];

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

beforeEach(async () => {
  url = await server.database();
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
});

async function open(changes: Partial<StoreContext> = {}): Promise<Store> {
  const store = await postgres.open(storeContext(url, changes));
  opened.push(store);
  return store;
}

async function withClient(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client(connectionConfig(url, "test"));
  await client.connect();
  await work(client).finally(() => client.end());
}

describe("the URL", () => {
  test.each(["postgres://localhost/paylink", "postgresql://u:p@db.example:5433/paylink?sslmode=require"])(
    "%s is good",
    (each) => {
      expect(postgres.accepts(each)).toBe(true);
      expect(postgres.problem(each)).toBeUndefined();
    },
  );

  test.each([
    ["postgres:///paylink", "names no host"],
    ["postgres://localhost", "names no database"],
    ["postgres://:::/x", "is no URL"],
  ])("%s %s", (each, problem) => {
    expect(postgres.problem(each)).toBe(problem);
  });

  test("of another engine is not ours", () => {
    expect(postgres.accepts("sqlite:data/paylink.db")).toBe(false);
  });
});

test("a database that is not there is a problem of the configuration", async () => {
  url = url.replace(/test\d+$/, "nowhere");
  const refusal = open();
  await expect(refusal).rejects.toBeInstanceOf(ConfigError);
  await expect(refusal).rejects.toThrow('DATABASE_URL: PostgreSQL refused us: database "nowhere" does not exist');
});

test("a server that is not there is unavailable, and the password in the URL is not told", async () => {
  url = "postgres://paylink:hush-hush@127.0.0.1:1/paylink";
  const refusal = await open().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(StoreUnavailableError);
  expect(JSON.stringify([String(refusal), (refusal as Error).cause, (refusal as Error).stack])).not.toContain("hush");
});

test("processes that start together bring the database forward once", async () => {
  const stores = await Promise.all(["w1", "w2", "w3", "w4"].map((worker) => open({ worker })));
  await Promise.all(stores.map((store) => store.ready()));
});

test("a database of a newer Paylink is refused", async () => {
  await (await open()).close();
  await withClient((client) => client.query("UPDATE schema_version SET version = 999"));
  await expect(open()).rejects.toThrow("DATABASE_URL: has schema version 999");
});

test.each(migrationFiles().map((_name, index) => index))(
  "a database of version %d is brought forward",
  async (version) => {
    await withClient((client) => migrate(client, migrationFiles().slice(0, version)));
    const store = await open();
    expect(await store.commit({ links: [sampleLink("LAAAAA")] })).toEqual({ ok: true });
  },
);

test("what waits to be said in an older database is told to be of its links", async () => {
  await withClient(async (client) => {
    await migrate(client, migrationFiles().slice(0, 2));
    await client.query("INSERT INTO conversations (ref, ready_at) VALUES ('c', 1)");
    const sql = "INSERT INTO notices (conversation, body, is_paid, ready_at, stored_at) VALUES ('c', $1, $2, 1, 1)";
    for (const { body, isPaid } of crowdBeforePaid) await client.query(sql, [encodeDocument(body), Number(isPaid)]);
  });
  const claimed = await (await open()).claimConversation({ leaseMs: 1_000, now: new Date() });
  expect(claimed?.notices.map(({ body }) => body)).toContainEqual(crowdBeforePaid.at(-1)?.body);
});

test("audit rows can be neither changed nor deleted, whoever tries", async () => {
  const store = await open();
  await store.commit({ audit: [{ at: new Date(), who: "paylink", what: "link.created", outcome: "done" }] });
  await store.sealAudit([{ seq: 1, seal: "s" }]);
  await withClient(async (client) => {
    await expect(client.query("DELETE FROM audit")).rejects.toThrow("audit rows stay");
    await expect(client.query("TRUNCATE audit")).rejects.toThrow("audit rows stay");
    await expect(client.query("UPDATE audit SET what = 'x'")).rejects.toThrow("audit rows are never changed");
    await expect(client.query("UPDATE audit SET seal = 'other'")).rejects.toThrow("audit rows are never changed");
  });
});

test("what a killed process had in hand is taken over within seconds", async () => {
  const store = await open();
  const child = runScript(new URL("../../../test/support/store-hold-work.ts", import.meta.url), [url]);
  await child.hasLines(1);
  const now = new Date("2026-11-21T08:00:01.000Z");
  const lease = { leaseMs: 1_000, now };
  expect(await store.claimDeliveries({ ...lease, limit: 1 })).toEqual([]);
  await child.kill();
  const heard: string[] = [];
  store.onWork((kind) => heard.push(kind));
  const claimed = () => store.claimDeliveries({ ...lease, limit: 1 });
  await expect.poll(claimed, { timeout: 5_000 }).toMatchObject([{ key: "a", attempts: 1 }]);
  await expect.poll(() => heard).toEqual(expect.arrayContaining(["inbox", "tasks", "outbox"]));
  expect(await store.claimTasks({ ...lease, limit: 1 })).toMatchObject([{ linkId: "LAAAAA", attempts: 1 }]);
  expect(await store.claimConversation(lease)).toBeDefined();
  expect(await store.holdLease("poll", 1_000, now)).toBe(true);
});

test("a command beside the bots takes nothing over", async () => {
  const child = runScript(new URL("../../../test/support/store-hold-work.ts", import.meta.url), [url]);
  await child.hasLines(1);
  await child.kill();
  const side = await open({ role: "side" });
  const now = new Date("2026-11-21T08:00:01.000Z");
  expect(await side.claimDeliveries({ limit: 1, leaseMs: 1_000, now })).toEqual([]);
});

test("nothing a killed process acknowledged is lost", async () => {
  const child = runScript(new URL("../../../test/support/store-child.ts", import.meta.url), [url, "child", "K"]);
  await child.hasLines(200);
  await child.kill();
  const acknowledged = child.lines.slice(1);
  const store = await open();
  const links = await Promise.all(acknowledged.map((key) => store.findLink({ id: key as LinkId })));
  expect(links.filter((link) => link === undefined)).toEqual([]);
  const again = await Promise.all(acknowledged.map((key) => store.acceptDelivery(sampleDelivery(key))));
  expect(again.filter((result) => result === "accepted")).toEqual([]);
});
