import { afterAll, beforeAll } from "vitest";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";
import { postgresBench } from "../support/postgres-bench.ts";
import { sqliteFileBench, sqliteMemoryBench } from "../support/store-bench.ts";
import { testStore } from "./store-contract.ts";

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => {
  await server.stop();
});

testStore(sqliteFileBench);
testStore(sqliteMemoryBench);
testStore(postgresBench(() => server));
