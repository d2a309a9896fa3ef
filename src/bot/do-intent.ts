import type { Card } from "../model/card.ts";
import type { Actor } from "../model/conversation.ts";
import { InputError, UnsupportedError } from "../model/errors.ts";
import type { Intent } from "../model/intent.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { Commit } from "../ports/store.ts";
import { joinCommits, LostLeaseError } from "../services/change-link.ts";
import { archiveLink, disableLink, editLink, enableLink, requireDisablable } from "../services/change-requests.ts";
import { findNamedLink } from "../services/find-link.ts";
import { keyOfLink } from "../services/order-of-link.ts";
import type { RegisteredProvider } from "../services/provider-registry.ts";
import { applySeen } from "../services/see-link.ts";
import { answer, type BotContext, dropDraft, endOfTurn, showLink, type Turn } from "./bot-context.ts";
import { doCreate } from "./do-create.ts";
import { doList } from "./do-list.ts";
import { accountsCard, helpCard, providersCard, settingsCard } from "./info-cards.ts";
import { badgeOf, priceTitle } from "./link-status.ts";
import { changeProfile, defaultsFor, findProfile, localeFor, profileWrite } from "./profile.ts";
import { type Blanks, type PhraseKey, say } from "./replies.ts";
import { requestAgain } from "./request-again.ts";
import { serverCurrencies } from "./server-currencies.ts";

/** What became of an intent: everything is written, or a person must confirm first. */
export type IntentOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "confirm"; readonly intent: Confirmable; readonly link: PaymentLink };

type Confirmable = Extract<Intent, { kind: "disable" | "archive" }>;

const done: IntentOutcome = { kind: "done" };

/**
 * Does what a person wants and writes the answer, the finished delivery and the dropped draft together with it.
 *
 * @throws InputError, StateError, UnsupportedError, NotFoundError, ProviderError: nothing was written; they become words.
 */
export async function doIntent(context: BotContext, turn: Turn, intent: Intent): Promise<IntentOutcome> {
  const { actor, conversation } = turn.message;
  const find = (name: string) => findNamedLink(context.store, name, { actor: actor.id, conversation });
  switch (intent.kind) {
    case "create":
      await doCreate(context, turn, intent.request);
      return done;
    case "again": {
      const link = await find(intent.link);
      const own = [...(await serverCurrencies(context)).values()].flat();
      await doCreate(context, turn, requestAgain(link, intent.changes, own), link.id);
      return done;
    }
    case "disable":
      return doDisable(context, turn, { intent, link: await find(intent.link) });
    case "archive": {
      const link = await find(intent.link);
      if (!context.providers.byAccount(link.account).provider.traits.canArchive)
        throw new UnsupportedError("no archive", "archive");
      if (!intent.isConfirmed) return { kind: "confirm", intent, link };
      await archiveLink(context, { link, by: actor, also: said(context, turn, link, "reply.archiving") });
      return done;
    }
    case "enable": {
      const link = await find(intent.link);
      await enableLink(context, { link, by: actor, also: said(context, turn, link, "reply.enabling") });
      return done;
    }
    case "edit": {
      const link = await find(intent.link);
      return doEdit(context, turn, link, intent.changes);
    }
    case "show": {
      const link = await find(intent.link);
      await write(context, turn, { notices: [showLink(turn, link.id)] });
      return done;
    }
    case "refresh":
      await doRefresh(context, turn, await find(intent.link));
      return done;
    case "list":
      await write(context, turn, { notices: [answer(turn, await doList(context, turn, intent.filter))] });
      return done;
    case "providers":
      await reply(context, turn, providersCard(context.providers.all(), turn.locale));
      return done;
    case "accounts":
      await doAccounts(context, turn, intent.provider);
      return done;
    case "settings":
      await doSettings(context, turn, intent.changes);
      return done;
    case "help":
      await reply(context, turn, helpCard(intent.topic, turn.locale));
      return done;
    case "confirm":
    case "cancel":
      await reply(context, turn, sentence("reply.nothing-open", turn));
      return done;
    default:
      return intent satisfies never;
  }
}

/** A card of one sentence. */
export function sentence(key: PhraseKey, turn: Pick<Turn, "locale">, blanks: Blanks = {}): Card {
  const text = say(key, turn.locale.language, blanks);
  return { summary: text, title: text };
}

/** Writes the end of a turn; the draft is over too. @throws LostLeaseError */
export async function write(context: BotContext, turn: Turn, commit: Partial<Commit>): Promise<void> {
  const result = await context.store.commit(joinCommits({ ...endOfTurn(turn), ...dropDraft(turn) }, commit));
  if (!result.ok) throw new LostLeaseError();
}

async function reply(context: BotContext, turn: Turn, card: Card): Promise<void> {
  await write(context, turn, { notices: [answer(turn, card)] });
}

