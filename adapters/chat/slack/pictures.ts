import type { QrImage } from "../../../src/model/card.ts";
import { PlatformError } from "../../../src/model/errors.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { sha256Hex } from "../../shared/signature.ts";
import { cut } from "./plain-text.ts";
import type { Spot } from "./refs.ts";
import type { SlackCalls } from "./web-client.ts";
import type { Workspace } from "./workspaces.ts";

/** QR images as files in Slack: no third party sees the link. */
export interface Pictures {
  /**
   * The file that shows this image, uploaded once for each content; undefined when Slack will not have it (now).
   *
   * @throws PlatformError kind `rate-limited`: nothing was sent, so the whole send may wait.
   */
  find(workspace: Workspace, image: QrImage): Promise<string | undefined>;
  /** Slack refused the file in a message: the next one uploads it anew. */
  forget(workspace: Workspace, image: QrImage): Promise<void>;
  /** Puts the image into a message's thread. Never throws: the card with its link stands already. */
  addBelow(workspace: Workspace, spot: Spot, image: QrImage): Promise<void>;
}

interface PictureRecord {
  readonly file: string;
}

const recordKind = "slack-picture";
const keepMs = 90 * 24 * 3_600_000;
/** Slack works on an uploaded file for a moment before it may stand in a message. */
const waitsMs = [0, 300, 700, 1_000, 2_000];
const fileName = "payment-link-qr.png";

/** Uploads and remembers. */
export function createPictures({ records, clock, metrics, logger }: PlatformContext, calls: SlackCalls): Pictures {
  const keyOf = ({ team }: Workspace, { content }: QrImage) => `${team}:${sha256Hex(content)}`;

  async function upload(
    { token }: Workspace,
    image: QrImage,
    where: Readonly<Record<string, string>>,
  ): Promise<string> {
    const request = { filename: fileName, length: image.png.byteLength, alt_txt: cut(image.alt, 1_000) };
    const { upload_url: url, file_id: file } = await calls.call(token, "files.getUploadURLExternal", request);
    await calls.upload(String(url), image.png);
    const files = [{ id: String(file), title: cut(image.alt, 250) }];
    await calls.call(token, "files.completeUploadExternal", { files, ...where });
    return String(file);
  }

  async function isReady({ token }: Workspace, file: string): Promise<boolean> {
    for (const waitMs of waitsMs) {
      if (waitMs > 0) await clock.sleep(waitMs);
      const answer = await calls.call(token, "files.info", { file });
      const { mimetype } = (answer.file ?? {}) as { mimetype?: unknown };
      if (typeof mimetype === "string" && mimetype.startsWith("image/")) return true;
    }
    return false;
  }

  async function makeFile(workspace: Workspace, image: QrImage): Promise<string | undefined> {
    const file = await upload(workspace, image, {});
    const expiresAt = new Date(clock.now().getTime() + keepMs);
    const value: PictureRecord = { file };
    await records.writeRecord({ kind: recordKind, key: keyOf(workspace, image), value, expiresAt });
    return (await isReady(workspace, file)) ? file : undefined;
  }

  return {
    async find(workspace, image) {
      const known = await records.getRecord<PictureRecord>(recordKind, keyOf(workspace, image), clock.now());
      if (known !== undefined) return known.value.file;
      try {
        const file = await makeFile(workspace, image);
        metrics.count("slack_pictures_total", { outcome: file === undefined ? "slow" : "ok" });
        return file;
      } catch (error) {
        if (error instanceof PlatformError && error.kind === "rate-limited") throw error;
        metrics.count("slack_pictures_total", { outcome: "failed" });
        logger.warn("the QR image could not be uploaded; the card goes out without it", { error });
        return undefined;
      }
    },
    async forget(workspace, image) {
      await records.writeRecord({ kind: recordKind, key: keyOf(workspace, image), value: undefined });
    },
    async addBelow(workspace, { channel, ts }, image) {
      try {
        await upload(workspace, image, { channel_id: channel, thread_ts: ts });
        metrics.count("slack_pictures_total", { outcome: "below" });
      } catch (error) {
        metrics.count("slack_pictures_total", { outcome: "lost" });
        logger.warn("the QR image could not be put below its card", { error });
      }
    },
  };
}
