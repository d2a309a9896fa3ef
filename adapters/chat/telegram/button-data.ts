import { createHash } from "node:crypto";
import type { Button } from "../../../src/model/card.ts";
import type { Clock } from "../../../src/ports/runtime.ts";
import type { Records } from "../../../src/ports/store.ts";
import { recordKinds } from "./access.ts";

/** A command that does not fit into a button, or asks first, kept under a short token. */
export interface KeptButton {
  readonly command: string;
  readonly confirm?: NonNullable<Button["confirm"]>;
}

/** What a pressed button says. */
export type Pressed =
  | { readonly kind: "command"; readonly command: string }
  | { readonly kind: "kept"; readonly token: string }
  | { readonly kind: "ask" | "confirmed"; readonly token: string }
  | { readonly kind: "keep" }
  | { readonly kind: "offer"; readonly makerId: number; readonly command: string }
  | { readonly kind: "kept-offer"; readonly makerId: number; readonly token: string }
  | { readonly kind: "admit" | "decline"; readonly userId: number };

/** Source: Telegram Bot API, InlineKeyboardButton, `callback_data`. */
const dataLimitBytes = 64;
const keptMs = 180 * 24 * 60 * 60 * 1_000;
const rewriteMs = 24 * 60 * 60 * 1_000;
const mostRemembered = 5_000;

const signs = {
  command: "!",
  kept: "#",
  ask: "?",
  confirmed: "+",
  keep: "-",
  offer: "=",
  "kept-offer": "~",
  admit: "a",
  decline: "d",
} as const;

/** The data of a button, read; undefined when no button of this bot says that. */
export function readButtonData(data: string): Pressed | undefined {
  const rest = data.slice(1);
  const kind = (Object.keys(signs) as (keyof typeof signs)[]).find((each) => signs[each] === data[0]);
  switch (kind) {
    case undefined:
      return undefined;
    case "command":
      return { kind, command: rest };
    case "keep":
      return { kind };
    case "offer":
    case "kept-offer":
      return readOffer(kind, rest);
    case "admit":
    case "decline":
      return /^\d{1,16}$/.test(rest) ? { kind, userId: Number(rest) } : undefined;
    default:
      return { kind, token: rest };
  }
}

/** The data of a button that decides about somebody who came with an invitation. */
export function decisionData(kind: "admit" | "decline", userId: number): string {
  return `${signs[kind]}${userId}`;
}

/** The data of the two buttons a button that asks first is followed by. */
export function answerData(token: string): { readonly yes: string; readonly no: string } {
  return { yes: `${signs.confirmed}${token}`, no: signs.keep };
}

/** Whether the button stands in the row of an asked question. */
export function isAnswerData(data: string | undefined): boolean {
  return data !== undefined && (data.startsWith(signs.confirmed) || data.startsWith(signs.keep));
}

/**
 * The data of an inline offer, which only its maker may press. Words that are too long for it must be kept by the
 * caller under the token, for as long as offers last.
 */
export function offerData(makerId: number, command: string): { readonly data: string; readonly token?: string } {
  const maker = makerId.toString(36);
  const direct = `${signs.offer}${maker}.${command}`;
  if (fits(direct)) return { data: direct };
  const token = tokenOf({ command });
  return { data: `${signs["kept-offer"]}${maker}.${token}`, token };
}

/** Button data, with a store for what does not fit into it. */
export interface ButtonStore {
  /** At most 64 bytes that `readButtonData` understands. The same button always has the same data. */
  toData(button: KeptButton): Promise<string>;
  find(token: string): Promise<KeptButton | undefined>;
}

/** Keeps half a year from the last time a button was shown. */
export function createButtonStore(records: Records, clock: Clock): ButtonStore {
  const writtenAt = new Map<string, number>();

  async function keep(token: string, button: KeptButton): Promise<void> {
    const now = clock.now().getTime();
    if (now - (writtenAt.get(token) ?? 0) < rewriteMs) return;
    const expiresAt = new Date(now + keptMs);
    await records.writeRecord({ kind: recordKinds.button, key: token, value: button, expiresAt });
    writtenAt.set(token, now);
    if (writtenAt.size > mostRemembered) writtenAt.delete([...writtenAt.keys()][0] ?? token);
  }

  return {
    async toData(button) {
      const direct = signs.command + button.command;
      if (button.confirm === undefined && fits(direct)) return direct;
      const token = tokenOf(button);
      await keep(token, button);
      return (button.confirm === undefined ? signs.kept : signs.ask) + token;
    },
    async find(token) {
      return (await records.getRecord<KeptButton>(recordKinds.button, token, clock.now()))?.value;
    },
  };
}

function readOffer(kind: "offer" | "kept-offer", rest: string): Pressed | undefined {
  const [, maker, said] = /^([0-9a-z]{1,11})\.(.+)$/s.exec(rest) ?? [];
  if (maker === undefined || said === undefined) return undefined;
  const makerId = Number.parseInt(maker, 36);
  return kind === "offer" ? { kind, makerId, command: said } : { kind, makerId, token: said };
}

function fits(data: string): boolean {
  return Buffer.byteLength(data, "utf8") <= dataLimitBytes;
}

/** Equal buttons have equal tokens, so that showing a card again changes nothing on it. */
function tokenOf(button: KeptButton): string {
  const { command, confirm } = button;
  const text = JSON.stringify([command, confirm?.title, confirm?.text, confirm?.yes, confirm?.no]);
  return createHash("sha256").update(text, "utf8").digest("base64url").slice(0, 24);
}
