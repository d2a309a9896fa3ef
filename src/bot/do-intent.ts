import { InputError, UnsupportedError } from "../model/errors.ts";
import type { Intent } from "../model/intent.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import { findNamedLink } from "../services/find-link.ts";
import type { NamedProvider } from "../services/provider-registry.ts";
import { askProvider } from "./ask-provider.ts";
import { answer, type BotContext, showLink, type Turn } from "./bot-context.ts";
import { type Confirmable, doChange } from "./do-change.ts";
import { doCreate } from "./do-create.ts";
import { doList } from "./do-list.ts";
import { doRefresh } from "./do-refresh.ts";
import { doSettings } from "./do-settings.ts";
import { endTurn, reply, sentence } from "./end-turn.ts";
import { accountsCard, helpCard, providersCard } from "./info-cards.ts";
import { requestAgain } from "./request-again.ts";
import { serverCurrencies } from "./server-currencies.ts";

/** What became of an intent: everything is written, or a person must confirm first. */
export type IntentOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "confirm"; readonly intent: Confirmable; readonly link: PaymentLink };

const done: IntentOutcome = { kind: "done" };

/**
 * Does what a person wants and writes the answer and the finished delivery together with it. What changes something
 * ends an open dialogue; what only looks leaves it open.
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
    case "archive": {
      const link = await find(intent.link);
      return (await doChange(context, turn, { intent, link })) === "done" ? done : { kind: "confirm", intent, link };
    }
    case "enable":
      await doChange(context, turn, { intent: { ...intent, kind: "enable" }, link: await find(intent.link) });
      return done;
    case "edit":
      await doChange(context, turn, { intent, link: await find(intent.link) });
      return done;
    case "show": {
      const link = await find(intent.link);
      await endTurn(context, turn, { notices: [showLink(turn, link.id)] });
      return done;
    }
    case "refresh":
      await doRefresh(context, turn, await find(intent.link));
      return done;
    case "list":
      await endTurn(context, turn, { notices: [answer(turn, await doList(context, turn, intent.filter))] });
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

async function doAccounts(context: BotContext, turn: Turn, name: string | undefined): Promise<void> {
  const { provider, title } = context.providers.forCreate(name ?? turn.defaults.provider);
  if (provider.listAccounts === undefined) throw new UnsupportedError("no accounts", "accounts");
  const accounts = await askProvider(context, provider, provider.listAccounts());
  await reply(context, turn, accountsCard(accounts, title, turn.locale));
}

/** The provider a sentence should name: the link's, the one asked for, the person's usual one, or the default. */
export function providerFor(
  context: BotContext,
  intent: Intent,
  of: { readonly link: PaymentLink | undefined; readonly usual: string | undefined },
): NamedProvider | undefined {
  try {
    if (of.link !== undefined) return context.providers.nameOf(of.link);
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
