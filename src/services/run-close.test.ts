import { describe, expect, it } from "vitest";
import { activeLink, benchRef, seenActive, serviceBench, usd } from "../../test/support/service-bench.ts";
import { NotFoundError, ProviderError, StoreUnavailableError } from "../model/errors.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ProviderLink } from "../model/provider-link.ts";

const disabling = (changes: Partial<PaymentLink> = {}) =>
  activeLink({ status: "disabling", closing: { reason: "asked", isAsked: false }, ...changes });
const paidOnce = { count: 1, sum: 4999n, refunded: 0n, settled: 0 };
const refusal = new ProviderError({ provider: "onerway", operation: "disable", kind: "rejected" });
const close = [{ kind: "close" as const }];

describe("closing a link", () => {
  it("ends when the provider has stopped it", async () => {
    const bench = serviceBench();
    await bench.put(disabling(), close);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "disabled" });
    expect((await bench.waiting()).map((task) => task.kind)).toEqual(["sweep"]);
  });

  it("counts money that came until then as in time, whoever reports it late", async () => {
    const seen: ProviderLink = { ...seenActive, state: "disabled", totals: { count: 1, sum: usd(4999n) } };
    const bench = serviceBench({ provider: { fetchLink: async () => seen } });
    await bench.put(disabling(), close);
    await bench.work();

    const link = await bench.link();
    expect(link).toMatchObject({ status: "paid", marks: {} });
    expect(link.closing).toBeUndefined();
    expect((await bench.told()).map((change) => change.kind)).toEqual(["paid"]);
  });

  it("goes on looking while the stop is only asked for", async () => {
    const bench = serviceBench({ provider: { disableLink: async () => "asked" } });
    await bench.put(disabling(), close);
    await bench.work();
    expect((await bench.link()).closing).toMatchObject({ isAsked: true });

    bench.clock.advance(1_000);
    await bench.work();
    expect(await bench.waiting()).toContainEqual({ kind: "close", attempts: 1, inMs: 1_000 });
  });

  it("is given up, and said so, when a link whose stop was asked for stays plainly open", async () => {
    const bench = serviceBench({ provider: { disableLink: async () => "asked" } });
    await bench.put(disabling({ closing: { reason: "asked", isAsked: true } }), [{ kind: "close", attempts: 10 }]);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "active" });
    expect(await bench.told()).toMatchObject([{ kind: "refused", what: "disable", code: "not-confirmed" }]);
  });

  it("waits on while the provider says that it is cancelling", async () => {
    const bench = serviceBench({ provider: { fetchLink: async () => ({ ...seenActive, state: "cancelling" }) } });
    await bench.put(disabling({ closing: { reason: "asked", isAsked: true } }), [{ kind: "close", attempts: 30 }]);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "disabling" });
    expect((await bench.waiting()).map((task) => task.kind)).toContain("close");
  });

  it("is not a refusal when only a reminder is refused", async () => {
    const bench = serviceBench({ provider: { disableLink: () => Promise.reject(refusal) } });
    await bench.put(disabling({ closing: { reason: "asked", isAsked: true } }), [{ kind: "close", attempts: 2 }]);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "disabling" });
    expect(await bench.told()).toEqual([]);
  });

  it("refused for good leaves the link payable, says so and ends, in one write", async () => {
    const bench = serviceBench({ provider: { disableLink: () => Promise.reject(refusal) } });
    await bench.put(disabling(), close);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "active" });
    expect(await bench.told()).toMatchObject([{ kind: "refused", code: "rejected" }]);
    expect((await bench.waiting()).map((task) => task.kind)).not.toContain("close");
  });

  it("refused because the link is over already is no refusal", async () => {
    const bench = serviceBench({
      provider: {
        disableLink: () => Promise.reject(refusal),
        fetchLink: async () => ({ ref: benchRef, state: "expired" }),
      },
    });
    await bench.put(disabling(), close);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "expired" });
    expect((await bench.told()).map((change) => change.kind)).toEqual(["expired"]);
  });

  it.each(["once", "many"] as const)("of a paid link ends also when the provider refuses (%s)", async (nativeUses) => {
    const bench = serviceBench({ traits: { nativeUses }, provider: { disableLink: () => Promise.reject(refusal) } });
    await bench.put(activeLink({ status: "paid", payments: paidOnce, closing: { reason: "paid", isAsked: false } }), [
      { kind: "close" },
    ]);
    await bench.work();

    expect((await bench.link()).closing).toBeUndefined();
    expect((await bench.told()).map((change) => change.kind)).toEqual(nativeUses === "once" ? [] : ["refused"]);
  });

  it("taken up by another worker meanwhile says nothing to anybody", async () => {
    const bench = serviceBench();
    const late = Promise.withResolvers<"done">();
    bench.provider.disableLink = () => late.promise;
    await bench.put(disabling(), close);
    const work = bench.work();
    await Promise.resolve();
    bench.clock.advance(61_000);
    await bench.claim();
    late.resolve("done");

    await expect(work).rejects.toThrow(/lease/);
    expect(await bench.told()).toEqual([]);
    expect(await bench.link()).toMatchObject({ status: "disabling" });
  });

  it("ends in time before its lease does, when the provider never answers", async () => {
    const bench = serviceBench({ provider: { disableLink: () => new Promise(() => {}) } });
    await bench.put(disabling(), close);
    const work = bench.work();
    await new Promise((resolve) => setImmediate(resolve));
    bench.clock.advance(45_000);
    await work;

    expect(await bench.waiting()).toEqual([{ kind: "close", attempts: 1, inMs: 1_000 }]);
  });

  it("is noted although the store is away for a moment", async () => {
    let isAway = true;
    const bench = serviceBench({
      store: (real) => ({
        ...real,
        commit: (commit) => (isAway ? Promise.reject(new StoreUnavailableError("away")) : real.commit(commit)),
      }),
    });
    await bench.put(disabling(), close);
    const work = bench.work();
    await new Promise((resolve) => setTimeout(resolve, 20));
    isAway = false;
    bench.clock.advance(1_000);
    await work;

    expect(await bench.link()).toMatchObject({ status: "disabled" });
  });
});

