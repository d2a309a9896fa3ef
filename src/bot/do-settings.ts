import { answer, type BotContext, type Turn } from "./bot-context.ts";
import { endTurn, reply } from "./end-turn.ts";
import { settingsCard } from "./info-cards.ts";
import { changeProfile, defaultsFor, findProfile, localeFor, profileWrite } from "./profile.ts";

/** Shows a person's settings, changed first where they say so. @throws InputError for what cannot be. */
export async function doSettings(
  context: BotContext,
  turn: Turn,
  changes: Readonly<Record<string, string>>,
): Promise<void> {
  const { actor, locale: platformLocale, conversation, text } = turn.message;
  if (Object.keys(changes).length === 0) {
    return reply(context, turn, settingsCard(turn.defaults, false, turn.locale));
  }
  const at = context.clock.now();
  const profile = changeProfile(await findProfile(context.store, actor.id, at), changes, context.providers);
  const locale = localeFor(profile, context.house, platformLocale, text);
  const card = settingsCard(defaultsFor(profile, context.house, locale, context.providers), true, locale);
  const what = "settings.changed";
  await endTurn(context, turn, {
    records: [profileWrite(actor.id, profile)],
    notices: [answer({ ...turn, locale }, card)],
    audit: [{ at, who: actor.id, whoName: actor.name, what, outcome: "done", conversation, facts: changes }],
  });
}
