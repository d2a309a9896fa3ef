import type { App } from "@slack/bolt";
import { StoreUnavailableError } from "../../../src/model/errors.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { createDeadlines } from "./deadlines.ts";

/** A payload of Slack's, proven and parsed. */
export type Payload = Readonly<Record<string, unknown>>;

/** A payload on its way to its listener. */
export interface Incoming {
  readonly body: Payload;
  /** Names these very bytes (HTTP) or this envelope (socket), where the payload has no id of its own. */
  readonly digest: string;
  /** Slack's own retry, as its headers say. */
  readonly isRetry: boolean;
}

/** What Slack is answered. `isDone` false: Slack should deliver it again. */
export interface FeedAnswer {
  readonly isDone: boolean;
  readonly content?: string | object;
  /** Nothing was stored, so that the same request may come again. */
  readonly isLost: boolean;
}

/** What goes wrong before something is stored: the store is away, it takes too long, or we are broken. */
export type Trouble = "down" | "late" | "broken";

/** Answers a request; later calls say nothing more. */
export type Ack = (content?: string | object) => void;

/** Runs payloads through their listeners and answers in time, whatever happens. */
export interface Feed {
  /** Gives Bolt's app to the feed; a receiver does it when Bolt starts it. */
  connect(app: Pick<App, "processEvent">): void;
  /** Slash commands are most of what comes and have one listener: Bolt need not look for it. */
  listen(toCommand: (incoming: Incoming, ack: Ack) => Promise<void>): void;
  take(incoming: Incoming): Promise<FeedAnswer>;
  /** Resolves when nothing is in hand. */
  idle(): Promise<void>;
}

/** Slack gives up after three seconds; half a second of it is the network's. */
const answerWithinMs = 2_500;

/** @param tell what a person reads of a trouble in the answer itself, by the kind of payload; undefined: they read nothing. */
export function createFeed(
  { clock, logger, metrics }: Pick<PlatformContext, "clock" | "logger" | "metrics">,
  tell: (body: Payload, trouble: Trouble) => Promise<string | object | undefined>,
): Feed {
  const deadlines = createDeadlines(clock, answerWithinMs);
  let inHand = 0;
  let onIdle: (() => void) | undefined;
  let app: Pick<App, "processEvent"> | undefined;
  let toCommand: Parameters<Feed["listen"]>[0] | undefined;

  async function inTrouble(body: Payload, trouble: Trouble): Promise<FeedAnswer> {
    metrics.count("slack_unstored_total", { trouble });
    if (isEvent(body)) return { isDone: false, isLost: trouble !== "late" };
    const content = await tell(body, trouble).catch(() => undefined);
    return { isDone: true, isLost: trouble !== "late", ...(content !== undefined && { content }) };
  }

  async function hand(incoming: Incoming, ack: Ack): Promise<void> {
    const { body, digest, isRetry } = incoming;
    if (typeof body.command === "string" && toCommand !== undefined) return toCommand(incoming, ack);
    await app?.processEvent({
      body: { ...body },
      // Bolt acknowledges events before their listeners run; an event is done only once it is stored.
      ack: async (content) => (isEvent(body) ? undefined : ack(content)),
      customProperties: { digest, isRetry },
    });
  }

  async function run(incoming: Incoming, answer: (answer: FeedAnswer | Promise<FeedAnswer>) => void): Promise<void> {
    let isAnswered = false;
    const ack: Ack = (content) => {
      isAnswered = true;
      const hasContent = content !== undefined && content !== "";
      answer({ isDone: true, isLost: false, ...(hasContent && { content }) });
    };
    inHand += 1;
    try {
      await hand(incoming, ack);
      ack();
    } catch (error) {
      const cause = originalOf(error);
      if (!(cause instanceof StoreUnavailableError)) logger.error("a Slack request failed", { error: cause });
      // What fails after the answer takes nothing back.
      if (!isAnswered) answer(inTrouble(incoming.body, cause instanceof StoreUnavailableError ? "down" : "broken"));
    } finally {
      inHand -= 1;
      if (inHand === 0) onIdle?.();
    }
  }

  return {
    connect(connected) {
      app = connected;
    },
    listen(listener) {
      toCommand = listener;
    },
    take: (incoming) =>
      new Promise((resolve) => {
        const done = deadlines.begin(() => resolve(inTrouble(incoming.body, "late")));
        void run(incoming, (answer) => {
          done();
          resolve(answer);
        });
      }),
    async idle() {
      while (inHand > 0) {
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      }
      deadlines.stop();
    },
  };
}

function isEvent(body: Payload): boolean {
  return typeof body.event === "object" && body.event !== null;
}

/** Bolt wraps errors that have no code of their own. */
function originalOf(error: unknown): unknown {
  return error instanceof Error && "original" in error && error.original instanceof Error ? error.original : error;
}
