import type { InboundMessage } from "../../../src/model/conversation.ts";
import type { Language } from "../../../src/model/currency.ts";
import type { ChatHost } from "../../../src/ports/chat-platform.ts";
import type { Metrics } from "../../../src/ports/runtime.ts";
import type { Access } from "./access.ts";
import type { Place } from "./refs.ts";
import { sayTelegram } from "./sentences.ts";
import type { UserWire } from "./wire.ts";

/** Whether somebody may do something somewhere, in the words of an inbound message. */
export type Verdict = Required<Pick<InboundMessage, "isAllowed">> & Pick<InboundMessage, "refusal">;

/** Asks who somebody is, whichever door they come through. */
export interface Gate {
  judge(user: UserWire, place: Place | undefined, language: Language): Promise<Verdict>;
  /** Counts a refusal; true the one time a day that this person is told. */
  mayTell(user: UserWire, place: Place | undefined, door: Door): Promise<boolean>;
}

/** Where somebody came in. */
export type Door = "command" | "text" | "button" | "inline" | "anonymous" | "invitation";

/** The same answer for every door. */
export function createGate(access: Access, host: Pick<ChatHost, "say">, metrics: Metrics): Gate {
  return {
    async judge(user, place, language) {
      if (user.is_bot === true || !(await access.isAdmitted(user.id))) {
        return { isAllowed: false, refusal: host.say("reply.refused.admin", language) };
      }
      if (place?.kind === "chat" && !(await access.isPermittedChat(place.chatId))) {
        return { isAllowed: false, refusal: sayTelegram("chat-not-listed", language) };
      }
      return { isAllowed: true };
    },
    async mayTell(user, place, door) {
      metrics.count("telegram_refused_total", { reason: "access", door });
      // A person who belongs, but in another group, is told once in each.
      const isMember = await access.isAdmitted(user.id);
      const key = isMember && place?.kind === "chat" ? `${user.id}:${place.chatId}` : String(user.id);
      return access.mayRefuse(key);
    },
  };
}
