import type { Pace, SendKind } from "../../../src/ports/chat-platform.ts";
import { isShared, type Place } from "./refs.ts";

/**
 * How fast one conversation may be spoken to. Edits count as much as posts.
 *
 * A bucket lets its capacity and a minute's refill through in one minute: both numbers together stay at the limit.
 * Source: Telegram, Bots FAQ, "My bot is hitting limits": 1 message a second in one chat, 20 a minute in a group, about
 * 30 a second in all.
 */
export function paceOf(botId: number, place: Place, _kind: SendKind): Pace {
  const bot = { key: `telegram:${botId}`, capacity: 4, refillPerSecond: 26 };
  if (place.kind === "inline" || !isShared(place.chatId)) return { gapMs: 1_000, budgets: [bot] };
  const chat = `telegram:${place.chatId}`;
  return {
    gapMs: 1_000,
    budgets: [
      bot,
      // The topics of one forum are one chat to Telegram.
      { key: `${chat}:second`, capacity: 1, refillPerSecond: 1 },
      { key: `${chat}:minute`, capacity: 8, refillPerSecond: 0.2 },
    ],
  };
}
