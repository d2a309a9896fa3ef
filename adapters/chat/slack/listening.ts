import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { type FleetingMessages, toAnswerHandle } from "./answer-handle.ts";
import type { DirectChannels } from "./direct-channels.ts";
import type { Doors } from "./doors.ts";
import type { FormFlow } from "./form-flow.ts";
import type { Home } from "./home.ts";
import type { Inbound } from "./inbound.ts";
import type { SlackCalls } from "./web-client.ts";
import type { BlockActionsWire } from "./wire.ts";
import type { Workspaces } from "./workspaces.ts";

/** What listeners work with. */
export interface ListenerParts {
  readonly calls: SlackCalls;
  readonly workspaces: Workspaces;
  readonly inbound: Inbound;
  readonly form: FormFlow;
  readonly home: Home;
  readonly doors: Doors;
  readonly direct: DirectChannels;
  readonly fleeting: FleetingMessages;
}

/** What the feed adds to Bolt's context. */
export interface FeedContext {
  readonly digest: string;
  readonly isRetry: boolean;
}

/** The feed's part of Bolt's context. */
export function feedOf(bolt: object): FeedContext {
  return bolt as FeedContext;
}

/** A way to answer, where Slack gave one. */
export function handleOf({ clock }: PlatformContext, url: string | undefined): { readonly answerHandle?: string } {
  return url === undefined ? {} : { answerHandle: toAnswerHandle(url, clock.now()) };
}

/** A sentence only the person sees. */
export function whisper(text: string): { response_type: "ephemeral"; replace_original: false; text: string } {
  return { response_type: "ephemeral", replace_original: false, text };
}

/** The conversation something was pressed in; undefined in the home tab. */
export function channelOf({ channel, container }: BlockActionsWire): string | undefined {
  return channel?.id ?? container?.channel_id;
}
