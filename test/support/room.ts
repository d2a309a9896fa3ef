import { type ListeningServer, listen } from "../../adapters/shared/emulator.ts";
import type { InboundMessage, MessageRef } from "../../src/model/conversation.ts";
import type { OutboundMessage, PostTarget } from "../../src/ports/chat-platform.ts";
import type { HttpDelivery } from "../../src/ports/runtime.ts";

/** What can happen to the next call the bot makes to the room. */
export type RoomFault =
  | { readonly kind: "limit"; readonly seconds: number }
  /** Done, and the answer lost. */
  | { readonly kind: "lose" }
  /** Not done, and no answer. */
  | { readonly kind: "cut" }
  /** A refusal that has nothing to do with the message. */
  | { readonly kind: "broken" };

/** One message as the room shows it. */
export interface RoomMessage {
  readonly ref: MessageRef;
  readonly conversation: string;
  readonly target: PostTarget;
  /** What it said, first to last. Images are left out. */
  readonly versions: OutboundMessage[];
}

/** What a bot answered one message of a person. */
export interface RoomAnswer {
  /** 0 when nobody answered. */
  readonly status: number;
  readonly outcome: string;
}

/**
 * A chat that lives outside the bot's process: what was really posted survives the bot. People speak through the bot's
 * own port, the bot posts and edits over HTTP. It serves several conversations.
 */
export class Room {
  readonly messages: RoomMessage[] = [];
  /** Taken by the next calls, one each. */
  readonly faults: RoomFault[] = [];
  /** Conversations that take nothing any more. */
  readonly closed = new Set<string>();
  /** Conversations with a new name. */
  readonly moved = new Map<string, string>();
  /** Calls the room got, faults included. */
  calls = 0;
  private posted = 0;
  private said = 0;
  private server: ListeningServer | undefined;

  /** Begins to listen; answers its address. */
  async open(): Promise<string> {
    this.server = await listen((request) => this.handle(request));
    return this.server.origin;
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  /** A person says something to the bot at that address; `key` names the delivery. */
  async say(
    botUrl: string,
    text: string,
    over: Partial<InboundMessage> & { readonly key?: string } = {},
  ): Promise<RoomAnswer> {
    this.said += 1;
    const { key = `said-${this.said}`, ...rest } = over;
    const message = {
      conversation: "room:main",
      actor: { id: "room:ann", name: "Ann" },
      locale: { language: "en", timezone: "UTC" },
      kind: "command",
      text,
      isDirect: false,
      isAddressed: true,
      isAllowed: true,
      ...rest,
    };
    try {
      const body = JSON.stringify({ key, message });
      const answer = await fetch(`${botUrl}/room/messages`, {
        method: "POST",
        body,
        signal: AbortSignal.timeout(10_000),
      });
      return { status: answer.status, outcome: await answer.text() };
    } catch {
      return { status: 0, outcome: "" };
    }
  }

  private async handle(request: HttpDelivery) {
    this.calls += 1;
    const fault = this.faults.shift();
    if (fault?.kind === "limit") return { status: 429, headers: { "retry-after": String(fault.seconds) }, body: "{}" };
    if (fault?.kind === "broken") return { status: 503, body: "{}" };
    if (fault?.kind === "cut") return "drop" as const;
    const reply = this.work(request.path, JSON.parse(Buffer.from(request.body).toString("utf8")));
    return fault?.kind === "lose" ? ("drop" as const) : reply;
  }

  private work(path: string, call: { target?: PostTarget; ref?: MessageRef; message: OutboundMessage }) {
    const found = this.messages.find((each) => each.ref === call.ref);
    const conversation = call.target?.conversation ?? found?.conversation ?? "";
    const movedTo = this.moved.get(conversation);
    // What was said under the old name stays there and cannot be changed any more.
    if (movedTo !== undefined && path === "/edit") return { status: 404, body: "{}" };
    if (movedTo !== undefined) return { status: 409, body: JSON.stringify({ movedTo }) };
    if (this.closed.has(conversation)) return { status: 403, body: "{}" };
    if (path === "/post" && call.target !== undefined) {
      this.posted += 1;
      const ref = `room:${this.posted}` as MessageRef;
      this.messages.push({ ref, conversation, target: call.target, versions: [call.message] });
      return { status: 200, body: JSON.stringify({ ref }) };
    }
    if (found === undefined) return { status: 404, body: "{}" };
    found.versions.push(call.message);
    return { status: 200, body: JSON.stringify({ ref: found.ref }) };
  }
}
