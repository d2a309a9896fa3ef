import type { ConversationRef, PlatformId } from "../../../src/model/conversation.ts";
import type { ChatPlatform, PlatformContext } from "../../../src/ports/chat-platform.ts";
import { createAccess } from "./access.ts";
import { createButtonStore } from "./button-data.ts";
import { createBotApi } from "./client.ts";
import { botIdOf, type TelegramConfig } from "./config.ts";
import { createConnection } from "./connection.ts";
import { createGate } from "./gate.ts";
import { createInHand } from "./in-hand.ts";
import { createOffers } from "./inline-offer.ts";
import { createIntake } from "./intake.ts";
import { type Accept, createMessages } from "./messages.ts";
import { createNewcomers } from "./newcomer.ts";
import { paceOf } from "./pace.ts";
import { createPictures } from "./picture.ts";
import { createPresses } from "./presses.ts";
import { fromConversation, toConversation, userIdOf } from "./refs.ts";
import { createSender } from "./sender.ts";
import { createWebhookRoute } from "./webhook.ts";

/** One bot on Telegram, behind the port. */
export async function createTelegram(config: TelegramConfig, context: PlatformContext): Promise<ChatPlatform> {
  const { host, clock, logger, metrics, cache, records, defaultLanguage } = context;
  const botId = botIdOf(config);
  const api = await createBotApi({ config, clock, logger, metrics });
  const access = createAccess(config, records, clock);
  const gate = createGate(access, host, metrics);
  const buttons = createButtonStore(records, clock);
  const inHand = createInHand();
  const newcomers = createNewcomers({ api, access, records, clock, logger, inHand, defaultLanguage });
  const accept: Accept = async (delivery) => {
    if ((await host.accept(delivery)) === "duplicate") metrics.count("telegram_replayed_total");
  };
  const common = { api, host, gate, newcomers, inHand, defaultLanguage, accept };
  const intake = createIntake({
    messages: createMessages({ ...common, access }),
    presses: createPresses({ ...common, buttons, cache }),
    offers: createOffers({ api, host, gate, cache, metrics, defaultLanguage }),
    inHand,
    logger,
    metrics,
    botId,
  });
  const connection = createConnection({ ...context, api, config, intake, inHand });
  const sender = createSender({ api, access, buttons, pictures: createPictures(api, cache) });
  const secret = config.TELEGRAM_WEBHOOK_SECRET;

  return {
    id: "telegram" as PlatformId,
    routes() {
      if (!connection.isWebhook || secret === undefined) return [];
      return [createWebhookRoute({ secret, intake, clock, metrics, me: connection.me })];
    },
    start: connection.start,
    stop: connection.stop,
    post: sender.post,
    update: sender.update,
    pace: (conversation, kind) => paceOf(botId, fromConversation(conversation), kind),
    async directConversation(actor): Promise<ConversationRef> {
      return toConversation({ kind: "chat", chatId: userIdOf(actor) });
    },
  };
}
