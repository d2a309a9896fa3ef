import { readKeyboard, readPhoto, readWords } from "./content.ts";
import { badRequest, Refusal } from "./refusal.ts";
import type { CallParams } from "./request.ts";
import { type Chat, findMessage, type Message, messageWire, type Photo, type World } from "./world.ts";

/** What a method works on. */
export interface MethodContext {
  readonly world: World;
  readonly now: () => Date;
}

/** Does one call and returns its result. @throws Refusal */
export type Method = (context: MethodContext, params: CallParams) => unknown;

/** Source: Telegram Bot API, sendMessage. */
export const sendMessage: Method = (context, params) => {
  const { text, parse_mode } = params.values;
  const content = readWords(text, parse_mode, "text");
  return post(context, params, content);
};

/** Source: Telegram Bot API, sendPhoto. */
export const sendPhoto: Method = (context, params) => {
  const { photo, caption, parse_mode } = params.values;
  const content = readWords(caption, parse_mode, "caption");
  const chat = openChat(context.world, params.values.chat_id);
  if (!chat.allowsPhotos) throw badRequest("not enough rights to send photos to the chat");
  return post(context, params, content, readPhoto(context.world, photo, params, "photo"));
};

/** Source: Telegram Bot API, deleteMessage. A bot may delete its own, those it gets in private, and more as administrator. */
export const deleteMessage: Method = ({ world }, { values }) => {
  const chat = openChat(world, values.chat_id);
  const message = findMessage(world, chat.id, Number(values.message_id));
  if (message === undefined) throw badRequest("message to delete not found");
  if (message.from !== "bot" && chat.type !== "private" && !chat.canDelete) {
    throw badRequest("message can't be deleted");
  }
  message.isDeleted = true;
  return true;
};

/** The chat, if the bot may write there. */
export function openChat(world: World, id: unknown): Chat {
  const chat = world.chats.get(Number(id));
  if (chat === undefined) throw badRequest("chat not found");
  if (chat.movedTo !== undefined) {
    const parameters = { migrate_to_chat_id: chat.movedTo };
    throw new Refusal(400, "group chat was upgraded to a supergroup chat", parameters);
  }
  const person = world.people.get(chat.id);
  if (chat.type === "private" && person?.hasStarted !== true) {
    throw new Refusal(403, "bot can't initiate conversation with a user");
  }
  if (person?.hasBlocked === true) throw new Refusal(403, "bot was blocked by the user");
  if (chat.isClosedToBot) {
    throw new Refusal(
      403,
      chat.type === "private" ? "user is deactivated" : `bot was kicked from the ${chat.type} chat`,
    );
  }
  return chat;
}

function post(
  { world, now }: MethodContext,
  { values }: CallParams,
  content: Message["content"],
  photo?: Photo,
): Readonly<Record<string, unknown>> {
  const chat = openChat(world, values.chat_id);
  const threadId = readThread(chat, values.message_thread_id);
  const replyToId = readReply(world, chat, values.reply_parameters);
  const markup = values.reply_markup as { readonly force_reply?: unknown } | undefined;
  const message: Message = {
    id: world.nextMessageId,
    chatId: chat.id,
    ...(threadId !== undefined && { threadId }),
    from: "bot",
    date: Math.floor(now().getTime() / 1_000),
    content,
    ...(photo !== undefined && { photo }),
    keyboard: readKeyboard(markup),
    forcesReply: markup?.force_reply === true,
    isSilent: values.disable_notification === true || values.disable_notification === "true",
    ...(replyToId !== undefined && { replyToId }),
    edits: 0,
    isDeleted: false,
  };
  world.nextMessageId += 1;
  world.messages.push(message);
  return messageWire(world, message);
}

/** The General topic has no number of its own: asking for it by 1 is refused. */
function readThread(chat: Chat, id: unknown): number | undefined {
  if (id === undefined) return undefined;
  const topic = chat.topics.get(Number(id));
  if (topic === undefined) throw badRequest("message thread not found");
  if (topic.isClosed) throw badRequest("TOPIC_CLOSED");
  return Number(id);
}

function readReply(world: World, chat: Chat, parameters: unknown): number | undefined {
  if (parameters === undefined) return undefined;
  const { message_id, allow_sending_without_reply } = parameters as Readonly<Record<string, unknown>>;
  const answered = findMessage(world, chat.id, Number(message_id));
  if (answered !== undefined) return answered.id;
  if (allow_sending_without_reply === true) return undefined;
  throw badRequest("message to be replied not found");
}
