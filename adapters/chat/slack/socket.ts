import { type App, type ReceiverEvent, SocketModeReceiver } from "@slack/bolt";
import { ConfigError } from "../../../src/model/errors.ts";
import type { Clock, Logger } from "../../../src/ports/runtime.ts";
import type { Feed } from "./feed.ts";
import type { SlackCalls } from "./web-client.ts";

interface SocketParts {
  readonly appToken: string;
  readonly calls: SlackCalls;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How long starting waits for the first connection; the library goes on trying behind it. */
const connectWithinMs = 10_000;

/**
 * Bolt's socket receiver with our feed in between: an envelope is acknowledged only after its content is stored, so
 * that Slack delivers it again when we could not.
 */
export class StoredFirstSocket extends SocketModeReceiver {
  private readonly parts: SocketParts;

  constructor(parts: SocketParts) {
    const { options } = parts.calls;
    super({
      appToken: parts.appToken,
      ...(options.logger !== undefined && { logger: options.logger }),
      installerOptions: { clientOptions: options },
      customPropertiesExtractor: ({ envelope_id }) => ({ envelope_id }),
    });
    this.parts = parts;
  }

  override init(app: App): void {
    this.parts.feed.connect(app);
    super.init({ processEvent: (event: ReceiverEvent) => this.pass(event) } as App);
  }

  /** @throws ConfigError when Slack refuses the app token. */
  override async start(): Promise<never> {
    const { clock, logger } = this.parts;
    const done = new AbortController();
    const late = clock.sleep(connectWithinMs, done.signal).then(() => "late" as const);
    const connected = super.start().catch((error: unknown) => refuse(error));
    if ((await Promise.race([connected, late])) === "late") logger.warn("Slack's socket is not open yet; trying on");
    done.abort();
    return undefined as never;
  }

  override async stop(): Promise<never> {
    await super.stop();
    await this.parts.feed.idle();
    return undefined as never;
  }

  private async pass({ body, ack, retryNum, customProperties }: ReceiverEvent): Promise<void> {
    const digest = String(customProperties?.envelope_id);
    const answer = await this.parts.feed.take({ body, digest, isRetry: (retryNum ?? 0) > 0 });
    if (answer.isDone) await ack(answer.content ?? "");
  }
}

function refuse(error: unknown): never {
  const code = error instanceof Error && "data" in error ? (error.data as { error?: string }).error : undefined;
  if (code === undefined) throw error;
  const problem = `Slack refuses this token (${code}): it must be an app-level token with connections:write`;
  throw new ConfigError([{ variable: "SLACK_APP_TOKEN", problem, example: "xapp-1-A0123-456-abcd" }]);
}
