import {
  type ChatEmulator,
  type ChatEmulatorContext,
  defineChatEmulator,
  type EmulatedAnswer,
  type EmulatedDelivery,
} from "../../shared/chat-emulator.ts";
import type { EmulatorReply } from "../../shared/emulator.ts";
import { createActs } from "./emulation/acts.ts";
import { createDeliveries } from "./emulation/deliveries.ts";
import { SlackFaults } from "./emulation/faults.ts";
import { createModalActs, type ModalActs } from "./emulation/modal-acts.ts";
import { shortcutPayload, viewActionPayload } from "./emulation/payloads.ts";
import { takeResponse } from "./emulation/responses.ts";
import { seen } from "./emulation/seen.ts";
import { show } from "./emulation/showing.ts";
import { createTokenBook } from "./emulation/tokens.ts";
import { answerCall, takeUpload } from "./emulation/web-api.ts";
import { directOf, type Json, SlackWorld } from "./emulation/world.ts";

/** Slack's own ways of being driven, beside those every chat has. */
export interface SlackEmulator extends ChatEmulator, ModalActs {
  readonly world: SlackWorld;
  readonly faults: SlackFaults;
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

export default defineChatEmulator({ id: "slack", title: "Slack", create: createSlackEmulator });

/** A workspace with people in it, written from Slack's documents. */
export function createSlackEmulator({ baseUrl, clock, botUrl }: ChatEmulatorContext): SlackEmulator {
  const world = new SlackWorld(clock);
  const tokens = createTokenBook(token);
  const faults = new SlackFaults(tokens, () => world.now());
  const deliveries = createDeliveries(world, secret, botUrl);
  const problems: string[] = [];
  const acting = (user = "U0ANN") => ({ world, user, baseUrl });

  function work(request: Parameters<ChatEmulator["handle"]>[0]): EmulatorReply {
    if (request.path.startsWith("/respond/")) return takeResponse(world, request.path, request.body);
    if (request.path.startsWith("/upload/")) return takeUpload(request, world);
    const complain = (problem: string) => problems.push(`${request.path}: ${problem}`);
    return answerCall(request, { world, baseUrl, tokens, complain });
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
    ...createActs(world, baseUrl, deliveries),
    ...createModalActs(world, deliveries, { baseUrl, complain: (problem) => problems.push(problem) }),
    remove(id) {
      world.messages = world.messages.filter((each) => each.ts !== id);
    },
    closePlace(place) {
      const channel = world.channels.get(place);
      if (channel !== undefined) channel.isArchived = true;
    },
    messages: () => world.messages.map((message) => seen(world, message)),
    complaints: () => problems,
    async stop() {},
    shortcut: (callback, on, user) => deliveries.interact(shortcutPayload(acting(user), callback, on)),
    openHome: (user = "U0ANN") =>
      deliveries.happen({ type: "app_home_opened", tab: "home", user, channel: directOf(user) }),
    home: (user = "U0ANN") => show("", (world.homes.get(user)?.blocks ?? []) as Json[]),
    async pressHome(label, user = "U0ANN") {
      const view = world.homes.get(user) ?? {};
      const button = show("", (view.blocks ?? []) as Json[]).buttons.find((each) => each.label === label);
      if (button === undefined) throw new RangeError(`no button ${label} in the home tab`);
      const { action_id, value } = button.element;
      return deliveries.interact(
        viewActionPayload(acting(user), { id: "V0HOME", type: "home" }, { action_id, value, type: "button" }),
      );
    },
    event: deliveries.happen,
    post: (body, headers = {}) => deliveries.send(body, { ...deliveries.sign(body), ...headers }),
    authorise: (team) => tokens.grant(team),
  };
}
