import type { ChatEmulator, EmulatedDelivery } from "../../adapters/shared/chat-emulator.ts";
import type { World } from "../support/world.ts";

/** Something a person did, with whether they may believe that it will be done. */
export interface Spoken {
  readonly isAcknowledged: boolean;
  /** The chat delivers it once more. */
  again(): Promise<unknown>;
}

/** A place where people give commands. */
export interface FireChat {
  readonly id: string;
  readonly places: readonly string[];
  /** `isOutsider`: by somebody who may not. */
  command(words: string, place: string, isOutsider?: boolean): Promise<Spoken>;
}

const nothing: Spoken = { isAcknowledged: false, again: async () => undefined };

/** The chats of a world, in one manner. */
export function chatsOf(world: World): readonly FireChat[] {
  return [roomChat(world), ...[...world.chats].map(([id, chat]) => emulatedChat(id, chat))];
}

function roomChat(world: World): FireChat {
  let given = 0;
  return {
    id: "room",
    places: ["room:one", "room:two", "room:three"],
    async command(words, place, isOutsider = false) {
      given += 1;
      const over = { key: `fire-${given}`, conversation: place as never, isAllowed: !isOutsider };
      const urls = world.bots.map((_bot, index) => world.urlOf(index));
      const say = (index: number) => world.room.say(urls[index % urls.length] ?? world.url, words, over);
      const answer = await say(given);
      return { isAcknowledged: answer.status === 200, again: () => say(given + 1) };
    },
  };
}

function emulatedChat(id: string, chat: ChatEmulator): FireChat {
  const { group, direct } = chat.places;
  return {
    id,
    places: [group, direct],
    async command(words, place, isOutsider = false) {
      const by = isOutsider ? chat.people.outsider : chat.people.member;
      let delivery: EmulatedDelivery;
      try {
        delivery = await chat.command(words, { by, in: isOutsider ? group : place });
      } catch {
        return nothing;
      }
      // What is said in the answer itself is that nothing was made.
      const isAcknowledged = delivery.answer.status === 200 && delivery.answer.said === "";
      return { isAcknowledged, again: () => delivery.redeliver().catch(() => undefined) };
    },
  };
}
