import type { MessageRef, PlatformId } from "../../../src/model/conversation.ts";
import type { ChatPlatform, OutboundMessage, PlatformContext, Posted } from "../../../src/ports/chat-platform.ts";
import { toMessage } from "./inbound.ts";
import { drawCard } from "./render.ts";

const prompt = "paylink> ";

/** A chat in a terminal. Nothing can be edited there: a changed card is drawn again. @throws Error without a terminal. */
export function createConsolePlatform(context: PlatformContext): ChatPlatform {
  const { terminal, host, ids, logger } = context;
  if (terminal === undefined) throw new Error("the console chat needs a terminal");
  const drawn = new Map<MessageRef, string>();
  let reading: Promise<void> | undefined;
  let isStopping = false;

  function draw(message: OutboundMessage, ref: MessageRef): void {
    const text = drawCard(message.card, {
      hasColours: terminal?.isInteractive ?? false,
      columns: terminal?.columns ?? 80,
    });
    // The same card twice in a row says nothing new on paper.
    if (drawn.get(ref) === text) return;
    drawn.set(ref, text);
    terminal?.write(text);
  }

  async function read(lines: AsyncIterable<string>): Promise<void> {
    for await (const line of lines) {
      if (isStopping) return;
      if (line.trim() === "") continue;
      try {
        await host.accept({ key: ids.uuid(), message: toMessage(line) });
      } catch (error) {
        logger.warn("a line could not be stored", { error });
        terminal?.write(`${host.say("reply.store-down", context.defaultLanguage)}\n`);
      }
    }
  }

  return {
    id: "console" as PlatformId,
    routes: () => [],
    async start() {
      reading = read(terminal.lines(prompt));
    },
    async stop() {
      isStopping = true;
      // A terminal may never give another line: what was accepted is in the store, so nothing is waited for.
      await Promise.race([reading, Promise.resolve()]);
    },
    async post(_target, message): Promise<Posted> {
      const ref = `console:${ids.uuid()}` as MessageRef;
      draw(message, ref);
      return { ref };
    },
    async update(ref, message) {
      draw(message, ref);
    },
    pace: () => ({ gapMs: 0, budgets: [] }),
  };
}
