import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import type { Feed } from "./feed.ts";
import { handleOf, type ListenerParts, whisper } from "./listening.ts";
import { decodeEntities } from "./plain-text.ts";
import { isDirect, toConversation } from "./refs.ts";
import { commandSchema } from "./wire.ts";
import { sentence } from "./words.ts";

/** `/paylink`: with words it is stored, without it opens the form. */
export function listenToCommands(feed: Feed, context: PlatformContext, parts: ListenerParts): void {
  const { defaultLanguage } = context;
  const { workspaces, inbound, form, doors } = parts;

  feed.listen(async ({ body, digest, isRetry }, ack) => {
    const {
      team_id,
      channel_id: channel,
      user_id: user,
      text,
      response_url: url,
      trigger_id,
    } = commandSchema.parse(body);
    const workspace = await workspaces.serving(team_id);
    if (workspace === undefined) return ack(whisper(sentence("not-checked", defaultLanguage)));
    // The manifest turns Slack's escaping off for the command: what stands in angle brackets was typed.
    const words = decodeEntities(text).trim();
    const handle = handleOf(context, url);
    if (words === "" && trigger_id !== undefined) {
      ack();
      await form.open({ workspace, user, triggerId: trigger_id, origin: { channel, ...handle }, responseUrl: url });
      return;
    }
    const taken = await inbound.take({
      workspace,
      user,
      channel,
      kind: "command",
      text: words === "" ? "help" : words,
      key: `command:${trigger_id ?? digest}`,
      isRetry,
      more: handle,
    });
    ack(taken.isStored ? undefined : whisper(taken.say));
    if (handle.answerHandle !== undefined && !isDirect(channel)) {
      await doors.remember(toConversation({ team: workspace.team, channel }), { handle: handle.answerHandle, user });
    }
  });
}
