import { definePlatform } from "../../../src/ports/chat-platform.ts";
import { telegramEnv } from "./config.ts";
import { inviteTool } from "./invite-tool.ts";

const load = () => import("./platform.ts");

/** Telegram: a bot in private chats, groups, forums, and inline in any chat. */
export default definePlatform({
  id: "telegram",
  title: "Telegram",
  env: telegramEnv,
  load,
  async create(config, context) {
    const { createTelegram } = await load();
    return createTelegram(config, context);
  },
  tools: { invite: inviteTool },
});
