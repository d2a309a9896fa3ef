import type { Card } from "../../../src/model/card.ts";
import type { MessageRef } from "../../../src/model/conversation.ts";
import { PlatformError } from "../../../src/model/errors.ts";
import type { OutboundMessage, Posted, PostTarget } from "../../../src/ports/chat-platform.ts";
import type { Access } from "./access.ts";
import { type AnswerHandle, readAnswerHandle } from "./answer-handle.ts";
import type { ButtonStore } from "./button-data.ts";
import type { BotApi } from "./client.ts";
import { type Content, contentOf } from "./content.ts";
import { createDelivery } from "./delivery.ts";
import { createEditor } from "./edit.ts";
import { toPlatformError } from "./failure.ts";
import { createInlineSender } from "./inline-card.ts";
import { toKeyboard } from "./keyboard.ts";
import type { Pictures } from "./picture.ts";
import { fromConversation, fromMessageRef, isShared, toConversation, toMessageRef, userIdOf } from "./refs.ts";
import type { Naming } from "./render.ts";
import { cutText } from "./rich-text.ts";
import { sentSchema } from "./wire.ts";

/** What sending needs. */
export interface SenderContext {
  readonly api: BotApi;
  readonly access: Access;
  readonly buttons: ButtonStore;
  readonly pictures: Pictures;
}

/** The port's two verbs of sending. */
export interface Sender {
  post(target: PostTarget, message: OutboundMessage): Promise<Posted>;
  update(ref: MessageRef, message: OutboundMessage): Promise<void>;
}

/** Where one message goes. */
interface Address {
  readonly chatId: number;
  readonly threadId?: number;
  readonly replyToId?: number;
  readonly handle?: AnswerHandle;
}

/** Source: Telegram Bot API, ForceReply, `input_field_placeholder`. */
const placeholderLimit = 64;
const photoTimeoutMs = 20_000;

/** Posts and edits cards. Nothing here repeats a post that may have been made. */
export function createSender(context: SenderContext): Sender {
  const { api, access, buttons, pictures } = context;
  const delivery = createDelivery(api);
  const editor = createEditor({ api, delivery, pictures });
  const inline = createInlineSender({ buttons, editor, postPrivately });

  async function postTo(address: Address, message: OutboundMessage): Promise<MessageRef> {
    const { card, isRaised } = message;
    const content = contentOf(card, await rowsOf(address.chatId, message), namingOf(address, message));
    const where = {
      chat_id: address.chatId,
      ...(address.threadId !== undefined && { message_thread_id: address.threadId }),
      disable_notification: isRaised !== true,
      ...(address.replyToId !== undefined && {
        reply_parameters: { message_id: address.replyToId, allow_sending_without_reply: true },
      }),
    };
    const sent = await delivery.send(content.rows, "post", (form, rows, hasPicture) => {
      const markup = markupOf(rows, address, message);
      const { caption, picture } = content;
      if (!hasPicture || caption === undefined || picture === undefined) {
        const wording = form(content.text);
        return { method: "sendMessage", params: { ...where, ...wording, ...markup, ...noPreview } };
      }
      const { text, ...mode } = form(caption);
      const photo = { source: picture.png, filename: "qr.png" };
      return {
        method: "sendPhoto",
        params: { ...where, photo, caption: text, ...mode, ...markup },
        timeoutMs: photoTimeoutMs,
      };
    });
    if ("failure" in sent) throw toPlatformError(sent.failure, movedRef(sent.failure.movedTo));
    const made = sentSchema.safeParse(sent.result);
    if (!made.success)
      throw new PlatformError({ platform: "telegram", kind: "outcome-unknown", vendorCode: "no message" });
    const ref = toMessageRef({ kind: "message", chatId: address.chatId, messageId: made.data.message_id });
    if (made.data.photo !== undefined && content.picture !== undefined) await pictures.remember(ref, content.picture);
    return ref;
  }

  /** To a person alone; Telegram refuses when they never wrote to the bot, or blocked it. */
  async function postPrivately(userId: number, message: OutboundMessage): Promise<Posted> {
    const ref = await postTo({ chatId: userId }, message);
    return { ref, conversation: toConversation({ kind: "chat", chatId: userId }) };
  }

  async function rowsOf(chatId: number, { card, expectsAnswer }: OutboundMessage) {
    const isQuestion = expectsAnswer === true && isShared(chatId);
    return toKeyboard(isQuestion ? withoutCancel(card) : card, buttons);
  }

  return {
    async post(target, message) {
      const place = fromConversation(target.conversation);
      if (place.kind === "inline") return inline.post(place, target, message);
      await refuseMoved(access, place.chatId);
      const isShy = target.privateTo !== undefined && message.expectsAnswer !== true && isShared(place.chatId);
      if (isShy && target.privateTo !== undefined) {
        try {
          return await postPrivately(userIdOf(target.privateTo), message);
        } catch (error) {
          if (!(error instanceof PlatformError) || error.kind !== "unreachable") throw error;
        }
      }
      const handle = isShared(place.chatId) ? readAnswerHandle(target.answerHandle) : undefined;
      const replyToId = replyIn(place.chatId, target.replyTo) ?? handle?.messageId;
      return {
        ref: await postTo(
          { ...place, ...(replyToId !== undefined && { replyToId }), ...(handle && { handle }) },
          message,
        ),
      };
    },

    async update(ref, message) {
      const spot = fromMessageRef(ref);
      if (spot.kind === "inline") return inline.update(spot, message);
      const rows = await rowsOf(spot.chatId, message);
      const mustAskAnew = message.expectsAnswer === true && isShared(spot.chatId) && rows.length === 0;
      // A message that forces a reply can only be posted, and one of a group that has moved only be left behind.
      if (mustAskAnew || (await access.movedTo(spot.chatId)) !== undefined) return editor.giveUp(spot);
      await editor.edit(spot, contentOf(message.card, rows));
    },
  };
}

