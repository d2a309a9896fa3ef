import type { App } from "@slack/bolt";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { type FleetingMessages, toAnswerHandle } from "./answer-handle.ts";
import type { DirectChannels } from "./direct-channels.ts";
import type { Doors } from "./doors.ts";
import { currencyAction, formCallback, moreAction, providerAction } from "./form.ts";
import { type FormFlow, openFormAction } from "./form-flow.ts";
import type { Home } from "./home.ts";
import type { Intake } from "./inbound.ts";
import { shortcuts } from "./manifest.ts";
import type { People } from "./people.ts";
import { decodeEntities, fromSlackText, withoutMention } from "./plain-text.ts";
import { fromConversation, isDirect, toConversation, toMessage } from "./refs.ts";
import { commandAction, openAction } from "./render.ts";
import type { SlackCalls } from "./web-client.ts";
import {
  type BlockActionsWire,
  blockActionsSchema,
  commandSchema,
  eventSchema,
  messageEventSchema,
  shortcutSchema,
  submissionSchema,
  suggestionSchema,
  teamOf,
} from "./wire.ts";
import { sentence } from "./words.ts";
import type { Workspace, Workspaces } from "./workspaces.ts";

interface ListenerParts {
  readonly calls: SlackCalls;
  readonly workspaces: Workspaces;
  readonly people: People;
  readonly intake: Intake;
  readonly form: FormFlow;
  readonly home: Home;
  readonly doors: Doors;
  readonly direct: DirectChannels;
  readonly fleeting: FleetingMessages;
}

/** What the feed adds to Bolt's context. */
interface FeedContext {
  readonly digest: string;
  readonly isRetry: boolean;
}

