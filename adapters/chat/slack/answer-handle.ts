import type { MessageRef } from "../../../src/model/conversation.ts";
import type { Cache, Clock } from "../../../src/ports/runtime.ts";
import type { SlackArguments, SlackCalls } from "./web-client.ts";

/** Source: Slack docs, Handling user interaction, Message responses: five uses within 30 minutes; a minute of it is ours. */
const lifeMs = 29 * 60_000;

/** A response URL with the time it runs out, as one opaque text. */
export function toAnswerHandle(url: string, receivedAt: Date): string {
  return `${receivedAt.getTime() + lifeMs} ${url}`;
}

/** The response URL, unless it has run out. */
export function openAnswerHandle(handle: string | undefined, now: Date): string | undefined {
  if (handle === undefined) return undefined;
  const at = handle.indexOf(" ");
  return Number(handle.slice(0, at)) > now.getTime() ? handle.slice(at + 1) : undefined;
}

/** Remembers the response URLs that came with messages only one person sees: the one way to change those. */
export interface FleetingMessages {
  remember(ref: MessageRef, handle: string): Promise<void>;
  /** Makes the message look like this; false when there is no way any more. */
  replace(ref: MessageRef, message: SlackArguments): Promise<boolean>;
}

/** Keeps them in the cache: forgetting one costs a second private message, nothing else. */
export function createFleetingMessages(cache: Cache, clock: Clock, calls: SlackCalls): FleetingMessages {
  const keyOf = (ref: MessageRef) => `slack-fleeting:${ref}`;
  return {
    remember: (ref, handle) => cache.set(keyOf(ref), handle, lifeMs),
    async replace(ref, message) {
      const url = openAnswerHandle(await cache.get<string>(keyOf(ref)), clock.now());
      if (url === undefined) return false;
      await calls.respond(url, { ...message, replace_original: true });
      return true;
    },
  };
}
