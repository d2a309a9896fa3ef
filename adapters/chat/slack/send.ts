import type { ActorId, MessageRef } from "../../../src/model/conversation.ts";
import { PlatformError } from "../../../src/model/errors.ts";
import type { OutboundMessage, PlatformContext, Posted, PostTarget } from "../../../src/ports/chat-platform.ts";
import { type FleetingMessages, openAnswerHandle } from "./answer-handle.ts";
import type { DirectChannels } from "./direct-channels.ts";
import type { Doors } from "./doors.ts";
import { isCode } from "./failures.ts";
import type { Pictures } from "./pictures.ts";
import { fromActor, fromConversation, fromMessage, isDirect, slackId, toMessage } from "./refs.ts";
import { type Rendered, renderMessage, renderPlainly } from "./render.ts";
import type { SlackCalls } from "./web-client.ts";
import { sentence } from "./words.ts";
import type { Workspace, Workspaces } from "./workspaces.ts";

interface SendParts {
  readonly calls: SlackCalls;
  readonly workspaces: Workspaces;
  readonly pictures: Pictures;
  readonly fleeting: FleetingMessages;
  readonly direct: DirectChannels;
  readonly doors: Doors;
}

/** Posting and editing. Every failure is a PlatformError; nothing is tried twice unless Slack refused it for certain. */
export interface Sender {
  post(target: PostTarget, message: OutboundMessage): Promise<Posted>;
  update(ref: MessageRef, message: OutboundMessage): Promise<void>;
}

/** Slack refused the blocks themselves: the message was not posted, and fewer blocks may pass. */
const blockTrouble = [
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_too_long",
  "msg_blocks_too_long",
  "invalid_slack_file",
];

export function createSender({ clock, ids, logger }: PlatformContext, parts: SendParts): Sender {
  const { calls, workspaces, pictures, fleeting, direct, doors } = parts;

  /** With the image, without it, in words alone: the first that Slack takes. Answers whether the image is in. */
  async function withFewer<T>(
    workspace: Workspace,
    message: OutboundMessage,
    send: (rendered: Rendered) => Promise<T>,
  ): Promise<{ readonly sent: T; readonly hasImage: boolean }> {
    const { image } = message.card;
    const file = image === undefined ? undefined : await pictures.find(workspace, image);
    if (file !== undefined && image !== undefined) {
      try {
        return { sent: await send(renderMessage(message, file)), hasImage: true };
      } catch (error) {
        if (!isCode(error, ...blockTrouble)) throw error;
        await pictures.forget(workspace, image);
      }
    }
    try {
      return { sent: await send(renderMessage(message)), hasImage: false };
    } catch (error) {
      if (!isCode(error, ...blockTrouble)) throw error;
      logger.error("Slack refused the blocks of a message; it goes out in words alone", { error });
      return { sent: await send(renderPlainly(message)), hasImage: false };
    }
  }

  async function postOpenly(workspace: Workspace, target: PostTarget, message: OutboundMessage): Promise<Posted> {
    const { team, channel } = fromConversation(target.conversation);
    const thread = threadOf(target.replyTo);
    const inThread = thread === undefined ? {} : { thread_ts: thread, reply_broadcast: message.isRaised === true };
    const { sent, hasImage } = await withFewer(workspace, message, ({ text, blocks }) =>
      calls.call(workspace.token, "chat.postMessage", {
        channel,
        text,
        ...(blocks.length > 0 && { blocks }),
        ...inThread,
        unfurl_links: false,
        unfurl_media: false,
        link_names: false,
        parse: "none",
      }),
    );
    const spot = {
      team,
      channel: String(sent.channel ?? channel),
      ts: String(sent.ts),
      isFleeting: false,
      ...(thread !== undefined && { thread }),
    };
    if (message.card.image !== undefined && !hasImage) await pictures.addBelow(workspace, spot, message.card.image);
    return { ref: toMessage(spot) };
  }

  async function postPrivately(
    workspace: Workspace,
    target: PostTarget & { readonly privateTo: ActorId },
    message: OutboundMessage,
  ): Promise<Posted> {
    const place = fromConversation(target.conversation);
    const { user } = fromActor(target.privateTo);
    const isFleeting = true;
    const url = openAnswerHandle(target.answerHandle, clock.now());
    if (url !== undefined) {
      const answered = await orUnreachable(
        withFewer(workspace, message, ({ text, blocks }) =>
          calls.respond(url, { response_type: "ephemeral", replace_original: false, text, blocks }),
        ),
      );
      if (answered !== undefined) return { ref: toMessage({ ...place, ts: ids.uuid(), isFleeting }) };
    }
    const whispered = await orUnreachable(
      withFewer(workspace, message, ({ text, blocks }) =>
        calls.call(workspace.token, "chat.postEphemeral", {
          channel: place.channel,
          user,
          text,
          ...(blocks.length > 0 && { blocks }),
          link_names: false,
          parse: "none",
        }),
      ),
    );
    if (whispered !== undefined) {
      return { ref: toMessage({ ...place, ts: String(whispered.sent.message_ts), isFleeting }) };
    }
    const conversation = await direct.find(workspace, user);
    return { ...(await postOpenly(workspace, { conversation }, message)), conversation };
  }

  return {
    async post(target, message) {
      const { team, channel } = fromConversation(target.conversation);
      const workspace = await workspaces.require(team);
      const { privateTo } = target;
      const explained = message.expectsAnswer === true && !isDirect(channel) ? withHowTo(message) : message;
      if (privateTo !== undefined && !isDirect(channel)) {
        return postPrivately(workspace, { ...target, privateTo }, explained);
      }
      try {
        return await postOpenly(workspace, target, explained);
      } catch (error) {
        if (error instanceof PlatformError && error.kind === "unreachable") await doors.knock(target.conversation);
        throw error;
      }
    },
    async update(ref, message) {
      const { team, channel, ts, isFleeting } = fromMessage(ref);
      const workspace = await workspaces.require(team);
      if (isFleeting) {
        const { sent } = await withFewer(workspace, message, ({ text, blocks }) =>
          fleeting.replace(ref, { response_type: "ephemeral", text, blocks }),
        );
        if (!sent) throw new PlatformError({ platform: slackId, kind: "message-gone", vendorCode: "ephemeral" });
        return;
      }
      await withFewer(workspace, message, ({ text, blocks }) =>
        calls.call(workspace.token, "chat.update", { channel, ts, text, blocks, link_names: false, parse: "none" }),
      );
    },
  };
}

/** The thread of a message is its parent's; a message only one person sees has none. */
function threadOf(ref: MessageRef | undefined): string | undefined {
  if (ref === undefined) return undefined;
  const { ts, thread, isFleeting } = fromMessage(ref);
  return isFleeting ? undefined : (thread ?? ts);
}

async function orUnreachable<T>(send: Promise<T>): Promise<T | undefined> {
  try {
    return await send;
  } catch (error) {
    if (error instanceof PlatformError && error.kind === "unreachable") return undefined;
    throw error;
  }
}

/** In a channel the bot hears only commands and mentions. */
function withHowTo(message: OutboundMessage): OutboundMessage {
  const how = sentence("answer-how", message.locale.language);
  const footnote = message.card.footnote === undefined ? how : `${message.card.footnote}\n${how}`;
  return { ...message, card: { ...message.card, footnote } };
}
