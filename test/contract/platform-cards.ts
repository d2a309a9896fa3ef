import jsqr from "jsqr";
import { PNG } from "pngjs";
import { encode } from "uqr";
import type { Card, QrImage } from "../../src/model/card.ts";
import type { OutboundMessage } from "../../src/ports/chat-platform.ts";

const locale = { language: "en", timezone: "UTC" } as const;

/** The address on the cards below; long enough to need a real QR version. */
export const linkUrl = "https://pay.example.com/checkout/7f3a9c1e-52b8-4d0e-9a77-1d2f3c4b5a69?lang=en&from=chat";

/** A card with words and buttons only. */
export const plainCard: OutboundMessage = {
  locale,
  card: {
    summary: "Link L7K2QM",
    title: "49.99 USD · Annual membership",
    badge: { text: "Active", tone: "good" },
    lines: ["Waiting for the payment."],
    facts: [
      { label: "Provider", value: "Onerway" },
      { label: "Expires", value: "22 Nov 2026, 08:00", at: new Date("2026-11-22T08:00:00Z") },
    ],
    buttons: [
      { label: "Refresh", action: { kind: "command", command: "refresh L7K2QM" } },
      {
        label: "Disable",
        style: "danger",
        action: { kind: "command", command: "disable L7K2QM" },
        confirm: { title: "Disable this link?", text: "Nobody can pay it any more.", yes: "Disable", no: "Keep" },
      },
    ],
    footnote: "L7K2QM · made by Ann",
  },
};

/** A whole card: link, QR image, test banner. */
export function linkCard(changes: Partial<Card> = {}): OutboundMessage {
  return {
    locale,
    card: {
      ...plainCard.card,
      testBanner: "TEST MODE, NO REAL MONEY",
      link: { url: linkUrl, label: "Payment link" },
      image: drawQr(linkUrl),
      buttons: [{ label: "Open", action: { kind: "open", url: linkUrl } }, ...(plainCard.card.buttons ?? [])],
      ...changes,
    },
  };
}

/** Texts a person can type that must show as they are. */
export const hostileTexts: readonly string[] = [
  "<!channel> <!here> <!everyone>",
  "<@U0AAAA1> @everyone @channel",
  "*bold* _italic_ ~struck~ `code`",
  "a & b < c > d &amp; &lt;",
  "<https://evil.example|https://pay.example.com>",
  '<b>bold</b> <a href="tg://user?id=1">x</a>',
  "**bold** [text](https://evil.example) __x__ ||spoiler||",
  "👩‍👩‍👧‍👦 🇨🇳 :tada: 支付",
  "دفع \u202eabc\u202c עברית",
  "line one\nline two\n> quoted\n- item",
  "\\ \\n {} %s {{x}}",
];

/** A QR code as the bot makes it: 1-bit PNG, quiet zone of four modules. */
export function drawQr(content: string): QrImage {
  const { data } = encode(content, { ecc: "M", border: 0 });
  const [scale, quiet] = [6, 4];
  const side = (data.length + quiet * 2) * scale;
  const png = new PNG({ width: side, height: side, colorType: 0 });
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const isDark = data[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet] === true;
      png.data.set(isDark ? [0, 0, 0, 255] : [255, 255, 255, 255], (y * side + x) * 4);
    }
  }
  return { content, alt: `QR code of ${content}`, png: new Uint8Array(PNG.sync.write(png)), modules: data };
}

/** What a phone reads out of the picture; undefined when nothing. */
export function decodeQr(image: Uint8Array | undefined): string | undefined {
  if (image === undefined) return undefined;
  const { data, width, height } = PNG.sync.read(Buffer.from(image));
  return jsqr.default(new Uint8ClampedArray(data), width, height)?.data;
}
