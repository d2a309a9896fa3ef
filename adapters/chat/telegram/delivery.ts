import type { ApiCall, BotApi } from "./client.ts";
import { type Effect, type Failure, toPlatformError } from "./failure.ts";
import { type Rows, withoutAddresses } from "./keyboard.ts";
import { type Span, toHtml, toPlainText } from "./rich-text.ts";

/** What one attempt leaves out because Telegram refused it before. */
interface Concessions {
  readonly isPlain: boolean;
  readonly hasAddresses: boolean;
  readonly hasPicture: boolean;
}

/** The words of a message as one call takes them. */
export interface Wording {
  readonly text: string;
  readonly parse_mode?: "HTML";
}

/** Builds the call for a form of the message; `picture` only when it may have one. */
export type BuildCall = (
  form: (spans: readonly Span[]) => Wording,
  rows: Rows,
  hasPicture: boolean,
) => Pick<ApiCall, "method" | "params" | "timeoutMs">;

/** Sends a message, leaving out what Telegram refuses: formatting, then addresses in buttons, then the picture. */
export interface Delivery {
  /** @throws PlatformError for everything but what another call might do better. */
  send(
    rows: Rows,
    effect: Effect,
    build: BuildCall,
  ): Promise<{ readonly result: unknown } | { readonly failure: Failure }>;
}

const mostAttempts = 5;
const leftToCaller: ReadonlySet<Failure["kind"]> = new Set(["wrong-content", "no-picture", "moved"]);

/** One for the whole bot: it remembers that an older server does not know the tag for moments. */
export function createDelivery(api: BotApi): Delivery {
  let canShowTime = true;

  function form(isPlain: boolean): (spans: readonly Span[]) => Wording {
    if (isPlain) return (spans) => ({ text: toPlainText(spans) });
    return (spans) => ({ text: toHtml(spans, { canShowTime }), parse_mode: "HTML" });
  }

  /** The next, poorer form; undefined when there is none. */
  function concede(failure: Failure, now: Concessions): Concessions | undefined {
    if (failure.kind === "formatting" && /tg-time/.test(failure.description) && canShowTime) {
      canShowTime = false;
      return now;
    }
    if (failure.kind === "formatting" && !now.isPlain) return { ...now, isPlain: true };
    if (failure.kind === "button" && now.hasAddresses) return { ...now, hasAddresses: false };
    if (failure.kind === "no-picture" && now.hasPicture) return { ...now, hasPicture: false };
    return undefined;
  }

  return {
    async send(rows, effect, build) {
      let now: Concessions = { isPlain: false, hasAddresses: true, hasPicture: true };
      for (let attempts = 1; ; attempts += 1) {
        const shown = now.hasAddresses ? rows : withoutAddresses(rows);
        const call = build(form(now.isPlain), shown, now.hasPicture);
        const outcome = await api.attempt({ ...call, effect });
        if (outcome.ok) return { result: outcome.result };
        const { failure } = outcome;
        if (failure.kind === "not-modified") return { result: true };
        const next = attempts < mostAttempts ? concede(failure, now) : undefined;
        if (next === undefined && leftToCaller.has(failure.kind)) return { failure };
        if (next === undefined) throw toPlatformError(failure);
        now = next;
      }
    },
  };
}
