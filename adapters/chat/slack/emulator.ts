import {
  type ChatEmulator,
  type ChatEmulatorContext,
  defineChatEmulator,
  type EmulatedAnswer,
  type EmulatedDelivery,
  type EmulatedMessage,
  type Forgery,
  type Scene,
} from "../../shared/chat-emulator.ts";
import type { EmulatorReply } from "../../shared/emulator.ts";
import { SlackFaults } from "./emulation/faults.ts";
import { filled, handleOf, type ModalHandle, stateOf } from "./emulation/modals.ts";
import {
  commandFields,
  eventEnvelope,
  pressPayload,
  shortcutPayload,
  submissionPayload,
  suggestionPayload,
  viewActionPayload,
  viewOf,
} from "./emulation/payloads.ts";
import { show } from "./emulation/showing.ts";
import { signRequest } from "./emulation/signing.ts";
import { createTokenBook } from "./emulation/tokens.ts";
import { answerCall, takeUpload } from "./emulation/web-api.ts";
import { directOf, type Json, type SlackModal, SlackWorld } from "./emulation/world.ts";

/** Slack's own ways of being driven, beside those every chat has. */
export interface SlackEmulator extends ChatEmulator {
  readonly world: SlackWorld;
  readonly faults: SlackFaults;
  /** The modal on somebody's screen; the first member's when absent. */
  modal(user?: string): ModalHandle;
  /** Types into a field. */
  fill(field: string, value: string, user?: string): void;
  /** Chooses in a select that reports it at once. */
  choose(field: string, value: string, user?: string): Promise<EmulatedDelivery>;
  /** Presses a button inside the modal. */
  click(action: string, user?: string): Promise<EmulatedDelivery>;
  /** Submits; the modal closes unless errors come back. */
  submit(
    user?: string,
  ): Promise<{ readonly delivery: EmulatedDelivery; readonly errors: Readonly<Record<string, string>> }>;
  /** Types into a select that asks the bot; the values offered. */
  suggest(action: string, words: string, user?: string): Promise<readonly string[]>;
  shortcut(
    callback: string,
    on?: { readonly channel: string; readonly ts: string; readonly text: string },
    user?: string,
  ): Promise<EmulatedDelivery>;
  openHome(user?: string): Promise<EmulatedDelivery>;
  /** What is in somebody's home tab, as a message. */
  home(user?: string): ReturnType<typeof show>;
  pressHome(label: string, user?: string): Promise<EmulatedDelivery>;
  event(event: Json): Promise<EmulatedDelivery>;
  /** Sends any body, signed as Slack would. */
  post(body: string, headers?: Readonly<Record<string, string>>): Promise<EmulatedAnswer>;
  /** A code as the authorisation page gives it. */
  authorise(team: { readonly id: string; readonly name: string }): string;
}

const secret = "8f742231b10e8888abcd99slackemulator";
const token = "xoxb-000-111-slackemulatortoken";
const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/json" };

export default defineChatEmulator({ id: "slack", title: "Slack", create: createSlackEmulator });

