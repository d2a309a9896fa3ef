import { z } from "zod";

/** Source: Slack docs, User object. Only what the bot reads. */
export const userSchema = z.object({
  id: z.string(),
  team_id: z.string().optional(),
  name: z.string().optional(),
  real_name: z.string().optional(),
  profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional() }).optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_workflow_bot: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
  locale: z.string().optional(),
  tz: z
    .string()
    .nullish()
    .transform((zone) => zone ?? undefined),
});
export type UserWire = z.output<typeof userSchema>;

/** Source: Slack docs, Slash commands, "Preparing your app to receive commands". */
export const commandSchema = z.object({
  team_id: z.string(),
  channel_id: z.string(),
  user_id: z.string(),
  text: z.string().default(""),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
});

/** Source: Slack docs, Events API: app_mention and message.im. */
export const messageEventSchema = z.object({
  type: z.string(),
  subtype: z.string().optional(),
  channel: z.string(),
  channel_type: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  text: z.string().default(""),
  ts: z.string(),
  thread_ts: z.string().optional(),
});

/** The envelope around every event. */
export const eventSchema = z.object({
  team_id: z.string(),
  event_id: z.string().optional(),
  authorizations: z.array(z.object({ team_id: z.string().nullish() })).optional(),
  event: z.looseObject({ type: z.string() }),
});

const stateValueSchema = z.object({
  type: z.string().optional(),
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_conversation: z.string().nullish(),
});

/** A modal with what has been filled in. Source: Slack docs, View payloads. */
export const viewSchema = z.object({
  id: z.string(),
  hash: z.string().optional(),
  callback_id: z.string().default(""),
  private_metadata: z.string().default(""),
  app_installed_team_id: z.string().optional(),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), stateValueSchema)) }).optional(),
});
export type ViewWire = z.output<typeof viewSchema>;

/** What every interaction says of itself. Source: Slack docs, Interaction payloads. */
const interaction = {
  team: z.object({ id: z.string(), domain: z.string().optional() }).nullish(),
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  trigger_id: z.string().optional(),
};

/** A pressed button or changed field. */
export const blockActionsSchema = z.object({
  ...interaction,
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  container: z
    .object({
      type: z.string(),
      channel_id: z.string().optional(),
      message_ts: z.string().optional(),
      thread_ts: z.string().optional(),
      is_ephemeral: z.boolean().optional(),
    })
    .optional(),
  view: viewSchema.optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        block_id: z.string().optional(),
        value: z.string().optional(),
        action_ts: z.string().optional(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});
export type BlockActionsWire = z.output<typeof blockActionsSchema>;

/** A submitted form. */
export const submissionSchema = z.object({ ...interaction, view: viewSchema });
export type SubmissionWire = z.output<typeof submissionSchema>;

/** Words typed into a select that asks us for its options. */
export const suggestionSchema = z.object({
  ...interaction,
  action_id: z.string(),
  value: z.string().default(""),
  view: viewSchema.optional(),
});
export type SuggestionWire = z.output<typeof suggestionSchema>;

/** A shortcut, on a message or from anywhere. */
export const shortcutSchema = z.object({
  ...interaction,
  type: z.string(),
  callback_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string(), text: z.string().default(""), thread_ts: z.string().optional() }).optional(),
});

/**
 * The workspace an interaction belongs to: where the app is installed, not where the person comes from.
 * Undefined when Slack does not say (organisation-wide installations, which are not served).
 */
export function teamOf(payload: {
  readonly team?: { readonly id: string } | null | undefined;
  readonly view?: { readonly app_installed_team_id?: string | undefined } | undefined;
}): string | undefined {
  return payload.view?.app_installed_team_id ?? payload.team?.id;
}
