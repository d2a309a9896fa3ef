import { isIPv6 } from "node:net";
import { withDetected } from "./detection.ts";
import { type FormattedText, parseHtml } from "./html.ts";
import { badRequest } from "./refusal.ts";
import type { CallParams } from "./request.ts";
import type { Button, Photo, World } from "./world.ts";

/** Source: Telegram Bot API: text 4096 and caption 1024 characters after entities parsing, data 1 to 64 bytes. */
const limits = { text: 4096, caption: 1024, dataBytes: 64, copied: 256, buttons: 100 } as const;
const mostPhotoBytes = 10 * 1024 * 1024;

/** The words of a call, read and measured. */
export function readWords(words: unknown, parseMode: unknown, of: "text" | "caption"): FormattedText {
  const written = words === undefined ? "" : String(words);
  if (parseMode !== undefined && parseMode !== "HTML") throw badRequest("unsupported parse_mode");
  const formatted = parseMode === "HTML" ? parseHtml(written) : { text: written.trim(), entities: [] };
  if (of === "text" && formatted.text === "") throw badRequest("message text is empty");
  if (formatted.text.length > limits[of]) {
    throw badRequest(of === "text" ? "message is too long" : "message caption is too long");
  }
  return withDetected(formatted);
}

/** The inline keyboard of a call; empty when it has none. */
export function readKeyboard(markup: unknown): readonly (readonly Button[])[] {
  const rows = (markup as { readonly inline_keyboard?: unknown } | undefined)?.inline_keyboard;
  if (rows === undefined) return [];
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays');
  }
  const keyboard = rows as Button[][];
  if (keyboard.flat().length > limits.buttons) throw badRequest("REPLY_MARKUP_TOO_LONG");
  for (const button of keyboard.flat()) checkButton(button);
  return keyboard.filter((row) => row.length > 0);
}

function checkButton({ text, url, callback_data: data, copy_text: copied }: Button): void {
  if (typeof text !== "string" || text.trim() === "") throw badRequest("inline keyboard button text must be non-empty");
  const kinds = [url, data, copied].filter((each) => each !== undefined).length;
  if (kinds !== 1) throw badRequest("text buttons are unallowed in the inline keyboard");
  const bytes = Buffer.byteLength(data ?? "x", "utf8");
  if (bytes === 0 || bytes > limits.dataBytes) throw badRequest("BUTTON_DATA_INVALID");
  const length = copied?.text.length ?? 1;
  if (length === 0 || length > limits.copied) throw badRequest("BUTTON_COPY_TEXT_INVALID");
  const problem = url === undefined ? undefined : urlProblem(url);
  if (problem !== undefined) throw badRequest(`inline keyboard button URL '${url}' is invalid: ${problem}`);
}

/** Source: tdlib/td, LinkManager::check_link. */
function urlProblem(url: string): string | undefined {
  if (!URL.canParse(url)) return "Wrong HTTP URL";
  const { protocol, hostname } = new URL(url);
  if (!/^(?:https?|tg|ton|tonsite):$/.test(protocol)) return "Unsupported URL protocol";
  const isHost = hostname.includes(".") || isIPv6(hostname.replaceAll(/[[\]]/g, ""));
  return isHost || protocol === "tg:" ? undefined : "Wrong HTTP URL";
}

/** The picture a call sends: uploaded under that name, or known by its id. */
export function readPhoto(world: World, named: unknown, { files }: CallParams, part: string): Photo {
  const upload = files.get(part);
  if (upload !== undefined) return keepPhoto(world, upload);
  const known = typeof named === "string" ? world.photos.get(named) : undefined;
  if (known === undefined) throw badRequest("wrong file identifier/HTTP URL specified");
  return known;
}

function keepPhoto(world: World, bytes: Buffer): Photo {
  if (bytes.length === 0) throw badRequest("file must be non-empty");
  if (bytes.length > mostPhotoBytes) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${mostPhotoBytes} bytes`,
    );
  }
  if (bytes.readUInt32BE(0) !== 0x89504e47) throw badRequest("IMAGE_PROCESS_FAILED");
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const ratio = Math.max(width, height) / Math.min(width, height);
  if (width + height > 10_000 || ratio > 20) throw badRequest("PHOTO_INVALID_DIMENSIONS");
  const photo: Photo = { fileId: `AgACAgI${world.photos.size + 1}`, bytes };
  world.photos.set(photo.fileId, photo);
  return photo;
}
