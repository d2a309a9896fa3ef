import {
  type ChatEmulator,
  type ChatEmulatorContext,
  defineChatEmulator,
  type EmulatedMessage,
  type Scene,
} from "../../shared/chat-emulator.ts";
import type { People } from "./emulation/acts.ts";
import { type Calls, createCalls } from "./emulation/calls.ts";
import { Feed } from "./emulation/feed.ts";
import { createPeople } from "./emulation/people.ts";
import { type Message, newChat, type Person, type World } from "./emulation/world.ts";

/** The emulator with everything Telegram has beyond other chats. */
export interface TelegramEmulator extends ChatEmulator {
  readonly faults: Calls["faults"];
  readonly made: Calls["made"];
  readonly act: People;
  readonly world: World;
  readonly feed: Feed;
}

/** Ids of the people and chats that are there from the beginning. */
export const cast = {
  ann: 1001,
  bob: 1002,
  /** In the groups, and may not use the bot; never wrote to it. */
  mallory: 1009,
  group: -1_001_000_000_001,
  forum: -1_001_000_000_002,
  /** A basic group, which can become a supergroup. */
  basic: -4001,
} as const;

const token = "700000001:EmulatedBotTokenForTests_0123456789";
const secret = "emulated-webhook-secret_1";
const bot = { id: 700_000_001, username: "paylink_emulated_bot", first_name: "Paylink" };

/** The Bot API with a few people, written from its documentation; strict where Telegram is. */
export default defineChatEmulator({ id: "telegram", title: "Telegram", create: createTelegramEmulator });

/** The same, with its whole driving interface. */
export function createTelegramEmulator({ baseUrl, clock }: ChatEmulatorContext): TelegramEmulator {
  const world = createWorld();
  const feed = new Feed(clock);
  const calls = createCalls(world, feed, clock, token);
  const act = createPeople(world, feed, clock);

  const scene = ({ by, in: place }: Scene, otherwise: number) => ({
    by: Number(by ?? cast.ann),
    in: Number(place ?? otherwise),
  });

  async function forge(kind: string, words: string) {
    const from = { id: cast.ann, is_bot: false, first_name: "Ann" };
    const chat = { id: cast.group, type: "supergroup", title: "Sales" };
    const message = { message_id: 1, date: 0, chat, from, text: `/paylink ${words}` };
    const headers = { "x-telegram-bot-api-secret-token": "guessed" };
    return feed.post({ update_id: 1, message }, kind === "unsigned" ? {} : headers);
  }

  return {
    env: {
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_WEBHOOK_SECRET: secret,
      TELEGRAM_ALLOWED: `${cast.ann},${cast.bob}`,
      TELEGRAM_API_ROOT: baseUrl,
    },
    secrets: [token, secret],
    people: { member: String(cast.ann), colleague: String(cast.bob), outsider: String(cast.mallory) },
    places: { group: String(cast.group), direct: String(cast.ann) },
    traits: {
      answerWithinMs: 60_000,
      storeDown: { status: 503, isTold: false },
      forgeries: ["unsigned", "wrong-signature"],
      canWhisper: false,
      postMethod: "sendMessage",
      editMethod: "editMessageText",
    },
    faults: calls.faults,
    made: calls.made,
    act,
    world,
    feed,
    handle: calls.handle,
    command: (words, at = {}) => act.says(`/paylink ${words}`.trim(), scene(at, cast.group)),
    say: (words, at = {}) => act.says(words, scene(at, Number(at.by ?? cast.ann))),
    async press(messageId, label, { by } = {}) {
      const who = Number(by ?? cast.ann);
      const [place = "", id = ""] = messageId.split("/");
      if (place === "inline") return act.pressesInline(who, id, label);
      return act.presses({ by: who, chat: Number(place), message: Number(id), label });
    },
    echo: (words, at = {}) => act.echoes(`/paylink ${words}`, scene(at, cast.group).in),
    forge,
    remove(messageId) {
      const found = world.messages.find((each) => idOf(each) === messageId);
      if (found !== undefined) found.isDeleted = true;
    },
    closePlace(place) {
      const chat = world.chats.get(Number(place));
      if (chat !== undefined) chat.isClosedToBot = true;
    },
    messages: () => world.messages.filter(isFromBot).map((each) => asSeen(world, each)),
    complaints: () => world.complaints,
    async stop() {
      feed.stop();
    },
  };
}

function createWorld(): World {
  const person = (id: number, first_name: string, fields: Partial<Person>): [number, Person] => [
    id,
    { id, first_name, hasStarted: true, hasBlocked: false, ...fields },
  ];
  const people = new Map([
    person(cast.ann, "Ann", { last_name: "Smith", username: "ann_smith", language_code: "en" }),
    person(cast.bob, "Bob", { username: "bob_lee", language_code: "zh-hans" }),
    person(cast.mallory, "Mallory", { username: "mallory_x", language_code: "en", hasStarted: false }),
  ]);
  const chats = [
    ...[...people.keys()].map((id) => newChat({ id, type: "private" })),
    newChat({ id: cast.group, type: "supergroup", title: "Sales" }),
    newChat({ id: cast.forum, type: "supergroup", title: "Forum", isForum: true }),
    newChat({ id: cast.basic, type: "group", title: "Friends" }),
  ];
  return {
    bot,
    people,
    chats: new Map(chats.map((each) => [each.id, each])),
    messages: [],
    photos: new Map(),
    presses: new Map(),
    inlineAnswers: new Map(),
    menus: [],
    complaints: [],
    // Number 1 is the General topic's.
    nextMessageId: 2,
  };
}

function isFromBot(message: Message): boolean {
  return !message.isDeleted && (message.from === "bot" || message.inlineId !== undefined);
}

function idOf(message: Message): string {
  return message.inlineId === undefined ? `${message.chatId}/${message.id}` : `inline/${message.inlineId}`;
}

function asSeen(world: World, message: Message): EmulatedMessage {
  const { content, keyboard, photo, replyToId } = message;
  const part = ({ offset, length }: { readonly offset: number; readonly length: number }) =>
    content.text.slice(offset, offset + length);
  const buttons = keyboard.flat();
  const people = [...world.people.values()];
  const notified = content.entities.flatMap((entity) => {
    if (entity.type === "text_mention") return [String(entity.user_id)];
    const named = people.find((each) => `@${each.username}`.toLowerCase() === part(entity).toLowerCase());
    return entity.type === "mention" && named !== undefined ? [String(named.id)] : [];
  });
  const links = content.entities.flatMap((entity) => {
    if (entity.type === "text_link") return [entity.url ?? ""];
    return entity.type === "url" ? [part(entity)] : [];
  });
  return {
    id: idOf(message),
    place: String(message.chatId),
    text: content.text,
    links: [...links, ...buttons.flatMap((each) => each.url ?? each.copy_text?.text ?? [])],
    ...(photo !== undefined && { image: new Uint8Array(photo.bytes) }),
    buttons: buttons.map(({ text, url }) => ({ label: text, ...(url !== undefined && { url }) })),
    ...(replyToId !== undefined && { inReplyTo: `${message.chatId}/${replyToId}` }),
    notified,
    isLoud: !message.isSilent,
    edits: message.edits,
  };
}
