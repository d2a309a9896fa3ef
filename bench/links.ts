import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sqlite from "../adapters/store/sqlite/index.ts";
import { systemClock, systemIds } from "../src/app/runtime.ts";
import type { ActorId, ConversationRef } from "../src/model/conversation.ts";
import { requireCurrency } from "../src/model/currency.ts";
import { type PaymentLink, type ProviderRef, type Reference, toLinkId } from "../src/model/payment-link.ts";
import type { Store } from "../src/ports/store.ts";
import { KeptLogger, KeptMetrics } from "../test/support/runtime.ts";
import { median } from "./processes.ts";
import { type Row, shown, spread } from "./rows.ts";

const usd = requireCurrency("USD");
const samples = 300;
const settleMs = 10_000;
const runs = 3;

/** Create, list and show with many links stored, against the same with few. */
export async function linkRows(few: number, many: number): Promise<readonly Row[]> {
  const small = await measure(few);
  const large = await measure(many);
  return (["create", "list", "show"] as const).map((verb) => {
    const ratio = median(large[verb]) / median(small[verb]);
    return {
      what: `${verb} with ${many.toLocaleString("en")} links stored; against ${few.toLocaleString("en")}`,
      measured: spread(large[verb], " ms"),
      baseline: spread(small[verb], " ms"),
      ratio: shown(ratio),
      wanted: "≤ 1.5",
      isMet: ratio <= 1.5,
    };
  });
}

async function measure(count: number) {
  const folder = mkdtempSync(join(tmpdir(), "paylink-links-"));
  const store = await sqlite.open({
    url: `sqlite:${join(folder, "links.db")}`,
    worker: "bench",
    role: "bot",
    clock: systemClock,
    logger: new KeptLogger(),
    metrics: new KeptMetrics(),
  });
  try {
    const ids = await fill(store, count);
    // What the filling left for the disk to write would be counted against the first creates.
    await systemClock.sleep(settleMs);
    let made = count;
    const next = () => {
      made += 1;
      return linkNumber(made);
    };
    const figures: Record<"create" | "list" | "show", number[]> = { create: [], list: [], show: [] };
    for (let run = 0; run < runs; run += 1) {
      figures.create.push(await middle(() => create(store, next())));
      figures.list.push(
        await middle(async () => store.listLinks({ createdBy: personOf(Math.floor(Math.random() * 100)), limit: 10 })),
      );
      figures.show.push(
        await middle(async () =>
          store.findLink({ id: ids[Math.floor(Math.random() * ids.length)] ?? ids[0] ?? toLinkId(systemIds.bytes(5)) }),
        ),
      );
    }
    return figures;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function middle(work: () => Promise<unknown>): Promise<number> {
  const figures: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const startedAt = performance.now();
    await work();
    figures.push(performance.now() - startedAt);
  }
  return median(figures);
}

/** Everything that is written when a person asks for a link, as the service writes it. */
async function create(store: Store, link: PaymentLink): Promise<void> {
  const result = await store.commit({
    links: [{ ...link, status: "creating" }],
    request: { key: `key-${link.id}`, linkId: link.id },
    tasks: [{ linkId: link.id, account: link.account, kind: "create", dueAt: link.createdAt }],
    notices: [{ conversation: link.origin, body: { kind: "card", linkId: link.id } }],
    audit: [{ at: link.createdAt, who: link.createdBy.id, what: "link.requested", outcome: "done", linkId: link.id }],
  });
  if (!result.ok) throw new Error(`a create met a conflict: ${result.conflict}`);
}

async function fill(store: Store, count: number) {
  const ids: PaymentLink["id"][] = [];
  for (let at = 0; at < count; at += 2_000) {
    const links = Array.from({ length: Math.min(2_000, count - at) }, (_unused, index) => linkNumber(at + index));
    const result = await store.commit({ links });
    if (!result.ok) throw new Error(`filling met a conflict: ${result.conflict}`);
    if (ids.length < 5_000) ids.push(...links.map((link) => link.id));
  }
  return ids;
}

function personOf(index: number): ActorId {
  return `desk:house:p${index % 100}` as ActorId;
}

function linkNumber(index: number): PaymentLink {
  // Ids come in no order, times do: as they do when people ask for links.
  const id = `L${((index * 2_654_435_761) % 2 ** 32).toString(36).toUpperCase().padStart(7, "0")}` as PaymentLink["id"];
  const createdAt = new Date(1_700_000_000_000 + index * 1_000);
  const amount = { minor: BigInt(100 + (index % 100_000)), currency: usd };
  return {
    id,
    revision: 0,
    provider: "onerway" as PaymentLink["provider"],
    account: "onerway:default" as PaymentLink["account"],
    mode: "test",
    reference: `${id}-bench` as Reference,
    ref: `ref-${id}` as ProviderRef,
    url: `https://pay.example.com/${id}`,
    price: { kind: "fixed", amount },
    description: `Thing number ${index}`,
    items: [{ name: `Thing number ${index}`, quantity: 1, unitPrice: amount }],
    uses: "once",
    options: {},
    status: (["active", "paid", "disabled", "expired"] as const)[index % 4] ?? "active",
    payments: { count: 0, sum: 0n, refunded: 0n, settled: 0 },
    marks: {},
    origin: `desk:c${index % 50}` as ConversationRef,
    createdBy: { id: personOf(index), name: "Ann" },
    locale: { language: "en", timezone: "UTC" },
    createdAt,
    changedAt: createdAt,
  };
}
