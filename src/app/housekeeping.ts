import type { Clock, Logger } from "../ports/runtime.ts";
import type { Store } from "../ports/store.ts";
import { sealAudit } from "../services/audit-seal.ts";
import type { MetricsRegistry } from "./metrics.ts";

interface HousekeepingContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsRegistry;
  readonly retentionDays: number;
  readonly secretKey?: string;
}

const everyMs = 2_000;
const purgeEveryMs = 3_600_000;
const dayMs = 86_400_000;

/** Seals the audit trail within seconds, keeps the queue figures current, forgets old bodies. One process does each. */
export function startHousekeeping(context: HousekeepingContext): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let purgedAt = 0;

  async function round(): Promise<void> {
    await measure(context);
    const now = context.clock.now();
    if (context.secretKey !== undefined && (await context.store.holdLease("seal-audit", 30_000, now))) {
      await sealAudit(context.store, context.secretKey);
    }
    if (now.getTime() - purgedAt > purgeEveryMs && (await context.store.holdLease("purge", 60_000, now))) {
      purgedAt = now.getTime();
      const purged = await context.store.purge(new Date(now.getTime() - context.retentionDays * dayMs));
      if (purged > 0) context.logger.info("old bodies forgotten", { purged });
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await context.clock.sleep(everyMs, stopping.signal);
      if (stopping.signal.aborted) return;
      await round().catch((error) => context.logger.warn("housekeeping failed", { error }));
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function measure({ store, clock, metrics }: HousekeepingContext): Promise<void> {
  const backlog = await store.backlog(clock.now());
  metrics.gauge("inbox_waiting", backlog.deliveries);
  metrics.gauge("inbox_age_seconds", backlog.deliveryAgeMs / 1000);
  metrics.gauge("outbox_waiting", backlog.notices);
  metrics.gauge("outbox_age_seconds", backlog.noticeAgeMs / 1000);
  metrics.gauge("outbox_parked", backlog.parked);
  metrics.gauge("tasks_due", backlog.dueTasks);
  metrics.gauge("unmatched_events", backlog.unmatchedEvents);
  metrics.replace(
    "conversation_lag_seconds",
    backlog.laggards.map(({ conversation, ageMs }) => ({ labels: { conversation }, value: ageMs / 1000 })),
  );
}
