import { redactCardNumbers } from "../../../src/model/card-number.ts";
import type { ActorId, ConversationRef, InboundMessage } from "../../../src/model/conversation.ts";

/** The only conversation there is, and the only person in it. */
export const consoleConversation = "console:main" as ConversationRef;
const person = { id: "console:you" as ActorId, name: "you" };

const commandPattern = /^\/(?:paylink\b|(?=[a-z]))\s*/i;

/** A typed line as a message: a slash makes it a command, anything else is plain words. */
export function toMessage(line: string): InboundMessage {
  const { text, wasRedacted } = redactCardNumbers(line.trim());
  const isCommand = commandPattern.test(text);
  return {
    conversation: consoleConversation,
    actor: person,
    locale: {},
    kind: isCommand ? "command" : "text",
    text: isCommand ? text.replace(commandPattern, "") : text,
    ...(wasRedacted && { wasRedacted }),
    isDirect: true,
    isAddressed: true,
    isAllowed: true,
  };
}
