import type { CreateDraft, Intent, IntentKind, IntentProblem, ReadingContext, Understanding } from "../model/intent.ts";
import { type CommandName, findCommand, normaliseCommand } from "./command-name.ts";
import { type CommandWord, toCommandWords } from "./command-words.ts";
import { type CreateReading, readCreateWords } from "./create-command.ts";
import { judgeDraft } from "./judge-draft.ts";
import { looksLikeLink, toLinkName } from "./link-name.ts";
import { isListKey, readListWords } from "./list-command.ts";
import { readMoney } from "./money-text.ts";
import { findCoreKey, findProvider, unknownOption } from "./option-values.ts";
import { longestText, type Prompt, toPrompt } from "./prompt.ts";

const settingKeys = ["language", "timezone", "currency", "provider", "country"];

/**
 * Reads a text as the command grammar and nothing else. A leading `/paylink` or `/create@bot` is tolerated. An empty
 * text is the wish to make a link with nothing said yet; a text the grammar does not know is `none`.
 */
export function understandCommand(text: string, context: ReadingContext): Understanding {
  if (text.length > longestText) return problem("create", { kind: "option", code: "too-long", facts: {} });
  const prompt = toPrompt(normaliseCommand(text));
  const words = toCommandWords(prompt, (key) => isKnownKey(key, context));
  const [first, ...rest] = words;
  if (first === undefined) return understandDraft({}, context);
  const name = first.kind === "word" ? findCommand(first.text) : undefined;
  if (name === undefined) return understandImplicitCreate(prompt, words, context);
  return understandNamed(name, { prompt, rest, context });
}

/** What a draft is worth as an understanding: the finished create, or the draft with what it lacks. */
export function understandDraft(
  draft: CreateDraft,
  context: ReadingContext,
  more: { readonly problem?: IntentProblem | undefined; readonly isTyped?: boolean } = {},
): Understanding {
  const isTyped = more.isTyped ?? true;
  const verdict = judgeDraft(draft, context);
  if (verdict.isComplete && more.problem === undefined) {
    return { kind: "intent", intent: { kind: "create", request: verdict.request }, isTyped };
  }
  const found = verdict.isComplete ? more.problem : (verdict.problem ?? more.problem);
  const missing = verdict.isComplete ? [] : verdict.missing;
  return { kind: "draft", draft, missing, ...(found !== undefined && { problem: found }), isTyped };
}

interface NamedCommand {
  readonly prompt: Prompt;
  readonly rest: readonly CommandWord[];
  readonly context: ReadingContext;
}

function understandNamed(name: CommandName, command: NamedCommand): Understanding {
  const { prompt, rest, context } = command;
  switch (name) {
    case "create":
      return fromReading(readCreateWords(prompt, rest, context), context);
    case "list": {
      const read = readListWords(rest, context);
      return "problem" in read ? problem("list", read.problem) : intent({ kind: "list", filter: read.filter });
    }
    case "show":
    case "refresh":
    case "enable":
      return withLink(name, rest, (link) => intent({ kind: name, link }));
    case "disable":
    case "archive":
      return withLink(name, rest, (link, others) => intent({ kind: name, link, isConfirmed: others.some(isYes) }));
    case "again":
      return understandAgain(prompt, rest, context);
    case "edit":
      return withLink(name, rest, (link, others) => intent({ kind: "edit", link, changes: changesOf(others) }));
    case "providers":
      return intent({ kind: "providers" });
    case "accounts":
      return understandAccounts(rest, context);
    case "settings":
      return understandSettings(rest);
    case "confirm":
    case "cancel":
      return rest.some((word) => word.kind === "word") ? { kind: "none" } : intent({ kind: name });
    case "help": {
      const topic = rest.find((word) => word.kind === "word");
      return intent({ kind: "help", ...(topic?.kind === "word" && { topic: topic.text.toLowerCase() }) });
    }
    default:
      return name satisfies never;
  }
}

