import type { App } from "@slack/bolt";
import type { MessageRef } from "../../../src/model/conversation.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { channelOf, feedOf, handleOf, type ListenerParts, whisper } from "./listening.ts";
import { fromConversation, toMessage } from "./refs.ts";
import { commandAction, openAction } from "./render.ts";
import { type BlockActionsWire, blockActionsSchema, teamOf } from "./wire.ts";
import type { Workspace } from "./workspaces.ts";

/** Buttons that carry a command; those that only open an address need nothing. */
export function listenToButtons(app: App, context: PlatformContext, parts: ListenerParts): void {
  const { calls, workspaces, inbound, direct, fleeting } = parts;

  app.action(new RegExp(`^${commandAction}:`), async ({ body, ack, context: bolt }) => {
    const press = blockActionsSchema.parse(body);
    const { digest, isRetry } = feedOf(bolt);
    const [action] = press.actions;
    const workspace = await workspaces.serving(teamOf(press));
    if (workspace === undefined || action?.value === undefined) return ack();
    const user = press.user.id;
    const handle = handleOf(context, press.response_url);
    const about = await aboutOf(workspace, press, handle.answerHandle);
    const taken = await inbound.take({
      workspace,
      user,
      channel: channelOf(press) ?? fromConversation(await direct.find(workspace, user)).channel,
      kind: "button",
      text: action.value,
      key: `button:${press.trigger_id ?? digest}:${action.action_ts ?? ""}`,
      isRetry,
      more: { ...handle, ...(about !== undefined && { about }) },
    });
    await ack();
    if (!taken.isStored && press.response_url !== undefined)
      await calls.respond(press.response_url, whisper(taken.say));
  });

  app.action(new RegExp(`^${openAction}:`), ({ ack }) => ack());

  /** A pressed message's reference; of one that only they see, the way to change it is kept. */
  async function aboutOf(
    { team }: Workspace,
    { container }: BlockActionsWire,
    handle: string | undefined,
  ): Promise<MessageRef | undefined> {
    const { channel_id: channel, message_ts: ts, thread_ts: thread, is_ephemeral } = container ?? {};
    if (channel === undefined || ts === undefined) return undefined;
    const isFleeting = is_ephemeral === true;
    const ref = toMessage({ team, channel, ts, isFleeting, ...(thread !== undefined && { thread }) });
    if (isFleeting && handle !== undefined) await fleeting.remember(ref, handle);
    return ref;
  }
}
