import type { ReadingContext, Understanding } from "../model/intent.ts";
import { hasCommandForm } from "./command-form.ts";
import { isSlashCommand } from "./command-name.ts";
import { understandFreeAgain } from "./free-again.ts";
import { understandFreeChange } from "./free-change.ts";
import { understandFreeCreate } from "./free-create.ts";
import { understandFreeList } from "./free-list.ts";
import { understandFreeOther } from "./free-other.ts";
import { longestText, type Prompt, toPrompt } from "./prompt.ts";
import { understandCommand } from "./understand-command.ts";

/** Reads plain words in English and Chinese, or a command typed as a message. Nothing read here counts as typed. */
export function understandText(text: string, context: ReadingContext): Understanding {
  if (text.length > longestText || isSlashCommand(text)) return understandCommand(text, context);
  const prompt = toPrompt(text.trim());
  if (prompt.text === "") return { kind: "none" };
  const typed = understandCommandForm(prompt, context);
  if (typed !== undefined) return typed;
  return (
    understandFreeOther(prompt, context) ??
    understandFreeList(prompt, context) ??
    understandFreeAgain(prompt, context) ??
    understandFreeChange(prompt, context) ??
    understandFreeCreate(prompt, context) ?? { kind: "none" }
  );
}

/** A message that has the form of a command, word for word; sentences that only begin like one are left to the rest. */
function understandCommandForm(prompt: Prompt, context: ReadingContext): Understanding | undefined {
  if (!hasCommandForm(prompt, context)) return undefined;
  const understood = understandCommand(prompt.raw, context);
  return understood.kind === "none" ? undefined : { ...understood, isTyped: false };
}
