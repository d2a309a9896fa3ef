import type { Money } from "./money.ts";

/** Whether doing the same thing again can do harm. `unknown` means the first try may have succeeded. */
export type Retry = "never" | "safe" | "unknown";

interface ErrorDetails {
  readonly code: string;
  readonly retry?: Retry;
  readonly cause?: unknown;
}

/** Root of every failure this project throws on purpose. `message` is for operators, never for a chat. */
export abstract class PaylinkError extends Error {
  readonly code: string;
  readonly retry: Retry;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.retry = details.retry ?? "never";
  }
}

/** One bad variable: its name, what is wrong and a value that would work. */
export interface ConfigProblem {
  readonly variable: string;
  readonly problem: string;
  readonly example?: string;
}

/** The environment cannot be used. Thrown once, at start, with every problem found. */
export class ConfigError extends PaylinkError {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map((each) => `${each.variable}: ${each.problem}`).join("\n"), { code: "configuration" });
    this.problems = problems;
  }
}

/**
 * A request that cannot be honoured as written. `code` selects the sentence in `bot/replies`;
 * `facts` fill its blanks.
 */
export class InputError extends PaylinkError {
  readonly facts: Readonly<Record<string, string>>;

  constructor(code: string, facts: Readonly<Record<string, string>> = {}) {
    super(`input refused: ${code}`, { code });
    this.facts = facts;
  }
}

/** Nothing here, or at the provider, carries that name. */
export class NotFoundError extends PaylinkError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: "not-found", cause });
  }
}

/** The thing exists, but its present state forbids the change; `state` names that state. */
export class StateError extends PaylinkError {
  readonly state: string;

  constructor(message: string, state: string) {
    super(message, { code: "wrong-state" });
    this.state = state;
  }
}

/** The provider cannot do this at all (its traits say so). `ability` names what was asked. */
export class UnsupportedError extends PaylinkError {
  readonly ability: string;

  constructor(message: string, ability: string) {
    super(message, { code: "unsupported" });
    this.ability = ability;
  }
}

/**
 * How a provider failed.
 *
 * - `rejected`: it understood and said no; asking again gives the same answer.
 * - `unauthorised`: our credentials, signature or address were refused.
 * - `rate-limited`: too many calls; `retryAfterMs` says how long to wait where it told us.
 * - `unavailable`: it did not do the work and said so, or could not be reached at all.
 * - `invalid-answer`: it answered something we cannot read, or badly signed. For a create this counts as unknown.
 * - `outcome-unknown`: it may or may not have done the work (timeout, reset, 5xx on a create).
 */
export type ProviderErrorKind =
  | "rejected"
  | "unauthorised"
  | "rate-limited"
  | "unavailable"
  | "invalid-answer"
  | "outcome-unknown";

interface ProviderErrorDetails {
  readonly provider: string;
  readonly operation: string;
  readonly kind: ProviderErrorKind;
  /** The vendor's own code, kept for logs and support. */
  readonly vendorCode?: string;
  /** The vendor's own words, already cleared of secrets. Shown to operators only. */
  readonly vendorMessage?: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

const retryOfKind: Record<ProviderErrorKind, Retry> = {
  rejected: "never",
  unauthorised: "never",
  "rate-limited": "safe",
  unavailable: "safe",
  "invalid-answer": "unknown",
  "outcome-unknown": "unknown",
};

/** A provider said no, answered nonsense, or did not answer. Never carries a key, token or whole payload. */
export class ProviderError extends PaylinkError {
  readonly provider: string;
  readonly operation: string;
  readonly kind: ProviderErrorKind;
  readonly vendorCode: string | undefined;
  readonly vendorMessage: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(details: ProviderErrorDetails) {
    const vendor = details.vendorCode === undefined ? "" : ` (code ${details.vendorCode})`;
    super(`${details.provider} ${details.operation}: ${details.kind}${vendor}`, {
      code: details.kind,
      retry: retryOfKind[details.kind],
      cause: details.cause,
    });
    this.provider = details.provider;
    this.operation = details.operation;
    this.kind = details.kind;
    this.vendorCode = details.vendorCode;
    this.vendorMessage = details.vendorMessage;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** A link, or a payment, that somebody without enough proof spoke of: reason to ask the provider, nothing more. */
export interface LinkHint {
  readonly ref?: string;
  readonly reference?: string;
  /** What was paid, when the hint names no link: only links that could be paid so are asked about. */
  readonly amount?: Money;
}

/** Why a webhook was not believed; operators read it in the metrics to tell a wrong key from a wrong clock. */
export type VerificationProblem = "signature" | "timestamp" | "format" | "missing";

/** A webhook, or a chat platform's request, that carries no valid proof of its sender. Nothing may be done with it. */
export class WebhookVerificationError extends PaylinkError {
  readonly problem: VerificationProblem;
  /** Links worth one limited look at the provider although the proof failed. Usually empty. */
  readonly hints: readonly LinkHint[];

  constructor(message: string, problem: VerificationProblem, hints: readonly LinkHint[] = []) {
    super(message, { code: "webhook-not-verified" });
    this.problem = problem;
    this.hints = hints;
  }
}

/**
 * How a chat platform failed to send.
 *
 * - `rate-limited`: wait `retryAfterMs`.
 * - `unavailable`: not sent, may be tried again.
 * - `outcome-unknown`: the message may have been posted.
 * - `message-gone`: the message to edit does not exist any more.
 * - `unreachable`: this conversation will not take messages (left, archived, blocked, forbidden).
 * - `moved`: the conversation has a new name, in `movedTo`.
 * - `rejected`: the platform refused this very message.
 * - `unauthorised`: the bot's own token was refused.
 */
export type PlatformErrorKind =
  | "rate-limited"
  | "unavailable"
  | "outcome-unknown"
  | "message-gone"
  | "unreachable"
  | "moved"
  | "rejected"
  | "unauthorised";

interface PlatformErrorDetails {
  readonly platform: string;
  readonly kind: PlatformErrorKind;
  readonly vendorCode?: string;
  readonly retryAfterMs?: number;
  /** The conversation's new reference, for kind `moved`. */
  readonly movedTo?: string;
  /** What a 429 applies to: this conversation (default) or everything the platform sends. */
  readonly scope?: "conversation" | "platform";
  readonly cause?: unknown;
}

/** A chat platform refused a message, or vanished. */
export class PlatformError extends PaylinkError {
  readonly platform: string;
  readonly kind: PlatformErrorKind;
  readonly vendorCode: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly movedTo: string | undefined;
  readonly scope: "conversation" | "platform";

  constructor(details: PlatformErrorDetails) {
    const vendor = details.vendorCode === undefined ? "" : ` (${details.vendorCode})`;
    super(`${details.platform}: ${details.kind}${vendor}`, {
      code: details.kind,
      retry: details.kind === "outcome-unknown" ? "unknown" : details.kind === "rejected" ? "never" : "safe",
      cause: details.cause,
    });
    this.platform = details.platform;
    this.kind = details.kind;
    this.vendorCode = details.vendorCode;
    this.retryAfterMs = details.retryAfterMs;
    this.movedTo = details.movedTo;
    this.scope = details.scope ?? "conversation";
  }
}

/** The store cannot answer now (locked, full, unreachable). Nothing was written; the caller must say so. */
export class StoreUnavailableError extends PaylinkError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: "store-unavailable", retry: "safe", cause });
  }
}