/** Tells Bolt what to do with each kind of payload. Nothing is acknowledged before it is stored. */
export function registerListeners(app: App, context: PlatformContext, parts: ListenerParts): void {
  const { clock, logger, defaultLanguage } = context;
  const { calls, workspaces, people, intake, form, home, doors, direct, fleeting } = parts;
  const feedOf = (bolt: object): FeedContext => bolt as FeedContext;
  const handleOf = (url: string | undefined) =>
    url === undefined ? {} : { answerHandle: toAnswerHandle(url, clock.now()) };

  app.command(/./, async ({ body, ack, context: bolt }) => {
    const {
      team_id,
      channel_id: channel,
      user_id: user,
      text,
      response_url: url,
      trigger_id,
    } = commandSchema.parse(body);
    const { digest, isRetry } = feedOf(bolt);
    const workspace = await workspaces.serving(team_id);
    if (workspace === undefined) return ack(whisper(sentence("not-checked", defaultLanguage)));
    // The manifest turns Slack's escaping off for the command: what stands in angle brackets was typed.
    const words = decodeEntities(text).trim();
    const handle = handleOf(url);
    if (words === "" && trigger_id !== undefined) {
      await ack();
      await form.open({ workspace, user, triggerId: trigger_id, origin: { channel, ...handle }, responseUrl: url });
      return;
    }
    const taken = await intake.take({
      workspace,
      user,
      channel,
      kind: "command",
      text: words === "" ? "help" : words,
      key: `command:${trigger_id ?? digest}`,
      isRetry,
      more: handle,
    });
    await ack(taken.isStored ? undefined : whisper(taken.say));
    if (handle.answerHandle !== undefined && !isDirect(channel)) {
      const language = (await people.recall(workspace.team, user))?.language ?? defaultLanguage;
      await doors.remember(toConversation({ team: workspace.team, channel }), {
        handle: handle.answerHandle,
        language,
      });
    }
  });

  app.action(new RegExp(`^${commandAction}:`), async ({ body, ack, context: bolt }) => {
    const press = blockActionsSchema.parse(body);
    const { digest, isRetry } = feedOf(bolt);
    const [action] = press.actions;
    const workspace = await workspaces.serving(teamOf(press));
    if (workspace === undefined || action?.value === undefined) return ack();
    const user = press.user.id;
    const handle = handleOf(press.response_url);
    const about = await aboutOf(workspace, press, handle.answerHandle);
    const taken = await intake.take({
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

  app.action(openFormAction, async ({ body, ack }) => {
    await ack();
    const press = blockActionsSchema.parse(body);
    const workspace = await workspaces.serving(teamOf(press));
    if (workspace === undefined || press.trigger_id === undefined) return;
    const channel = channelOf(press);
    const origin = { ...(channel !== undefined && { channel }), ...handleOf(press.response_url) };
    await form.open({
      workspace,
      user: press.user.id,
      triggerId: press.trigger_id,
      origin,
      responseUrl: press.response_url,
    });
  });

  for (const name of [providerAction, moreAction]) {
    app.action(name, async ({ body, ack }) => {
      await ack();
      const { view, user, actions, ...press } = blockActionsSchema.parse(body);
      const workspace = await workspaces.serving(teamOf({ ...press, view }));
      if (workspace === undefined || view === undefined) return;
      const provider = actions[0]?.selected_option?.value;
      const change = name === moreAction ? { isFull: true as const } : provider === undefined ? {} : { provider };
      await form.reshow({ workspace, user: user.id }, view, change);
    });
  }

  app.view(formCallback, async ({ body, ack, context: bolt }) => {
    const submission = submissionSchema.parse(body);
    const { digest, isRetry } = feedOf(bolt);
    const workspace = await workspaces.serving(teamOf(submission));
    if (workspace === undefined) return ack();
    const step = { workspace, user: submission.user.id };
    const key = `form:${submission.trigger_id ?? digest}`;
    const answer = await form.submit(step, submission, { key, isRetry });
    if (answer !== undefined) return ack({ ...answer, errors: { ...answer.errors } });
    await ack();
    await form.remember(step, submission.view);
  });

  app.options(currencyAction, async ({ body, ack }) => {
    const suggestion = suggestionSchema.parse(body);
    const workspace = await workspaces.serving(teamOf(suggestion));
    const step = { workspace, user: suggestion.user.id };
    const options = workspace === undefined ? [] : await form.suggestCurrencies({ ...step, workspace }, suggestion);
    await ack({ options: [...options] });
  });

  app.shortcut(new RegExp(`^(${shortcuts.fromMessage}|${shortcuts.fromAnywhere})$`), async ({ body, ack }) => {
    await ack();
    const { team, user, trigger_id, response_url, channel, message } = shortcutSchema.parse(body);
    const workspace = await workspaces.serving(team?.id);
    if (workspace === undefined || trigger_id === undefined) return;
    const place = channel === undefined ? {} : { channel: channel.id };
    const sourceUrl = permalink(team?.domain, channel?.id, message);
    await form.open({
      workspace,
      user: user.id,
      triggerId: trigger_id,
      origin: { ...place, ...handleOf(response_url), ...(sourceUrl !== undefined && { sourceUrl }) },
      responseUrl: response_url,
      ...(message !== undefined && { words: fromSlackText(message.text).trim() }),
    });
  });

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
    const taken = await intake.take({ ...said, key, isRetry, more: about });
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

  /** A pressed message's reference; of one that only they see, the way to change it is kept. */
  async function aboutOf({ team }: Workspace, { container }: BlockActionsWire, handle: string | undefined) {
    const { channel_id: channel, message_ts: ts, thread_ts: thread, is_ephemeral } = container ?? {};
    if (channel === undefined || ts === undefined) return undefined;
    const isFleeting = is_ephemeral === true;
    const ref = toMessage({ team, channel, ts, isFleeting, ...(thread !== undefined && { thread }) });
    if (isFleeting && handle !== undefined) await fleeting.remember(ref, handle);
    return ref;
  }

  /** Said at once, because nothing was stored that could be answered later. */
  async function tell({ token }: Workspace, to: { readonly channel: string; readonly user: string }, text: string) {
    const method = isDirect(to.channel) ? "chat.postMessage" : "chat.postEphemeral";
    const target = isDirect(to.channel) ? { channel: to.channel } : to;
    await calls.call(token, method, { ...target, text }).catch((error) => logger.warn("could not answer", { error }));
  }
}

function channelOf({ channel, container }: BlockActionsWire): string | undefined {
  return channel?.id ?? container?.channel_id;
}

function whisper(text: string): { response_type: "ephemeral"; replace_original: false; text: string } {
  return { response_type: "ephemeral", replace_original: false, text };
}

/** Source: Slack docs, chat.getPermalink: the address is made of the workspace's domain, the channel and the time. */
function permalink(
  domain: string | undefined,
  channel: string | undefined,
  message: { readonly ts: string; readonly thread_ts?: string | undefined } | undefined,
): string | undefined {
  if (domain === undefined || channel === undefined || message === undefined) return undefined;
  const thread = message.thread_ts === undefined ? "" : `?thread_ts=${message.thread_ts}&cid=${channel}`;
  return `https://${domain}.slack.com/archives/${channel}/p${message.ts.replace(".", "")}${thread}`;
}
