import { setTimeout as pause } from "node:timers/promises";
import { Agent, request } from "undici";
import type { z } from "zod";
import { ProviderError, type ProviderErrorKind } from "../../src/model/errors.ts";
import type { ProviderContext } from "../../src/ports/payment-provider.ts";
import type { Clock } from "../../src/ports/runtime.ts";
import type { Redactor } from "./redact.ts";

/**
 * What a call may have done when its answer is lost. `none`: it only reads. `same`: doing it twice is doing it once.
 * `create`: a second one would make a second thing, so it is never repeated after it may have arrived.
 */
export type Effect = "none" | "same" | "create";

/** One call, built afresh for each attempt because signatures carry times. */
export interface HttpCall {
  /** The vendor's name of the call, for errors, logs and metrics. */
  readonly operation: string;
  readonly effect: Effect;
  readonly build: () => HttpCallContent;
  /** Statuses the caller reads itself; by default only 2xx. */
  readonly accepts?: (status: number) => boolean;
}

/** Method, path below the base address, and what is sent. */
export interface HttpCallContent {
  readonly method: "GET" | "POST" | "PUT";
  /** Begins with a slash; may carry a query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer, read whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The same as it came, for checking signatures on. */
  readonly bytes: Uint8Array;
}

/** Calls one vendor at one fixed address. Redirects are never followed. */
export interface HttpClient {
  /** @throws ProviderError of a kind that follows from the failure and the call's effect. */
  send(call: HttpCall): Promise<HttpAnswer>;
  close(): Promise<void>;
}

interface HttpClientSettings {
  readonly provider: string;
  /** http(s) origin and base path, without a trailing slash. */
  readonly baseUrl: string;
  readonly redact: Redactor;
  /** Calls take as long as it allows, 10 s when it does not say, after waiting for their turn where there are turns. */
  readonly context: Pick<ProviderContext, "clock" | "logger" | "metrics" | "callTimeoutMs" | "waitTurn">;
}

const defaultTimeoutMs = 10_000;
const maxAnswerBytes = 2 * 1024 * 1024;
const readAttempts = 3;
const utf8 = new TextDecoder();

/** Codes of failures before the request can have arrived: trying again is always safe. */
const notArrived = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The only door to the network for provider adapters. */
export function createHttpClient(settings: HttpClientSettings): HttpClient {
  const { context } = settings;
  const base = settings.baseUrl.replace(/\/+$/, "");
  const dispatcher = new Agent({
    connect: { timeout: 5_000 },
    keepAliveTimeout: 10_000,
    maxResponseSize: maxAnswerBytes,
  });
  const fail = (
    call: HttpCall,
    kind: ProviderErrorKind,
    details: { code?: string; cause?: unknown; retryAfterMs?: number } = {},
  ) =>
    new ProviderError({
      provider: settings.provider,
      operation: call.operation,
      kind,
      ...(details.code !== undefined && { vendorCode: details.code }),
      ...(details.retryAfterMs !== undefined && { retryAfterMs: details.retryAfterMs }),
      ...(details.cause !== undefined && { cause: cleaned(details.cause, settings.redact) }),
    });

  async function attempt(call: HttpCall): Promise<HttpAnswer> {
    const { method, path, headers, body } = call.build();
    try {
      const answer = await request(base + path, {
        method,
        headers: { ...headers },
        ...(body !== undefined && { body }),
        dispatcher,
        signal: AbortSignal.timeout(context.callTimeoutMs ?? defaultTimeoutMs),
      });
      const bytes = await answer.body.bytes();
      return { status: answer.statusCode, headers: flatten(answer.headers), text: utf8.decode(bytes), bytes };
    } catch (cause) {
      if (notArrived.has(codeOf(cause))) throw fail(call, "unavailable", { code: codeOf(cause), cause });
      throw fail(call, call.effect === "create" ? "outcome-unknown" : "unavailable", { code: codeOf(cause), cause });
    }
  }

  function judge(call: HttpCall, answer: HttpAnswer): HttpAnswer {
    const { status } = answer;
    if (call.accepts ? call.accepts(status) : status >= 200 && status < 300) return answer;
    const code = `HTTP ${status}`;
    if (status === 401 || status === 403) throw fail(call, "unauthorised", { code });
    if (status === 429) throw fail(call, "rate-limited", { code, ...retryAfter(answer, context.clock) });
    if (status >= 500) throw fail(call, call.effect === "create" ? "outcome-unknown" : "unavailable", { code });
    if (status >= 300 && status < 400) throw fail(call, "invalid-answer", { code });
    throw fail(call, "rejected", { code });
  }

  function mayRepeat(call: HttpCall, error: unknown): boolean {
    if (!(error instanceof ProviderError) || error.kind !== "unavailable") return false;
    return call.effect !== "create" || notArrived.has(error.vendorCode ?? "");
  }

  return {
    async send(call) {
      for (let tries = 1; ; tries += 1) {
        await context.waitTurn?.();
        const startedAt = performance.now();
        try {
          const answer = judge(call, await attempt(call));
          record(settings, call, "ok", startedAt);
          return answer;
        } catch (error) {
          record(settings, call, error instanceof ProviderError ? error.kind : "error", startedAt);
          if (tries >= readAttempts || !mayRepeat(call, error)) throw error;
          await pause(tries * 100 + Math.random() * 100);
        }
      }
    },
    close: () => dispatcher.close(),
  };
}

