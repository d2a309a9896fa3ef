import type { CreateDraft, Intent, IntentProblem, Understanding } from "../model/intent.ts";
import { commandNames, findCommand, isSlashCommand, normaliseCommand } from "./command-name.ts";
import type { DialogueInput, DialogueState, DialogueStep, WaitingIntent } from "./dialogue-state.ts";
import { draftOfRequest } from "./draft-of-request.ts";
import { judgeDraft } from "./judge-draft.ts";
import { mergeDraft, withoutProblem } from "./merge-draft.ts";
import { nearNames } from "./option-values.ts";
import { longestText } from "./prompt.ts";
import { askNext, confirmQuestion } from "./question.ts";
import { type Answer, readAnswer } from "./read-answer.ts";
import { opensLikeCorrection, readCorrection } from "./read-correction.ts";
import { understandCommand } from "./understand-command.ts";
import { understandText } from "./understand-text.ts";

/** One step of the dialogue with one person: what to do, ask or say next. Pure; the same on every platform. */
export function advanceDialogue(input: DialogueInput): DialogueStep {
  if (input.kind === "text" && !input.isAddressed) return { kind: "ignore" };
  if (input.text.length > longestText) {
    return { kind: "refuse", of: "create", problem: { kind: "option", code: "too-long", facts: {} } };
  }
  const understood = understand(input);
  const step = input.state === undefined ? undefined : goOn(input, input.state, understood);
  return step ?? begin(input, understood);
}

function understand(input: DialogueInput): Understanding {
  if (input.kind === "text") return understandText(input.text, input.context);
  const typed = understandCommand(input.text, input.context);
  if (typed.kind !== "none") return typed;
  // Plain words after `/paylink` are still understood, and confirmed like any free text.
  return understandText(input.text, input.context);
}

/** A new request, with no dialogue open or in place of the open one. */
function begin(input: DialogueInput, understood: Understanding): DialogueStep {
  switch (understood.kind) {
    case "none":
      return notUnderstood(input.text);
    case "problem":
      return { kind: "refuse", of: understood.of, problem: understood.problem };
    case "draft":
      return settle(understood.draft, understood.isTyped, input, understood.problem);
    case "intent":
      return beginIntent(understood.intent, understood.isTyped, input);
    default:
      return understood satisfies never;
  }
}

function beginIntent(intent: Intent, isTyped: boolean, input: DialogueInput): DialogueStep {
  if (intent.kind === "confirm" || intent.kind === "cancel") return { kind: "nothing" };
  if (isTyped) return { kind: "act", intent };
  if (intent.kind === "create") return askNext(draftOfRequest(intent.request), false, input.context);
  return isWaiting(intent) ? { kind: "ask", ...confirmQuestion(intent) } : { kind: "act", intent };
}

/** The open dialogue with these words in it; undefined when they are a request of their own. */
function goOn(input: DialogueInput, state: DialogueState, understood: Understanding): DialogueStep | undefined {
  const intent = understood.kind === "intent" ? understood.intent : undefined;
  if (intent?.kind === "cancel") return { kind: "cancelled" };
  if (intent?.kind === "confirm") return confirm(state, input);
  if (isAskedToConfirm(state) && no.test(input.text)) return { kind: "cancelled" };
  if (state.kind === "confirm") return correctWaiting(state.intent, input);
  if (opensLikeCorrection(input.text)) {
    const corrected = correctDraft(state.draft, input);
    if (corrected !== undefined) return settle(corrected.draft, state.isTyped, input, corrected.problem);
  }
  if (isRequestOfItsOwn(input, state, understood)) return undefined;
  const answer = readAnswer(state.asked, state.draft, input.text, input.context);
  const corrected = answer ?? correctDraft(state.draft, input);
  if (corrected !== undefined) return settle(corrected.draft, state.isTyped, input, corrected.problem);
  if (understood.kind !== "none") return undefined;
  return askNext(state.draft, state.isTyped, input.context, unreadable(input.text));
}

