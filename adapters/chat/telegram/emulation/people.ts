import type { Clock } from "../../../../src/ports/runtime.ts";
import type { EmulatedDelivery } from "../../../shared/chat-emulator.ts";
import type { People, Saying } from "./acts.ts";
import { readKeyboard, readWords } from "./content.ts";
import type { Feed } from "./feed.ts";
import {
  botWire,
  type Chat,
  chatWire,
  findMessage,
  type Message,
  messageWire,
  newChat,
  type Person,
  userWire,
  type World,
} from "./world.ts";

/** Source: Telegram, the accounts behind which anonymous administrators and channels speak. */
const groupAnonymousBot = { id: 1087968824, is_bot: true, first_name: "Group", username: "GroupAnonymousBot" };
const channelBot = { id: 136817688, is_bot: true, first_name: "Channel", username: "Channel_Bot" };

/** Makes the people of a world act. */
export function createPeople(world: World, feed: Feed, clock: Clock): People {
  const seconds = () => Math.floor(clock.now().getTime() / 1_000);
  let queries = 0;

  async function sends(kind: string, content: Readonly<Record<string, unknown>>): Promise<EmulatedDelivery> {
    const { id, answer } = feed.send(kind, content);
    return { answer: await answer, redeliver: () => feed.again(id), replay: () => feed.again(id) };
  }

  function personOf(id: number): Person {
    const person = world.people.get(id);
    if (person === undefined) throw new RangeError(`nobody has the id ${id}`);
    return person;
  }

  function chatOf(id: number): Chat {
    const chat = world.chats.get(id);
    if (chat === undefined) throw new RangeError(`no chat has the id ${id}`);
    return chat;
  }

  function keep(words: string, { by, in: place, thread, answers }: Saying): Message {
    const message: Message = {
      id: world.nextMessageId,
      chatId: place,
      from: by,
      date: seconds(),
      content: readWords(words, undefined, "text"),
      keyboard: [],
      forcesReply: false,
      isSilent: false,
      edits: 0,
      isDeleted: false,
      ...(thread !== undefined && { threadId: thread }),
      ...(answers !== undefined && { replyToId: answers }),
    };
    world.nextMessageId += 1;
    world.messages.push(message);
    return message;
  }

  function speaker({ by, in: place, as }: Saying): Readonly<Record<string, unknown>> {
    if (as === "group") return { from: groupAnonymousBot, sender_chat: chatWire(world, chatOf(place)) };
    const channel = { id: -1_002_000_000_009, type: "channel", title: "News" };
    if (as === "channel") return { from: channelBot, sender_chat: channel };
    return { from: userWire(personOf(by)) };
  }

  function press(callback: Readonly<Record<string, unknown>>, by: number): Promise<EmulatedDelivery> {
    queries += 1;
    const id = `press-${queries}`;
    world.presses.set(id, { by });
    return sends("callback_query", { id, from: userWire(personOf(by)), chat_instance: "1", ...callback });
  }

  function dataOf(message: Message | undefined, label: string): string {
    const button = message?.keyboard.flat().find((each) => each.text === label);
    if (button?.callback_data === undefined) throw new RangeError(`no button "${label}" that calls back`);
    return button.callback_data;
  }

  return {
    sends,
    async says(words, saying) {
      const person = personOf(saying.by);
      const chat = chatOf(saying.in);
      if (chat.type === "private") person.hasStarted = true;
      const { text, entities, ...wire } = messageWire(world, keep(words, saying)) as Record<string, unknown>;
      return sends("message", {
        ...wire,
        ...(saying.isCaption ? { caption: text, caption_entities: entities, photo: [] } : { text, entities }),
        ...speaker(saying),
        ...(saying.isForwarded && {
          forward_origin: { type: "hidden_user", sender_user_name: "Someone", date: seconds() },
        }),
      });
    },

    presses({ by, chat, message: id, label }) {
      const message = findMessage(world, chat, id);
      const data = dataOf(message, label);
      return press({ data, ...(message !== undefined && { message: messageWire(world, message) }) }, by);
    },

    pressesInline(by, inlineId, label) {
      const message = world.messages.find((each) => each.inlineId === inlineId);
      return press({ data: dataOf(message, label), inline_message_id: inlineId }, by);
    },

    sendsData(by, chat, id, data) {
      const message = findMessage(world, chat, id);
      return press({ data, ...(message !== undefined && { message: messageWire(world, message) }) }, by);
    },

    async asksInline(by, words) {
      queries += 1;
      const id = `inline-${queries}`;
      const query: { answer?: Readonly<Record<string, unknown>> } = {};
      world.inlineAnswers.set(id, query);
      await sends("inline_query", { id, from: userWire(personOf(by)), query: words, offset: "", chat_type: "private" });
      return query.answer ?? {};
    },

    choosesInline(by, answer, chat) {
      const [result] = answer.results as readonly {
        readonly input_message_content: { readonly message_text: string; readonly parse_mode?: string };
        readonly reply_markup?: unknown;
      }[];
      if (result === undefined) throw new RangeError("nothing was offered");
      const { message_text, parse_mode } = result.input_message_content;
      const inlineId = `AgAAAInline${world.nextMessageId}`;
      world.messages.push({
        id: world.nextMessageId,
        chatId: chat,
        inlineId,
        from: by,
        date: seconds(),
        content: readWords(message_text, parse_mode, "text"),
        keyboard: readKeyboard(result.reply_markup),
        forcesReply: false,
        isSilent: false,
        edits: 0,
        isDeleted: false,
      });
      world.nextMessageId += 1;
      return inlineId;
    },

    async migrates(group) {
      const old = chatOf(group);
      const id = -1_000_000_000_000 - 5_000 - world.chats.size;
      world.chats.set(id, newChat({ ...old, id, type: "supergroup" }));
      old.movedTo = id;
      const service = (chat: Chat, fields: object) => ({
        message_id: world.nextMessageId++,
        date: seconds(),
        chat: chatWire(world, chat),
        from: groupAnonymousBot,
        ...fields,
      });
      await sends("message", service(old, { migrate_to_chat_id: id }));
      await sends("message", service(chatOf(id), { migrate_from_chat_id: group }));
      return id;
    },

    opensTopic(chat) {
      const id = world.nextMessageId++;
      chatOf(chat).topics.set(id, { isClosed: false });
      return id;
    },

    closesTopic(chat, topic) {
      chatOf(chat).topics.set(topic, { isClosed: true });
    },

    putsOut(id) {
      const chat = chatOf(id);
      const person = world.people.get(id);
      if (person === undefined) chat.isClosedToBot = true;
      else person.hasBlocked = true;
      const member = (status: string) => ({ user: botWire(world), status });
      return sends("my_chat_member", {
        chat: chatWire(world, chat),
        from: person === undefined ? groupAnonymousBot : userWire(person),
        date: seconds(),
        old_chat_member: member("member"),
        new_chat_member: member("kicked"),
      });
    },

    echoes(words, chat) {
      const message = keep(words, { by: world.bot.id, in: chat });
      return sends("message", { ...messageWire(world, message), from: botWire(world) });
    },
  };
}
