import { checkMessageBlocks, checkView } from "./limits.ts";
import type { Json, SlackChannel, SlackWorld } from "./world.ts";

/** A refused call, in Slack's manner: HTTP 200 with `ok: false`. */
export class Refusal extends Error {
  readonly code: string;
  readonly details: Json;

  constructor(code: string, details: Json = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** Which tokens are good, for which scopes. */
export interface TokenBook {
  readonly scopes: Set<string>;
  isGood(token: string): boolean;
  /** A code from the authorisation page for a token. */
  exchange(
    code: string,
  ): { readonly token: string; readonly team: { readonly id: string; readonly name: string } } | undefined;
  revoke(token: string): void;
}

/** One call with all it works on. */
export interface Call {
  readonly content: Json;
  readonly world: SlackWorld;
  readonly baseUrl: string;
  readonly tokens: TokenBook;
  readonly complain: (problem: string) => void;
}

type Method = (call: Call) => Json;

/** The methods the bot calls. Source: Slack docs, each method's page. */
export const methods: Readonly<Record<string, Method>> = {
  "auth.test": ({ world }) => ({
    team_id: world.team.id,
    team: world.team.domain,
    user_id: world.botUser,
    bot_id: "B0PAYBOT",
  }),
  "auth.revoke": ({ content, tokens }) => {
    tokens.revoke(String(content.token));
    return { revoked: true };
  },
  "oauth.v2.access": ({ content, tokens, world }) => {
    const granted = tokens.exchange(String(content.code));
    if (granted === undefined) throw new Refusal("invalid_code");
    const { token, team } = granted;
    return { access_token: token, token_type: "bot", bot_user_id: world.botUser, team, is_enterprise_install: false };
  },
  "users.info": ({ content, world }) => {
    const user = world.users.get(String(content.user));
    if (user === undefined) throw new Refusal("user_not_found");
    const { id, name, team, locale, tz, flags } = user;
    const profile = { display_name: name, real_name: `${name} Example` };
    const wantsLocale = String(content.include_locale) === "true";
    return { user: { id, team_id: team, name, tz, profile, ...flags, ...(wantsLocale && { locale }) } };
  },
  "conversations.open": ({ content, world }) => {
    const user = String(content.users);
    const found = [...world.channels.values()].find(({ kind, members }) => kind === "direct" && members.has(user));
    if (found === undefined) throw new Refusal("user_not_found");
    return { channel: { id: found.id } };
  },
  "chat.postMessage": (call) => {
    const { content, world } = call;
    const channel = writable(world, String(content.channel));
    const thread = content.thread_ts === undefined ? {} : { thread: String(content.thread_ts) };
    const isBroadcast = content.reply_broadcast === true;
    const message = world.addMessage({ channel: channel.id, ...words(call), ...thread, isBroadcast });
    return { channel: channel.id, ts: message.ts, message: { ts: message.ts, ...thread } };
  },
  "chat.postEphemeral": (call) => {
    const { content, world } = call;
    const channel = writable(world, String(content.channel), "member");
    const onlyFor = String(content.user);
    if (!channel.members.has(onlyFor)) throw new Refusal("user_not_in_channel");
    const message = world.addMessage({ channel: channel.id, ...words(call), onlyFor, isBroadcast: false });
    return { message_ts: message.ts };
  },
  "chat.update": (call) => {
    const { content, world } = call;
    const channel = writable(world, String(content.channel));
    const message = world.findMessage(channel.id, String(content.ts));
    if (message === undefined) throw new Refusal("message_not_found");
    if (message.onlyFor !== undefined) throw new Refusal("cant_update_message");
    Object.assign(message, words(call), { edits: message.edits + 1 });
    return { channel: channel.id, ts: message.ts };
  },
  "files.getUploadURLExternal": ({ content, world, baseUrl }) => {
    const length = Number(content.length);
    if (!(length > 0)) throw new Refusal("invalid_arguments");
    const id = world.nextId("F");
    world.files.set(id, { id, length, bytes: undefined, isComplete: false, readyAt: Number.POSITIVE_INFINITY });
    return { file_id: id, upload_url: `${baseUrl}/upload/${id}` };
  },
  "files.completeUploadExternal": ({ content, world }) => {
    const files = listOf(content.files).map(({ id }) => world.files.get(String(id)));
    for (const file of files) {
      if (file?.bytes === undefined) throw new Refusal("file_not_found");
      file.isComplete = true;
      file.readyAt = world.now() + world.fileDelayMs;
      if (content.channel_id === undefined) continue;
      const channel = writable(world, String(content.channel_id), "member");
      const thread = content.thread_ts === undefined ? {} : { thread: String(content.thread_ts) };
      world.addMessage({ channel: channel.id, text: "", blocks: [], file: file.id, ...thread, isBroadcast: false });
    }
    return { files: files.map((file) => ({ id: file?.id })) };
  },
  "files.info": ({ content, world }) => {
    const file = world.files.get(String(content.file));
    if (file === undefined || !file.isComplete) throw new Refusal("file_not_found");
    return { file: { id: file.id, mimetype: file.readyAt <= world.now() ? "image/png" : "", size: file.length } };
  },
  "views.open": (call) => {
    const { content, world } = call;
    const view = goodView(call);
    const used = world.useTrigger(String(content.trigger_id));
    if ("problem" in used) throw new Refusal(used.problem);
    const modal = { id: world.nextId("V"), user: used.user, hash: world.nextTs(), view, values: {}, isOpen: true };
    world.modals.push(modal);
    return { view: { ...view, id: modal.id, hash: modal.hash } };
  },
  "views.update": (call) => {
    const { content, world } = call;
    const view = goodView(call);
    const modal = world.modals.find((each) => each.id === content.view_id);
    if (modal === undefined || !modal.isOpen) throw new Refusal("not_found");
    if (content.hash !== undefined && content.hash !== modal.hash) throw new Refusal("hash_conflict");
    Object.assign(modal, { view, hash: world.nextTs() });
    return { view: { ...view, id: modal.id, hash: modal.hash } };
  },
  "views.publish": (call) => {
    const { content, world } = call;
    world.homes.set(String(content.user_id), goodView(call));
    return { view: { id: world.nextId("V") } };
  },
};

/** @param as a public channel can be written to by anyone, or (whispers, files) only by a member. */
function writable(world: SlackWorld, id: string, as: "anyone" | "member" = "anyone"): SlackChannel {
  const channel = world.channels.get(id);
  const isMember = channel?.members.has(world.botUser) === true;
  if (channel === undefined || (channel.kind !== "public" && !isMember)) throw new Refusal("channel_not_found");
  if (channel.isArchived) throw new Refusal("is_archived");
  if (as === "member" && !isMember) throw new Refusal("not_in_channel");
  return channel;
}

function words({ content, world, complain }: Call): { readonly text: string; readonly blocks: readonly Json[] } {
  const text = String(content.text ?? "");
  const blocks = content.blocks === undefined ? [] : listOf(content.blocks);
  if (text === "" && blocks.length === 0) throw new Refusal("no_text");
  if (text.length > 40_000) throw new Refusal("msg_too_long");
  const problems = [...checkMessageBlocks(blocks), ...fileProblems(blocks, world)];
  if (content.unfurl_links === undefined && content.ts === undefined && /https?:/.test(text))
    complain("a link may unfurl");
  if (problems.length === 0) return { text, blocks };
  problems.filter((each) => !each.includes("slack file")).forEach(complain);
  throw new Refusal("invalid_blocks", { errors: problems });
}

function fileProblems(blocks: readonly Json[], world: SlackWorld): readonly string[] {
  return blocks.flatMap((block, at) => {
    if (block.type !== "image" || block.slack_file === undefined) return [];
    const file = world.files.get(String((block.slack_file as Json).id));
    const isGood = file?.isComplete === true && file.readyAt <= world.now();
    return isGood ? [] : [`invalid slack file [json-pointer:/blocks/${at}/slack_file]`];
  });
}

function goodView({ content, complain }: Call): Json {
  const problems = checkView(content.view);
  problems.forEach(complain);
  if (problems.length > 0) throw new Refusal("invalid_arguments", { response_metadata: { messages: problems } });
  return content.view as Json;
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
