import type { NoticeBody } from "../model/notice.ts";
import type { ChatPlatform } from "../ports/chat-platform.ts";
import type { Clock, Logger, Metrics } from "../ports/runtime.ts";
import type { Store } from "../ports/store.ts";
import type { ProviderRegistry } from "../services/provider-registry.ts";

/** What the outbox needs. */
export interface OutboxContext {
  readonly store: Store;
  readonly providers: ProviderRegistry;
  /** The platform a conversation belongs to; undefined when it is not configured (any more). */
  readonly platform: (id: string) => ChatPlatform | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Counts what may be said twice or was perhaps never said; money that came is a kind of its own. */
export function countDoubtful(
  context: Pick<OutboxContext, "metrics">,
  body: NoticeBody,
  outcome: "repeated" | "dropped",
): void {
  const kind = body.kind === "change" && body.change.kind === "paid" ? "paid" : body.kind;
  context.metrics.count("notices_doubtful_total", { outcome, kind });
}
