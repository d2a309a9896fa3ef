import { z } from "zod";
import type { Exclusive } from "../../../src/ports/chat-platform.ts";
import type { Clock, Logger } from "../../../src/ports/runtime.ts";
import type { BotApi } from "./client.ts";
import type { Intake } from "./intake.ts";
import { allowedUpdates, type MeWire } from "./wire.ts";

interface PollingContext {
  readonly api: BotApi;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly me: MeWire;
  /** Ends the loop; what is in hand is finished first. */
  readonly signal: AbortSignal;
  readonly exclusive?: Exclusive;
}

/** Well within the minute that `Exclusive.hold` lasts. */
const pollSeconds = 25;
const pollTimeoutMs = (pollSeconds + 10) * 1_000;
const pauseMs = 1_000;
const longestPauseMs = 30_000;
const othersTurnMs = 5_000;
/** A server that answers an empty poll at once must not be asked without rest. */
const restMs = 250;

const leaseName = "telegram.poll";
const updatesSchema = z.array(z.looseObject({ update_id: z.int() }));

/**
 * Asks for updates until it is stopped. An update is confirmed, by asking for the next, only after it was taken in; one
 * that cannot be stored now is waited for, and those behind it with it.
 */
export async function pollUpdates(context: PollingContext): Promise<void> {
  const { api, intake, clock, logger, me, signal, exclusive } = context;
  let offset: number | undefined;
  let troubles = 0;

  async function takeIn(updates: z.output<typeof updatesSchema>): Promise<void> {
    for (const update of updates) {
      while ((await intake.take(update, me)) === "again") {
        if (signal.aborted) return;
        await clock.sleep(pauseMs, signal);
        if (signal.aborted) return;
      }
      offset = update.update_id + 1;
      if (signal.aborted) return;
    }
  }

  while (!signal.aborted) {
    if (exclusive !== undefined && !(await exclusive.hold(leaseName).catch(() => false))) {
      await clock.sleep(othersTurnMs, signal);
      continue;
    }
    const asked = clock.now().getTime();
    const params = { timeout: pollSeconds, allowed_updates: allowedUpdates, ...(offset !== undefined && { offset }) };
    const call = { method: "getUpdates", params, effect: "repeatable", timeoutMs: pollTimeoutMs, signal } as const;
    const outcome = await api.attempt(call);
    if (signal.aborted) break;
    const updates = updatesSchema.safeParse(outcome.ok ? outcome.result : undefined);
    if (!updates.success) {
      troubles += 1;
      const waitMs = Math.min(longestPauseMs, pauseMs * 2 ** Math.min(troubles, 5));
      const reason = outcome.ok ? "no list of updates" : outcome.failure.description;
      logger.warn("asking Telegram for updates failed", { reason, waitMs });
      await clock.sleep(outcome.ok ? waitMs : (outcome.failure.retryAfterMs ?? waitMs), signal);
      continue;
    }
    troubles = 0;
    await takeIn(updates.data);
    if (updates.data.length === 0 && clock.now().getTime() - asked < restMs) await clock.sleep(restMs, signal);
  }
  await exclusive?.release(leaseName).catch(() => undefined);
}
