import { createHash } from "node:crypto";
import type { QrImage } from "../../../src/model/card.ts";
import type { MessageRef } from "../../../src/model/conversation.ts";
import type { Cache } from "../../../src/ports/runtime.ts";
import type { BotApi } from "./client.ts";
import { drawClosedPicture } from "./closed-picture.ts";
import { sentSchema } from "./wire.ts";

/** A picture to show, and a name that is equal for equal pictures. */
export interface Picture {
  readonly name: string;
  readonly png: Buffer;
}

/** Which pictures messages show. May be forgotten: then a picture is sent once more than needed. */
export interface Pictures {
  /** The name of the picture a message shows; undefined when it shows none, or it is not known. */
  shownBy(ref: MessageRef): Promise<string | undefined>;
  remember(ref: MessageRef, picture: Picture): Promise<void>;
  /**
   * Telegram's id of the picture, which is needed where nothing can be uploaded: sends it to that person's private
   * chat, silently, and takes it back. Undefined when they have no such chat.
   */
  fileId(picture: Picture, userId: number): Promise<string | undefined>;
}

/** What stands where a QR code was. */
export const closedPicture: Picture = { name: "closed", png: drawClosedPicture() };

const shownMs = 90 * 24 * 60 * 60 * 1_000;
const fileMs = 24 * 60 * 60 * 1_000;

/** The QR code as a picture. */
export function pictureOf(image: QrImage): Picture {
  const name = createHash("sha256").update(image.content, "utf8").digest("base64url").slice(0, 24);
  return { name, png: Buffer.from(image.png) };
}

/** Keeps what is known in the cache. */
export function createPictures(api: BotApi, cache: Cache): Pictures {
  const read = (key: string) => cache.get<string>(key).catch(() => undefined);
  const write = (key: string, value: string, ttlMs: number) => cache.set(key, value, ttlMs).catch(() => undefined);

  return {
    shownBy: (ref) => read(`telegram.picture:${ref}`),
    async remember(ref, picture) {
      await write(`telegram.picture:${ref}`, picture.name, shownMs);
    },
    async fileId(picture, userId) {
      const known = await read(`telegram.file:${picture.name}`);
      if (known !== undefined) return known;
      const photo = { source: picture.png, filename: "qr.png" };
      const params = { chat_id: userId, photo, disable_notification: true };
      const sent = await api.attempt({ method: "sendPhoto", params, effect: "post" });
      const message = sentSchema.safeParse(sent.ok ? sent.result : undefined);
      if (!message.success) return undefined;
      const { message_id, photo: sizes } = message.data;
      await api.attempt({ method: "deleteMessage", params: { chat_id: userId, message_id }, effect: "repeatable" });
      const fileId = sizes?.at(-1)?.file_id;
      if (fileId !== undefined) await write(`telegram.file:${picture.name}`, fileId, fileMs);
      return fileId;
    },
  };
}
