import type { FormattedText } from "./html.ts";

/** Somebody with an account. */
export interface Person {
  readonly id: number;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
  /** Wrote to the bot once; before that it cannot write to them. */
  hasStarted: boolean;
  hasBlocked: boolean;
}

/** A chat the bot knows. A private chat has its person's id. */
export interface Chat {
  readonly id: number;
  readonly type: "private" | "group" | "supergroup";
  readonly title?: string;
  readonly isForum: boolean;
  readonly topics: Map<number, { isClosed: boolean }>;
  movedTo?: number;
  isClosedToBot: boolean;
  allowsPhotos: boolean;
  /** The bot is an administrator who may delete messages. */
  canDelete: boolean;
}

/** A button as it was sent. */
export interface Button {
  readonly text: string;
  readonly url?: string;
  readonly callback_data?: string;
  readonly copy_text?: { readonly text: string };
}

/** A picture Telegram keeps. */
export interface Photo {
  readonly fileId: string;
  readonly bytes: Buffer;
}

/** A message in a chat, or one sent through the bot's inline mode. */
export interface Message {
  readonly id: number;
  readonly chatId: number;
  readonly inlineId?: string;
  readonly threadId?: number;
  /** `bot`, or a person's id. */
  readonly from: "bot" | number;
  readonly date: number;
  content: FormattedText;
  photo?: Photo;
  keyboard: readonly (readonly Button[])[];
  readonly forcesReply: boolean;
  readonly isSilent: boolean;
  readonly replyToId?: number;
  edits: number;
  isDeleted: boolean;
}

/** Everything the emulated Telegram holds. */
export interface World {
  readonly bot: { readonly id: number; readonly username: string; readonly first_name: string };
  readonly people: Map<number, Person>;
  readonly chats: Map<number, Chat>;
  readonly messages: Message[];
  readonly photos: Map<string, Photo>;
  /** Presses that wait for an answer, and what they were answered with. */
  readonly presses: Map<string, { readonly by: number; answer?: { readonly text: string; readonly isAlert: boolean } }>;
  readonly inlineAnswers: Map<string, { answer?: Readonly<Record<string, unknown>> }>;
  readonly menus: { readonly scope: string; readonly language: string; readonly commands: readonly string[] }[];
  readonly complaints: string[];
  nextMessageId: number;
}

/** An empty chat. */
export function newChat(chat: Pick<Chat, "id" | "type"> & Partial<Chat>): Chat {
  return { isForum: false, topics: new Map(), isClosedToBot: false, allowsPhotos: true, canDelete: false, ...chat };
}

/** The message with that number in that chat, unless it was deleted. */
export function findMessage(world: World, chatId: number, id: number): Message | undefined {
  return world.messages.find((each) => each.chatId === chatId && each.id === id && !each.isDeleted);
}

/** As updates show a person. */
export function userWire(person: Person): Readonly<Record<string, unknown>> {
  const { hasStarted: _started, hasBlocked: _blocked, ...user } = person;
  return { is_bot: false, ...user };
}

/** As updates show a chat. */
export function chatWire(world: World, chat: Chat): Readonly<Record<string, unknown>> {
  if (chat.type !== "private") {
    return { id: chat.id, type: chat.type, title: chat.title ?? "Group", ...(chat.isForum && { is_forum: true }) };
  }
  const person = world.people.get(chat.id);
  return { id: chat.id, type: "private", first_name: person?.first_name, username: person?.username };
}

/** As answers and updates show a message. */
export function messageWire(world: World, message: Message, depth = 1): Readonly<Record<string, unknown>> {
  const chat = world.chats.get(message.chatId);
  const { text, entities } = message.content;
  const person = message.from === "bot" ? undefined : world.people.get(message.from);
  const answered = message.replyToId === undefined ? undefined : findMessage(world, message.chatId, message.replyToId);
  const words =
    message.photo === undefined
      ? { text, entities }
      : { caption: text, caption_entities: entities, photo: [sizeOf(message.photo)] };
  return {
    message_id: message.id,
    date: message.date,
    chat: chat === undefined ? { id: message.chatId, type: "private" } : chatWire(world, chat),
    from: person === undefined ? botWire(world) : userWire(person),
    ...(message.threadId !== undefined && { message_thread_id: message.threadId, is_topic_message: true }),
    ...words,
    ...(message.keyboard.length > 0 && { reply_markup: { inline_keyboard: message.keyboard } }),
    ...(answered !== undefined && depth > 0 && { reply_to_message: messageWire(world, answered, depth - 1) }),
  };
}

/** As updates show the bot. */
export function botWire({ bot }: World): Readonly<Record<string, unknown>> {
  return { ...bot, is_bot: true };
}

function sizeOf({ fileId, bytes }: Photo): object {
  return { file_id: fileId, file_unique_id: `u${fileId}`, width: 320, height: 320, file_size: bytes.length };
}
