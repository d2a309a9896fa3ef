import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { runBatch } from "./batch.ts";
import { migrate } from "./migrate.ts";
import { openSession } from "./session.ts";
import { type Call, stages } from "./wire.ts";

const accept: Call = ["acceptDelivery", ["slack", "a", "lane", "{}", 0]];

function openBatch(stage: number = stages.running) {
  const database = new DatabaseSync(":memory:");
  migrate(database);
  const session = openSession(database, "w1");
  const cell = new Int32Array(new SharedArrayBuffer(4));
  cell[0] = stage;
  const count = () => session.get<{ n: number }>("SELECT count(*) AS n FROM deliveries")?.n;
  return {
    run: (calls: readonly Call[]) => runBatch(database, session, { calls, stage: cell }),
    count,
    cell,
    database,
  };
}

test("a batch is committed once and tells what work there is", () => {
  const { run, count, cell } = openBatch();
  expect(run([accept, accept])).toEqual({
    kind: "done",
    outcomes: [
      ["ok", true],
      ["ok", false],
    ],
    work: ["inbox"],
  });
  expect(count()).toBe(1);
  expect(cell[0]).toBe(stages.committing);
});

test("a batch that was given up before its commit writes nothing and announces nothing", () => {
  const { run, count, cell, database } = openBatch(stages.abandoned);
  expect(run([accept])).toEqual({ kind: "abandoned" });
  expect(count()).toBe(0);
  expect(database.isTransaction).toBe(false);
  cell[0] = stages.running;
  expect(run([["findRequest", "x"]])).toMatchObject({ kind: "done", work: [] });
});

test("an operation that fails halfway undoes itself and nothing else", () => {
  const { run, count } = openBatch();
  const broken: Call = ["writeRecord", [{ kind: "k", key: null, value: "1", expected: null, expires_at: null }, 0]];
  expect(run([accept, broken])).toMatchObject({
    kind: "done",
    outcomes: [
      ["ok", true],
      ["error", expect.any(String)],
    ],
  });
  expect(count()).toBe(1);
});

test("a commit that meets a conflict undoes what it had written", () => {
  const { run, count } = openBatch();
  const empty = { links: [], events: [], tasks: [], cancelTasks: [], notices: [], audit: [], records: [] };
  const none = { delivery: null, task: null, request: null, matched: null, draft: null, dropDraft: null };
  const record = { kind: "k", key: "k", value: "1", expected: 0, expires_at: null };
  const writes = [record, { ...record, expected: 9 }];
  const commit: Call = ["commit", { now: 0, ...none, ...empty, records: writes }];
  expect(run([accept, commit])).toMatchObject({
    outcomes: [
      ["ok", true],
      ["ok", { ok: false, conflict: "record" }],
    ],
  });
  expect(count()).toBe(1);
  expect(run([["getRecord", ["k", "k", 0]]])).toMatchObject({ outcomes: [["ok", undefined]] });
});
