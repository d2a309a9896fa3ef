import { advanceDialogue } from "../intents/dialogue.ts";
import type { ActorId, Locale } from "../model/conversation.ts";
import { formatMoney } from "../model/money.ts";
import type { ChatHost, Defaults } from "../ports/chat-platform.ts";
import type { BotContext } from "./bot-context.ts";
import { queryOf } from "./do-list.ts";
import { linkCard } from "./link-card.ts";
import { defaultsFor, findProfile, localeFor } from "./profile.ts";
import { readingContext } from "./reading-context.ts";
import { isPhrase, say } from "./replies.ts";
import { suggestCurrencies } from "./suggest-currencies.ts";

/** What the bot offers its platforms. */
export function createChatHost(context: BotContext): ChatHost {
  const defaults = async (actor: ActorId): Promise<Defaults> => {
    const profile = await findProfile(context.store, actor, context.clock.now());
    return defaultsFor(profile, context.house, localeFor(profile, context.house, {}), context.providers);
  };
  return {
    async accept({ key, message }) {
      const source = message.conversation.slice(0, message.conversation.indexOf(":"));
      const outcome = await context.store.acceptDelivery({
        source,
        key,
        lane: message.conversation,
        body: { kind: "message", message },
        receivedAt: context.clock.now(),
      });
      context.metrics.count("messages_total", { platform: source, kind: message.kind, outcome });
      return outcome;
    },
    providers: () =>
      context.providers.all().map(({ provider, title }) => ({
        id: provider.account.provider,
        title,
        traits: provider.traits,
        options: provider.options,
        isLive: provider.account.mode === "live",
      })),
    currencies: (words, provider) => suggestCurrencies(context, words, provider),
    defaults,
    async links(actor, filter) {
      const { timezone } = await defaults(actor);
      return (await context.store.listLinks(queryOf(filter, actor, timezone))).links;
    },
    card: (link, locale: Locale) => linkCard(link, context.providers.nameOf(link), locale),
    async preview(text, actor) {
      const own = await defaults(actor);
      const step = advanceDialogue({
        text,
        kind: "text",
        isAddressed: true,
        context: await readingContext(context, { defaults: own, locale: own }),
      });
      const about =
        step.kind === "ask" && step.question.about.kind === "create" ? step.question.about.request : undefined;
      const intent =
        step.kind === "act"
          ? step.intent
          : about === undefined
            ? undefined
            : { kind: "create" as const, request: about };
      if (intent?.kind !== "create" || intent.request.price.kind !== "fixed") return undefined;
      return { amount: formatMoney(intent.request.price.amount), description: intent.request.description };
    },
    say: (key, language, facts) => (isPhrase(key) ? say(key, language, facts) : key),
  };
}
