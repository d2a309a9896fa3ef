import { createChatHost } from "../bot/chat-host.ts";
import type { AccountId } from "../model/payment-link.ts";
import type { ChatPlatform } from "../ports/chat-platform.ts";
import type { ProviderContext } from "../ports/payment-provider.ts";
import type { Store } from "../ports/store.ts";
import { createCallPace } from "../services/call-pace.ts";
import { createProviderRegistry, type ProviderRegistry } from "../services/provider-registry.ts";
import type { AppParts, ComposedBot } from "./compose.ts";
import { createSecretBox } from "./secret-box.ts";

/** Every configured provider, with the account `default`. `publicUrl` is where its webhooks reach this bot. */
export function createProviders(parts: AppParts, store: Store, publicUrl: string | undefined): ProviderRegistry {
  const { config, clock, ids, logger, metrics, cache } = parts;
  const accounts = config.providers.map(({ module, config: values }) => {
    const account = `${module.id}:default` as AccountId;
    const context: ProviderContext = {
      account: { id: account, name: "default" },
      clock,
      ids,
      logger: logger.child({ provider: module.id }),
      metrics,
      cache,
      ...(publicUrl !== undefined && { publicUrl, webhookUrl: `${publicUrl}/webhooks/${module.id}` }),
    };
    const provider = module.create(values, context);
    const { callsPerSecond } = provider.traits;
    const pace = createCallPace({ store, clock, account, provider: module.id, callsPerSecond });
    const paced = (waitTurn: () => Promise<void>) => module.create(values, { ...context, waitTurn });
    return { title: module.title, provider, wanted: paced(pace.wanted), routine: paced(pace.routine) };
  });
  return createProviderRegistry(accounts, config.app.DEFAULT_PROVIDER);
}

/** Every configured platform, not started yet. @throws ConfigError when two things exclude each other. */
export function createPlatforms(
  parts: AppParts,
  bot: ComposedBot,
  publicUrl: string | undefined,
): Promise<readonly ChatPlatform[]> {
  const { config, clock, ids, logger, metrics, cache, terminal } = parts;
  const { SECRET_KEY, DEFAULT_LANGUAGE, TIMEZONE } = config.app;
  const { store } = bot;
  const host = createChatHost(bot);
  return Promise.all(
    config.platforms.map(({ module, config: values }) =>
      module.create(values, {
        host,
        clock,
        ids,
        logger: logger.child({ platform: module.id }),
        metrics,
        cache,
        records: store,
        exclusive: {
          hold: (name) => store.holdLease(name, 60_000, clock.now()),
          release: (name) => store.releaseLease(name),
        },
        ...(SECRET_KEY !== undefined && { secrets: createSecretBox(SECRET_KEY) }),
        ...(publicUrl !== undefined && { publicUrl }),
        ...(terminal !== undefined && { terminal }),
        defaultLanguage: DEFAULT_LANGUAGE ?? "en",
        defaultTimezone: TIMEZONE,
      }),
    ),
  );
}
