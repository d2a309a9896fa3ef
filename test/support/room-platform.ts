import { z } from "zod";
import type { MessageRef, PlatformId } from "../../src/model/conversation.ts";
import { PlatformError, StoreUnavailableError } from "../../src/model/errors.ts";
import {
  type ChatDelivery,
  definePlatform,
  type OutboundMessage,
  type Pace,
  type PlatformContext,
} from "../../src/ports/chat-platform.ts";
import type { HttpDelivery, HttpReply } from "../../src/ports/runtime.ts";

const env = z.object({
  ROOM_URL: z.url().meta({ description: "where the room listens", example: "http://127.0.0.1:1" }),
  ROOM_GAP_MS: z.coerce.number().default(0).meta({ description: "least time between two sends", example: "1000" }),
});

const sendTimeoutMs = 2_000;

/** The bot's side of a room: takes messages on the bot's own port, posts over HTTP, and never tries anything twice. */
export const roomPlatform = definePlatform({
  id: "room",
  title: "Room",
  env,
  create: async (config, context) => {
    const pace: Pace = { gapMs: config.ROOM_GAP_MS, budgets: [] };
    return {
      id: "room" as PlatformId,
      routes: () => [{ method: "POST", path: "/room/messages", handle: (delivery) => take(delivery, context) }],
      start: async () => {},
      stop: async () => {},
      post: (target, message) => call(`${config.ROOM_URL}/post`, { target, message: withoutImage(message) }),
      update: async (ref, message) => {
        await call(`${config.ROOM_URL}/edit`, { ref, message: withoutImage(message) });
      },
      pace: () => pace,
    };
  },
});

async function take(delivery: HttpDelivery, { host }: PlatformContext): Promise<HttpReply> {
  const spoken = JSON.parse(Buffer.from(delivery.body).toString("utf8")) as ChatDelivery;
  try {
    return { status: 200, body: await host.accept(spoken) };
  } catch (error) {
    if (error instanceof StoreUnavailableError) return { status: 503, headers: { "retry-after": "1" } };
    throw error;
  }
}

async function call(url: string, content: object): Promise<{ readonly ref: MessageRef }> {
  const answer = await fetch(url, {
    method: "POST",
    body: JSON.stringify(content),
    signal: AbortSignal.timeout(sendTimeoutMs),
  }).catch((cause) => {
    throw new PlatformError({ platform: "room", kind: "outcome-unknown", cause });
  });
  const body = (await answer.json()) as { readonly ref: MessageRef; readonly movedTo?: string };
  if (answer.ok) return body;
  switch (answer.status) {
    case 429: {
      const retryAfterMs = Number(answer.headers.get("retry-after")) * 1_000;
      throw new PlatformError({ platform: "room", kind: "rate-limited", retryAfterMs });
    }
    case 403:
      throw new PlatformError({ platform: "room", kind: "unreachable" });
    case 404:
      throw new PlatformError({ platform: "room", kind: "message-gone" });
    case 409:
      throw new PlatformError({
        platform: "room",
        kind: "moved",
        ...(body.movedTo !== undefined && { movedTo: body.movedTo }),
      });
    default:
      throw new PlatformError({ platform: "room", kind: "unavailable" });
  }
}

function withoutImage(message: OutboundMessage): OutboundMessage {
  const { image: _image, ...card } = message.card;
  return { ...message, card };
}
