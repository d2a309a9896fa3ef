import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withDetected } from "../../adapters/chat/telegram/emulation/detection.ts";
import { parseHtml } from "../../adapters/chat/telegram/emulation/html.ts";
import {
  fromConversation,
  fromMessageRef,
  type Place,
  toConversation,
  toMessageRef,
} from "../../adapters/chat/telegram/refs.ts";
import { captionLimit, renderCard, textLimit } from "../../adapters/chat/telegram/render.ts";
import { cutText, lengthOf, literal, type Span, toHtml } from "../../adapters/chat/telegram/rich-text.ts";
import type { Card } from "../../src/model/card.ts";

const shown = (spans: readonly Span[]) => parseHtml(toHtml(spans, { canShowTime: true }));
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
);
const nasty = fc.constantFrom(
  "<b>",
  "&amp;",
  "</a>",
  '"',
  "@ann_smith",
  "https://evil.example",
  "\u202e",
  "\u2069",
  "👩‍👩‍👧‍👦",
  "دفع",
  "\n",
  "_x_",
  "[a](b)",
);
const userText = fc.array(fc.oneof(anyText, nasty), { maxLength: 12 }).map((parts) => parts.join(""));

describe("text of unknown origin", () => {
  it.each([
    '<b>bold</b> & <a href="x">y</a>',
    "_x_ *y* `z` [a](b) ~s~ ||t||",
    "&lt; &amp;lt; &#60;",
    "👩‍👩‍👧‍👦 🇨🇳 支付",
    "a\\b \"q\" 'r'",
  ])("shows as it is: %j", (text) => {
    expect(shown(literal(text, "plain", 1_000)).text).toBe(text);
  });

  it.each([
    "@ann_smith pay",
    "see https://evil.example/x",
    "mail me@evil.com",
    "evil.com",
    "[x](https://evil.example)",
  ])("makes no mention and no link: %j", (text) => {
    const { entities } = withDetected(shown(literal(text, "bold", 1_000)));
    expect(entities.filter((each) => !["bold", "code"].includes(each.type))).toEqual([]);
  });

  it("cannot turn what stands after it", () => {
    const text = shown(literal("abc\u202e\u2069\u2069def", "plain", 100)).text;
    expect(text.startsWith("\u2068")).toBe(true);
    expect(text.endsWith("\u2069")).toBe(true);
    expect(text.slice(1, -1)).not.toContain("\u2069");
  });

  it("is always formatting that Telegram takes, and never longer than it may be", () => {
    fc.assert(
      fc.property(
        userText,
        fc.integer({ min: 8, max: 200 }),
        fc.constantFrom("plain", "bold", "italic"),
        (text, most, style) => {
          const spans = literal(text, style, most);
          expect(() => shown(spans)).not.toThrow();
          expect(lengthOf(spans)).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is never cut inside a character", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (text, most) => {
          const cut = cutText(text, most);
          expect(cut.isWellFormed()).toBe(true);
          expect(cut.length).toBeLessThanOrEqual(Math.max(most, 1));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a card", () => {
  const card: fc.Arbitrary<Card> = fc.record({
    summary: userText,
    title: userText,
    testBanner: userText,
    badge: fc.record({ text: userText, tone: fc.constantFrom("good", "bad", "closed") }),
    lines: fc.array(userText, { maxLength: 6 }),
    facts: fc.array(fc.record({ label: userText, value: userText }), { maxLength: 10 }),
    entries: fc.array(
      fc.record({
        badge: fc.record({ text: userText, tone: fc.constant("good" as const) }),
        title: userText,
        detail: userText,
      }),
      { maxLength: 12 },
    ),
    link: fc.constant({ url: "https://pay.example.com/checkout/7f3a9c1e", label: "Pay" }),
    footnote: userText,
  });

  it.each([captionLimit, textLimit])(
    "fits into %i characters whatever is in it, and its link stands whole",
    (limit) => {
      fc.assert(
        fc.property(card, (any) => {
          const spans = renderCard(any, limit);
          const { text, entities } = shown(spans ?? []);
          expect(text.length).toBeLessThanOrEqual(limit);
          const link = entities.find(
            (each) => each.type === "code" && text.slice(each.offset, each.offset + each.length) === any.link?.url,
          );
          expect(link).toBeDefined();
        }),
        { numRuns: 150 },
      );
    },
  );

  it("cannot have its state faked by a line break in the title", () => {
    const spans = renderCard(
      { summary: "x", title: "mug\n🟢 Paid", badge: { text: "Active", tone: "progress" } },
      textLimit,
    );
    expect(shown(spans ?? []).text).toBe("⏳ Active · mug 🟢 Paid");
  });

  it("shows a moment in each reader's own time", () => {
    const at = new Date("2026-11-22T08:00:00Z");
    const spans = renderCard(
      { summary: "x", title: "mug", facts: [{ label: "Expires", value: "2026-11-22 08:00 (UTC)", at }] },
      textLimit,
    );
    const time = shown(spans ?? []).entities.find((each) => each.type === "date_time");
    expect(time?.unix_time).toBe(at.getTime() / 1_000);
  });

  it("keeps the lines of a fact under it", () => {
    const spans = renderCard(
      { summary: "x", title: "t", facts: [{ label: "Items", value: "Mug: 3\nShipping: 1" }] },
      textLimit,
    );
    expect(shown(spans ?? []).text).toBe("t\n\nItems: Mug: 3\n\u2003Shipping: 1");
  });

  it("has no place for a link that is longer than a caption", () => {
    const url = `https://pay.example.com/${"x".repeat(1_100)}`;
    const long: Card = { summary: "x", title: "t", link: { url, label: "Pay" } };
    expect(renderCard(long, captionLimit)).toBeUndefined();
    expect(shown(renderCard(long, textLimit) ?? []).text).toContain(url);
  });
});

describe("references", () => {
  const place: fc.Arbitrary<Place> = fc.oneof(
    fc.record({ kind: fc.constant("chat" as const), chatId: fc.maxSafeInteger() }),
    fc.record({ kind: fc.constant("chat" as const), chatId: fc.maxSafeInteger(), threadId: fc.nat() }),
    fc.record({
      kind: fc.constant("inline" as const),
      makerId: fc.nat(),
      inlineId: fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
    }),
  );

  it("come back as they went", () => {
    fc.assert(
      fc.property(place, (each) => {
        expect(fromConversation(toConversation(each))).toEqual(each);
      }),
    );
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(), (chatId, messageId) => {
        const spot = { kind: "message", chatId, messageId } as const;
        expect(fromMessageRef(toMessageRef(spot))).toEqual(spot);
      }),
    );
  });

  it("of other platforms are refused", () => {
    expect(() => fromConversation("slack:T1:C1" as never)).toThrow(RangeError);
  });
});
