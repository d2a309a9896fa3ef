import type { EmulatedMessage } from "../../adapters/shared/chat-emulator.ts";
import { say } from "../../src/bot/replies.ts";
import { type CardText, type LinkReport, textOf } from "./bot-report.ts";
import type { RoomMessage } from "./room.ts";
import type { World } from "./world.ts";

const repeated = say("reply.repeated", "en");

/** One message as people see it now, whichever chat it stands in. */
export interface Shown {
  readonly ref: string;
  readonly place: string;
  /** Only one person sees it. */
  readonly isPrivate: boolean;
  /** Whether it is a card of that link. */
  isCardOf(link: LinkReport): boolean;
  /** What it shows that the link's card should not, or does not; undefined when it is true. */
  untruthOf(link: LinkReport): string | undefined;
  /** The sentence it tells of that link, if it tells one. */
  tells(link: LinkReport): string | undefined;
}

/** Every message in every chat, oldest first. */
export function everythingShown(world: World): readonly Shown[] {
  const emulated = [...world.chats].flatMap(([id, chat]) => chat.messages().map((each) => shownIn(id, each)));
  return [...world.room.messages.flatMap(inRoom), ...emulated];
}

function inRoom({ ref, conversation, target, versions }: RoomMessage): readonly Shown[] {
  const card = versions.at(-1)?.card;
  if (card === undefined) return [];
  const is = JSON.stringify(textOf(card));
  return [
    {
      ref,
      place: conversation,
      isPrivate: target.privateTo !== undefined,
      isCardOf: (link) => card.facts?.some((fact) => fact.value === link.id) === true,
      untruthOf(link) {
        const should = JSON.stringify(link.card);
        return is === should ? undefined : `${is} should be ${should}`;
      },
      tells: (link) => (card.badge?.text === link.id ? card.title : undefined),
    },
  ];
}

/** A message in an emulated chat. */
export function shownIn(platform: string, { id, place, onlyFor, text }: EmulatedMessage): Shown {
  return {
    ref: `${platform}:${id}`,
    place,
    isPrivate: onlyFor !== undefined,
    // Who asks the same twice is shown the first link in the answer: that is no card of its life.
    isCardOf: (link) => new RegExp(`Link:?\\s+${link.id}\\b`).test(text) && !text.includes(repeated),
    untruthOf(link) {
      const missing = wordsOf(link.card).filter((words) => !text.includes(words));
      return missing.length === 0 ? undefined : `${JSON.stringify(text)} lacks ${missing.join("; ")}`;
    },
    tells: (link) =>
      text
        .split("\n")
        .find((line) => line.includes(`${link.id} · `))
        ?.split(`${link.id} · `)[1],
  };
}

/** What a card says in words; moments are written differently for each reader. */
function wordsOf({ badge, title, lines = [], facts = [] }: CardText): readonly string[] {
  const values = facts.filter((fact) => fact.at === undefined).map((fact) => fact.value);
  return [badge?.text ?? "", title, ...lines, ...values];
}

/** The platform's own id of a message is the end of our reference to it. */
export function isMessage(shown: Shown, cardRef: string | undefined): boolean {
  if (cardRef === undefined) return false;
  const [platform = "", id = ""] = [
    shown.ref.slice(0, shown.ref.indexOf(":")),
    shown.ref.slice(shown.ref.indexOf(":") + 1),
  ];
  return cardRef === shown.ref || (cardRef.startsWith(`${platform}:`) && cardRef.endsWith(`:${id}`));
}
