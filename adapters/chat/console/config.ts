import { z } from "zod";

/** The console's only variable: whether it is on. */
export const consoleEnvSchema = z.object({
  CONSOLE_CHAT: z
    .enum(["on"])
    .meta({ description: "Chat with the bot in this terminal, as one person who may do everything", example: "on" }),
});