describe("a link whose time is over", () => {
  const expired = (changes: Partial<PaymentLink> = {}) =>
    activeLink({ expiresAt: new Date("2026-11-21T07:59:00Z"), expiryBy: "provider", ...changes });
  const expire = [{ kind: "expire" as const }];

  it("is closed by the bot where the provider has no expiry", async () => {
    const bench = serviceBench();
    await bench.put(expired({ expiryBy: "paylink" }), expire);
    await bench.work();
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "expired", closedAt: new Date("2026-11-21T07:59:00Z") });
  });

  it("is not closed again at once when the provider refused to", async () => {
    const bench = serviceBench({ provider: { disableLink: () => Promise.reject(refusal) } });
    await bench.put(expired({ expiryBy: "paylink" }), expire);
    await bench.work();
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "active" });
    const [task] = (await bench.waiting()).filter(({ kind }) => kind === "expire");
    expect(task?.inMs).toBe(86_400_000);
  });

  it("is given a minute to be seen as expired, and closed when the provider keeps it open", async () => {
    const bench = serviceBench();
    await bench.put(expired(), expire);
    await bench.work();
    expect(await bench.link()).toMatchObject({ status: "active" });

    bench.clock.advance(20_000);
    await bench.work();
    expect(await bench.link()).toMatchObject({ status: "disabling", closing: { reason: "expired" } });
  });

  it("is over when the provider does not know it any more", async () => {
    const bench = serviceBench({ provider: { fetchLink: () => Promise.reject(new NotFoundError("gone")) } });
    await bench.put(expired({ expiresAt: new Date("2026-11-21T07:50:00Z") }), expire);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "expired" });
  });

  it("lives on when the provider prolonged it", async () => {
    const expiresAt = new Date("2026-11-22T08:00:00Z");
    const bench = serviceBench({ provider: { fetchLink: async () => ({ ...seenActive, expiresAt }) } });
    await bench.put(expired(), expire);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "active", expiresAt });
    expect(await bench.waiting()).toContainEqual({ kind: "expire", attempts: 0, inMs: 86_400_000 });
  });
});
