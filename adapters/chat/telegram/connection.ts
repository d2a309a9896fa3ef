import { ConfigError, type PlatformError } from "../../../src/model/errors.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { splitSecrets } from "../../shared/signature.ts";
import type { ApiCall, BotApi } from "./client.ts";
import type { TelegramConfig } from "./config.ts";
import { toPlatformError } from "./failure.ts";
import type { InHand } from "./in-hand.ts";
import type { Intake } from "./intake.ts";
import { registerMenus } from "./menu.ts";
import { pollUpdates } from "./polling.ts";
import { webhookPath } from "./webhook.ts";
import { allowedUpdates, type MeWire, meSchema } from "./wire.ts";

interface ConnectionContext extends Pick<PlatformContext, "clock" | "logger" | "publicUrl" | "exclusive"> {
  readonly api: BotApi;
  readonly config: TelegramConfig;
  readonly intake: Intake;
  readonly inHand: InHand;
}

/** The bot's standing with Telegram. */
export interface Connection {
  /** Whether updates are delivered to the webhook rather than asked for. */
  readonly isWebhook: boolean;
  /** The bot's own name and number, once known and until it is stopped. */
  me(): MeWire | undefined;
  /** @throws ConfigError when Telegram refuses the token or the address; an absent Telegram is waited for behind it. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const callTimeoutMs = 8_000;
const retryMs: readonly number[] = [1_000, 2_000, 5_000, 15_000, 60_000];

/** Says who the bot is, where updates go, and which commands it has; then polls, unless there is a webhook. */
export function createConnection(context: ConnectionContext): Connection {
  const { api, config, clock, logger, publicUrl, exclusive, intake, inHand } = context;
  const secret = config.TELEGRAM_WEBHOOK_SECRET;
  const isWebhook = secret !== undefined && publicUrl !== undefined;
  const ended = new AbortController();
  let self: MeWire | undefined;

  async function call(method: string, params: ApiCall["params"] = {}): Promise<unknown> {
    const { signal } = ended;
    const timeoutMs = callTimeoutMs;
    const outcome = await api.attempt({ method, params, effect: "repeatable", timeoutMs, signal });
    if (outcome.ok) return outcome.result;
    throw explain(method, outcome.failure.description, toPlatformError(outcome.failure));
  }

  async function connect(): Promise<void> {
    const me = meSchema.parse(await call("getMe"));
    if (isWebhook) {
      const [secret_token] = splitSecrets(secret);
      await call("setWebhook", {
        url: publicUrl.replace(/\/+$/, "") + webhookPath,
        secret_token,
        allowed_updates: allowedUpdates,
      });
    } else {
      await call("deleteWebhook");
    }
    self = me;
    const { signal } = ended;
    void inHand.track(registerMenus(api, signal));
    if (!isWebhook) {
      const polling = { api, intake, clock, logger, me, signal, ...(exclusive !== undefined && { exclusive }) };
      void inHand.track(pollUpdates(polling));
    }
    logger.info("telegram is connected", { bot: me.username, way: isWebhook ? "webhook" : "polling" });
  }

  async function keepTrying(): Promise<void> {
    for (let tries = 0; !ended.signal.aborted; tries += 1) {
      await clock.sleep(retryMs[Math.min(tries, retryMs.length - 1)] ?? 1_000, ended.signal);
      if (ended.signal.aborted) return;
      try {
        return await connect();
      } catch (error) {
        logger.error("telegram cannot be reached", { error });
      }
    }
  }

  return {
    isWebhook,
    me: () => self,
    async start() {
      try {
        await connect();
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        logger.error("telegram cannot be reached", { error });
        void inHand.track(keepTrying());
      }
    },
    async stop() {
      self = undefined;
      ended.abort();
      await inHand.drain();
    },
  };
}

/** What the operator can put right is told as such. */
function explain(method: string, description: string, error: PlatformError): Error {
  if (error.kind === "unauthorised") {
    const problem = "Telegram refuses this token; ask @BotFather for the present one";
    return new ConfigError([{ variable: "TELEGRAM_BOT_TOKEN", problem, example: "123456789:AAExample..." }]);
  }
  if (method === "setWebhook" && error.kind === "rejected") {
    const problem = `Telegram refuses it as the address of a webhook: ${description}`;
    return new ConfigError([{ variable: "PUBLIC_URL", problem, example: "https://pay.example.com" }]);
  }
  return error;
}
