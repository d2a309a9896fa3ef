import { StoreUnavailableError } from "../../../src/model/errors.ts";
import type { Logger, Metrics } from "../../../src/ports/runtime.ts";
import type { InHand } from "./in-hand.ts";
import type { Offers } from "./inline-offer.ts";
import type { Messages } from "./messages.ts";
import type { Presses } from "./presses.ts";
import { type MeWire, type UpdateWire, updateSchema } from "./wire.ts";

/** What the sender of an update must do: forget it, or send it again. */
export type Taken = "done" | "again";

interface IntakeContext {
  readonly messages: Messages;
  readonly presses: Presses;
  readonly offers: Offers;
  readonly inHand: InHand;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly botId: number;
}

/** Takes updates in, however they come. Never throws. */
export interface Intake {
  take(raw: unknown, me: MeWire): Promise<Taken>;
}

/** An update that fails this often for no known reason is let go, so that it does not stand before the others. */
const mostAttempts = 3;
const mostRemembered = 1_000;

/** The one way in, for webhook and polling alike. */
export function createIntake(context: IntakeContext): Intake {
  const { messages, presses, offers, inHand, logger, metrics, botId } = context;
  const failures = new Map<number, number>();

  async function dispatch(update: UpdateWire, me: MeWire): Promise<void> {
    const { message, callback_query, inline_query, my_chat_member } = update;
    // Numbers of updates start anew with another bot, on the same store.
    const key = `${botId}:${update.update_id}`;
    if (message !== undefined) return messages.take(key, message, me);
    if (callback_query !== undefined) return presses.take(key, callback_query);
    if (inline_query !== undefined) return offers.answer(inline_query);
    if (my_chat_member !== undefined) {
      const { chat, new_chat_member } = my_chat_member;
      metrics.count("telegram_membership_total", { status: new_chat_member.status });
      logger.info("the bot's place in a chat changed", { chat: chat.id, status: new_chat_member.status });
    }
  }

  function isPoison(id: number): boolean {
    const attempts = (failures.get(id) ?? 0) + 1;
    failures.set(id, attempts);
    if (failures.size > mostRemembered) failures.delete([...failures.keys()][0] ?? id);
    return attempts >= mostAttempts;
  }

  async function take(raw: unknown, me: MeWire): Promise<Taken> {
    const parsed = updateSchema.safeParse(raw);
    if (!parsed.success) {
      const issues = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.code}`).join("; ");
      metrics.count("telegram_updates_dropped_total", { reason: "format" });
      logger.warn("an update has a form that is not known", { issues });
      return "done";
    }
    const id = parsed.data.update_id;
    try {
      await dispatch(parsed.data, me);
      failures.delete(id);
      return "done";
    } catch (error) {
      if (error instanceof StoreUnavailableError) {
        metrics.count("telegram_updates_put_off_total", { reason: "store" });
        return "again";
      }
      logger.error("an update could not be taken in", { update: id, error });
      if (!isPoison(id)) return "again";
      metrics.count("telegram_updates_dropped_total", { reason: "poison" });
      failures.delete(id);
      return "done";
    }
  }

  return { take: (raw, me) => inHand.track(take(raw, me)) };
}
