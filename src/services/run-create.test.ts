import { describe, expect, it } from "vitest";
import { activeLink, benchAccount, benchRef, seenActive, serviceBench, usd } from "../../test/support/service-bench.ts";
import { sampleLink } from "../../test/support/store-samples.ts";
import { NotFoundError, ProviderError, type ProviderErrorKind } from "../model/errors.ts";
import { applyEvent } from "../model/link-transition.ts";
import type { PaymentEvent } from "../model/payment-event.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import { changeLink } from "./change-link.ts";

const creating = (changes: Partial<PaymentLink> = {}) =>
  sampleLink("L7K2QM", { price: { kind: "fixed", amount: usd(4999n) }, account: benchAccount, ...changes });
const unknown = (changes: Partial<PaymentLink> = {}) => creating({ status: "unknown", ...changes });
const failure = (kind: ProviderErrorKind) => new ProviderError({ provider: "onerway", operation: "x", kind });
const payment = (over: Partial<PaymentEvent> = {}): PaymentEvent => ({
  kind: "payment.succeeded",
  key: "p1",
  reference: creating().reference,
  occurredAt: new Date("2026-11-21T08:00:00Z"),
  amount: usd(4999n),
  ...over,
});
const paidNameless = () => applyEvent(unknown(), payment(), new Date("2026-11-21T08:00:00Z")).link;
const resolve = [{ kind: "resolve" as const }];

describe("a create", () => {
  it.each([
    ["outcome-unknown", "unknown"],
    ["invalid-answer", "unknown"],
    ["rejected", "failed"],
    ["unauthorised", "failed"],
    ["unavailable", "creating"],
    ["rate-limited", "creating"],
  ] as const)("that fails as %s leaves the link %s", async (kind, status) => {
    const bench = serviceBench({ provider: { createLink: () => Promise.reject(failure(kind)) } });
    await bench.put(creating(), [{ kind: "create" }]);
    await bench.work();

    expect((await bench.link()).status).toBe(status);
  });

  it("without an answer before its lease ends is unknown, and looked up", async () => {
    const bench = serviceBench({ provider: { createLink: () => new Promise(() => {}) } });
    await bench.put(creating(), [{ kind: "create" }]);
    const work = bench.work();
    await new Promise((done) => setTimeout(done, 20));
    bench.clock.advance(45_000);
    await work;

    expect((await bench.link()).status).toBe("unknown");
    expect((await bench.waiting()).map((task) => task.kind)).toEqual(["resolve"]);
  });

  it("takes in what was reported under its ref before anybody knew it, and closes what is paid", async () => {
    const bench = serviceBench();
    await bench.store.commit({ events: [{ account: benchAccount, event: payment({ ref: benchRef }) }] });
    await bench.put(creating(), [{ kind: "create" }]);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "paid", closing: { reason: "paid" }, payments: { count: 1 } });
    expect((await bench.waiting()).map((task) => task.kind)).toContain("close");
  });

  it("that was paid before a crash hid its answer is looked up, so that it can be closed", async () => {
    const bench = serviceBench({ provider: { resolveCreate: async () => seenActive } });
    await bench.put({ ...paidNameless() }, [{ kind: "create", data: { hasStarted: true } }]);
    await bench.work();
    bench.clock.advance(1_000);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "paid", ref: benchRef, closing: { reason: "paid" } });
  });

  it.each(["outcome-unknown", "rejected", "unavailable"] as const)(
    "that is paid while its answer is on the way, and then fails as %s, is looked up",
    async (kind) => {
      const isPaid = Promise.withResolvers<never>();
      const bench = serviceBench({
        provider: { createLink: () => isPaid.promise, resolveCreate: async () => seenActive },
      });
      await bench.put(creating(), [{ kind: "create" }]);
      const work = bench.work();
      await changeLink(bench.context, {
        target: { id: creating().id },
        decide: (link) => applyEvent(link, payment(), bench.clock.now()),
        who: "provider:onerway",
      });
      isPaid.reject(failure(kind));
      await work;
      for (let tries = 0; tries < 2; tries += 1) {
        bench.clock.advance(2_000);
        await bench.work();
      }

      expect(await bench.link()).toMatchObject({ status: "paid", ref: benchRef });
    },
  );
});

describe("an unknown create", () => {
  it.each(["rejected", "unauthorised", "unavailable"] as const)(
    "is not said to have failed because a look-up was %s",
    async (kind) => {
      const bench = serviceBench({ provider: { resolveCreate: () => Promise.reject(failure(kind)) } });
      await bench.put(unknown(), resolve);
      await bench.work();

      expect((await bench.link()).status).toBe("unknown");
      expect((await bench.waiting()).map((task) => task.kind)).toEqual(["resolve"]);
    },
  );

  it.each([
    ["rejected", "failed"],
    ["unauthorised", "unknown"],
  ] as const)("whose repetition is %s is %s", async (kind, status) => {
    const bench = serviceBench({
      traits: { unknownCreate: { way: "repeat", settleSeconds: 60 } },
      provider: { resolveCreate: () => Promise.reject(failure(kind)) },
    });
    await bench.put(unknown(), resolve);
    await bench.work();

    expect((await bench.link()).status).toBe(status);
  });

  it("is not made only after the stated wait, and searched for even then", async () => {
    const bench = serviceBench();
    await bench.put(unknown(), resolve);
    await bench.work();
    expect((await bench.link()).status).toBe("unknown");

    bench.clock.advance(60_000);
    await bench.work();
    expect(await bench.link()).toMatchObject({ status: "failed", failure: { code: "not-made" } });
    expect(await bench.waiting()).toEqual([{ kind: "resolve", attempts: 0, inMs: 600_000 }]);
  });

  it("found after it was said not to be made is closed and told", async () => {
    const bench = serviceBench({ provider: { resolveCreate: async () => seenActive } });
    await bench.put(creating({ status: "failed" }), resolve);
    await bench.work();

    expect(await bench.link()).toMatchObject({ status: "failed", ref: benchRef, closing: { reason: "abandoned" } });
    expect((await bench.told()).map((change) => change.kind)).toEqual(["found-late"]);
    expect((await bench.waiting()).map((task) => task.kind)).toContain("close");
  });

  it("is searched for three times after that, however often the search itself fails", async () => {
    const searches: (undefined | Error)[] = [failure("unavailable"), undefined, failure("unavailable")];
    const bench = serviceBench({
      provider: {
        resolveCreate: async () => {
          const next = searches.shift();
          if (next !== undefined) throw next;
          return undefined;
        },
      },
    });
    await bench.put(creating({ status: "failed" }), resolve);
    await bench.work();
    bench.clock.advance(300_000);
    await bench.work();
    bench.clock.advance(3_600_000);
    await bench.work();

    expect(await bench.waiting()).toEqual([{ kind: "resolve", attempts: 1, inMs: 300_000 }]);
  });

  it("that is paid meanwhile is still looked up", async () => {
    const bench = serviceBench({ provider: { resolveCreate: () => Promise.reject(new NotFoundError("not yet")) } });
    await bench.put(paidNameless(), resolve);
    await bench.work();

    expect(await bench.waiting()).toEqual([{ kind: "resolve", attempts: 1, inMs: 3_600_000 }]);
  });

  it("has nothing to look up once its ref is known", async () => {
    const bench = serviceBench({ provider: { resolveCreate: () => Promise.reject(new Error("asked for nothing")) } });
    await bench.put(activeLink(), resolve);
    await bench.work();

    expect(await bench.waiting()).toEqual([]);
  });
});
