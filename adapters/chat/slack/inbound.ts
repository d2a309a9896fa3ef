import { redactCardNumbers } from "../../../src/model/card-number.ts";
import type { InboundMessage } from "../../../src/model/conversation.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import type { People, Person } from "./people.ts";
import { isDirect, toActor, toConversation } from "./refs.ts";
import { sentence } from "./words.ts";
import type { Workspace } from "./workspaces.ts";

/** The longest text the bot reads. */
export const longestText = 2_000;

/** Something a person said, chose or submitted, before it is known whether they may. */
export interface Spoken {
  readonly workspace: Workspace;
  readonly user: string;
  readonly channel: string;
  readonly kind: InboundMessage["kind"];
  readonly text: string;
  /** Equal for each redelivery. */
  readonly key: string;
  readonly isRetry: boolean;
  readonly more?: Pick<InboundMessage, "about" | "postTo" | "sourceUrl" | "answerHandle">;
}

/** What became of it: stored, or a sentence to say at once because nothing was. */
export type Taken = { readonly isStored: true } | { readonly isStored: false; readonly say: string };

/** Hands what people say to the bot, with who they are and what they may. */
export interface Inbound {
  /** @throws StoreUnavailableError when it could not be stored. */
  take(spoken: Spoken): Promise<Taken>;
}

/** Looks people up, takes card numbers out, stores. */
export function createInbound({ host, metrics, defaultLanguage }: PlatformContext, people: People): Inbound {
  const refuse = (say: string): Taken => ({ isStored: false, say });
  return {
    async take(spoken) {
      const { workspace, user, channel } = spoken;
      const person = await people.find(workspace, user);
      if (person === undefined) return refuse(sentence("not-checked", defaultLanguage));
      const { language } = people.localeOf(person);
      if (spoken.text.length > longestText) return refuse(host.say("reply.too-long", language));
      const verdict = people.judge(person, user, channel);
      const outcome = await host.accept({ key: spoken.key, message: { ...messageOf(spoken, person), ...verdict } });
      if (outcome === "duplicate" && !spoken.isRetry) metrics.count("slack_replayed_total");
      return { isStored: true };
    },
  };
}

function messageOf(spoken: Spoken, person: Person): Omit<InboundMessage, "isAllowed" | "refusal"> {
  const { workspace, user, channel, kind, more } = spoken;
  const { team } = workspace;
  const { text, wasRedacted } = redactCardNumbers(spoken.text);
  return {
    conversation: toConversation({ team, channel }),
    actor: { id: toActor(team, user), name: person.name },
    locale: {
      ...(person.language !== undefined && { language: person.language }),
      ...(person.timezone !== undefined && { timezone: person.timezone }),
    },
    kind,
    text,
    ...(wasRedacted && { wasRedacted }),
    isDirect: isDirect(channel),
    isAddressed: true,
    ...more,
  };
}
