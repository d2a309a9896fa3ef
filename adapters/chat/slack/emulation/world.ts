import type { Clock } from "../../../../src/ports/runtime.ts";

export type Json = Readonly<Record<string, unknown>>;

/** A person or bot, as `users.info` describes them. */
export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly locale: string;
  readonly tz: string;
  readonly flags: Readonly<Record<string, boolean>>;
}

/** A conversation. Public ones take messages from bots that are no member (chat:write.public). */
export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "direct";
  readonly members: Set<string>;
  isArchived: boolean;
}

/** A message of the bot's, or one only `onlyFor` sees. */
export interface SlackMessage {
  readonly ts: string;
  readonly channel: string;
  text: string;
  blocks: readonly Json[];
  readonly thread?: string;
  readonly isBroadcast: boolean;
  readonly onlyFor?: string;
  readonly file?: string;
  edits: number;
}

/** A file on its way to be shown. */
export interface SlackFile {
  readonly id: string;
  readonly length: number;
  bytes: Uint8Array | undefined;
  isComplete: boolean;
  readyAt: number;
}

/** A modal on somebody's screen. */
export interface SlackModal {
  readonly id: string;
  readonly user: string;
  hash: string;
  view: Json;
  /** What was typed, by block. */
  values: Record<string, Json>;
  isOpen: boolean;
}

/** Source: Slack docs, Handling user interaction: a trigger lives three seconds and works once. */
const triggerLifeMs = 3_000;
/** Source: Slack docs, Message responses: five uses within 30 minutes. */
const responseUses = 5;
const responseLifeMs = 30 * 60_000;

/** Everything one emulated workspace holds. */
export class SlackWorld {
  readonly team = { id: "T0PAYLINK", domain: "paylink-test" };
  readonly appId = "A0PAYLINK";
  readonly botUser = "U0PAYBOT";
  readonly users = new Map<string, SlackUser>();
  readonly channels = new Map<string, SlackChannel>();
  readonly files = new Map<string, SlackFile>();
  readonly modals: SlackModal[] = [];
  readonly homes = new Map<string, Json>();
  messages: SlackMessage[] = [];
  fileDelayMs = 0;
  private readonly clock: Clock;
  private readonly triggers = new Map<string, { readonly user: string; readonly until: number; isUsed: boolean }>();
  private readonly responses = new Map<string, ResponseTarget & { readonly until: number; uses: number }>();
  private count = 0;

  constructor(clock: Clock) {
    this.clock = clock;
    this.addUser({ id: "U0ANN", name: "ann" });
    this.addUser({ id: "U0BOB", name: "bob", locale: "zh-CN", tz: "Asia/Shanghai" });
    this.addUser({ id: "U0GUEST", name: "gus", flags: { is_restricted: true, is_ultra_restricted: true } });
    this.addUser({ id: "U0OTHER", name: "eve", team: "T0OTHER", flags: { is_stranger: true } });
    this.addUser({ id: this.botUser, name: "paylink", flags: { is_bot: true } });
    this.addChannel({
      id: "C0SALES",
      name: "sales",
      kind: "public",
      members: ["U0ANN", "U0BOB", "U0GUEST", "U0OTHER", this.botUser],
    });
    this.addChannel({ id: "C0OPEN", name: "open", kind: "public", members: ["U0ANN", "U0BOB"] });
    this.addChannel({ id: "G0SECRET", name: "secret", kind: "private", members: ["U0ANN", "U0BOB"] });
    for (const user of ["U0ANN", "U0BOB", "U0GUEST"]) {
      this.addChannel({ id: directOf(user), name: "directmessage", kind: "direct", members: [user, this.botUser] });
    }
  }

  addUser(user: Pick<SlackUser, "id" | "name"> & Partial<SlackUser>): void {
    const usual = { team: this.team.id, locale: "en-US", tz: "America/New_York", flags: {} };
    this.users.set(user.id, { ...usual, ...user });
  }

  addChannel(channel: Pick<SlackChannel, "id" | "name" | "kind"> & { readonly members: readonly string[] }): void {
    this.channels.set(channel.id, { ...channel, members: new Set(channel.members), isArchived: false });
  }

  now(): number {
    return this.clock.now().getTime();
  }

  /** A time as Slack names messages by, never the same twice. */
  nextTs(): string {
    this.count += 1;
    return `${Math.floor(this.now() / 1000)}.${String(this.count).padStart(6, "0")}`;
  }

  nextId(prefix: string): string {
    this.count += 1;
    return `${prefix}0EMU${String(this.count).padStart(6, "0")}`;
  }

  newTrigger(user: string): string {
    this.count += 1;
    const id = `${this.count}.${this.now()}.trigger`;
    this.triggers.set(id, { user, until: this.now() + triggerLifeMs, isUsed: false });
    return id;
  }

  /** Whose trigger it was, or why it opens nothing. */
  useTrigger(id: string): { readonly user: string } | { readonly problem: string } {
    const trigger = this.triggers.get(id);
    if (trigger === undefined) return { problem: "invalid_trigger_id" };
    if (trigger.isUsed) return { problem: "exchanged_trigger_id" };
    if (trigger.until < this.now()) return { problem: "expired_trigger_id" };
    trigger.isUsed = true;
    return { user: trigger.user };
  }

  newResponse(target: ResponseTarget): string {
    const id = this.nextId("R");
    this.responses.set(id, { ...target, until: this.now() + responseLifeMs, uses: 0 });
    return id;
  }

  /** Where an answer goes, or why it cannot. */
  useResponse(id: string): ResponseTarget | "used_url" | "expired_url" | "no_url" {
    const response = this.responses.get(id);
    if (response === undefined) return "no_url";
    if (response.until < this.now()) return "expired_url";
    response.uses += 1;
    return response.uses > responseUses ? "used_url" : response;
  }

  addMessage(message: Omit<SlackMessage, "ts" | "edits">): SlackMessage {
    const kept = { ...message, ts: this.nextTs(), edits: 0 };
    this.messages.push(kept);
    return kept;
  }

  findMessage(channel: string, ts: string): SlackMessage | undefined {
    return this.messages.find((each) => each.channel === channel && each.ts === ts);
  }
}

/** What a response URL answers. */
export interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  /** The message that was acted on. */
  readonly message?: string;
}

/** The id of somebody's direct messages with the bot. */
export function directOf(user: string): string {
  return `D${user.slice(1)}`;
}
