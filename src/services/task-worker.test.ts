import { expect, it } from "vitest";
import { activeLink, benchAccount, benchRef, seenActive, serviceBench } from "../../test/support/service-bench.ts";
import { ProviderError, StoreUnavailableError } from "../model/errors.ts";
import type { AccountId, LinkId, ProviderRef, Reference } from "../model/payment-link.ts";
import type { LinkKey } from "../ports/payment-provider.ts";
import { createProviderRegistry } from "./provider-registry.ts";
import { startTaskWorker } from "./task-worker.ts";

const turns = async (count = 30) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const named = (index: number, account = benchAccount) =>
  activeLink({
    id: `L${1000 + index}` as LinkId,
    reference: `L${1000 + index}-X` as Reference,
    ref: `${benchRef}-${index}` as ProviderRef,
    account,
  });
const batch = { fetchBatch: 10, callsPerSecond: 5 };
const seenAll = async (keys: readonly LinkKey[]) =>
  keys.map((key) => ({ ref: key.ref ?? benchRef, state: "active" as const }));

it("outlives a store that goes away while a batch is being looked at", async () => {
  let isAway = false;
  const away = () => Promise.reject(new StoreUnavailableError("away"));
  const bench = serviceBench({
    traits: batch,
    provider: { fetchLinks: seenAll },
    store: (real) => ({
      ...real,
      findLink: (target) => (isAway ? away() : real.findLink(target)),
      retryTask: (task, at) => (isAway ? away() : real.retryTask(task, at)),
    }),
  });
  for (const index of [1, 2]) await bench.put(named(index), [{ kind: "check" }]);
  isAway = true;
  const worker = startTaskWorker(bench.context);
  await turns();
  isAway = false;
  bench.clock.advance(1_000);
  await turns();
  await worker.stop();

  expect((await bench.waiting()).map(({ kind, inMs }) => [kind, inMs])).toEqual([
    ["check", 5_000],
    ["check", 5_000],
  ]);
});

it("follows the rhythm of each task when a batch fails, and gives a hint up in the end", async () => {
  const refusal = new ProviderError({ provider: "onerway", operation: "list", kind: "unauthorised" });
  const bench = serviceBench({ traits: batch, provider: { fetchLinks: () => Promise.reject(refusal) } });
  await bench.put(named(1), [{ kind: "check" }]);
  await bench.put(named(2), [{ kind: "sweep" }]);
  const worker = startTaskWorker(bench.context);
  await turns();
  await worker.stop();

  expect(await bench.waiting()).toEqual([{ kind: "sweep", attempts: 1, inMs: 60_000 }]);
});

it("leaves room for other providers when one of them is slow", async () => {
  const bench = serviceBench({ provider: { fetchLink: () => new Promise(() => {}) } });
  const swift = "payermax:default" as AccountId;
  const asked: string[] = [];
  const other = {
    ...bench.provider,
    account: { ...bench.provider.account, id: swift },
    fetchLink: async (key: LinkKey) => {
      asked.push(key.reference);
      return { ref: key.ref ?? benchRef, state: "active" as const };
    },
  };
  const providers = createProviderRegistry([
    { title: "Slow", provider: bench.provider },
    { title: "Swift", provider: other },
  ]);
  for (let index = 0; index < 80; index += 1) await bench.put(named(index), [{ kind: "check" }]);
  await bench.put(named(99, swift), [{ kind: "check" }]);
  const worker = startTaskWorker({ ...bench.context, providers });
  await turns(60);

  expect(asked).toEqual(["L1099-X"]);
  bench.clock.advance(45_000);
  await worker.stop();
});

it("spreads routine looks that come due together over the provider's pace", async () => {
  let calls = 0;
  const bench = serviceBench({
    provider: {
      fetchLink: async (key) => {
        calls += 1;
        return { ref: key.ref ?? benchRef, state: "active" };
      },
    },
  });
  for (let index = 0; index < 40; index += 1) await bench.put(named(index), [{ kind: "sweep" }]);
  const worker = startTaskWorker(bench.context);
  await turns(60);
  expect(calls).toBe(10);

  for (let second = 0; second < 6; second += 1) {
    bench.clock.advance(1_000);
    await turns(60);
  }
  await worker.stop();
  expect(calls).toBe(40);
});

it("looks on without haste after a routine look that brought nothing", async () => {
  const bench = serviceBench();
  await bench.put(named(1), [{ kind: "sweep", attempts: 7 }]);
  const worker = startTaskWorker(bench.context);
  await turns();
  await worker.stop();

  expect(await bench.waiting()).toEqual([{ kind: "sweep", attempts: 0, inMs: 60_000 }]);
});

it("lets a provider that only fails rest, whichever links are due", async () => {
  let calls = 0;
  const bench = serviceBench({
    provider: {
      fetchLink: async () => {
        calls += 1;
        throw new ProviderError({ provider: "onerway", operation: "list", kind: "unavailable" });
      },
    },
  });
  for (let index = 0; index < 40; index += 1) await bench.put(named(index), [{ kind: "sweep" }]);
  const worker = startTaskWorker(bench.context);
  for (let second = 0; second < 60; second += 1) {
    await turns(40);
    bench.clock.advance(1_000);
  }
  await worker.stop();

  // Without a rest it would be five calls a second.
  expect(calls).toBeLessThan(60);
});

it("counts every call that a look makes", async () => {
  let looks = 0;
  const bench = serviceBench({
    traits: { ...batch, callsPerLook: 5, callsPerSecond: 2 },
    provider: {
      fetchLinks: async (keys) => {
        looks += 1;
        return seenAll(keys);
      },
    },
  });
  for (let index = 0; index < 200; index += 1) await bench.put(named(index), [{ kind: "sweep" }]);
  const worker = startTaskWorker(bench.context);
  for (let second = 0; second < 60; second += 1) {
    await turns(40);
    bench.clock.advance(1_000);
  }
  await worker.stop();

  // 2 calls a second, 5 a look: 24 looks in a minute, and 4 in the first burst.
  expect(looks).toBeLessThanOrEqual(28);
  expect(looks).toBeGreaterThan(10);
});

it("asks the instances that keep to the pace where nobody looks on, in the lane of what is wanted or of routine", async () => {
  const bench = serviceBench();
  const asked: string[] = [];
  const telling = (name: string) => ({
    ...bench.provider,
    fetchLink: async () => {
      asked.push(`${name} fetches`);
      return seenActive;
    },
    disableLink: async () => {
      asked.push(`${name} disables`);
      return "done" as const;
    },
  });
  const instances = { provider: telling("swift"), wanted: telling("soon"), routine: telling("steady") };
  const providers = createProviderRegistry([{ title: "All", ...instances }]);
  await bench.put(named(1), [{ kind: "check" }]);
  await bench.put(named(2), [{ kind: "sweep" }]);
  const closing = { ...named(3), status: "disabling" as const, closing: { reason: "asked" as const, isAsked: false } };
  await bench.put(closing, [{ kind: "close" }]);
  const worker = startTaskWorker({ ...bench.context, providers });
  await turns();
  await worker.stop();

  expect(asked.toSorted()).toEqual(["soon fetches", "steady fetches", "swift disables", "swift fetches"]);
});
