import type { Clock, Logger, Metrics } from "../../../src/ports/runtime.ts";
import { createRedactor } from "../../shared/redact.ts";
import { splitSecrets } from "../../shared/signature.ts";
import type { TelegramConfig } from "./config.ts";
import { type Effect, type Failure, type Refusal, readRefusal, toPlatformError } from "./failure.ts";

/** One call of the Bot API. */
export interface ApiCall {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly effect: Effect;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A file to upload beside the other parameters. */
export interface Upload {
  readonly source: Buffer;
  readonly filename: string;
}

/** What came of a call. */
export type Outcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly failure: Failure };

/** The only door to Telegram. */
export interface BotApi {
  /** Calls once. Every failure is a value. */
  attempt(call: ApiCall): Promise<Outcome>;
  /** Calls once. @throws PlatformError when it failed. */
  call(call: ApiCall): Promise<unknown>;
}

interface ClientContext {
  readonly config: TelegramConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const defaultTimeoutMs = 10_000;

/** Failures before the request can have arrived: nothing was done. */
const notArrived = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** Telegraf's client: builds requests, multipart included. It has no timeout, no retry and no pace of its own. */
export async function createBotApi({ config, clock, logger, metrics }: ClientContext): Promise<BotApi> {
  const { Telegram, TelegramError } = await import("telegraf");
  // Telegraf resolves its paths against the root, which drops a last segment that has no slash after it.
  const telegram = new Telegram(config.TELEGRAM_BOT_TOKEN, { apiRoot: `${config.TELEGRAM_API_ROOT}/` });
  // Telegraf's method table ends at Bot API 7.1; the transport itself takes any method.
  const send = telegram.callApi.bind(telegram) as unknown as (
    method: string,
    params: Readonly<Record<string, unknown>>,
    options: { readonly signal: AbortSignal },
  ) => Promise<unknown>;
  const redact = createRedactor([config.TELEGRAM_BOT_TOKEN, ...splitSecrets(config.TELEGRAM_WEBHOOK_SECRET ?? "")]);

  function failureOf(error: unknown, effect: Effect): Failure {
    if (error instanceof TelegramError) return readRefusal(withoutSecrets(toRefusal(error), redact), effect);
    const code = codeOf(error);
    const description = redact(`no answer (${code})`);
    if (notArrived.has(code)) return { kind: "unavailable", description };
    return { kind: effect === "post" ? "outcome-unknown" : "unavailable", description };
  }

  async function attempt(call: ApiCall): Promise<Outcome> {
    const [late, answered] = [new AbortController(), new AbortController()];
    void clock.sleep(call.timeoutMs ?? defaultTimeoutMs, answered.signal).then(() => {
      if (!answered.signal.aborted) late.abort();
    });
    const signals = call.signal === undefined ? [late.signal] : [late.signal, call.signal];
    try {
      const result = await send(call.method, toFormFields(call.params), { signal: AbortSignal.any(signals) });
      metrics.count("telegram_calls_total", { method: call.method, outcome: "ok" });
      return { ok: true, result };
    } catch (error) {
      const failure = failureOf(error, call.effect);
      metrics.count("telegram_calls_total", { method: call.method, outcome: failure.kind });
      logger.debug("telegram call failed", { method: call.method, kind: failure.kind, reason: failure.description });
      return { ok: false, failure };
    } finally {
      answered.abort();
    }
  }

  return {
    attempt,
    async call(call) {
      const outcome = await attempt(call);
      if (outcome.ok) return outcome.result;
      throw toPlatformError(outcome.failure);
    },
  };
}

/** In a multipart body Telegraf writes only some objects as JSON and silently drops the others: all are written here. */
function toFormFields(params: ApiCall["params"]): Record<string, unknown> {
  if (!Object.values(params).some(isUpload)) return { ...params };
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null && !isUpload(value) ? JSON.stringify(value) : value,
    ]),
  );
}

function isUpload(value: unknown): value is Upload {
  return typeof value === "object" && value !== null && "source" in value;
}

function toRefusal(error: {
  readonly code: number;
  readonly description: string;
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number } | undefined;
}): Refusal {
  const { retry_after: retryAfterSeconds, migrate_to_chat_id: migrateToChatId } = error.parameters ?? {};
  return {
    code: error.code,
    description: String(error.description),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(migrateToChatId !== undefined && { migrateToChatId }),
  };
}

function withoutSecrets(refusal: Refusal, redact: (text: string) => string): Refusal {
  return { ...refusal, description: redact(refusal.description) };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { code, type } = error as Error & { readonly code?: unknown; readonly type?: unknown };
  if (typeof code === "string") return code;
  return typeof type === "string" ? type : error.name;
}
