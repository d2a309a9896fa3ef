import { parseLine } from "../intents/parse-line.ts";
import type { Terminal } from "../ports/chat-platform.ts";

/** Reads one prompt a line and prints what was understood, one JSON object a line. No configuration, no default currency. */
export async function runParse(
  terminal: Terminal,
  options: { readonly now: Date; readonly timezone: string },
): Promise<void> {
  const context = { now: options.now, timezone: options.timezone, providers: [] };
  for await (const line of terminal.lines("")) terminal.write(`${JSON.stringify(parseLine(line, context))}\n`);
}
