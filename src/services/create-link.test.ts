import { describe, expect, it } from "vitest";
import { memoryCache, seededIds } from "../../test/support/runtime.ts";
import { activeLink, serviceBench, usd } from "../../test/support/service-bench.ts";
import type { ActorId, ConversationRef } from "../model/conversation.ts";
import type { DeliveryId } from "../model/delivery.ts";
import { InputError, ProviderError } from "../model/errors.ts";
import type { CreateRequest } from "../model/intent.ts";
import { applyEvent } from "../model/link-transition.ts";
import type { PaymentLink, ProviderRef } from "../model/payment-link.ts";
import type { IdSource } from "../ports/runtime.ts";
import { LostLeaseError } from "./change-link.ts";
import { type Asker, type CreateContext, createLink, isStillFresh } from "./create-link.ts";

const mug: CreateRequest = {
  price: { kind: "fixed", amount: usd(500n) },
  description: "mug",
  items: [],
  options: {},
};

const renamed = "desk:renamed" as ConversationRef;

function benchOf(settings: Parameters<typeof serviceBench>[0] = {}, ids: IdSource = seededIds("create")) {
  const bench = serviceBench(settings);
  const context: CreateContext = { ...bench.context, ids, cache: memoryCache(bench.clock) };
  const ann = (over: Partial<Asker> = {}): Asker => ({
    actor: { id: "desk:ann" as ActorId, name: "Ann" },
    locale: { language: "en", timezone: "UTC" },
    origin: "desk:main" as ConversationRef,
    askedIn: "desk:main" as ConversationRef,
    defaults: {},
    askedAt: bench.clock.now(),
    ...over,
  });
  const create = (request = mug, asker = ann()) => createLink(context, request, asker, () => ({}));
  const all = async () => (await bench.store.listLinks({ limit: 50 })).links;
  return { ...bench, context, ann, create, all };
}

describe("the same request", () => {
  it("pressed twice at once makes one link", async () => {
    const { create, all } = benchOf();
    const outcomes = await Promise.all([create(), create(), create()]);

    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(["begun", "repeated", "repeated"]);
    expect(new Set(outcomes.map((outcome) => outcome.link.id)).size).toBe(1);
    expect(await all()).toHaveLength(1);
  });

  it("means the first link for as long as that is being made, and half a minute longer", async () => {
    const { create, clock, work, all } = benchOf();
    await create();
    clock.advance(600_000);
    expect((await create()).kind).toBe("repeated");

    await work();
    clock.advance(29_999);
    expect((await create()).kind).toBe("repeated");

    clock.advance(1);
    expect((await create()).kind).toBe("begun");
    expect(await all()).toHaveLength(2);
  });

  it("that waited is taken as asked when it came in", async () => {
    const { create, clock, work, ann } = benchOf();
    await create();
    await work();
    const askedAt = clock.now();
    clock.advance(600_000);

    expect((await create(mug, ann({ askedAt }))).kind).toBe("repeated");
  });

  it("makes a new link at once when the first was not made", async () => {
    const refusal = new ProviderError({ provider: "onerway", operation: "add", kind: "rejected" });
    const { create, work } = benchOf({ provider: { createLink: () => Promise.reject(refusal) } });
    await create();
    await work();

    expect((await create()).kind).toBe("begun");
  });

  it.each<[PaymentLink["status"], boolean]>([
    ["creating", true],
    ["unknown", true],
    ["failed", false],
    ["active", true],
    ["paid", true],
    ["disabled", true],
    ["expired", true],
  ])("means a link that is %s a moment after it was made: %s", (status, isFresh) => {
    const madeAt = new Date("2026-11-21T08:00:00Z");

    expect(isStillFresh(activeLink({ status, madeAt }), new Date(madeAt.getTime() + 1_000))).toBe(isFresh);
  });

  it("means a link that was paid before its create was answered", () => {
    const { madeAt: _unknown, ...creating } = activeLink({ status: "creating" });
    const paid = { kind: "payment.succeeded", key: "p1", ref: "r1" as ProviderRef, amount: usd(500n) } as const;
    const now = new Date("2026-11-21T08:00:00Z");
    const { link } = applyEvent(creating, { ...paid, occurredAt: now }, now);

    expect(link.status).toBe("paid");
    expect(isStillFresh(link, now)).toBe(true);
  });

  it("is another one when anything in it differs", async () => {
    const { create, ann, all } = benchOf({ traits: { currencies: ["USD"] } });
    const other = "desk:other" as ConversationRef;
    const others: readonly (readonly [CreateRequest, Asker])[] = [
      [mug, ann()],
      [{ ...mug, price: { kind: "fixed", amount: usd(501n) } }, ann()],
      [{ ...mug, description: "cup" }, ann()],
      [{ ...mug, items: [{ name: "mug", quantity: 2, unitPrice: usd(250n) }] }, ann()],
      [{ ...mug, uses: "many" }, ann()],
      [{ ...mug, country: "ID" }, ann()],
      [{ ...mug, expiresInSeconds: 86_400 }, ann()],
      [{ ...mug, customerReference: "INV-1" }, ann()],
      [{ ...mug, note: "n" }, ann()],
      [mug, ann({ actor: { id: "desk:ben" as ActorId, name: "Ben" } })],
      [mug, ann({ origin: other, askedIn: other })],
      [mug, ann({ againOf: "L7K2QM" })],
    ];
    for (const [request, asker] of others) expect((await create(request, asker)).kind).toBe("begun");

    expect(await all()).toHaveLength(others.length);
  });

  it("is the same although its conversation has another name by the time it is handled", async () => {
    const { create, ann, all } = benchOf();
    await create();

    expect((await create(mug, ann({ origin: renamed }))).kind).toBe("repeated");
    expect(await all()).toHaveLength(1);
  });

  it("is the same when it is asked under the new name while the first waited under the old one", async () => {
    const { create, ann, all } = benchOf();
    await create(mug, ann({ origin: renamed }));

    expect((await create(mug, ann({ origin: renamed, askedIn: renamed }))).kind).toBe("repeated");
    expect(await all()).toHaveLength(1);
  });

  it("is the same although the time it is to live is counted from a moment later", async () => {
    const { create, clock } = benchOf();
    await create({ ...mug, expiresInSeconds: 86_400 });
    clock.advance(20_000);

    expect((await create({ ...mug, expiresInSeconds: 86_380 })).kind).toBe("repeated");
  });
});

