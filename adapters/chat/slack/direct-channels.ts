import type { ConversationRef } from "../../../src/model/conversation.ts";
import { PlatformError } from "../../../src/model/errors.ts";
import type { Cache } from "../../../src/ports/runtime.ts";
import { slackId, toConversation } from "./refs.ts";
import type { SlackCalls } from "./web-client.ts";
import type { Workspace } from "./workspaces.ts";

/** People's direct messages with the bot. */
export interface DirectChannels {
  /** @throws PlatformError kind `unreachable` when the person takes none. */
  find(workspace: Workspace, user: string): Promise<ConversationRef>;
}

const rememberMs = 24 * 3_600_000;

/** Opens them with `conversations.open`, which finds an open one again. */
export function createDirectChannels(cache: Cache, calls: SlackCalls): DirectChannels {
  return {
    async find(workspace, user) {
      const { team, token } = workspace;
      const key = `slack-direct:${team}:${user}`;
      const known = await cache.get<string>(key);
      if (known !== undefined) return toConversation({ team, channel: known });
      const answer = await calls.call(token, "conversations.open", { users: user });
      const { id } = (answer.channel ?? {}) as { id?: unknown };
      if (typeof id !== "string") throw new PlatformError({ platform: slackId, kind: "unreachable" });
      await cache.set(key, id, rememberMs);
      return toConversation({ team, channel: id });
    },
  };
}
