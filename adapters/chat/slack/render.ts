import type { types } from "@slack/bolt";
import type { Button, Card, CardEntry } from "../../../src/model/card.ts";
import type { OutboundMessage } from "../../../src/ports/chat-platform.ts";
import { address, factField, markup, plain, toneEmoji } from "./card-text.ts";
import { cutMarkup } from "./plain-text.ts";
import { fromActor } from "./refs.ts";

/** A message in Slack's language. */
export interface Rendered {
  /** For notifications and readers of screens. */
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
}

/** Source: Slack docs, Block Kit reference: messages, header, section, actions, button, confirmation dialog. */
const limits = {
  blocks: 50,
  header: 150,
  section: 3_000,
  fields: 10,
  facts: 40,
  context: 1_000,
  alt: 2_000,
  summary: 3_000,
  buttonsInRow: 5,
  buttons: 25,
  label: 75,
  value: 2_000,
  url: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
} as const;

/** What a press of a button that carries a command is recognised by. */
export const commandAction = "paylink";
/** Buttons that only open an address are reported too, and ignored. */
export const openAction = "open";

/** @param fileId the QR image as a Slack file, once there is one. */
export function renderMessage({ card, mention }: OutboundMessage, fileId?: string): Rendered {
  const name = counter();
  const buttons = (card.buttons ?? []).slice(0, limits.buttons);
  const top: readonly types.KnownBlock[] = [
    ...(card.testBanner === undefined ? [] : [banner(card)]),
    ...(mention === undefined ? [] : [markupSection(`<@${fromActor(mention.id).user}>`)]),
    ...titleOf(card),
    ...(card.lines === undefined || card.lines.length === 0 ? [] : [section(card.lines.join("\n"))]),
    ...factsOf(card),
    ...linkOf(card),
    ...imageOf(card, fileId),
  ];
  const bottom: readonly types.KnownBlock[] = [
    ...actionRows(buttons, name),
    ...(card.footnote === undefined ? [] : [note(card.footnote)]),
  ];
  const entries = (card.entries ?? []).flatMap((entry) => entryBlocks(entry, name));
  const room = limits.blocks - top.length - bottom.length;
  return { text: cutMarkup(card.summary, limits.summary), blocks: [...top, ...entries.slice(0, room), ...bottom] };
}

/** The same in words alone, for when Slack will not have the blocks. */
export function renderPlainly({ card, mention }: OutboundMessage): Rendered {
  const facts = (card.facts ?? []).map(({ label, value }) => `${label}: ${value}`);
  const entries = (card.entries ?? []).map(({ badge, title, detail }) => `${badge.text} · ${title} · ${detail}`);
  const words = [card.testBanner, card.badge?.text, card.title, ...(card.lines ?? []), ...facts, ...entries];
  const who = mention === undefined ? "" : `<@${fromActor(mention.id).user}>\n`;
  const link = card.link === undefined ? "" : `${address(card.link.url)}\n`;
  const rest = words.filter((line) => line !== undefined).join("\n");
  return { text: `${who}${link}${cutMarkup(rest, limits.summary)}`, blocks: [] };
}

/** A card of one sentence is a note: it gets no headline. */
function isNote({ facts, lines, entries, link }: Card): boolean {
  return !(facts?.length || lines?.length || entries?.length || link);
}

function banner(card: Card): types.KnownBlock {
  const text = `🧪 ${card.testBanner} 🧪`;
  return isNote(card) ? note(text) : { type: "header", text: plain(oneLine(text), limits.header) };
}

function titleOf(card: Card): readonly types.KnownBlock[] {
  const { badge } = card;
  const emoji = badge === undefined ? "" : `${toneEmoji[badge.tone]} `;
  if (isNote(card)) return [section(`${emoji}${badge === undefined ? "" : `${badge.text} · `}${card.title}`)];
  const title: types.KnownBlock = { type: "header", text: plain(oneLine(card.title), limits.header) };
  return badge === undefined ? [title] : [title, section(`${emoji}${badge.text}`)];
}

function factsOf({ facts = [] }: Card): readonly types.KnownBlock[] {
  const fields = facts.slice(0, limits.facts).map(factField);
  return chunks(fields, limits.fields).map((part) => ({ type: "section", fields: [...part] }));
}

function linkOf({ link }: Card): readonly types.KnownBlock[] {
  if (link === undefined || address(link.url).length > limits.section - 200) return [];
  return [markupSection(`${cutMarkup(link.label, 150)}\n${address(link.url)}`)];
}

function imageOf({ image }: Card, fileId: string | undefined): readonly types.KnownBlock[] {
  if (image === undefined || fileId === undefined) return [];
  return [{ type: "image", slack_file: { id: fileId }, alt_text: plain(image.alt, limits.alt).text }];
}

/** A list's row: its words, its first button beside them, further ones below. */
export function entryBlocks({ badge, title, detail, buttons = [] }: CardEntry, name: () => string): types.KnownBlock[] {
  const text = plain(`${toneEmoji[badge.tone]} ${badge.text} · ${title}\n${detail}`, limits.section);
  const [first, ...more] = buttons.flatMap((button) => toButton(button, name));
  const head: types.KnownBlock = { type: "section", text, ...(first !== undefined && { accessory: first }) };
  return more.length === 0 ? [head] : [head, { type: "actions", elements: more.slice(0, limits.buttonsInRow) }];
}

function actionRows(buttons: readonly Button[], name: () => string): readonly types.KnownBlock[] {
  const elements = buttons.flatMap((button) => toButton(button, name));
  return chunks(elements, limits.buttonsInRow).map((part) => ({ type: "actions", elements: [...part] }));
}

/** Slack has no button that copies: the link is text, and its address opens. */
function toButton({ label, action, style, confirm }: Button, name: () => string): readonly types.Button[] {
  const text = plain(oneLine(label), limits.label);
  const look = style === undefined ? {} : { style };
  switch (action.kind) {
    case "open":
      if (action.url.length > limits.url) return [];
      return [{ type: "button", action_id: `${openAction}:${name()}`, text, url: action.url, ...look }];
    case "command":
      if (action.command.length > limits.value) return [];
      return [
        {
          type: "button",
          action_id: `${commandAction}:${name()}`,
          text,
          value: action.command,
          ...look,
          ...(confirm !== undefined && { confirm: toConfirm(confirm, style) }),
        },
      ];
    case "copy":
      return [];
    default:
      return action satisfies never;
  }
}

function toConfirm(confirm: NonNullable<Button["confirm"]>, style: Button["style"]): types.ConfirmationDialog {
  return {
    title: plain(confirm.title, limits.confirmTitle),
    text: plain(confirm.text, limits.confirmText),
    confirm: plain(confirm.yes, limits.confirmButton),
    deny: plain(confirm.no, limits.confirmButton),
    ...(style !== undefined && { style }),
  };
}

function section(text: string): types.KnownBlock {
  return { type: "section", text: plain(text, limits.section) };
}

function markupSection(text: string): types.KnownBlock {
  return { type: "section", text: markup(text) };
}

function note(text: string): types.KnownBlock {
  return { type: "context", elements: [plain(text, limits.context)] };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

function counter(): () => string {
  let next = 0;
  return () => {
    next += 1;
    return String(next);
  };
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
