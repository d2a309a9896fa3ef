import type { Clock, HttpDelivery, HttpReply, HttpRoute, Metrics } from "../../../src/ports/runtime.ts";
import { isSameText, splitSecrets } from "../../shared/signature.ts";
import type { Intake } from "./intake.ts";
import type { MeWire } from "./wire.ts";

interface WebhookContext {
  readonly secret: string;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** The bot's own name and number; undefined before Telegram told them, and after the bot was stopped. */
  readonly me: () => MeWire | undefined;
}

/** Where Telegram delivers. */
export const webhookPath = "/telegram/webhook";

/** Source: Telegram Bot API, setWebhook, `secret_token`. */
const secretHeader = "x-telegram-bot-api-secret-token";

/** Telegram waits a minute; a store that takes so long is as good as away. Source: tdlib/telegram-bot-api, WebhookActor. */
const patienceMs = 10_000;

const done: HttpReply = { status: 200 };
/** Telegram keeps the update and obeys the wait. */
const later: HttpReply = { status: 503, headers: { "retry-after": "2" } };

/** Takes updates that prove to come from Telegram, and acknowledges each after it is stored. */
export function createWebhookRoute({ secret, intake, clock, metrics, me }: WebhookContext): HttpRoute {
  const secrets = splitSecrets(secret);

  function isProven(given: string | undefined): boolean {
    // Every secret is compared, so that the time it takes tells nothing.
    const matches = secrets.map((each) => isSameText(each, given ?? ""));
    return given !== undefined && matches.includes(true);
  }

  return {
    method: "POST",
    path: webhookPath,
    async handle(delivery: HttpDelivery) {
      if (!isProven(delivery.headers[secretHeader])) {
        metrics.count("telegram_refused_total", { reason: "secret", door: "webhook" });
        return { status: 401 };
      }
      const self = me();
      if (self === undefined) return later;
      const update = readJson(delivery.body);
      if (update === undefined) {
        metrics.count("telegram_updates_dropped_total", { reason: "format" });
        return done;
      }
      const answered = new AbortController();
      const late = clock.sleep(patienceMs, answered.signal).then(() => "again" as const);
      const taken = await Promise.race([intake.take(update, self), late]).finally(() => answered.abort());
      return taken === "done" ? done : later;
    },
  };
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
