import type { App } from "@slack/bolt";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { currencyAction, formCallback, moreAction, openFormAction, providerAction } from "./form.ts";
import { channelOf, feedOf, handleOf, type ListenerParts } from "./listening.ts";
import { shortcuts } from "./manifest.ts";
import { fromSlackText } from "./plain-text.ts";
import { blockActionsSchema, shortcutSchema, submissionSchema, suggestionSchema, teamOf } from "./wire.ts";

/** The form: its opening by button or shortcut, what is chosen in it, its submission. */
export function listenToForms(app: App, context: PlatformContext, { workspaces, form }: ListenerParts): void {
  app.action(openFormAction, async ({ body, ack }) => {
    await ack();
    const press = blockActionsSchema.parse(body);
    const workspace = await workspaces.serving(teamOf(press));
    if (workspace === undefined || press.trigger_id === undefined) return;
    const channel = channelOf(press);
    const origin = { ...(channel !== undefined && { channel }), ...handleOf(context, press.response_url) };
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
      origin: { ...place, ...handleOf(context, response_url), ...(sourceUrl !== undefined && { sourceUrl }) },
      responseUrl: response_url,
      ...(message !== undefined && { words: fromSlackText(message.text).trim() }),
    });
  });
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
