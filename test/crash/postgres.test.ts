import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";
import { crashEverywhere } from "./crash-run.ts";
import { killAgainAndAgain } from "./kill-run.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

it("leaves what a killed bot had in hand to the other one on the same database", { timeout: 90_000 }, async () => {
  const databaseUrl = await server.database();
  const run = await crashEverywhere({
    provider: "payermax",
    flows: ["pay"],
    depth: "every write",
    databaseUrl,
    bots: 2,
  });

  expect(run.verdict.problems).toEqual([]);
  expect(run.killedAt.length).toBeGreaterThan(4);
});

it("loses and doubles nothing while one of two bots is killed again and again under load", {
  timeout: 90_000,
}, async () => {
  const databaseUrl = await server.database();
  const run = await killAgainAndAgain({ databaseUrl, provider: "gstable", kills: 3, everyMs: 1_000, people: 3 });

  expect(run.verdict.problems).toEqual([]);
  expect(run.heard).toBeGreaterThan(15);
  expect(run.pressedTwice).toBeGreaterThan(5);
  expect(run.payments).toBeGreaterThan(5);
});
