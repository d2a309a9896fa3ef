import { isIPv6 } from "node:net";
import type { Button, Card } from "../../../src/model/card.ts";
import { answerData, type ButtonStore, isAnswerData, type KeptButton } from "./button-data.ts";
import { cutText } from "./rich-text.ts";
import type { ButtonWire, KeyboardWire } from "./wire.ts";

/** Rows of buttons under a message. */
export type Rows = readonly (readonly ButtonWire[])[];

/** Source: Telegram Bot API, CopyTextButton. */
const copyLimit = 256;
/** Not documented; longer labels are not readable on a phone anyway. */
const labelLimit = 60;
/** Source: Telegram Bot API: a keyboard may have at most 100 buttons. */
const mostButtons = 100;

/** The buttons of a card; those Telegram cannot have (an address without a public host, too much to copy) are left out. */
export async function toKeyboard(card: Card, store: ButtonStore): Promise<Rows> {
  const own = await toWires(card.buttons ?? [], store);
  const ofEntries = await toWires(
    (card.entries ?? []).flatMap((entry) => entry.buttons ?? []),
    store,
  );
  return [...inRows(numbered(ofEntries)), ...inRows(own)].slice(0, mostButtons / 2);
}

/** The buttons of a card in a chat that may be a customer's: to open and to copy, nothing that acts. */
export async function toPublicKeyboard(card: Card, store: ButtonStore): Promise<Rows> {
  const harmless = (card.buttons ?? []).filter(({ action }) => action.kind !== "command");
  return inRows(await toWires(harmless, store));
}

/** The keyboard with a question in a row of its own at the end. */
export function withQuestion(keyboard: KeyboardWire, token: string, { confirm }: KeptButton): Rows {
  const { yes, no } = answerData(token);
  const row: readonly ButtonWire[] = [
    { text: `✅ ${cutText(confirm?.yes ?? "", labelLimit)}`, callback_data: yes, style: "danger" },
    { text: `↩️ ${cutText(confirm?.no ?? "", labelLimit)}`, callback_data: no },
  ];
  return [...withoutQuestion(keyboard), row];
}

/** The keyboard as it was before a question was asked. */
export function withoutQuestion(keyboard: KeyboardWire): Rows {
  return keyboard.inline_keyboard.filter(
    (row) => !row.some((button) => isAnswerData(button.callback_data)),
  ) as unknown as Rows;
}

/** The keyboard without addresses, for when Telegram refuses one of them. */
export function withoutAddresses(rows: Rows): Rows {
  return rows
    .map((row) => row.filter((button) => button.url === undefined && button.copy_text === undefined))
    .filter((row) => row.length > 0);
}

async function toWires(buttons: readonly Button[], store: ButtonStore): Promise<readonly ButtonWire[]> {
  const wires = await Promise.all(buttons.map((button) => toWire(button, store)));
  return wires.filter((wire) => wire !== undefined);
}

async function toWire({ label, action, style, confirm }: Button, store: ButtonStore): Promise<ButtonWire | undefined> {
  const text = cutText(label.replaceAll(/\s+/g, " ").trim(), labelLimit);
  const look = style === undefined ? {} : { style };
  switch (action.kind) {
    case "open":
      return isPublicUrl(action.url) ? { text, url: action.url, ...look } : undefined;
    case "copy":
      return action.text.length <= copyLimit ? { text, copy_text: { text: action.text }, ...look } : undefined;
    case "command": {
      const data = await store.toData({ command: action.command, ...(confirm !== undefined && { confirm }) });
      return { text, callback_data: data, ...look };
    }
    default:
      return action satisfies never;
  }
}

/** Telegram refuses a whole message for one button whose host has no dot. Source: tdlib/td, LinkManager. */
function isPublicUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) && (hostname.includes(".") || isIPv6(hostname.replaceAll(/[[\]]/g, "")));
}

/** Entries often have the same button; a number tells which is whose. */
function numbered(buttons: readonly ButtonWire[]): readonly ButtonWire[] {
  const isClear = new Set(buttons.map((button) => button.text)).size === buttons.length;
  return isClear ? buttons : buttons.map((button, index) => ({ ...button, text: `${index + 1} · ${button.text}` }));
}

/** Two to a row; a long label has a row of its own. */
function inRows(buttons: readonly ButtonWire[]): Rows {
  const rows: ButtonWire[][] = [];
  for (const button of buttons) {
    const last = rows.at(-1);
    const isRoomy = button.text.length <= 18 && last?.length === 1 && (last[0]?.text.length ?? 0) <= 18;
    if (isRoomy) last?.push(button);
    else rows.push([button]);
  }
  return rows;
}