/** A workspace with people in it, written from Slack's documents. */
export function createSlackEmulator({ baseUrl, clock, botUrl }: ChatEmulatorContext): SlackEmulator {
  const world = new SlackWorld(clock);
  const tokens = createTokenBook(token);
  const faults = new SlackFaults(tokens, () => world.now());
  const problems: string[] = [];
  const acting = (user = "U0ANN") => ({ world, user, baseUrl });

  async function send(body: string, headers: Readonly<Record<string, string>>): Promise<EmulatedAnswer> {
    const answer = await fetch(`${botUrl()}/slack/events`, { method: "POST", headers, body });
    const text = await answer.text();
    return { status: answer.status, headers: Object.fromEntries(answer.headers), said: text };
  }

  const sign = (body: string, at = world.now()) => signRequest(secret, Math.floor(at / 1000), body);
  const post = (body: string, headers: Readonly<Record<string, string>> = {}) =>
    send(body, { ...sign(body), ...headers });

  /** @param said what of the answer its person reads. */
  async function deliver(
    body: string,
    type: Readonly<Record<string, string>>,
    how: { readonly retry?: Readonly<Record<string, string>>; readonly said?: (text: string) => string } = {},
  ): Promise<EmulatedDelivery> {
    const read = how.said ?? (() => "");
    const told = (answer: EmulatedAnswer) => ({ ...answer, said: read(answer.said) });
    const headers = { ...sign(body), ...type };
    return {
      answer: told(await send(body, headers)),
      redeliver: async () => told(await post(body, { ...type, ...how.retry })),
      replay: async () => told(await send(body, headers)),
    };
  }

  const interact = (payload: Json, said?: (text: string) => string) =>
    deliver(
      new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
      form,
      said === undefined ? {} : { said },
    );

  const happen = (event: Json) =>
    deliver(JSON.stringify(eventEnvelope(world, event)), json, {
      retry: { "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout" },
    });

  async function command(
    text: string,
    { by = "U0ANN", in: channel = "C0SALES" }: Scene = {},
  ): Promise<EmulatedDelivery> {
    const body = new URLSearchParams(commandFields(acting(by), channel, text)).toString();
    return deliver(body, form, { said: (answer) => whisper(channel, by, answer) });
  }

  /** A text in the answer to a command is shown to its person. */
  function whisper(channel: string, onlyFor: string, answer: string): string {
    if (answer === "") return "";
    const { text = "", blocks = [] } = JSON.parse(answer) as { text?: string; blocks?: Json[] };
    world.addMessage({ channel, text, blocks, onlyFor, isBroadcast: false });
    return show(text, blocks).text;
  }

  function openModal(user = "U0ANN"): SlackModal {
    const found = world.modals.filter((each) => each.user === user && each.isOpen).at(-1);
    if (found === undefined) throw new RangeError(`${user} has no modal open`);
    found.values = stateOf(found);
    return found;
  }

  function respond(path: string, body: Uint8Array): EmulatorReply {
    const target = world.useResponse(path.slice("/respond/".length));
    if (typeof target === "string") return { status: 404, body: target };
    const content = JSON.parse(Buffer.from(body).toString("utf8")) as Json;
    const [text, blocks] = [String(content.text ?? ""), (content.blocks ?? []) as Json[]];
    const original = target.message === undefined ? undefined : world.findMessage(target.channel, target.message);
    if (content.replace_original === true && original !== undefined) {
      Object.assign(original, { text, blocks, edits: original.edits + 1 });
      return { status: 200, body: "ok" };
    }
    const isOpen = content.response_type === "in_channel";
    world.addMessage({
      channel: target.channel,
      text,
      blocks,
      isBroadcast: false,
      ...(!isOpen && { onlyFor: target.user }),
    });
    return { status: 200, body: "ok" };
  }

  function work(request: Parameters<ChatEmulator["handle"]>[0]): EmulatorReply {
    if (request.path.startsWith("/respond/")) return respond(request.path, request.body);
    if (request.path.startsWith("/upload/")) return takeUpload(request, world);
    const complain = (problem: string) => problems.push(`${request.path}: ${problem}`);
    return answerCall(request, { world, baseUrl, tokens, complain });
  }

  function seen(message: SlackWorld["messages"][number]): EmulatedMessage {
    const { ts, channel, thread, onlyFor, edits, isBroadcast, file } = message;
    const { text, links, buttons, files, notified } = show(message.text, message.blocks);
    const image = world.files.get(file ?? files[0] ?? "")?.bytes;
    return {
      id: ts,
      place: channel,
      text,
      links,
      buttons: buttons.map(({ label, url }) => ({ label, ...(url !== undefined && { url }) })),
      notified,
      edits,
      isLoud: onlyFor === undefined && (thread === undefined || isBroadcast),
      ...(image !== undefined && { image }),
      ...(thread !== undefined && { inReplyTo: thread }),
      ...(onlyFor !== undefined && { onlyFor }),
    };
  }

  return {
    env: {
      SLACK_BOT_TOKEN: token,
      SLACK_SIGNING_SECRET: secret,
      SLACK_API_URL: `${baseUrl}/api/`,
    },
    secrets: [secret, token],
    people: { member: "U0ANN", colleague: "U0BOB", outsider: "U0GUEST" },
    places: { group: "C0SALES", direct: directOf("U0ANN") },
    traits: {
      answerWithinMs: 3_000,
      storeDown: { status: 200, isTold: true },
      forgeries: ["unsigned", "wrong-signature", "stale", "future", "changed-body"],
      canWhisper: true,
      postMethod: "chat.postMessage",
      editMethod: "chat.update",
    },
    world,
    faults,
    handle: (request) => faults.pass(request, () => work(request)),
    command,
    async say(text, { by = "U0ANN", in: channel = directOf(by) } = {}) {
      const isDirect = channel.startsWith("D");
      const [type, prefix] = isDirect ? ["message", ""] : ["app_mention", `<@${world.botUser}> `];
      const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      return happen({
        type,
        user: by,
        channel,
        ts: world.nextTs(),
        text: `${prefix}${escaped}`,
        ...(isDirect && { channel_type: "im" }),
      });
    },
    async press(id, label, { by = "U0ANN" } = {}) {
      const message = world.messages.find((each) => each.ts === id);
      if (message === undefined) throw new RangeError(`no message ${id}`);
      const button = show(message.text, message.blocks).buttons.find((each) => each.label === label);
      if (button === undefined) throw new RangeError(`no button ${label}`);
      return interact(pressPayload(acting(by), message, button));
    },
    echo: (text, { in: channel = directOf("U0ANN") } = {}) =>
      happen({
        type: "message",
        channel_type: "im",
        user: world.botUser,
        bot_id: "B0PAYBOT",
        channel,
        ts: world.nextTs(),
        text,
      }),
    async forge(kind: Forgery, text) {
      const body = new URLSearchParams(commandFields(acting(), "C0SALES", text)).toString();
      switch (kind) {
        case "unsigned":
          return send(body, form);
        case "wrong-signature":
          return send(body, { ...form, ...sign(body), "x-slack-signature": `v0=${"0".repeat(64)}` });
        case "stale":
          return send(body, { ...form, ...sign(body, world.now() - 301_000) });
        case "future":
          return send(body, { ...form, ...sign(body, world.now() + 301_000) });
        case "changed-body":
          return send(body.replace("U0ANN", "U0BOB"), { ...form, ...sign(body) });
        default:
          return kind satisfies never;
      }
    },
    remove(id) {
      world.messages = world.messages.filter((each) => each.ts !== id);
    },
    closePlace(place) {
      const channel = world.channels.get(place);
      if (channel !== undefined) channel.isArchived = true;
    },
    messages: () => world.messages.map(seen),
    complaints: () => problems,
    async stop() {},
    modal: (user) => handleOf(openModal(user)),
    fill(field, value, user) {
      const modal = openModal(user);
      modal.values = { ...modal.values, [field]: filled(modal.view, field, value) };
    },
    async choose(field, value, user) {
      const modal = openModal(user);
      const state = filled(modal.view, field, value);
      modal.values = { ...modal.values, [field]: state };
      const [[action_id, content] = ["", {}]] = Object.entries(state) as [string, Json][];
      return interact(
        viewActionPayload(acting(user), viewOf(world, modal), { action_id, block_id: field, ...content }),
      );
    },
    async click(action, user) {
      return interact(
        viewActionPayload(acting(user), viewOf(world, openModal(user)), { action_id: action, type: "button" }),
      );
    },
    async submit(user) {
      const modal = openModal(user);
      const delivery = await interact(submissionPayload(acting(user), modal), (text) => text);
      const content = delivery.answer.said === "" ? {} : (JSON.parse(delivery.answer.said) as Json);
      const errors = content.response_action === "errors" ? (content.errors as Readonly<Record<string, string>>) : {};
      const fields = new Set(handleOf(modal).fields);
      for (const field of Object.keys(errors)) if (!fields.has(field)) problems.push(`error at unknown field ${field}`);
      if (delivery.answer.status === 200 && Object.keys(errors).length === 0) modal.isOpen = false;
      return { delivery, errors };
    },
    async suggest(action, words, user) {
      const { answer } = await interact(
        suggestionPayload(acting(user), openModal(user), action, words),
        (text) => text,
      );
      const { options = [] } = JSON.parse(answer.said) as { options?: readonly { readonly value: string }[] };
      if (options.length > 100) problems.push(`${options.length} options offered`);
      return options.map((option) => option.value);
    },
    shortcut: (callback, on, user) => interact(shortcutPayload(acting(user), callback, on)),
    openHome: (user = "U0ANN") => happen({ type: "app_home_opened", tab: "home", user, channel: directOf(user) }),
    home: (user = "U0ANN") => show("", (world.homes.get(user)?.blocks ?? []) as Json[]),
    async pressHome(label, user = "U0ANN") {
      const view = world.homes.get(user) ?? {};
      const button = show("", (view.blocks ?? []) as Json[]).buttons.find((each) => each.label === label);
      if (button === undefined) throw new RangeError(`no button ${label} in the home tab`);
      const { action_id, value } = button.element;
      return interact(
        viewActionPayload(acting(user), { id: "V0HOME", type: "home" }, { action_id, value, type: "button" }),
      );
    },
    event: happen,
    post,
    authorise: (team) => tokens.grant(team),
  };
}
