import { definePlatform } from "../../../src/ports/chat-platform.ts";
import { consoleEnvSchema } from "./config.ts";
import { createConsolePlatform } from "./platform.ts";

/** A chat in the terminal the bot was started in. */
export default definePlatform({
  id: "console",
  title: "Console",
  env: consoleEnvSchema,
  demoEnv: { CONSOLE_CHAT: "on" },
  create: async (_config, context) => createConsolePlatform(context),
});
