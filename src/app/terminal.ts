import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Terminal } from "../ports/chat-platform.ts";

const historyLength = 200;

/** The terminal this process runs in: a prompt with history for a person, plain lines for a pipe. */
export function createTerminal(
  input: Readable & { isTTY?: boolean },
  output: Writable & { isTTY?: boolean; columns?: number },
): Terminal {
  const isInteractive = Boolean(input.isTTY && output.isTTY);
  let redraw: (() => void) | undefined;
  return {
    isInteractive,
    get columns() {
      // A pipe has no width; wide enough for a card and its QR code.
      return isInteractive ? (output.columns ?? 80) : 120;
    },
    async *lines(prompt) {
      const reader = createInterface(
        isInteractive
          ? { input, output, prompt, historySize: historyLength }
          : { input, crlfDelay: Number.POSITIVE_INFINITY },
      );
      if (isInteractive) {
        redraw = () => reader.prompt(true);
        reader.prompt();
      }
      try {
        for await (const line of reader) {
          yield line;
          if (isInteractive) reader.prompt();
        }
      } finally {
        redraw = undefined;
        reader.close();
      }
    },
    write(text) {
      // What the bot says goes above the line that is being typed.
      output.write(isInteractive ? `\r\u001b[K${text}` : text);
      redraw?.();
    },
  };
}
