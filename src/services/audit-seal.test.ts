import { describe, expect, it } from "vitest";
import { emptyShared, memoryStore } from "../../test/support/memory-store.ts";
import { ManualClock } from "../../test/support/runtime.ts";
import type { AuditRow, NewAudit } from "../model/audit.ts";
import type { AuditTrail, Store } from "../ports/store.ts";
import { sealAudit, verifyAudit } from "./audit-seal.ts";

const first = "the-first-key-of-more-than-thirty-two-letters";
const second = "the-second-key-of-more-than-thirty-two-letters";
const clock = new ManualClock();
const row = (number: number): NewAudit => ({
  at: new Date(clock.now().getTime() + number),
  who: `desk:p${number}`,
  what: "link.requested",
  outcome: "done",
  facts: { amount: "5.00 USD", number: String(number) },
});

async function trailOf(count: number): Promise<Store> {
  const store = memoryStore(emptyShared(), { clock, worker: "test" });
  await write(store, count);
  return store;
}

async function write(store: Store, count: number): Promise<void> {
  await store.commit({ audit: Array.from({ length: count }, (_, number) => row(number)) });
}

/** The same trail with some rows read otherwise. */
function altered(store: Store, alter: (rows: readonly AuditRow[]) => readonly AuditRow[]): AuditTrail {
  return { ...store, listAudit: async (range) => alter(await store.listAudit(range)) };
}

describe("the seals", () => {
  it("prove a trail that nobody touched, and count what is not sealed yet", async () => {
    const store = await trailOf(3);
    expect(await sealAudit(store, first)).toBe(3);
    await write(store, 2);

    expect(await verifyAudit(store, first)).toMatchObject({ isIntact: true, rows: 3, unsealed: 2 });
    expect(await sealAudit(store, first)).toBe(2);
    expect(await verifyAudit(store, first)).toMatchObject({ isIntact: true, rows: 5, unsealed: 0 });
  });

  it("of an empty trail are none", async () => {
    const store = await trailOf(0);

    expect(await sealAudit(store, first)).toBe(0);
    expect(await verifyAudit(store, first)).toEqual({ isIntact: true, rows: 0, unsealed: 0, head: "" });
  });

  it("made before and after the key was changed are all good with both keys, not with one", async () => {
    const store = await trailOf(2);
    await sealAudit(store, first);
    await write(store, 2);
    await sealAudit(store, `${second}, ${first}`);

    expect(await verifyAudit(store, `${second},${first}`)).toMatchObject({ isIntact: true, rows: 4 });
    expect(await verifyAudit(store, first)).toMatchObject({ isIntact: false });
    expect(await verifyAudit(store, second)).toMatchObject({ isIntact: false });
  });

  it.each<[string, (rows: readonly AuditRow[]) => readonly AuditRow[]]>([
    ["a changed name", (rows) => rows.map((each, at) => (at === 1 ? { ...each, who: "desk:eve" } : each))],
    [
      "a changed figure",
      (rows) => rows.map((each, at) => (at === 1 ? { ...each, facts: { ...each.facts, amount: "6.00 USD" } } : each)),
    ],
    ["a row taken out", (rows) => rows.filter((_each, at) => at !== 1)],
    ["the first row taken out", (rows) => rows.slice(1)],
    ["two rows in each other's place", ([a, b, ...rest]) => [b, a, ...rest].flatMap((each) => each ?? [])],
    [
      "a seal taken off",
      (rows) =>
        rows.map((each, at) => {
          const { seal: _seal, ...bare } = each;
          return at === 1 ? bare : each;
        }),
    ],
  ])("show %s", async (_name, alter) => {
    const store = await trailOf(4);
    await sealAudit(store, first);

    expect(await verifyAudit(altered(store, alter), first)).toMatchObject({ isIntact: false });
  });

  it("are made in the order of the rows, whatever order their facts are read in", async () => {
    const store = await trailOf(2);
    await sealAudit(store, first);
    const turned = altered(store, (rows) =>
      rows.map((each) => ({ ...each, facts: Object.fromEntries(Object.entries(each.facts ?? {}).reverse()) })),
    );

    expect(await verifyAudit(turned, first)).toMatchObject({ isIntact: true });
  });

  it("are made for a while only: the rest is left for the next time", async () => {
    let sealed = 0;
    const endless: AuditTrail = {
      lastSealed: async () => undefined,
      listAudit: async ({ afterSeq = 0, limit }) =>
        Array.from({ length: limit }, (_, at) => ({ ...row(at), seq: afterSeq + at + 1 })),
      sealAudit: async (seals) => {
        sealed += seals.length;
      },
    };

    expect(await sealAudit(endless, first)).toBe(sealed);
    expect(sealed).toBe(20_000);
  });
});
