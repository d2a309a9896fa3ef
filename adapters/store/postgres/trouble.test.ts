import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { StoreUnavailableError } from "../../../src/model/errors.ts";
import type { LinkId } from "../../../src/model/payment-link.ts";
import type { Store } from "../../../src/ports/store.ts";
import { type PostgresServer, startPostgres } from "../../../test/support/postgres.ts";
import { storeContext } from "../../../test/support/store-context.ts";
import { sampleDelivery, sampleLink, sampleNotice } from "../../../test/support/store-samples.ts";
import { connectionConfig } from "./connection.ts";
import postgres from "./index.ts";

let server: PostgresServer;
let url: string;
let store: Store;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

beforeEach(async () => {
  url = await server.database();
  store = await postgres.open(storeContext(url));
});

afterEach(() => store.close());

async function timed<Result>(work: Promise<Result>): Promise<number> {
  const began = performance.now();
  await work;
  return performance.now() - began;
}

const refused = (work: Promise<unknown>) => expect(work).rejects.toBeInstanceOf(StoreUnavailableError);

test("while a table is locked a write is refused within two seconds, was not written, and works afterwards", async () => {
  const other = new Client(connectionConfig(url, "locker"));
  await other.connect();
  await other.query("BEGIN");
  await other.query("LOCK TABLE deliveries, links IN ACCESS EXCLUSIVE MODE");
  const tookMs = await timed(
    Promise.all([
      refused(store.acceptDelivery(sampleDelivery("a"))),
      refused(store.commit({ links: [sampleLink("LAAAAA")] })),
    ]),
  );
  expect(tookMs).toBeLessThan(2_500);
  await other.query("ROLLBACK");
  await other.end();
  expect(await store.acceptDelivery(sampleDelivery("a"))).toBe("accepted");
  expect(await store.commit({ links: [sampleLink("LAAAAA")] })).toEqual({ ok: true });
});

test("while the server is down everything is refused at once, and goes on when it is back", async () => {
  await store.commit({ links: [sampleLink("LAAAAA")] });
  await server.halt();
  const tookMs = await timed(
    Promise.all([
      refused(store.acceptDelivery(sampleDelivery("a"))),
      refused(store.findLink({ id: "LAAAAA" as LinkId })),
      refused(store.ready()),
    ]),
  );
  expect(tookMs).toBeLessThan(2_500);
  await server.start();
  await expect.poll(() => store.ready().then(() => true, String), { timeout: 10_000 }).toBe(true);
  expect(await store.acceptDelivery(sampleDelivery("a"))).toBe("accepted");
  expect(await store.findLink({ id: "LAAAAA" as LinkId })).toMatchObject({ revision: 1 });
});

test("what was in hand when the server went down comes free when it is back", async () => {
  const now = new Date();
  await store.acceptDelivery(sampleDelivery("a"));
  const [held] = await store.claimDeliveries({ limit: 1, leaseMs: 3_600_000, now });
  await server.restart();
  const again = () => store.claimDeliveries({ limit: 1, leaseMs: 3_600_000, now }).catch(() => []);
  await expect.poll(again, { timeout: 10_000 }).toMatchObject([{ key: "a", attempts: 1 }]);
  expect(await store.commit({ ...(held && { delivery: held }) })).toEqual({ ok: false, conflict: "lease" });
});

test("broken connections are replaced", async () => {
  await store.acceptDelivery(sampleDelivery("a"));
  await server.disconnect(url);
  await expect.poll(() => store.ready().then(() => true, String), { timeout: 10_000 }).toBe(true);
  expect(await store.acceptDelivery(sampleDelivery("a"))).toBe("duplicate");
});

test("another process hears at once that there is something to say", async () => {
  const other = await postgres.open(storeContext(url, { worker: "w2" }));
  const heard: string[] = [];
  other.onWork((kind) => heard.push(kind));
  const began = performance.now();
  await store.commit({ notices: [sampleNotice("LAAAAA")] });
  await expect.poll(() => heard, { interval: 5 }).toEqual(["outbox"]);
  expect(performance.now() - began).toBeLessThan(1_000);
  await other.close();
});

test("an error of one operation tells no value that was written", async () => {
  const failure = await store
    .writeRecord({ kind: "member", key: null as unknown as string, value: "a secret value" })
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(String(failure)).toBe("Error: store operation writeRecord failed (23502)");
});
