import { z } from "zod";

const list = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== ""),
  )
  .default([]);

const oauthNames = ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_STATE_SECRET"] as const;

/** Slack's variables. A bot token serves one workspace; the OAuth four serve several of one merchant; both may be set. */
export const slackEnv = z
  .object({
    SLACK_BOT_TOKEN: z
      .string()
      .regex(/^xoxb-/, { error: "is not a bot token: those begin with xoxb-" })
      .optional()
      .meta({
        description: "Bot token of the one workspace, from OAuth & Permissions in the app's settings",
        example: "xoxb-1234-5678-abcd",
        secret: true,
      }),
    SLACK_SIGNING_SECRET: z.string().min(1).optional().meta({
      description: "Signing secret, from Basic Information; may be new,old. Not needed in Socket Mode",
      example: "8f742231b10e8888abcd99yyyzzz85a5",
      secret: true,
    }),
    SLACK_APP_TOKEN: z
      .string()
      .regex(/^xapp-/, { error: "is not an app-level token: those begin with xapp-" })
      .optional()
      .meta({
        description: "App-level token with connections:write; when set, Slack is reached by Socket Mode",
        example: "xapp-1-A0123-456-abcd",
        secret: true,
      }),
    SLACK_CLIENT_ID: z.string().min(1).optional().meta({
      description: "Client id, to install into several workspaces of one merchant (GET /slack/install)",
      example: "1234567890.1234567890",
    }),
    SLACK_CLIENT_SECRET: z.string().min(1).optional().meta({
      description: "Client secret, from Basic Information",
      example: "abcdef0123456789abcdef0123456789",
      secret: true,
    }),
    SLACK_STATE_SECRET: z.string().min(16, { error: "is too short: at least 16 characters" }).optional().meta({
      description: "Signs the state of an installation; any long random text of your own",
      example: "any-long-random-text-of-yours",
      secret: true,
    }),
    SLACK_ALLOWED_TEAMS: list.meta({
      description:
        "Workspace ids whose full members may use the bot, comma-separated; needed for installation by OAuth",
      example: "T0123ABCD,T0456EFGH",
    }),
    SLACK_ALLOWED_USERS: list.meta({
      description: "Only these people (user ids, comma-separated); empty: every full member",
      example: "U0123ABCD,U0456EFGH",
    }),
    SLACK_ALLOWED_CHANNELS: list.meta({
      description: "Only these channels (ids, comma-separated) and direct messages; empty: every channel",
      example: "C0123ABCD,G0456EFGH",
    }),
    SLACK_API_URL: z
      .url({ protocol: /^https?$/ })
      .transform((url) => (url.endsWith("/") ? url : `${url}/`))
      .default("https://slack.com/api/")
      .meta({ description: "Slack's Web API", example: "https://slack.com/api/" }),
  })
  .superRefine((env, context) => {
    const missing = (name: string, why: string) =>
      context.addIssue({ code: "custom", path: [name], message: `is missing: ${why}` });
    const isOAuth = oauthNames.some((name) => env[name] !== undefined);
    if (!isOAuth && env.SLACK_BOT_TOKEN === undefined) {
      missing("SLACK_BOT_TOKEN", "install the app in your workspace and copy its bot token");
    }
    if (env.SLACK_APP_TOKEN === undefined && env.SLACK_SIGNING_SECRET === undefined) {
      missing("SLACK_SIGNING_SECRET", "without it nobody who calls can be believed (or set SLACK_APP_TOKEN)");
    }
    if (!isOAuth) return;
    for (const name of oauthNames) {
      if (env[name] === undefined) missing(name, `installation by OAuth needs ${oauthNames.join(", ")} together`);
    }
    if (env.SLACK_ALLOWED_TEAMS.length === 0) {
      missing("SLACK_ALLOWED_TEAMS", "with OAuth anybody could install the bot; name the workspaces that may");
    }
  });

/** Slack's variables, checked. */
export type SlackConfig = z.output<typeof slackEnv>;

/** What installation by OAuth needs, or undefined when it is off. */
export function oauthOf(config: SlackConfig) {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_STATE_SECRET: stateSecret } = config;
  if (clientId === undefined || clientSecret === undefined || stateSecret === undefined) return undefined;
  return { clientId, clientSecret, stateSecret };
}