const no = /^\s*(?:no|nope|nah|n|no no|don'?t|不|不要|不行|不是|不可以|别|否)[\s.!。！]*$/i;

function isAskedToConfirm(state: DialogueState): boolean {
  return state.kind === "confirm" || state.asked === "confirm";
}

function confirm(state: DialogueState, input: DialogueInput): DialogueStep {
  if (state.kind === "confirm") return { kind: "act", intent: confirmed(state.intent) };
  const verdict = judgeDraft(state.draft, input.context);
  if (verdict.isComplete) return { kind: "act", intent: { kind: "create", request: verdict.request } };
  return askNext(state.draft, state.isTyped, input.context);
}

function confirmed(intent: WaitingIntent): Intent {
  return intent.kind === "disable" || intent.kind === "archive" ? { ...intent, isConfirmed: true } : intent;
}

function correctWaiting(waiting: WaitingIntent, input: DialogueInput): DialogueStep | undefined {
  if (waiting.kind !== "again") return undefined;
  const patch = readCorrection(input.text, waiting.changes, input.context);
  if (patch === undefined) return undefined;
  return { kind: "ask", ...confirmQuestion({ ...waiting, changes: mergeDraft(waiting.changes, patch) }) };
}

function correctDraft(draft: CreateDraft, input: DialogueInput): Answer {
  const patch = readCorrection(input.text, draft, input.context);
  return patch && { draft: mergeDraft(draft, patch) };
}

/** A full command, or a create that says everything, is no answer. */
function isRequestOfItsOwn(input: DialogueInput, state: DialogueState, understood: Understanding): boolean {
  const first = normaliseCommand(input.text).trim().split(/\s/)[0] ?? "";
  const isNamed = findCommand(first) !== undefined && state.kind === "create" && state.asked !== "description";
  if (understood.kind === "none") return false;
  if (isSlashCommand(input.text)) return true;
  if (input.kind !== "text" && findCommand(first) !== undefined) return true;
  if (understood.kind === "intent" && understood.intent.kind !== "create") return isNamed || !understood.isTyped;
  if (understood.kind === "draft") return input.kind === "command" && isForSomethingElse(state, understood.draft);
  if (understood.kind !== "intent") return false;
  return input.kind === "command" || state.kind !== "create" || state.asked === "confirm";
}

/** `/paylink 5 Laptop` while the price of a mug is asked: an amount with a purpose of its own answers nothing. */
function isForSomethingElse(state: DialogueState, { amount, items, description }: CreateDraft): boolean {
  if (state.kind !== "create" || description === undefined || (amount ?? items) === undefined) return false;
  return state.draft.description !== undefined && state.draft.description !== description;
}

/** Acts on a complete draft that was typed; otherwise asks the next thing, or refuses what cannot be used. */
function settle(
  draft: CreateDraft,
  isTyped: boolean,
  input: DialogueInput,
  problem: IntentProblem | undefined,
): DialogueStep {
  const verdict = judgeDraft(draft, input.context);
  const found = (verdict.isComplete ? undefined : verdict.problem) ?? problem;
  if (found !== undefined && !found.code.startsWith("ambiguous-")) {
    const rest = withoutProblem(draft, found);
    return { kind: "refuse", of: "create", problem: found, state: { kind: "create", ...rest, isTyped } };
  }
  if (verdict.isComplete && isTyped) return { kind: "act", intent: { kind: "create", request: verdict.request } };
  return askNext(draft, isTyped, input.context);
}

function isWaiting(intent: Intent): intent is WaitingIntent {
  return ["again", "disable", "enable", "archive", "edit"].includes(intent.kind);
}

function notUnderstood(text: string): DialogueStep {
  const first = normaliseCommand(text).trim().split(/\s/)[0]?.toLowerCase().replace(/^\//, "") ?? "";
  const near = nearNames(first, commandNames);
  return { kind: "not-understood", ...(near.length > 0 && { near }) };
}

function unreadable(text: string): IntentProblem {
  return { kind: "option", code: "unreadable", facts: { written: text.slice(0, 80) } };
}