/** What is written beside a change that was asked for: the answer, the end of the turn and of the draft. */
function said(context: BotContext, turn: Turn, link: PaymentLink, key: PhraseKey): Partial<Commit> {
  const provider = context.providers.byAccount(link.account).title;
  // A button sits on the card that is about to change: another message would only say the same.
  const notices = turn.message.kind === "button" ? [] : [answer(turn, sentence(key, turn, { id: link.id, provider }))];
  return { ...endOfTurn(turn), ...dropDraft(turn), notices };
}

async function doDisable(
  context: BotContext,
  turn: Turn,
  wanted: { readonly intent: Confirmable; readonly link: PaymentLink },
): Promise<IntentOutcome> {
  const { intent, link } = wanted;
  requireDisablable(link);
  const isFinal = context.providers.byAccount(link.account).provider.traits.disable !== "reversible";
  if (isFinal && !intent.isConfirmed) return { kind: "confirm", intent, link };
  await disableLink(context, {
    link,
    by: turn.message.actor satisfies Actor,
    also: said(context, turn, link, "reply.disabling"),
  });
  return done;
}

const priceKeys = new Set(["amount", "currency", "price"]);

async function doEdit(
  context: BotContext,
  turn: Turn,
  link: PaymentLink,
  changes: Readonly<Record<string, string>>,
): Promise<IntentOutcome> {
  const keys = Object.keys(changes);
  if (keys.some((key) => priceKeys.has(key))) {
    await reply(context, turn, sentence("reply.edit-price", turn, { id: link.id }));
    return done;
  }
  const { provider } = context.providers.byAccount(link.account);
  if (keys.length === 0 && provider.traits.editable.length > 0) {
    const field = provider.options.find((each) => provider.traits.editable.includes(each.key));
    const example = field === undefined ? "" : `${field.key}:${field.example}`;
    await reply(context, turn, sentence("reply.edit-nothing", turn, { id: link.id, example }));
    return done;
  }
  await editLink(context, { link, by: turn.message.actor, changes, also: said(context, turn, link, "reply.editing") });
  return done;
}

async function doRefresh(context: BotContext, turn: Turn, link: PaymentLink): Promise<void> {
  const { provider } = context.providers.byAccount(link.account);
  if (link.ref === undefined) {
    await write(context, turn, { notices: [showLink(turn, link.id)] });
    return;
  }
  const startedAt = context.clock.now();
  const seen = await provider.fetchLink(keyOfLink(link));
  const changed = await applySeen(context, link, { seen, startedAt });
  const after = changed.transition.link;
  const { language } = turn.locale;
  const text = `${after.id} · ${priceTitle(after, language)} · ${badgeOf(after, language).text}`;
  await write(context, turn, {
    notices: [
      { conversation: after.origin, body: { kind: "card", linkId: after.id } },
      answer(turn, { summary: text, title: text }),
    ],
  });
}

async function doAccounts(context: BotContext, turn: Turn, name: string | undefined): Promise<void> {
  const named = name ?? turn.defaults.provider;
  const { provider, title } = context.providers.forCreate(named);
  if (provider.listAccounts === undefined) throw new UnsupportedError("no accounts", "accounts");
  await reply(context, turn, accountsCard(await provider.listAccounts(), title, turn.locale));
}

async function doSettings(context: BotContext, turn: Turn, changes: Readonly<Record<string, string>>): Promise<void> {
  const { actor, locale: platformLocale } = turn.message;
  if (Object.keys(changes).length === 0) {
    await reply(context, turn, settingsCard(turn.defaults, false, turn.locale));
    return;
  }
  const profile = changeProfile(
    await findProfile(context.store, actor.id, context.clock.now()),
    changes,
    context.providers,
  );
  const locale = localeFor(profile, context.house, platformLocale);
  const card = settingsCard(defaultsFor(profile, context.house, locale, context.providers), true, locale);
  await write(context, turn, {
    records: [profileWrite(actor.id, profile)],
    notices: [answer({ ...turn, locale }, card)],
  });
}

/** The provider a sentence should name: the link's, the one asked for, the person's usual one, or the default. */
export function providerFor(
  context: BotContext,
  intent: Intent,
  of: { readonly link: PaymentLink | undefined; readonly usual: string | undefined },
): RegisteredProvider | undefined {
  try {
    if (of.link !== undefined) return context.providers.byAccount(of.link.account);
    return context.providers.forCreate(namedIn(intent) ?? of.usual);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function namedIn(intent: Intent): string | undefined {
  if (intent.kind === "create") return intent.request.provider;
  if (intent.kind === "list") return intent.filter.provider;
  return intent.kind === "accounts" ? intent.provider : undefined;
}
