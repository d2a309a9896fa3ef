import { requireCurrency } from "../../src/model/currency.ts";
import type { LinkTask, LinkTaskKind, NewTask } from "../../src/model/link-task.ts";
import type { LinkChange } from "../../src/model/link-transition.ts";
import type { AccountId, LinkId, PaymentLink, ProviderId, ProviderRef } from "../../src/model/payment-link.ts";
import type { ProviderLink } from "../../src/model/provider-link.ts";
import type { PaymentProvider, ProviderTraits } from "../../src/ports/payment-provider.ts";
import type { Store } from "../../src/ports/store.ts";
import type { ServiceContext } from "../../src/services/change-link.ts";
import { createProviderRegistry } from "../../src/services/provider-registry.ts";
import { runTask } from "../../src/services/run-task.ts";
import { emptyShared, memoryStore } from "./memory-store.ts";
import { KeptLogger, KeptMetrics, ManualClock } from "./runtime.ts";
import { sampleLink } from "./store-samples.ts";

export const benchAccount = "onerway:default" as AccountId;
export const benchRef = "pl_1" as ProviderRef;
export const usd = (minor: bigint) => ({ minor, currency: requireCurrency("USD") });

/** A reusable, reversible provider without an expiry of its own. */
export const benchTraits: ProviderTraits = {
  currencies: ["USD"],
  nativeUses: "many",
  canManyUses: true,
  canOpenAmount: true,
  canItems: true,
  needsCountry: false,
  disable: "reversible",
  canArchive: true,
  editable: [],
  canListAccounts: false,
  hasVisits: false,
  webhook: "proof",
  unknownCreate: { way: "lookup", settleSeconds: 60 },
  fetchBatch: 1,
  callsPerSecond: 5,
};

/** A link that can be paid. */
export function activeLink(changes: Partial<PaymentLink> = {}): PaymentLink {
  return sampleLink("L7K2QM", {
    status: "active",
    ref: benchRef,
    url: "https://pay.example/1",
    price: { kind: "fixed", amount: usd(4999n) },
    account: benchAccount,
    ...changes,
  });
}

/** What the provider sees in such a link. */
export const seenActive: ProviderLink = { ref: benchRef, state: "active" };

interface BenchSettings {
  readonly provider?: Partial<PaymentProvider>;
  readonly traits?: Partial<ProviderTraits>;
  readonly store?: (real: Store) => Store;
}

/** The use cases over a store in memory, a provider as scripted and a clock that stands still. */
export function serviceBench(settings: BenchSettings = {}) {
  const clock = new ManualClock();
  const real = memoryStore(emptyShared(), { clock, worker: "bench" });
  const store = settings.store?.(real) ?? real;
  const provider: PaymentProvider = {
    account: { id: benchAccount, provider: "onerway" as ProviderId, name: "default", mode: "test" },
    traits: { ...benchTraits, ...settings.traits },
    options: [],
    checkOrder: async () => {},
    createLink: async () => seenActive,
    resolveCreate: async () => undefined,
    fetchLink: async () => seenActive,
    disableLink: async () => "done",
    receiveWebhook: () => Promise.reject(new Error("nothing is received here")),
    ...settings.provider,
  };
  const logger = new KeptLogger();
  const metrics = new KeptMetrics();
  const providers = createProviderRegistry([{ title: "Onerway", provider }]);
  const context: ServiceContext = { store, providers, clock, logger, metrics, sweepSeconds: 60 };

  const claim = () => store.claimTasks({ limit: 50, leaseMs: 60_000, now: clock.now() });
  return {
    clock,
    store,
    provider,
    logger,
    metrics,
    context,
    /** Stores links as they are, with tasks. */
    async put(link: PaymentLink, tasks: readonly Partial<NewTask>[] = []): Promise<void> {
      const dueAt = clock.now();
      await real.commit({
        links: [{ ...link, revision: 0 }],
        tasks: tasks.map((task) => ({ linkId: link.id, account: link.account, kind: "check", dueAt, ...task })),
      });
    },
    async link(id: string = "L7K2QM"): Promise<PaymentLink> {
      const found = await real.findLink({ id: id as LinkId });
      if (found === undefined) throw new Error(`no link ${id}`);
      return found;
    },
    claim,
    /** Does what is due, once; answers what was done. */
    async work(): Promise<readonly LinkTaskKind[]> {
      const tasks = await claim();
      for (const task of tasks) await runTask(context, task);
      return tasks.map((task) => task.kind);
    },
    /** What waits, and in how many milliseconds. */
    async waiting(): Promise<readonly (Pick<LinkTask, "kind" | "attempts"> & { readonly inMs: number })[]> {
      const far = new Date(clock.now().getTime() + 100 * 86_400_000);
      const seen: (Pick<LinkTask, "kind" | "attempts"> & { readonly inMs: number })[] = [];
      for (;;) {
        const tasks = await real.claimTasks({ limit: 50, leaseMs: 1, now: far });
        if (tasks.length === 0) break;
        for (const task of tasks) {
          seen.push({
            kind: task.kind,
            attempts: task.attempts,
            inMs: task.dueAt.getTime() - clock.now().getTime(),
          });
          await real.commit({ task });
        }
      }
      return seen;
    },
    /** Every change that was told, in order. */
    async told(): Promise<readonly LinkChange[]> {
      const claimed = await real.claimConversation({
        leaseMs: 1,
        now: new Date(clock.now().getTime() + 86_400_000),
      });
      return (claimed?.notices ?? []).flatMap(({ body }) => (body.kind === "change" ? [body.change] : []));
    },
  };
}
