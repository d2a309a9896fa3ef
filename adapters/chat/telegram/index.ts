import { definePlatform } from "../../../src/ports/chat-platform.ts";
import { telegramEnv } from "./config.ts";
import { inviteTool } from "./invite-tool.ts";

/** Telegram: a bot in private chats, groups, forums, and inline in any chat. */
export default definePlatform({
  id: "telegram",
  title: "Telegram",
  env: telegramEnv,
  async create(config, context) {
    const { createTelegram } = await import("./platform.ts");
    return createTelegram(config, context);
  },
  tools: { invite: inviteTool },
});
