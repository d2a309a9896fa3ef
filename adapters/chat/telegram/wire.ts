import { z } from "zod";

/** Source: Telegram Bot API, User. Only what is used; a missing name or language is lawful. */
export const userSchema = z.object({
  id: z.int(),
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});

const chatSchema = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string().optional(),
  username: z.string().optional(),
});

/** Unknown fields stay: a keyboard read from a message goes back to it with one row more. */
const keyboardSchema = z.object({
  inline_keyboard: z.array(z.array(z.looseObject({ text: z.string(), callback_data: z.string().optional() }))),
});

const quotedSchema = z.object({
  message_id: z.int(),
  from: userSchema.optional(),
  via_bot: userSchema.optional(),
});

const messageSchema = z.object({
  message_id: z.int(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  from: userSchema.optional(),
  sender_chat: chatSchema.optional(),
  chat: chatSchema,
  text: z.string().optional(),
  caption: z.string().optional(),
  via_bot: userSchema.optional(),
  forward_origin: z.unknown().optional(),
  is_automatic_forward: z.boolean().optional(),
  reply_to_message: quotedSchema.optional(),
  migrate_to_chat_id: z.int().optional(),
  migrate_from_chat_id: z.int().optional(),
});

/** The message under a pressed button; one that is too old has its chat and number only. */
const pressedSchema = z.object({
  message_id: z.int(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  chat: chatSchema,
  reply_markup: keyboardSchema.optional(),
});

const callbackSchema = z.object({
  id: z.string(),
  from: userSchema,
  message: pressedSchema.optional(),
  inline_message_id: z.string().optional(),
  data: z.string().optional(),
});

const inlineQuerySchema = z.object({ id: z.string(), from: userSchema, query: z.string() });

const membershipSchema = z.object({
  chat: chatSchema,
  from: userSchema,
  new_chat_member: z.object({ status: z.string() }),
});

/** Source: Telegram Bot API, Update. */
export const updateSchema = z.object({
  update_id: z.int(),
  message: messageSchema.optional(),
  callback_query: callbackSchema.optional(),
  inline_query: inlineQuerySchema.optional(),
  my_chat_member: membershipSchema.optional(),
});

/** The kinds of update that are asked for; everything else would be thrown away. */
export const allowedUpdates = ["message", "callback_query", "inline_query", "my_chat_member"] as const;

/** Source: Telegram Bot API, getMe. */
export const meSchema = z.object({ id: z.int(), username: z.string() });

/** Source: Telegram Bot API, Message, as the send and edit methods answer it. An edited inline message is `true`. */
export const sentSchema = z.object({
  message_id: z.int(),
  photo: z.array(z.object({ file_id: z.string() })).optional(),
});

export type UpdateWire = z.output<typeof updateSchema>;
export type MessageWire = z.output<typeof messageSchema>;
export type CallbackWire = z.output<typeof callbackSchema>;
export type InlineQueryWire = z.output<typeof inlineQuerySchema>;
export type UserWire = z.output<typeof userSchema>;
export type ChatWire = z.output<typeof chatSchema>;
export type KeyboardWire = z.output<typeof keyboardSchema>;
export type MeWire = z.output<typeof meSchema>;

/** Source: Telegram Bot API, InlineKeyboardButton; `style` since 9.4, `copy_text` since 7.11, ignored by older servers. */
export interface ButtonWire {
  readonly text: string;
  readonly url?: string;
  readonly callback_data?: string;
  readonly copy_text?: { readonly text: string };
  readonly style?: "primary" | "success" | "danger";
}
