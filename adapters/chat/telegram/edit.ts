import { PlatformError } from "../../../src/model/errors.ts";
import type { BotApi } from "./client.ts";
import type { Content } from "./content.ts";
import type { BuildCall, Delivery } from "./delivery.ts";
import { closedPicture, type Picture, type Pictures } from "./picture.ts";
import { type Spot, toMessageRef } from "./refs.ts";

interface EditorContext {
  readonly api: BotApi;
  readonly delivery: Delivery;
  readonly pictures: Pictures;
}

/** Makes messages look as they should. Doing it twice is doing it once. */
export interface Editor {
  /**
   * @throws PlatformError; `message-gone` also for a message that cannot take the new content, after it was removed
   * where possible.
   */
  edit(spot: Spot, content: Content): Promise<void>;
  /** Removes a message that cannot become what it should be. @throws PlatformError kind `message-gone`, always. */
  giveUp(spot: Spot): Promise<never>;
}

const noPreview = { link_preview_options: { is_disabled: true } } as const;
const photoTimeoutMs = 20_000;

/**
 * A message has a picture or it has not, and which picture it shows may be forgotten. So: with a picture wanted, it is
 * sent again unless the message is known to show it. With none wanted, the words are edited as of a message without
 * one; when it has one after all, the picture gives way to a neutral one, because Telegram cannot remove it.
 */
export function createEditor({ api, delivery, pictures }: EditorContext): Editor {
  async function giveUp(spot: Spot): Promise<never> {
    if (spot.kind === "message") {
      const params = { chat_id: spot.chatId, message_id: spot.messageId };
      await api.attempt({ method: "deleteMessage", params, effect: "repeatable" });
    }
    throw new PlatformError({ platform: "telegram", kind: "message-gone", vendorCode: "cannot become this" });
  }

  /** True when done; false when this message cannot have that. */
  async function tryEdit(content: Content, build: BuildCall): Promise<boolean> {
    const sent = await delivery.send(content.rows, "repeatable", build);
    if ("result" in sent) return true;
    if (sent.failure.kind !== "moved") return false;
    // The old group's messages stay behind: the card is posted again where the group is now.
    throw new PlatformError({ platform: "telegram", kind: "message-gone", vendorCode: "moved" });
  }

  async function showPicture(spot: Spot, content: Content, picture: Picture): Promise<boolean> {
    const { caption } = content;
    if (caption === undefined) return false;
    const ref = toMessageRef(spot);
    if ((await pictures.shownBy(ref)) === picture.name) {
      const isDone = await tryEdit(content, (form, rows) => {
        const { text, ...mode } = form(caption);
        return { method: "editMessageCaption", params: { ...target(spot), caption: text, ...mode, ...markup(rows) } };
      });
      if (isDone) return true;
    }
    const source = await sourceOf(spot, picture);
    if (source === undefined) return false;
    const isDone = await tryEdit(content, (form, rows) => {
      const { text, ...mode } = form(caption);
      const media = JSON.stringify({ type: "photo", media: source.media, caption: text, ...mode });
      const params = { ...target(spot), media, ...source.upload, ...markup(rows) };
      return { method: "editMessageMedia", params, timeoutMs: photoTimeoutMs };
    });
    if (isDone) await pictures.remember(ref, picture);
    return isDone;
  }

  /** Nothing can be uploaded to an inline message: it shows a picture its maker's chat has seen, or none. */
  async function sourceOf(spot: Spot, picture: Picture) {
    if (spot.kind === "message") {
      return { media: "attach://picture", upload: { picture: { source: picture.png, filename: "qr.png" } } };
    }
    const media = await pictures.fileId(picture, spot.makerId);
    return media === undefined ? undefined : { media, upload: {} };
  }

  function showText(spot: Spot, content: Content): Promise<boolean> {
    return tryEdit(content, (form, rows) => {
      const params = { ...target(spot), ...form(content.text), ...noPreview, ...markup(rows) };
      return { method: "editMessageText", params };
    });
  }

  return {
    giveUp,
    async edit(spot, content) {
      const { picture } = content;
      if (picture !== undefined && (await showPicture(spot, content, picture))) return;
      const hasPicture = (await pictures.shownBy(toMessageRef(spot))) !== undefined;
      if (!hasPicture && (await showText(spot, content))) return;
      if (await showPicture(spot, content, closedPicture)) return;
      await giveUp(spot);
    },
  };
}

function target(spot: Spot): Readonly<Record<string, unknown>> {
  if (spot.kind === "inline") return { inline_message_id: spot.inlineId };
  return { chat_id: spot.chatId, message_id: spot.messageId };
}

function markup(rows: Content["rows"]): { readonly reply_markup: { readonly inline_keyboard: Content["rows"] } } {
  return { reply_markup: { inline_keyboard: rows } };
}
