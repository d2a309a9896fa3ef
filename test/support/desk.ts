import { z } from "zod";
import type { ActorId, ConversationRef, InboundMessage, MessageRef, PlatformId } from "../../src/model/conversation.ts";
import { PlatformError } from "../../src/model/errors.ts";
import {
  type ChatHost,
  type ChatPlatform,
  definePlatform,
  type OutboundMessage,
  type Pace,
  type PlatformModule,
  type PostTarget,
} from "../../src/ports/chat-platform.ts";

/** One message as the desk shows it, with everything it said over time. */
export interface DeskMessage {
  readonly ref: MessageRef;
  readonly conversation: ConversationRef;
  readonly target: PostTarget;
  readonly versions: OutboundMessage[];
}

/** A chat platform for tests: people speak by calls, what the bot says is kept, and sends can be made to fail. */
export class Desk {
  readonly messages: DeskMessage[] = [];
  /** Thrown by the next sends, in order; `lost` keeps the message and throws as if the answer never came. */
  readonly failures: (PlatformError | "lost")[] = [];
  pace: Pace = { gapMs: 0, budgets: [] };
  /** Names the desk's messages across restarts of the bot. */
  private counter = 0;
  private host: ChatHost | undefined;
  readonly module: PlatformModule;

  constructor() {
    this.module = definePlatform({
      id: "desk",
      title: "Desk",
      env: z.object({ DESK_ON: z.string().meta({ description: "on", example: "on" }) }),
      create: async (_config, context) => {
        this.host = context.host;
        return this.platform();
      },
    }) as PlatformModule;
  }

  /** A person says something; resolves when it is stored. */
  say(text: string, over: Partial<InboundMessage> & { readonly key?: string } = {}): Promise<"accepted" | "duplicate"> {
    if (this.host === undefined) throw new Error("the bot has not started");
    this.counter += 1;
    const { key, ...rest } = over;
    return this.host.accept({
      key: key ?? `said-${this.counter}-${Date.now()}`,
      message: {
        conversation: "desk:main" as ConversationRef,
        actor: { id: "desk:house:ann" as ActorId, name: "Ann" },
        locale: { language: "en", timezone: "UTC" },
        kind: "command",
        text,
        isDirect: false,
        isAddressed: true,
        isAllowed: true,
        ...rest,
      },
    });
  }

  /** The last state of every message, as titles: `Active 49.99 USD`. */
  titles(): readonly string[] {
    return this.messages.map((message) => titleOf(message.versions.at(-1)));
  }

  private platform(): ChatPlatform {
    return {
      id: "desk" as PlatformId,
      routes: () => [],
      start: async () => {},
      stop: async () => {},
      post: async (target, message) => {
        const failure = this.failures.shift();
        if (failure instanceof PlatformError) throw failure;
        this.counter += 1;
        const ref = `desk:${this.counter}-${Date.now()}` as MessageRef;
        this.messages.push({ ref, conversation: target.conversation, target, versions: [message] });
        if (failure === "lost") throw new PlatformError({ platform: "desk", kind: "outcome-unknown" });
        return { ref };
      },
      update: async (ref, message) => {
        const failure = this.failures.shift();
        if (failure instanceof PlatformError) throw failure;
        const found = this.messages.find((each) => each.ref === ref);
        if (found === undefined) throw new PlatformError({ platform: "desk", kind: "message-gone" });
        found.versions.push(message);
        if (failure === "lost") throw new PlatformError({ platform: "desk", kind: "outcome-unknown" });
      },
      pace: () => this.pace,
    };
  }
}

/** A message's badge and title in one line. */
export function titleOf(message: OutboundMessage | undefined): string {
  return [message?.card.badge?.text, message?.card.title].filter((each) => each !== undefined).join(" ");
}
