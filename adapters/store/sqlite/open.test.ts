import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError } from "../../../src/model/errors.ts";
import type { LinkId } from "../../../src/model/payment-link.ts";
import type { Store, StoreContext } from "../../../src/ports/store.ts";
import { runScript } from "../../../test/support/child-process.ts";
import { scratchFolder } from "../../../test/support/store-bench.ts";
import { storeContext } from "../../../test/support/store-context.ts";
import { crowdBeforePaid, sampleDelivery, sampleLink } from "../../../test/support/store-samples.ts";
import { encodeDocument } from "../../shared/store-codec.ts";
import sqlite from "./index.ts";
import { migrate, migrationFiles } from "./migrate.ts";

let folder: ReturnType<typeof scratchFolder>;
let opened: Store[];

beforeEach(() => {
  folder = scratchFolder();
  opened = [];
});

afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  folder.remove();
});

function file(name = "paylink.db"): string {
  return join(folder.path, name);
}

async function open(changes: Partial<StoreContext> = {}, path = file()): Promise<Store> {
  const store = await sqlite.open(storeContext(`sqlite:${path}`, changes));
  opened.push(store);
  return store;
}

describe("the URL", () => {
  test.each(["sqlite:data/paylink.db", "sqlite:/var/lib/paylink.db", "sqlite::memory:"])("%s is good", (url) => {
    expect(sqlite.accepts(url)).toBe(true);
    expect(sqlite.problem(url)).toBeUndefined();
  });

  test.each([
    ["sqlite:", "names no file"],
    ["sqlite://host/x.db", "has slashes after sqlite: that make no path"],
    ["sqlite:data/", "names a folder, not a file"],
    ["sqlite:x.db?mode=ro", "has characters that make no path"],
  ])("%s %s", (url, problem) => {
    expect(sqlite.problem(url)).toBe(problem);
  });

  test("of another engine is not ours", () => {
    expect(sqlite.accepts("postgres://localhost/paylink")).toBe(false);
  });
});

test("the folder of the file is made", async () => {
  await open({}, file("data/deep/paylink.db"));
  expect(existsSync(file("data/deep/paylink.db"))).toBe(true);
});

test("what was written is there when the file is opened again", async () => {
  const first = await open();
  await first.commit({ links: [sampleLink("LAAAAA")] });
  await first.close();
  const second = await open();
  expect(await second.findLink({ id: "LAAAAA" as LinkId })).toMatchObject({ revision: 1 });
});

test("claims are given back when the store is closed", async () => {
  const first = await open();
  const now = new Date();
  await first.acceptDelivery(sampleDelivery("a"));
  await first.claimDeliveries({ limit: 1, leaseMs: 3_600_000, now });
  await first.close();
  const side = await open({ role: "side", worker: "w2" });
  expect(await side.claimDeliveries({ limit: 1, leaseMs: 1, now })).toMatchObject([{ key: "a" }]);
});

test("a second bot on the same file is refused with what to change", async () => {
  await open();
  const refusal = open({ worker: "w2" });
  await expect(refusal).rejects.toBeInstanceOf(ConfigError);
  await expect(refusal).rejects.toThrow("DATABASE_URL: another Paylink process uses this file");
});

test("the file is free as soon as its bot is closed", async () => {
  await (await open()).close();
  await expect(open({ worker: "w2" })).resolves.toBeDefined();
});

test("a command beside the bot opens the file and takes nothing over", async () => {
  const bot = await open();
  const now = new Date();
  await bot.acceptDelivery(sampleDelivery("a"));
  await bot.claimDeliveries({ limit: 1, leaseMs: 3_600_000, now });
  const side = await open({ role: "side", worker: "w2" });
  expect(await side.claimDeliveries({ limit: 1, leaseMs: 1, now })).toEqual([]);
  expect(await side.writeRecord({ kind: "invitation", key: "x", value: 1 })).toBe(true);
  expect(await bot.getRecord("invitation", "x", now)).toMatchObject({ value: 1 });
});

test("a killed bot's file can be opened at once, and nothing it acknowledged is lost", async () => {
  const child = runScript(new URL("../../../test/support/store-child.ts", import.meta.url), [
    `sqlite:${file()}`,
    "child",
    "K",
  ]);
  await child.hasLines(200);
  await child.kill();
  const acknowledged = child.lines.slice(1);
  const store = await open();
  const links = await Promise.all(acknowledged.map((key) => store.findLink({ id: key as LinkId })));
  expect(links.filter((link) => link === undefined)).toEqual([]);
  const again = await Promise.all(acknowledged.map((key) => store.acceptDelivery(sampleDelivery(key))));
  expect(again.filter((result) => result === "accepted")).toEqual([]);
});

test("a database of a newer Paylink is refused", async () => {
  await (await open()).close();
  const raw = new DatabaseSync(file());
  raw.exec("PRAGMA user_version = 999");
  raw.close();
  await expect(open()).rejects.toThrow("DATABASE_URL: has schema version 999");
});

test.each(migrationFiles().map((_name, index) => index))(
  "a database of version %d is brought forward",
  async (version) => {
    const raw = new DatabaseSync(file());
    migrate(raw, migrationFiles().slice(0, version));
    raw.close();
    const store = await open();
    expect(await store.commit({ links: [sampleLink("LAAAAA")] })).toEqual({ ok: true });
  },
);

test("what waits to be said in an older database is told to be of its links", async () => {
  const raw = new DatabaseSync(file());
  migrate(raw, migrationFiles().slice(0, 2));
  raw.exec("INSERT INTO conversations (ref, ready_at) VALUES ('c', 1)");
  const insert = raw.prepare(
    "INSERT INTO notices (conversation, body, is_paid, ready_at, stored_at) VALUES ('c', ?, ?, 1, 1)",
  );
  for (const { body, isPaid } of crowdBeforePaid) insert.run(encodeDocument(body), Number(isPaid));
  raw.close();
  const claimed = await (await open()).claimConversation({ leaseMs: 1_000, now: new Date() });
  expect(claimed?.notices.map(({ body }) => body)).toContainEqual(crowdBeforePaid.at(-1)?.body);
});

test("a file that is no database is refused", async () => {
  writeFileSync(file(), "not a database, just a long enough text to be read as a page header".repeat(100));
  await expect(open()).rejects.toBeInstanceOf(ConfigError);
});

test("audit rows can be neither changed nor deleted, whoever tries", async () => {
  const store = await open();
  await store.commit({ audit: [{ at: new Date(), who: "paylink", what: "link.created", outcome: "done" }] });
  await store.sealAudit([{ seq: 1, seal: "s" }]);
  const raw = new DatabaseSync(file());
  expect(() => raw.exec("DELETE FROM audit")).toThrow("audit rows stay");
  expect(() => raw.exec("UPDATE audit SET what = 'x'")).toThrow("audit rows are never changed");
  expect(() => raw.exec("UPDATE audit SET seal = 'other'")).toThrow("audit rows are never changed");
  raw.close();
});
