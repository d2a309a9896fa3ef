import type { MessageRef } from "../../../src/model/conversation.ts";
import { commandWords } from "./menu.ts";
import { type Place, toMessageRef } from "./refs.ts";
import type { CallbackWire, ChatWire, MessageWire, MeWire, UserWire } from "./wire.ts";

/** Something a person said to the bot. */
export interface Spoken {
  readonly kind: "command" | "text";
  /** Without the bot's name and without a leading `/paylink`. */
  readonly text: string;
  readonly user: UserWire;
  readonly place: Extract<Place, { kind: "chat" }>;
  readonly messageId: number;
  readonly isDirect: boolean;
  readonly about?: MessageRef;
  readonly sourceUrl?: string;
  /** What a `t.me/<bot>?start=...` link carried. */
  readonly startCode?: string;
}

/** What a message is to the bot. `anonymous`: meant for it, by somebody who hides behind the group or a channel. */
export type Heard =
  | { readonly kind: "spoken"; readonly spoken: Spoken }
  | { readonly kind: "anonymous"; readonly place: Spoken["place"]; readonly messageId: number }
  | { readonly kind: "nothing" };

const nothing: Heard = { kind: "nothing" };
const commandPattern = /^\/([a-z0-9_]{1,32})(?:@(\w{1,64}))?(?:\s+([\s\S]*))?$/i;

/** Reads a message. Nothing is heard of what was not meant for the bot, and of what a bot said. */
export function hear(message: MessageWire, me: MeWire): Heard {
  const { from, chat } = message;
  const text = (message.text ?? message.caption ?? "").trim();
  const isHidden = message.sender_chat !== undefined;
  if (from === undefined || text === "" || chat.type === "channel") return nothing;
  if (message.via_bot !== undefined || message.is_automatic_forward === true) return nothing;
  if (from.is_bot === true && !isHidden) return nothing;
  const words = readWords(message, text, me);
  if (words === undefined) return nothing;
  const place = placeOf(message);
  if (isHidden) return { kind: "anonymous", place, messageId: message.message_id };
  const about = aboutOf(message, me);
  const sourceUrl = about === undefined ? addressOf(message) : undefined;
  return {
    kind: "spoken",
    spoken: {
      ...words,
      user: from,
      place,
      messageId: message.message_id,
      isDirect: chat.type === "private",
      ...(about !== undefined && { about }),
      ...(sourceUrl !== undefined && { sourceUrl }),
    },
  };
}

/** Where a message stands: in a topic only if it says so. The General topic has no number of its own. */
export function placeOf(
  message: Pick<MessageWire, "chat" | "is_topic_message" | "message_thread_id">,
): Extract<Place, { kind: "chat" }> {
  const { chat, is_topic_message, message_thread_id } = message;
  const isTopic = is_topic_message === true && message_thread_id !== undefined && message_thread_id !== 1;
  return { kind: "chat", chatId: chat.id, ...(isTopic && { threadId: message_thread_id }) };
}

/** Where a pressed button stands; undefined for a button in no message. */
export function placeOfPress(
  callback: CallbackWire,
): { readonly place: Place; readonly about: MessageRef } | undefined {
  const { message, inline_message_id: inlineId, from } = callback;
  if (message !== undefined) {
    const about = toMessageRef({ kind: "message", chatId: message.chat.id, messageId: message.message_id });
    return { place: placeOf(message), about };
  }
  if (inlineId === undefined) return undefined;
  const place: Place = { kind: "inline", makerId: from.id, inlineId };
  return { place, about: toMessageRef(place) };
}

function readWords(
  message: MessageWire,
  text: string,
  me: MeWire,
): Pick<Spoken, "kind" | "text" | "startCode"> | undefined {
  const isDirect = message.chat.type === "private";
  // A forwarded command is somebody else's words: it is read as text, which is confirmed before anything is done.
  const command = message.forward_origin === undefined ? commandPattern.exec(text) : null;
  if (command === null) {
    const isAddressed = isDirect || aboutOf(message, me) !== undefined || mentionOf(me).test(text);
    return isAddressed ? { kind: "text", text: text.replace(mentionOf(me), " ").trim() } : undefined;
  }
  const word = (command[1] ?? "").toLowerCase();
  const named = command[2]?.toLowerCase();
  const rest = (command[3] ?? "").trim();
  if (named !== undefined && named !== me.username.toLowerCase()) return undefined;
  if (named === undefined && !isDirect && !commandWords.has(word)) return undefined;
  if (word === "paylink") return { kind: "command", text: rest };
  if (word !== "start") return { kind: "command", text: `${word} ${rest}`.trim() };
  const isInvited = isDirect && rest !== "" && rest !== "inline";
  return { kind: "command", text: "help", ...(isInvited && { startCode: rest }) };
}

function aboutOf(message: MessageWire, me: MeWire): MessageRef | undefined {
  const answered = message.reply_to_message;
  // In a topic every message seems to answer the one that opened it.
  if (answered?.from?.id !== me.id || answered.message_id === message.message_thread_id) return undefined;
  return toMessageRef({ kind: "message", chatId: message.chat.id, messageId: answered.message_id });
}

function mentionOf(me: MeWire): RegExp {
  return new RegExp(`@${me.username}\\b`, "gi");
}

/** A command that answers somebody's message was made from that message. Source: Telegram, message links. */
function addressOf({ chat, reply_to_message: answered, is_topic_message }: MessageWire): string | undefined {
  if (chat.type !== "supergroup" || answered === undefined || is_topic_message === true) return undefined;
  return `https://t.me/${linkName(chat)}/${answered.message_id}`;
}

function linkName(chat: ChatWire): string {
  return chat.username ?? `c/${String(chat.id).replace(/^-100/, "")}`;
}
