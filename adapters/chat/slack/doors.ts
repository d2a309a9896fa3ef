import type { ConversationRef } from "../../../src/model/conversation.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { openAnswerHandle } from "./answer-handle.ts";
import type { People } from "./people.ts";
import { escapeMarkup } from "./plain-text.ts";
import { fromConversation } from "./refs.ts";
import type { SlackCalls } from "./web-client.ts";
import { sentence } from "./words.ts";
import type { Workspaces } from "./workspaces.ts";

interface Door {
  readonly handle: string;
  readonly user: string;
}

/**
 * Channels the bot may be shut out of. A command works in every channel, so whoever typed the last one there is told,
 * privately, how to let the bot in.
 */
export interface Doors {
  /** Never throws. */
  remember(conversation: ConversationRef, door: Door): Promise<void>;
  /** Says it at most once a minute. Never throws. */
  knock(conversation: ConversationRef): Promise<void>;
}

const rememberMs = 29 * 60_000;
/** A busy channel writes its door down no oftener. */
const writeEveryMs = 60_000;
const mostPlaces = 10_000;

/** Keeps the last response URL of each channel in the cache. */
export function createDoors(
  { cache, clock, logger }: PlatformContext,
  {
    calls,
    workspaces,
    people,
  }: { readonly calls: SlackCalls; readonly workspaces: Workspaces; readonly people: People },
): Doors {
  const keyOf = (conversation: ConversationRef) => `slack-door:${conversation}`;
  const writtenAt = new Map<ConversationRef, number>();
  return {
    async remember(conversation, door) {
      const now = clock.now().getTime();
      if (now - (writtenAt.get(conversation) ?? 0) < writeEveryMs) return;
      if (writtenAt.size >= mostPlaces) writtenAt.clear();
      writtenAt.set(conversation, now);
      await cache
        .set(keyOf(conversation), door, rememberMs)
        .catch((error: unknown) => logger.warn("could not remember who typed in a channel", { error }));
    },
    async knock(conversation) {
      try {
        const door = await cache.get<Door>(keyOf(conversation));
        const url = openAnswerHandle(door?.handle, clock.now());
        if (door === undefined || url === undefined) return;
        await cache.delete(keyOf(conversation));
        const { team } = fromConversation(conversation);
        const { botUser } = await workspaces.require(team);
        const { language } = people.localeOf(await people.recall(team, door.user));
        const words = escapeMarkup(sentence("not-invited", language)).replace("{bot}", `<@${botUser}>`);
        await calls.respond(url, { response_type: "ephemeral", replace_original: false, text: words });
      } catch (error) {
        logger.warn("could not say how to let the bot into a channel", { error });
      }
    },
  };
}
