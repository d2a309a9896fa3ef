import fc from "fast-check";
import jsQR from "jsqr";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { createQrImage } from "./qr-code.ts";

const decode = (png: Uint8Array): string | undefined => {
  const { data, width, height } = PNG.sync.read(Buffer.from(png));
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data;
};

describe("createQrImage", () => {
  it("draws a code that another decoder reads back to the same link", () => {
    const url = "https://pay.example.com/payment-link/pl_100?x=1&y=%E4%BD%A0";

    expect(decode(createQrImage(url, "alt").png)).toBe(url);
  });

  it("draws codes of any length a link may have", () => {
    const urls = fc
      .integer({ min: 1, max: 600 })
      .map((length) => `https://pay.example.com/${"aB3-".repeat(200).slice(0, length)}`);

    fc.assert(
      fc.property(urls, (url) => decode(createQrImage(url, "").png) === url),
      { numRuns: 25 },
    );
  });
});
