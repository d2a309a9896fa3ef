import type { EmulatedDelivery } from "../../../shared/chat-emulator.ts";

/** Where and under which message somebody speaks. */
export interface Saying {
  readonly by: number;
  readonly in: number;
  readonly thread?: number;
  readonly answers?: number;
  /** As an anonymous administrator of the group, or as a channel. */
  readonly as?: "group" | "channel";
  readonly isForwarded?: boolean;
  /** Words under a picture instead of a text. */
  readonly isCaption?: boolean;
}

/** A pressed button of a message. */
export interface Pressing {
  readonly by: number;
  readonly chat: number;
  readonly message: number;
  readonly label: string;
}

/** What people can do. */
export interface People {
  says(words: string, saying: Saying): Promise<EmulatedDelivery>;
  presses(pressing: Pressing): Promise<EmulatedDelivery>;
  /** Presses a button of a message that was sent through the inline mode. */
  pressesInline(by: number, inlineId: string, label: string): Promise<EmulatedDelivery>;
  /** A custom app sends whatever data it likes for a message. */
  sendsData(by: number, chat: number, message: number, data: string): Promise<EmulatedDelivery>;
  /** Types after the bot's name; resolves with what the bot offers. */
  asksInline(by: number, words: string): Promise<Readonly<Record<string, unknown>>>;
  /** Sends an offered result into a chat; the inline message's id. */
  choosesInline(by: number, answer: Readonly<Record<string, unknown>>, chat: number): string;
  /** A group becomes a supergroup; its new id. */
  migrates(group: number): Promise<number>;
  opensTopic(chat: number): number;
  closesTopic(chat: number, topic: number): void;
  /** The bot is put out of a group, or blocked by a person. */
  putsOut(chat: number): Promise<EmulatedDelivery>;
  /** The bot's own message is reported to it. */
  echoes(words: string, chat: number): Promise<EmulatedDelivery>;
  /** Any update, as it stands. */
  sends(kind: string, content: Readonly<Record<string, unknown>>): Promise<EmulatedDelivery>;
}
