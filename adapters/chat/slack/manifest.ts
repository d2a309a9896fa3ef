/** What of the configuration shows in the manifest. */
export interface ManifestSettings {
  readonly isSocketMode: boolean;
  readonly hasOAuth: boolean;
}

/** The bot's rights, each with the reason it is asked for. */
export const botScopes = {
  commands: "the /paylink command and the shortcuts",
  "chat:write": "cards and answers",
  "chat:write.public": "cards in public channels nobody invited the bot to",
  "files:write": "the QR image as a file in Slack",
  "files:read": "asking whether Slack has finished working on that file",
  "users:read": "who somebody is (member, guest, other organisation), their language and time zone",
  "im:write": "the person's direct messages, where a channel is closed to the bot",
  "im:history": "what people say to the bot in direct messages",
  "app_mentions:read": "what people say to the bot in channels",
} as const;

/** Names the shortcuts in their payloads. */
export const shortcuts = { fromMessage: "paylink-from-message", fromAnywhere: "paylink-new" } as const;

/**
 * The app manifest: paste it at api.slack.com/apps, "From a manifest".
 *
 * Source: Slack docs, App manifest reference.
 */
export function slackManifest(settings: ManifestSettings, publicUrl: string): object {
  const events = `${publicUrl.replace(/\/+$/, "")}/slack/events`;
  const url = settings.isSocketMode ? {} : { request_url: events };
  const redirect = `${publicUrl.replace(/\/+$/, "")}/slack/oauth_redirect`;
  return {
    display_information: {
      name: "Paylink",
      description: "Makes payment links and keeps their cards true",
      background_color: "#1f2937",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: "paylink", always_online: true },
      shortcuts: [
        {
          name: "Create payment link",
          type: "message",
          callback_id: shortcuts.fromMessage,
          description: "Makes a payment link from this message",
        },
        {
          name: "New payment link",
          type: "global",
          callback_id: shortcuts.fromAnywhere,
          description: "Opens the payment link form",
        },
      ],
      slash_commands: [
        {
          command: "/paylink",
          ...(settings.isSocketMode ? {} : { url: events }),
          description: "Make, list and disable payment links",
          usage_hint: "49.99 USD Annual membership",
          should_escape: false,
        },
      ],
    },
    oauth_config: {
      ...(settings.hasOAuth && { redirect_urls: [redirect] }),
      scopes: { bot: Object.keys(botScopes) },
    },
    settings: {
      event_subscriptions: {
        ...url,
        bot_events: ["app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked"],
      },
      interactivity: {
        is_enabled: true,
        ...url,
        ...(settings.isSocketMode ? {} : { message_menu_options_url: events }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: settings.isSocketMode,
      token_rotation_enabled: false,
    },
  };
}
