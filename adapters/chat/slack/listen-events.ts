import type { App } from "@slack/bolt";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { feedOf, type ListenerParts } from "./listening.ts";
import { fromSlackText, withoutMention } from "./plain-text.ts";
import { isDirect, toMessage } from "./refs.ts";
import { eventSchema, messageEventSchema } from "./wire.ts";
import type { Workspace } from "./workspaces.ts";

/** What is said to the bot, its home tab, and the end of an installation. */
export function listenToEvents(app: App, { logger }: PlatformContext, parts: ListenerParts): void {
  const { calls, workspaces, inbound, home } = parts;

  const hear = async ({ body, context: bolt }: { readonly body: unknown; readonly context: object }) => {
    const { team_id, authorizations, event } = eventSchema.parse(body);
    const { bot_id, subtype, user, channel, text, ts, thread_ts } = messageEventSchema.parse(event);
    const workspace = await workspaces.serving(authorizations?.[0]?.team_id ?? team_id);
    const isSaid = subtype === undefined || subtype === "file_share" || subtype === "thread_broadcast";
    if (workspace === undefined || user === undefined || bot_id !== undefined || !isSaid) return;
    if (user === workspace.botUser || (event.type === "message" && !isDirect(channel))) return;
    const { team } = workspace;
    const words = fromSlackText(withoutMention(text, workspace.botUser)).trim();
    const parent = thread_ts === undefined || thread_ts === ts ? undefined : thread_ts;
    const about = parent === undefined ? {} : { about: toMessage({ team, channel, ts: parent, isFleeting: false }) };
    const key = `message:${channel}:${ts}`;
    const { isRetry } = feedOf(bolt);
    const said = { workspace, user, channel, kind: "text" as const, text: words === "" ? "help" : words };
    const taken = await inbound.take({ ...said, key, isRetry, more: about });
    if (!taken.isStored) await tell(workspace, { channel, user }, taken.say);
  };
  app.event("app_mention", hear);
  app.event("message", hear);

  app.event("app_home_opened", async ({ body }) => {
    const { team_id, authorizations, event } = eventSchema.parse(body);
    if (event.tab !== "home" || typeof event.user !== "string") return;
    const workspace = await workspaces.serving(authorizations?.[0]?.team_id ?? team_id);
    if (workspace !== undefined)
      await home.publish(workspace, event.user).catch((error) => logger.warn("no home tab", { error }));
  });

  app.event("app_uninstalled", ({ body }) => workspaces.remove(eventSchema.parse(body).team_id));
  app.event("tokens_revoked", async ({ body }) => {
    const { team_id, event } = eventSchema.parse(body);
    const { bot } = (event.tokens ?? {}) as { readonly bot?: readonly string[] };
    if ((bot ?? []).length > 0) await workspaces.remove(team_id);
  });

  /** Said at once, because nothing was stored that could be answered later. */
  async function tell({ token }: Workspace, to: { readonly channel: string; readonly user: string }, text: string) {
    const method = isDirect(to.channel) ? "chat.postMessage" : "chat.postEphemeral";
    const target = isDirect(to.channel) ? { channel: to.channel } : to;
    await calls.call(token, method, { ...target, text }).catch((error) => logger.warn("could not answer", { error }));
  }
}
