import type { ActorId } from "../../../src/model/conversation.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import type { FormValues } from "./form.ts";

/** What a person chose last in the form, preselected the next time. */
export interface LastChoices {
  /** Never throws: a form without them is still a form. */
  read(actor: ActorId): Promise<FormValues>;
  write(actor: ActorId, values: FormValues): Promise<void>;
}

const recordKind = "slack-choices";
const keepMs = 180 * 24 * 3_600_000;
/** Never amounts, words or addresses. */
const remembered = ["provider", "currency", "expiry", "country"] as const;

/** Keeps them in the records. */
export function createLastChoices({ records, clock, logger }: PlatformContext): LastChoices {
  return {
    async read(actor) {
      try {
        return (await records.getRecord<FormValues>(recordKind, actor, clock.now()))?.value ?? {};
      } catch (error) {
        logger.warn("last choices could not be read", { error });
        return {};
      }
    },
    async write(actor, values) {
      const value = Object.fromEntries(
        remembered.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
      );
      const expiresAt = new Date(clock.now().getTime() + keepMs);
      try {
        await records.writeRecord({ kind: recordKind, key: actor, value, expiresAt });
      } catch (error) {
        logger.warn("last choices could not be kept", { error });
      }
    },
  };
}
