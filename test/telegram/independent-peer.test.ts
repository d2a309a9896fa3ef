import TelegramServer from "telegram-test-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import telegramModule from "../../adapters/chat/telegram/index.ts";
import { listen } from "../../adapters/shared/emulator.ts";
import type { ChatPlatform } from "../../src/ports/chat-platform.ts";
import type { Clock } from "../../src/ports/runtime.ts";
import { plainCard } from "../contract/platform-cards.ts";
import { FakeHost } from "../support/fake-host.ts";
import { memoryRecords } from "../support/memory-records.ts";
import { KeptLogger, KeptMetrics, memoryCache, randomIds } from "../support/runtime.ts";
import { until, words } from "./telegram-world.ts";

/** A peer nobody here wrote: it knows the basic loop, and nothing of pictures or captions. */
const token = "123456789:AAIndependentPeerTokenForTests";
const person = 1;
// At run time the module is the class itself; its types say that the class is inside.
const Peer = TelegramServer as unknown as typeof TelegramServer.default;

const clock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};

let peer: InstanceType<typeof Peer>;
let platform: ChatPlatform;
let host: FakeHost;
let logger: KeptLogger;

beforeEach(async () => {
  const free = await listen(async () => ({ status: 200 }));
  const port = Number(new URL(free.origin).port);
  await free.close();
  peer = new Peer({ port, host: "127.0.0.1" });
  await peer.start();
  [host, logger] = [new FakeHost(), new KeptLogger()];
  const config = telegramModule.env.parse({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_ALLOWED: String(person),
    TELEGRAM_API_ROOT: peer.config.apiURL,
  });
  platform = await telegramModule.create(config, {
    host,
    clock,
    ids: randomIds,
    logger,
    metrics: new KeptMetrics(),
    cache: memoryCache(clock),
    records: memoryRecords(),
    defaultLanguage: "en",
    defaultTimezone: "UTC",
  });
  await platform.start();
});
afterEach(async () => {
  await platform.stop();
  await peer.stop();
});

const client = () => peer.getClient(token, { timeout: 5_000, userId: person, chatId: person });

it("a command comes in, a card goes out and is edited", async () => {
  await client().sendCommand(client().makeCommand("/create 25 USD Blue mug"));
  await until(() => host.accepted.length === 1);
  const { conversation, text, isAllowed } = host.accepted[0]?.message ?? {};
  expect({ text, isAllowed }).toEqual({ text: "create 25 USD Blue mug", isAllowed: true });
  if (conversation === undefined) throw new Error("no conversation");
  const { ref } = await platform.post({ conversation }, plainCard);
  await platform.update(ref, words("Paid 49.99 USD"));
  const sent = peer.getUpdatesHistory(token).flatMap((each) => ("message" in each ? [each.message] : []));
  expect(JSON.stringify(sent)).toContain("Paid 49.99 USD");
});

it("a button comes back as the command it carries", async () => {
  await client().sendMessage(client().makeMessage("hello"));
  await until(() => host.accepted.length === 1);
  const conversation = host.accepted[0]?.message.conversation;
  if (conversation === undefined) throw new Error("no conversation");
  const { ref } = await platform.post({ conversation }, plainCard);
  const message = { message_id: Number(ref.split("/")[1]) };
  await client().sendCallback(client().makeCallbackQuery("!refresh L7K2QM", { message } as never));
  await until(() => host.accepted.length === 2);
  expect(host.accepted[1]?.message).toMatchObject({ kind: "button", text: "refresh L7K2QM", about: ref });
});

it("somebody who is not listed can do nothing", async () => {
  const stranger = peer.getClient(token, { timeout: 5_000, userId: 99, chatId: 99 });
  await stranger.sendCommand(stranger.makeCommand("/create 25 USD Blue mug"));
  await until(() => host.accepted.length === 1);
  expect(host.accepted[0]?.message.isAllowed).toBe(false);
});
