import { PlatformError } from "../../../src/model/errors.ts";
import type { OutboundMessage, Posted, PostTarget } from "../../../src/ports/chat-platform.ts";
import type { ButtonStore } from "./button-data.ts";
import { contentOf } from "./content.ts";
import type { Editor } from "./edit.ts";
import { toPublicKeyboard } from "./keyboard.ts";
import { type InlinePlace, toMessageRef } from "./refs.ts";

interface InlineContext {
  readonly buttons: ButtonStore;
  readonly editor: Editor;
  readonly postPrivately: (userId: number, message: OutboundMessage) => Promise<Posted>;
}

/** Sends to a conversation that is one inline message: the card becomes that message, all else goes to its maker. */
export interface InlineSender {
  post(place: InlinePlace, target: PostTarget, message: OutboundMessage): Promise<Posted>;
  update(place: InlinePlace, message: OutboundMessage): Promise<void>;
}

/** The message may stand before a customer: it has nothing to press that acts. */
export function createInlineSender({ buttons, editor, postPrivately }: InlineContext): InlineSender {
  async function update(place: InlinePlace, { card }: OutboundMessage): Promise<void> {
    await editor.edit(place, contentOf(card, await toPublicKeyboard(card, buttons)));
  }

  return {
    update,
    async post(place, target, message) {
      const isCard =
        target.replyTo === undefined && target.answerHandle === undefined && target.privateTo === undefined;
      if (!isCard) return postPrivately(place.makerId, message);
      try {
        await update(place, message);
        return { ref: toMessageRef(place) };
      } catch (error) {
        if (error instanceof PlatformError && error.kind === "message-gone")
          return postPrivately(place.makerId, message);
        throw error;
      }
    },
  };
}
