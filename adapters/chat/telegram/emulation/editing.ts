import { readKeyboard, readPhoto, readWords } from "./content.ts";
import { badRequest } from "./refusal.ts";
import type { CallParams } from "./request.ts";
import { type Method, openChat } from "./sending.ts";
import { findMessage, type Message, messageWire, type World } from "./world.ts";

/** Source: Telegram Bot API, editMessageText. */
export const editMessageText: Method = ({ world }, params) => {
  const { text, parse_mode, reply_markup } = params.values;
  const content = readWords(text, parse_mode, "text");
  const message = editable(world, params.values);
  if (message.photo !== undefined) throw badRequest("there is no text in the message to edit");
  return change(world, message, { content, keyboard: readKeyboard(reply_markup) });
};

/** Source: Telegram Bot API, editMessageCaption. */
export const editMessageCaption: Method = ({ world }, params) => {
  const { caption, parse_mode, reply_markup } = params.values;
  const content = readWords(caption, parse_mode, "caption");
  const message = editable(world, params.values);
  if (message.photo === undefined) throw badRequest("there is no caption in the message to edit");
  return change(world, message, { content, keyboard: readKeyboard(reply_markup) });
};

/** Source: Telegram Bot API, editMessageMedia: also adds media to text; an inline message takes no upload. */
export const editMessageMedia: Method = ({ world }, params) => {
  const { media, reply_markup } = params.values;
  const wanted = media as Readonly<Record<string, unknown>> | undefined;
  if (wanted?.type !== "photo") throw badRequest("can't parse InputMedia: media not found");
  const content = readWords(wanted.caption, wanted.parse_mode, "caption");
  const message = editable(world, params.values);
  const part = /^attach:\/\/(.+)$/.exec(String(wanted.media))?.[1];
  if (part !== undefined && message.inlineId !== undefined) throw badRequest("invalid message content specified");
  const photo = readPhoto(world, wanted.media, params, part ?? "");
  return change(world, message, { content, photo, keyboard: readKeyboard(reply_markup) });
};

/** Source: Telegram Bot API, editMessageReplyMarkup. */
export const editMessageReplyMarkup: Method = ({ world }, { values }) => {
  const message = editable(world, values);
  return change(world, message, { keyboard: readKeyboard(values.reply_markup) });
};

function editable(world: World, values: CallParams["values"]): Message {
  const { chat_id, message_id, inline_message_id } = values;
  if (inline_message_id !== undefined) {
    const inline = world.messages.find((each) => each.inlineId === inline_message_id && !each.isDeleted);
    if (inline === undefined) throw badRequest("MESSAGE_ID_INVALID");
    return inline;
  }
  const chat = openChat(world, chat_id);
  const message = findMessage(world, chat.id, Number(message_id));
  if (message === undefined) throw badRequest("message to edit not found");
  // A message that forces a reply has a keyboard of the other kind.
  if (message.from !== "bot" || message.forcesReply) throw badRequest("message can't be edited");
  return message;
}

function change(world: World, message: Message, to: Partial<Pick<Message, "content" | "photo" | "keyboard">>): unknown {
  if (looks(message) === looks({ ...message, ...to })) {
    throw badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    );
  }
  Object.assign(message, to);
  message.edits += 1;
  return message.inlineId === undefined ? messageWire(world, message) : true;
}

function looks({ content, photo, keyboard }: Message): string {
  return JSON.stringify([content, photo?.fileId, keyboard]);
}