const noPreview = { link_preview_options: { is_disabled: true } } as const;

/** In private everything is for the one reader. In a group a question without a message to answer names its reader. */
function namingOf(
  { chatId, replyToId, handle }: Address,
  { mention, expectsAnswer }: OutboundMessage,
): Naming | undefined {
  if (!isShared(chatId)) return undefined;
  if (mention !== undefined) return { userId: userIdOf(mention.id), name: mention.name };
  return expectsAnswer === true && handle !== undefined && replyToId === undefined ? handle : undefined;
}

/** A group's privacy mode hides plain answers from the bot: the reply is opened for the one who is asked. */
function markupOf(rows: Content["rows"], { chatId }: Address, message: OutboundMessage): object {
  if (rows.length > 0) return { reply_markup: { inline_keyboard: rows } };
  if (message.expectsAnswer !== true || !isShared(chatId)) return {};
  const placeholder = cutText(message.card.title.replaceAll(/\s+/g, " "), placeholderLimit);
  return { reply_markup: { force_reply: true, selective: true, input_field_placeholder: placeholder } };
}

/** A message has buttons or opens a reply, never both; `/cancel` can always be typed. */
function withoutCancel(card: Card): Card {
  const choices = (card.buttons ?? []).filter(({ action }) => action.kind !== "command" || action.command !== "cancel");
  return choices.length === 0 ? { ...card, buttons: [] } : card;
}

function replyIn(chatId: number, replyTo: MessageRef | undefined): number | undefined {
  if (replyTo === undefined) return undefined;
  const spot = fromMessageRef(replyTo);
  return spot.kind === "message" && spot.chatId === chatId ? spot.messageId : undefined;
}

async function refuseMoved(access: Access, chatId: number): Promise<void> {
  const movedTo = await access.movedTo(chatId);
  if (movedTo === undefined) return;
  const description = "group chat was upgraded to a supergroup chat";
  throw toPlatformError({ kind: "moved", description, movedTo }, movedRef(movedTo));
}

function movedRef(chatId: number | undefined): string | undefined {
  return chatId === undefined ? undefined : toConversation({ kind: "chat", chatId });
}
