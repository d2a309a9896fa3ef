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

/** Runs payloads through Bolt and answers in time, whatever happens. */
export interface Feed {
  /** Gives Bolt's app to the feed; a receiver does it when Bolt starts it. */
  connect(app: Pick<App, "processEvent">): void;
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
  const inHand = new Set<Promise<void>>();
  let app: Pick<App, "processEvent"> | undefined;

  async function inTrouble(body: Payload, trouble: Trouble): Promise<FeedAnswer> {
    metrics.count("slack_unstored_total", { trouble });
    if (isEvent(body)) return { isDone: false, isLost: trouble !== "late" };
    const content = await tell(body, trouble).catch(() => undefined);
    return { isDone: true, isLost: trouble !== "late", ...(content !== undefined && { content }) };
  }

  return {
    connect(connected) {
      app = connected;
    },
    async take({ body, digest, isRetry }) {
      const answer = Promise.withResolvers<FeedAnswer>();
      const settle = (content?: string | object) => {
        const hasContent = content !== undefined && content !== "";
        answer.resolve({ isDone: true, isLost: false, ...(hasContent && { content }) });
      };
      // Bolt acknowledges events before their listeners run; an event is done only once it is stored.
      const ack = async (content?: string | object) => (isEvent(body) ? undefined : settle(content));
      const work = Promise.resolve(app?.processEvent({ body: { ...body }, ack, customProperties: { digest, isRetry } }))
        .then(() => settle())
        .catch(async (error: unknown) => {
          const cause = originalOf(error);
          if (!(cause instanceof StoreUnavailableError)) logger.error("a Slack request failed", { error: cause });
          answer.resolve(await inTrouble(body, cause instanceof StoreUnavailableError ? "down" : "broken"));
        });
      inHand.add(work);
      void work.finally(() => inHand.delete(work));
      const limit = deadlines.begin();
      const first = await Promise.race([answer.promise, limit.late]);
      limit.done();
      return first === "late" ? inTrouble(body, "late") : first;
    },
    async idle() {
      while (inHand.size > 0) await Promise.allSettled(inHand);
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
