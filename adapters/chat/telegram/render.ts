import type { Card, CardEntry, Fact, Tone } from "../../../src/model/card.ts";
import { lengthOf, literal, type Span } from "./rich-text.ts";

/** Source: Telegram Bot API, sendMessage `text` and sendPhoto `caption`: characters after entities parsing. */
export const textLimit = 4096;
export const captionLimit = 1024;

/** Whom a message names at its top, so that Telegram notifies them. */
export interface Naming {
  readonly userId: number;
  readonly name: string;
}

const marks: Readonly<Record<Tone, string>> = {
  neutral: "⚪",
  progress: "⏳",
  good: "🟢",
  warning: "🟠",
  bad: "🔴",
  closed: "⚫",
};

/** A part of the message, set apart by an empty line. `isVital` parts are never left out. */
interface Block {
  readonly spans: readonly Span[];
  readonly isVital?: boolean;
  /** Belongs to the block before: no empty line between. */
  readonly isClose?: boolean;
}

const newLine: Span = { text: "\n", style: "plain" };
const shortestCut = 24;

/**
 * The words of a card within `limit` characters. What does not fit is cut from the end; the test banner, the title
 * and the link always stand. Undefined when even those do not fit.
 */
export function renderCard(card: Card, limit: number, naming?: Naming): readonly Span[] | undefined {
  const blocks = blocksOf(card, limit, naming);
  const vital = blocks.filter((block) => block.isVital).reduce((sum, block) => sum + sizeOf(block), 0);
  if (vital > limit) return undefined;
  let left = limit - vital;
  const kept: Block[] = [];
  for (const block of blocks) {
    if (block.isVital) {
      kept.push(block);
    } else if (sizeOf(block) <= left) {
      kept.push(block);
      left -= sizeOf(block);
    } else {
      const cut = left >= shortestCut ? cutBlock(block, left) : undefined;
      if (cut !== undefined) kept.push(cut);
      left = 0;
    }
  }
  return kept.flatMap((block, index) => (index === 0 ? block.spans : [...gapOf(block), ...block.spans]));
}

function blocksOf(card: Card, limit: number, naming: Naming | undefined): readonly Block[] {
  const share = (part: number) => Math.floor(limit * part);
  const lines = (card.lines ?? []).filter((line) => line.trim() !== "");
  const facts = (card.facts ?? []).filter((fact) => fact.value.trim() !== "");
  return [
    ...(card.testBanner === undefined ? [] : [bannerOf(card.testBanner)]),
    ...(naming === undefined ? [] : [{ spans: [nameOf(naming)], isVital: true, isClose: true }]),
    { spans: headOf(card), isVital: true, isClose: true },
    ...lines.map((line, index) => ({ spans: literal(line, "plain", share(0.4), "\u2003"), isClose: index > 0 })),
    ...(card.link === undefined ? [] : [linkOf(card.link)]),
    ...facts.map((fact, index) => ({ spans: factOf(fact, share(0.25)), isClose: index > 0 })),
    ...(card.entries ?? []).map((entry) => ({ spans: entryOf(entry) })),
    ...(card.footnote === undefined ? [] : [{ spans: literal(card.footnote, "italic", share(0.2)) }]),
  ];
}

function bannerOf(banner: string): Block {
  return { spans: [{ text: "🧪 ", style: "plain" }, ...literal(banner, "bold", 120)], isVital: true };
}

function nameOf({ userId, name }: Naming): Span {
  const shown = literal(name, "plain", 64)
    .map((span) => span.text)
    .join("");
  return { text: shown === "" ? String(userId) : shown, style: { userId } };
}

function headOf(card: Card): readonly Span[] {
  const title = literal(card.title, "bold", 300);
  if (card.badge === undefined) return title;
  const mark: Span = { text: `${marks[card.badge.tone]} `, style: "plain" };
  return [mark, ...literal(card.badge.text, "bold", 80), { text: " · ", style: "plain" }, ...title];
}

/** As code, which a thumb on it copies whole. */
function linkOf(link: NonNullable<Card["link"]>): Block {
  const label = literal(link.label, "plain", 60);
  return { spans: [...label, newLine, { text: link.url, style: "code" }], isVital: true };
}

function factOf({ label, value, at }: Fact, most: number): readonly Span[] {
  const name: readonly Span[] = [...literal(label, "plain", 64), { text: ": ", style: "plain" }];
  if (at !== undefined)
    return [
      ...name,
      {
        text: literal(value, "plain", 64)
          .map(({ text }) => text)
          .join(""),
        style: { at },
      },
    ];
  return [...name, ...literal(value, "plain", most, "\u2003")];
}

function entryOf({ badge, title, detail }: CardEntry): readonly Span[] {
  const head: readonly Span[] = [{ text: `${marks[badge.tone]} `, style: "plain" }, ...literal(title, "bold", 160)];
  const state: readonly Span[] = [{ text: " · ", style: "plain" }, ...literal(badge.text, "plain", 60)];
  return [...head, ...state, newLine, ...literal(detail, "plain", 240, "\u2003")];
}

function gapOf(block: Block): readonly Span[] {
  return block.isClose ? [newLine] : [newLine, newLine];
}

function sizeOf(block: Block): number {
  return lengthOf(block.spans) + 2;
}

/** A block shortened to its first words; what has no plain beginning is left out instead. */
function cutBlock(block: Block, most: number): Block | undefined {
  const text = block.spans.map((span) => span.text).join("");
  const style = block.spans[0]?.style;
  const spans = literal(text, typeof style === "string" && style !== "code" ? style : "plain", most - 2);
  return spans.length === 0 ? undefined : { ...block, spans };
}