describe("a new link", () => {
  it("is stored with its task, its card, its audit row and what the turn adds", async () => {
    const { context, ann, store, waiting } = benchOf();
    const records = [{ kind: "k", key: "x", value: 1 }];
    const { link } = await createLink(context, mug, ann(), () => ({ records }));

    expect(await store.getRecord("k", "x", ann().askedAt)).toMatchObject({ value: 1 });
    expect(await store.listAudit({ limit: 9 })).toMatchObject([{ what: "link.requested", linkId: link.id }]);
    expect(await waiting()).toMatchObject([{ kind: "create", attempts: 0, inMs: 0 }]);
    expect(link).toMatchObject({ status: "creating", reference: expect.stringMatching(new RegExp(`^${link.id}-`)) });
  });

  it("gets another id when the first is taken", async () => {
    let drawn = 0;
    const ids: IdSource = { uuid: () => "", bytes: (length) => new Uint8Array(length).fill(drawn++ < 4 ? 7 : drawn) };
    const { create, all } = benchOf({}, ids);
    await create();
    await create({ ...mug, description: "cup" });

    expect(new Set((await all()).map((link) => link.id)).size).toBe(2);
  });

  it("is not made when the turn has passed to another worker", async () => {
    const { context, ann, all } = benchOf();
    const delivery = { id: "1" as DeliveryId, fence: 1 };

    await expect(createLink(context, mug, ann(), () => ({ delivery }))).rejects.toThrow(LostLeaseError);
    expect(await all()).toEqual([]);
  });

  it("is not made when its provider refuses it beforehand, or cannot be asked in time", async () => {
    const refusal = new InputError("currency-not-taken");
    const refusing = benchOf({ provider: { checkOrder: () => Promise.reject(refusal) } });
    const silent = benchOf({ provider: { checkOrder: () => new Promise(() => {}) } });
    const waiting = silent.create();
    await new Promise((resolve) => setImmediate(resolve));
    silent.clock.advance(10_000);

    await expect(refusing.create()).rejects.toBe(refusal);
    await expect(waiting).rejects.toMatchObject({ kind: "unavailable" });
    expect([...(await refusing.all()), ...(await silent.all())]).toEqual([]);
  });
});
