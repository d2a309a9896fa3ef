import jsQR from "jsqr";
import { PNG } from "pngjs";

/** What an independent decoder reads in a QR image. */
export function decodeQr(png: Uint8Array): string | undefined {
  const { data, width, height } = PNG.sync.read(Buffer.from(png));
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data;
}
