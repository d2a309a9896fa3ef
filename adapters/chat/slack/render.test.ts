import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Button, Card } from "../../../src/model/card.ts";
import type { ActorId } from "../../../src/model/conversation.ts";
import { hostileTexts, linkCard, linkUrl, plainCard } from "../../../test/contract/platform-cards.ts";
import { expectMessageWithinLimits } from "../../../test/support/slack-limits.ts";
import { show } from "./emulation/showing.ts";
import { cut, cutMarkup, escapeMarkup, fromSlackText, withoutMention } from "./plain-text.ts";
import { renderMessage, renderPlainly } from "./render.ts";

type Blocks = readonly Readonly<Record<string, unknown>>[];

const words = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.constantFrom(...hostileTexts, "", " ", "x".repeat(6_000), "&".repeat(4_000), "👩‍👩‍👧‍👦".repeat(900)),
);
const url = fc.webUrl({ withQueryParameters: true, withFragments: true });
const button: fc.Arbitrary<Button> = fc.record(
  {
    label: words,
    action: fc.oneof(
      fc.record({ kind: fc.constant("command" as const), command: words.filter((text) => text !== "") }),
      fc.record({ kind: fc.constant("open" as const), url }),
      fc.record({ kind: fc.constant("copy" as const), text: words }),
    ),
    style: fc.constantFrom("primary" as const, "danger" as const),
    confirm: fc.record({ title: words, text: words, yes: words, no: words }),
  },
  { requiredKeys: ["label", "action"] },
);
const badge = fc.record({ text: words, tone: fc.constantFrom("neutral", "good", "bad", "closed" as const) });
const card: fc.Arbitrary<Card> = fc.record(
  {
    summary: words,
    title: words,
    badge,
    testBanner: words,
    lines: fc.array(words, { maxLength: 12 }),
    facts: fc.array(
      fc.record(
        {
          label: words,
          value: words,
          at: fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
        },
        { requiredKeys: ["label", "value"] },
      ),
      { maxLength: 60 },
    ),
    link: fc.record({ url, label: words }),
    entries: fc.array(fc.record({ badge, title: words, detail: words, buttons: fc.array(button, { maxLength: 4 }) }), {
      maxLength: 60,
    }),
    buttons: fc.array(button, { maxLength: 40 }),
    footnote: words,
  },
  { requiredKeys: ["summary", "title"] },
) as fc.Arbitrary<Card>;

const locale = { language: "en", timezone: "UTC" } as const;

describe("any card", () => {
  test("is within Slack's limits and mentions nobody", () => {
    fc.assert(
      fc.property(card, (content) => {
        const { text, blocks } = renderMessage({ card: content, locale }, "F0EMU000001");
        expectMessageWithinLimits(blocks);
        expect(text.length).toBeLessThanOrEqual(4_000);
        expect(show(text, blocks as unknown as Blocks).notified).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("shows its link whole, as an address that opens", () => {
    fc.assert(
      fc.property(card, url, (content, address) => {
        const { text, blocks } = renderMessage({ card: { ...content, link: { url: address, label: "Pay" } }, locale });
        const { links } = show(text, blocks as unknown as Blocks);
        expect(links.map(decodeAngles)).toContain(decodeAngles(address));
      }),
      { numRuns: 200 },
    );
  });

  test("is readable in words alone, and mentions nobody there", () => {
    fc.assert(
      fc.property(card, (content) => {
        const { text, blocks } = renderPlainly({ card: content, locale });
        expect(blocks).toEqual([]);
        expect(text.length).toBeLessThanOrEqual(9_000);
        expect(show(text, []).notified).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a card", () => {
  test("says test mode before anything else", () => {
    const { blocks } = renderMessage(linkCard());
    expect(blocks[0]).toMatchObject({ type: "header", text: { text: expect.stringContaining("TEST MODE") } });
  });

  test("shows a moment in each reader's own time zone", () => {
    const { blocks } = renderMessage(plainCard);
    const seconds = Date.parse("2026-11-22T08:00:00Z") / 1000;
    expect(JSON.stringify(blocks)).toContain(`<!date^${seconds}^{date_short_pretty} {time}|22 Nov 2026, 08:00>`);
  });

  test("opens its link from a button and asks before a dangerous one", () => {
    const { blocks } = renderMessage(linkCard());
    const actions = blocks.find(({ type }) => type === "actions");
    expect(actions).toMatchObject({
      elements: [
        { text: { text: "Open" }, url: linkUrl },
        { text: { text: "Refresh" }, value: "refresh L7K2QM" },
        { text: { text: "Disable" }, style: "danger", confirm: { title: { text: "Disable this link?" } } },
      ],
    });
  });

  test("names the one person it is meant for", () => {
    const mention = { id: "slack:T1:U0ANN" as ActorId, name: "<!channel>" };
    const { text, blocks } = renderMessage({ ...plainCard, mention });
    expect(show(text, blocks as unknown as Blocks).notified).toEqual(["U0ANN"]);
  });

  test("of one sentence has no headline", () => {
    const note = { summary: "Paid", title: "Paid 49.99 USD", badge: { text: "L7K2QM", tone: "good" } as const };
    const { blocks } = renderMessage({ card: note, locale });
    expect(blocks).toEqual([
      { type: "section", text: { type: "plain_text", text: "✅ L7K2QM · Paid 49.99 USD", emoji: false } },
    ]);
  });
});

describe("plain text", () => {
  test("survives the way through Slack's markup", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => fromSlackText(escapeMarkup(text)) === text));
  });

  test("is never cut inside a character, and never longer than the limit", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.integer({ min: 2, max: 200 }), (text, limit) => {
        const short = cut(text, limit);
        expect(short.length).toBeLessThanOrEqual(limit);
        expect(short.isWellFormed()).toBe(text.isWellFormed());
        expect(cutMarkup(text, limit).length).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test.each([
    ["<@U1> hello", "@U1 hello"],
    ["<#C1|general> and <#C2>", "#general and #C2"],
    ["<!here> <!subteam^S1|@sales>", "@here @sales"],
    ["<mailto:a@b.example|a@b.example>", "a@b.example"],
    ["<https://pay.example.com/?a=1&amp;b=2|pay>", "https://pay.example.com/?a=1&b=2"],
    ["a &lt; b &amp; c &gt; d", "a < b & c > d"],
  ])("%s is read as %s", (text, expected) => {
    expect(fromSlackText(text)).toBe(expected);
  });

  test("loses only the mention of the bot", () => {
    expect(withoutMention("<@U0BOT> pay <@U1>", "U0BOT")).toBe("pay <@U1>");
    expect(withoutMention("<@U0BOT|paylink> pay", "U0BOT")).toBe("pay");
  });
});

function decodeAngles(address: string): string {
  return address.replaceAll("%3C", "<").replaceAll("%3E", ">").replaceAll("%7C", "|");
}
