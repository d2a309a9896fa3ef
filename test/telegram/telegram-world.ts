import { createTelegramEmulator, type TelegramEmulator } from "../../adapters/chat/telegram/emulator.ts";
import telegramModule from "../../adapters/chat/telegram/index.ts";
import type { EmulatedMessage } from "../../adapters/shared/chat-emulator.ts";
import { listen } from "../../adapters/shared/emulator.ts";
import type { Card } from "../../src/model/card.ts";
import type { ConversationRef, InboundMessage } from "../../src/model/conversation.ts";
import { PlatformError } from "../../src/model/errors.ts";
import type { ChatPlatform, Exclusive, OutboundMessage, PlatformContext } from "../../src/ports/chat-platform.ts";
import type { Records } from "../../src/ports/store.ts";
import { FakeHost } from "../support/fake-host.ts";
import { memoryRecords } from "../support/memory-records.ts";
import { KeptLogger, KeptMetrics, ManualClock, memoryCache, seededIds } from "../support/runtime.ts";

/** The platform between a fake bot and the emulated Telegram. */
export interface TelegramWorld {
  readonly platform: ChatPlatform;
  readonly telegram: TelegramEmulator;
  readonly host: FakeHost;
  readonly clock: ManualClock;
  readonly logger: KeptLogger;
  readonly metrics: KeptMetrics;
  readonly records: Records;
  readonly context: PlatformContext;
  readonly botUrl: string;
  /** The messages people see, oldest first. */
  seen(place?: number): readonly EmulatedMessage[];
  last(): InboundMessage;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly way?: "webhook" | "polling";
  readonly env?: Readonly<Record<string, string>>;
  readonly exclusive?: Exclusive;
  readonly records?: Records;
  /** Before the platform starts. */
  readonly prepare?: (telegram: TelegramEmulator) => void;
  readonly isStarted?: boolean;
}

/** Starts Telegram, then the platform against it. */
export async function startWorld(options: WorldOptions = {}): Promise<TelegramWorld> {
  const clock = new ManualClock();
  const [host, logger, metrics] = [new FakeHost(), new KeptLogger(), new KeptMetrics()];
  const records = options.records ?? memoryRecords();
  let platform: ChatPlatform | undefined;
  let emulator: TelegramEmulator | undefined;
  const vendor = await listen(async (request) => emulator?.handle(request) ?? { status: 503 });
  const bot = await listen(async (request) => {
    const route = platform?.routes().find((each) => each.path === request.path && each.method === request.method);
    return route === undefined ? { status: 404 } : route.handle(request);
  });
  const telegram = createTelegramEmulator({ baseUrl: `${vendor.origin}/telegram`, clock, botUrl: () => bot.origin });
  emulator = telegram;
  options.prepare?.(telegram);
  const context: PlatformContext = {
    host,
    clock,
    ids: seededIds("telegram"),
    logger,
    metrics,
    cache: memoryCache(clock),
    records,
    ...(options.way !== "polling" && { publicUrl: bot.origin }),
    ...(options.exclusive !== undefined && { exclusive: options.exclusive }),
    defaultLanguage: "en",
    defaultTimezone: "UTC",
  };
  const config = telegramModule.env.parse({ ...telegram.env, ...options.env });
  const running = await telegramModule.create(config, context);
  platform = running;
  if (options.isStarted !== false) await running.start();
  return {
    platform: running,
    telegram,
    host,
    clock,
    logger,
    metrics,
    records,
    context,
    botUrl: bot.origin,
    seen: (place) => telegram.messages().filter((each) => place === undefined || each.place === String(place)),
    last() {
      const last = host.accepted.at(-1);
      if (last === undefined) throw new Error("nothing was stored");
      return last.message;
    },
    async stop() {
      await running.stop();
      await telegram.stop();
      await Promise.all([bot.close(), vendor.close()]);
    },
  };
}

/** A card of words. */
export function words(title: string, changes: Partial<Card> = {}): OutboundMessage {
  return { locale: { language: "en", timezone: "UTC" }, card: { summary: title, title, ...changes } };
}

/** A chat as a conversation. */
export function chat(id: number, topic?: number): ConversationRef {
  return `telegram:${id}${topic === undefined ? "" : `:${topic}`}` as ConversationRef;
}

/** The PlatformError a send ends with. */
export async function failureOf(send: Promise<unknown>): Promise<PlatformError> {
  const failure = await send.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof PlatformError) return failure;
  throw new Error(`not a PlatformError: ${String(failure)}`);
}

/** Waits, in real time, until something done behind an answer is done. */
export async function until(isDone: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !isDone(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!isDone()) throw new Error("it never came to be");
}