/**
 * Reads a JSON answer; `parse` where numbers must be kept as written.
 *
 * @throws ProviderError kind `invalid-answer` when it is not JSON or has another shape; the text itself is not kept.
 */
export function readJson<Schema extends z.ZodType>(
  provider: string,
  operation: string,
  text: string,
  schema: Schema,
  parse: (text: string) => unknown = JSON.parse,
): z.output<Schema> {
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch {
    const cause = new SyntaxError("the answer is not JSON");
    throw new ProviderError({ provider, operation, kind: "invalid-answer", cause });
  }
  return readShape(provider, operation, parsed, schema);
}

/**
 * Reads a part of an answer that was parsed already.
 *
 * @throws ProviderError kind `invalid-answer` when it has another shape; what it holds is not kept.
 */
export function readShape<Schema extends z.ZodType>(
  provider: string,
  operation: string,
  value: unknown,
  schema: Schema,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const cause = new TypeError(result.error.issues.map((each) => `${each.path.join(".")}: ${each.code}`).join("; "));
  throw new ProviderError({ provider, operation, kind: "invalid-answer", cause });
}

function record(settings: HttpClientSettings, call: HttpCall, outcome: string, startedAt: number): void {
  const labels = { provider: settings.provider, operation: call.operation, outcome };
  const { provider, context } = settings;
  context.metrics.count("provider_calls_total", labels);
  context.metrics.observe("provider_call_seconds", (performance.now() - startedAt) / 1000, { provider });
  context.logger.debug("provider call", labels);
}

function retryAfter(answer: HttpAnswer, clock: Clock): { retryAfterMs?: number } {
  const text = answer.headers["retry-after"];
  if (text === undefined) return {};
  if (/^\d+$/.test(text)) return { retryAfterMs: Number(text) * 1000 };
  const at = Date.parse(text);
  return Number.isNaN(at) ? {} : { retryAfterMs: Math.max(0, at - clock.now().getTime()) };
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "unknown";
  const code = (cause as Error & { code?: unknown }).code;
  if (typeof code === "string") return code;
  return cause.cause === undefined ? cause.name : codeOf(cause.cause);
}

function cleaned(cause: unknown, redact: Redactor): unknown {
  return cause instanceof Error ? new Error(redact(`${cause.name}: ${cause.message}`)) : undefined;
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}
