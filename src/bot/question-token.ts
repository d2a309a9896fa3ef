import { createHash } from "node:crypto";
import type { DialogueState } from "../intents/dialogue-state.ts";
import { askNext } from "../intents/question.ts";
import type { Intent, ReadingContext } from "../model/intent.ts";

const pressed = /^confirm ([0-9a-f]{8})$/;

/** The command of a button that says yes to exactly this: pressed under another question it means nothing. */
export function confirmCommand(intent: Intent): string {
  return `confirm ${tokenOf(intent)}`;
}

/** Whether a yes that names its question was pressed, and another question is open now. */
export function isOverdue(text: string, state: DialogueState | undefined, context: ReadingContext): boolean {
  const token = pressed.exec(text)?.[1];
  if (token === undefined || state === undefined) return false;
  const intent = waitingIn(state, context);
  return intent === undefined || tokenOf(intent) !== token;
}

/** The same words as anybody could type them. */
export function withoutToken(text: string): string {
  return pressed.test(text) ? "confirm" : text;
}

function waitingIn(state: DialogueState, context: ReadingContext): Intent | undefined {
  if (state.kind === "confirm") return state.intent;
  const { about } = askNext(state.draft, state.isTyped, context).question;
  if (about.kind !== "create" || about.request === undefined) return undefined;
  return { kind: "create", request: about.request };
}

function tokenOf(intent: Intent): string {
  const text = JSON.stringify(intent, (_name, value) => (typeof value === "bigint" ? String(value) : value));
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