/** A create that does not say so: it begins with an amount, or has `amount:`. */
function understandImplicitCreate(
  prompt: Prompt,
  words: readonly CommandWord[],
  context: ReadingContext,
): Understanding {
  const first = words.find((word) => word.kind !== "key");
  const hasAmountKey = words.some((word) => word.kind === "key" && findCoreKey(word.key) === "amount");
  const begins = first?.kind === "word" && readMoney(prompt, first.start, context) !== undefined;
  if (!begins && !hasAmountKey) return { kind: "none" };
  return fromReading(readCreateWords(prompt, words, context), context);
}

/** `again`, `again L7K2QM`, `again last 40 USD expires:3d`; without a link the last one is meant. */
function understandAgain(prompt: Prompt, words: readonly CommandWord[], context: ReadingContext): Understanding {
  const [first, ...others] = words;
  const named = first?.kind === "word" && looksLikeLink(first.text) ? toLinkName(first.text) : undefined;
  const read = readCreateWords(prompt, named === undefined ? words : others, context);
  if (read.problem !== undefined) return problem("again", read.problem);
  return intent({ kind: "again", link: named ?? "last", changes: read.draft });
}

function fromReading(reading: CreateReading, context: ReadingContext): Understanding {
  return understandDraft(reading.draft, context, { problem: reading.problem });
}

function withLink(
  kind: IntentKind,
  words: readonly CommandWord[],
  then: (link: string, others: readonly CommandWord[]) => Understanding,
): Understanding {
  const at = words.findIndex((word) => (word.kind === "word" || word.kind === "quoted") && !isYes(word));
  const named = at === -1 ? undefined : words[at];
  const link = named === undefined || named.kind === "key" ? "" : toLinkName(named.text);
  if (link === "") return problem(kind, { kind: "link", code: "link-missing", facts: {} });
  return then(link, words.toSpliced(at, 1));
}

function isYes(word: CommandWord): boolean {
  if (word.kind === "key") return word.key === "yes";
  return word.kind === "word" && /^(?:yes|y|是|确认)[.!。！]?$/i.test(word.text);
}

function changesOf(words: readonly CommandWord[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.flatMap((word) => (word.kind === "key" ? [[editKey(word.key), word.value]] : [])));
}

function editKey(key: string): string {
  return /^[a-z]/.test(key) ? key : (findCoreKey(key) ?? key);
}

function understandAccounts(words: readonly CommandWord[], context: ReadingContext): Understanding {
  const named = words[0];
  if (named === undefined || named.kind === "plus") return intent({ kind: "accounts" });
  const written = named.kind === "key" ? named.value : named.text;
  const provider =
    findProvider(written, context)?.id ?? (context.providers.length === 0 ? written.toLowerCase() : undefined);
  if (provider !== undefined) return intent({ kind: "accounts", provider });
  const names = context.providers.map((each) => each.id).join(", ");
  return problem("accounts", { kind: "option", code: "unknown-provider", facts: { provider: written, names } });
}

function understandSettings(words: readonly CommandWord[]): Understanding {
  const pairs = words.flatMap((word) => (word.kind === "key" ? [[word.key, word.value] as const] : []));
  const unknown = pairs.find(([key]) => !settingKeys.includes(key));
  if (unknown !== undefined) return problem("settings", unknownOption(unknown[0], settingKeys));
  return intent({ kind: "settings", changes: Object.fromEntries(pairs) });
}

function isKnownKey(key: string, context: ReadingContext): boolean {
  if (findCoreKey(key) !== undefined || isListKey(key) || settingKeys.includes(key)) return true;
  return context.providers.some((each) => each.options.some((field) => field.key === key));
}

function intent(found: Intent): Understanding {
  return { kind: "intent", intent: found, isTyped: true };
}

function problem(of: IntentKind, found: IntentProblem): Understanding {
  return { kind: "problem", of, problem: found, isTyped: true };
}
