import type { InboundMessage } from "../model/conversation.ts";
import type { Delivery } from "../model/delivery.ts";
import { StoreUnavailableError } from "../model/errors.ts";
import { LostLeaseError } from "../services/change-link.ts";
import { takeReports } from "../services/report-service.ts";
import { untilStored } from "../services/time-limit.ts";
import { startWorkLoop, type WorkLoop } from "../services/work-loop.ts";
import type { BotContext } from "./bot-context.ts";
import { giveUp, handleMessage } from "./handle-message.ts";

const leaseMs = 60_000;
const mostAtOnce = 64;
const mostTries = 6;
const retryMs: readonly number[] = [200, 1_000, 5_000, 15_000, 60_000];

/** Handles what came in: many lanes at once, each in order. */
export function startInboxWorker(context: BotContext): WorkLoop {
  const running = new Set<Promise<void>>();

  const loop = startWorkLoop({
    name: "inbox",
    clock: context.clock,
    logger: context.logger,
    idleMs: 1_000,
    async round() {
      const free = mostAtOnce - running.size;
      if (free <= 0) {
        await Promise.race(running);
        return "more";
      }
      const deliveries = await context.store.claimDeliveries({ limit: free, leaseMs, now: context.clock.now() });
      for (const delivery of deliveries) {
        const done = handle(context, delivery).finally(() => {
          running.delete(done);
          loop.wake();
        });
        running.add(done);
      }
      return deliveries.length > 0 ? "more" : undefined;
    },
  });

  return {
    wake: loop.wake,
    async stop() {
      await loop.stop();
      await Promise.allSettled(running);
    },
  };
}

async function handle(context: BotContext, delivery: Delivery): Promise<void> {
  try {
    if (delivery.body.kind === "webhook") await takeReports(context, delivery);
    else await handleMessage(context, delivery, delivery.body.message);
    context.metrics.count("deliveries_total", { kind: delivery.body.kind, outcome: "done" });
  } catch (error) {
    if (!(error instanceof LostLeaseError)) await handleAgain(context, delivery, error);
  }
}

/** A delivery whose handling failed is kept and tried again; a message that never works is answered and put away. */
async function handleAgain(context: BotContext, delivery: Delivery, error: unknown): Promise<void> {
  const isStoreAway = error instanceof StoreUnavailableError;
  context.metrics.count("deliveries_total", { kind: delivery.body.kind, outcome: "failed" });
  context.logger[isStoreAway ? "warn" : "error"]("handling failed", {
    source: delivery.source,
    attempts: delivery.attempts,
    error,
  });
  try {
    const isHopeless = !isStoreAway && delivery.attempts >= mostTries;
    if (isHopeless && delivery.body.kind === "message") return await putAway(context, delivery, delivery.body.message);
    const waitMs = retryMs[Math.min(delivery.attempts, retryMs.length - 1)] ?? 1_000;
    await untilStored(context.clock, () =>
      context.store.retryDelivery(delivery, new Date(context.clock.now().getTime() + waitMs)),
    );
  } catch (again) {
    // The lease runs out by itself, and the delivery is claimed again then.
    context.logger.warn("giving a delivery back failed", { error: again });
  }
}

/** Ends a message that cannot be handled, with words if there are any, so that those behind it come up. */
async function putAway(context: BotContext, delivery: Delivery, message: InboundMessage): Promise<void> {
  try {
    await giveUp(context, delivery, message);
  } catch (error) {
    if (error instanceof StoreUnavailableError || error instanceof LostLeaseError) throw error;
    context.logger.error("a message was put away without a word", { source: delivery.source, error });
    await context.store.commit({ delivery });
  }
}
