import type { ReadingContext, Understanding } from "../model/intent.ts";
import { isSlashCommand } from "./command-name.ts";
import { understandCommand } from "./understand-command.ts";

/** Reads plain words in English and Chinese, or a command typed as a message. */
export function understandText(text: string, context: ReadingContext): Understanding {
  const understood = understandCommand(text, context);
  if (isSlashCommand(text) || understood.kind === "none") return understood;
  return { ...understood, isTyped: false };
}
