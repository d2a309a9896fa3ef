import type { ShownButton } from "./showing.ts";
import type { Json, SlackMessage, SlackModal, SlackWorld } from "./world.ts";

/** What Slack sends the bot. Source: Slack docs, Slash commands, Interaction payloads, Events API. */

const token = "verification-token";

interface Acting {
  readonly world: SlackWorld;
  readonly user: string;
  readonly baseUrl: string;
}

/** Form fields of a slash command. */
export function commandFields(
  { world, user, baseUrl }: Acting,
  channel: string,
  text: string,
): Readonly<Record<string, string>> {
  const place = world.channels.get(channel);
  return {
    token,
    team_id: world.team.id,
    team_domain: world.team.domain,
    channel_id: channel,
    channel_name: place?.name ?? "",
    user_id: user,
    user_name: world.users.get(user)?.name ?? "",
    command: "/paylink",
    text,
    api_app_id: world.appId,
    is_enterprise_install: "false",
    response_url: `${baseUrl}/respond/${world.newResponse({ channel, user })}`,
    trigger_id: world.newTrigger(user),
  };
}

/** A pressed button of a message. */
export function pressPayload(acting: Acting, message: SlackMessage, button: ShownButton): Json {
  const { world, user, baseUrl } = acting;
  const { channel, ts, thread, onlyFor } = message;
  const response = world.newResponse({ channel, user, message: ts });
  return {
    ...base("block_actions", acting),
    container: {
      type: "message",
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: onlyFor !== undefined,
      ...(thread !== undefined && { thread_ts: thread }),
    },
    channel: { id: channel, name: world.channels.get(channel)?.name },
    ...(onlyFor === undefined && { message: { ts, text: message.text, blocks: message.blocks, user: world.botUser } }),
    state: { values: {} },
    response_url: `${baseUrl}/respond/${response}`,
    trigger_id: world.newTrigger(user),
    actions: [actionOf(world, button)],
  };
}

/** A pressed button or changed field of a modal or home tab. */
export function viewActionPayload(acting: Acting, view: Json, action: Json): Json {
  const { world, user } = acting;
  return {
    ...base("block_actions", acting),
    container: { type: "view", view_id: view.id },
    view,
    trigger_id: world.newTrigger(user),
    actions: [{ ...action, action_ts: world.nextTs() }],
  };
}

/** A submitted modal. */
export function submissionPayload(acting: Acting, modal: SlackModal): Json {
  const trigger_id = acting.world.newTrigger(acting.user);
  return { ...base("view_submission", acting), trigger_id, view: viewOf(acting.world, modal), response_urls: [] };
}

/** Words typed into an external select. */
export function suggestionPayload(acting: Acting, modal: SlackModal, action: string, value: string): Json {
  const view = viewOf(acting.world, modal);
  return { ...base("block_suggestion", acting), action_id: action, block_id: action, value, view };
}

/** A shortcut on a message (`message_action`) or from anywhere (`shortcut`). */
export function shortcutPayload(
  acting: Acting,
  callback: string,
  on?: { readonly channel: string; readonly ts: string; readonly text: string },
): Json {
  const { world, user, baseUrl } = acting;
  const trigger_id = world.newTrigger(user);
  const shared = { callback_id: callback, trigger_id, action_ts: world.nextTs() };
  if (on === undefined) return { ...base("shortcut", acting), ...shared };
  const response = world.newResponse({ channel: on.channel, user });
  return {
    ...base("message_action", acting),
    ...shared,
    channel: { id: on.channel, name: world.channels.get(on.channel)?.name },
    message: { type: "message", user, ts: on.ts, text: on.text },
    response_url: `${baseUrl}/respond/${response}`,
  };
}

/** The envelope around an event. */
export function eventEnvelope(world: SlackWorld, event: Json): Json {
  return {
    token,
    team_id: world.team.id,
    api_app_id: world.appId,
    type: "event_callback",
    event_id: world.nextId("Ev"),
    event_time: Math.floor(world.now() / 1000),
    authorizations: [{ team_id: world.team.id, user_id: world.botUser, is_bot: true, is_enterprise_install: false }],
    event,
  };
}

/** A modal as Slack sends it back, with what was typed. */
export function viewOf(world: SlackWorld, modal: SlackModal): Json {
  return {
    ...modal.view,
    id: modal.id,
    hash: modal.hash,
    team_id: world.team.id,
    app_installed_team_id: world.team.id,
    state: { values: modal.values },
  };
}

function base(type: string, { world, user }: Acting): Json {
  const person = world.users.get(user);
  return {
    type,
    token,
    api_app_id: world.appId,
    team: world.team,
    enterprise: null,
    is_enterprise_install: false,
    user: { id: user, username: person?.name, name: person?.name, team_id: person?.team },
  };
}

function actionOf(world: SlackWorld, { element, blockId }: ShownButton): Json {
  const { action_id, value, text } = element;
  return { type: "button", action_id, block_id: blockId, text, value, action_ts: world.nextTs() };
}
