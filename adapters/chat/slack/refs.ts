import type { ActorId, ConversationRef, MessageRef, PlatformId } from "../../../src/model/conversation.ts";

/** This platform's id. */
export const slackId = "slack" as PlatformId;

/** A channel, group or direct message in a workspace. */
export interface Place {
  readonly team: string;
  readonly channel: string;
}

/** One message: `ts` names it in its channel. A fleeting one is seen by one person and cannot be edited by name. */
export interface Spot extends Place {
  readonly ts: string;
  readonly isFleeting: boolean;
  /** The message whose thread it is in. */
  readonly thread?: string;
}

/** `slack:T1:C1`. */
export function toConversation({ team, channel }: Place): ConversationRef {
  return `slack:${team}:${channel}` as ConversationRef;
}

/** `slack:T1:U1`; the team is the workspace the bot serves, wherever the person comes from. */
export function toActor(team: string, user: string): ActorId {
  return `slack:${team}:${user}` as ActorId;
}

/** `slack:T1:C1:171.5`; `~171.5` for a fleeting one, `171.5@170.1` for one in a thread. */
export function toMessage({ team, channel, ts, isFleeting, thread }: Spot): MessageRef {
  const inThread = thread === undefined || thread === ts ? "" : `@${thread}`;
  return `slack:${team}:${channel}:${isFleeting ? "~" : ""}${ts}${inThread}` as MessageRef;
}

/** Reads a conversation's reference. @throws RangeError when it is not one of ours. */
export function fromConversation(ref: ConversationRef): Place {
  const [, team, channel] = parts(ref, 3);
  return { team, channel };
}

/** Reads a person's reference. @throws RangeError when it is not one of ours. */
export function fromActor(ref: ActorId): { readonly team: string; readonly user: string } {
  const [, team, user] = parts(ref, 3);
  return { team, user };
}

/** Reads a message's reference. @throws RangeError when it is not one of ours. */
export function fromMessage(ref: MessageRef): Spot {
  const [, team, channel, name = ""] = parts(ref, 4);
  const [ts = "", thread] = name.replace("~", "").split("@");
  return { team, channel, ts, isFleeting: name.startsWith("~"), ...(thread !== undefined && { thread }) };
}

/** Whether it is a direct message with one person. Source: Slack docs, Conversations: ids of direct messages begin with D. */
export function isDirect(channel: string): boolean {
  return channel.startsWith("D");
}

function parts(ref: string, count: number): readonly [string, string, string, string?] {
  const [platform, team, last, ts] = ref.split(":");
  if (platform !== slackId || team === undefined || last === undefined || ref.split(":").length !== count) {
    throw new RangeError(`not a Slack reference: ${ref}`);
  }
  return ts === undefined ? [platform, team, last] : [platform, team, last, ts];
}
