import { z } from "zod";
import { splitSecrets } from "../../shared/signature.ts";

/** Source: Telegram Bot API, setWebhook, `secret_token`. */
const secretPattern = /^[A-Za-z0-9_-]{1,256}$/;

/** Telegram's variables. */
export const telegramEnv = z.object({
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[A-Za-z0-9_-]{20,}$/, { error: "is not a bot token: digits, a colon, letters" })
    .meta({
      description: "The bot's token, from @BotFather",
      example: "123456789:AAExampleExampleExampleExampleExampl",
      secret: true,
    }),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .refine((text) => splitSecrets(text).every((each) => secretPattern.test(each)), {
      error: "may only have letters, digits, _ and -, at most 256; several are separated by commas",
    })
    .optional()
    .meta({
      description:
        "Proves that updates come from Telegram; with PUBLIC_URL it switches from polling to a webhook; may be new,old",
      example: "a-long-random-text",
      secret: true,
    }),
  TELEGRAM_ALLOWED: z
    .string()
    .transform((text) => text.split(/[\s,;]+/).filter((each) => each !== ""))
    .pipe(z.array(z.string().regex(/^-?\d{1,16}$/, { error: "has something that is no id: ids are numbers" })))
    .transform((ids) => ids.map(Number))
    .optional()
    .meta({
      description:
        "Ids of people who may use the bot, and of groups where cards may be shown (all groups when none is listed)",
      example: "11111111,22222222,-1001234567890",
    }),
  TELEGRAM_API_ROOT: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .default("https://api.telegram.org")
    .meta({
      description: "Where the Bot API is; a server of one's own, or an emulator",
      example: "https://api.telegram.org",
    }),
});

/** Telegram's variables, checked. */
export type TelegramConfig = z.output<typeof telegramEnv>;

/** The bot's own user id: the part of its token before the colon. */
export function botIdOf(config: Pick<TelegramConfig, "TELEGRAM_BOT_TOKEN">): number {
  return Number(config.TELEGRAM_BOT_TOKEN.split(":", 1)[0]);
}
