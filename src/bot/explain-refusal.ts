import type { NewAudit } from "../model/audit.ts";
import type { Card } from "../model/card.ts";
import {
  InputError,
  NotFoundError,
  PaylinkError,
  ProviderError,
  StateError,
  StoreUnavailableError,
  UnsupportedError,
} from "../model/errors.ts";
import type { Intent } from "../model/intent.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import { LostLeaseError } from "../services/change-link.ts";
import { findNamedLink } from "../services/find-link.ts";
import type { BotContext, Turn } from "./bot-context.ts";
import { providerFor } from "./do-intent.ts";
import { sentence, sentenceCard } from "./end-turn.ts";
import { errorWords } from "./failure-words.ts";
import { badgeOf, priceTitle } from "./link-status.ts";
import type { PhraseKey } from "./replies.ts";

/** What a person is told who did not get what they wanted, and the row that records it. */
export interface Refusal {
  readonly card: Card;
  readonly audit: NewAudit;
  /** The link it was about, where there is one. */
  readonly link?: PaymentLink;
}

/** Failures a person can do something about, or at least must hear of; everything else is tried again. */
export function isForThePerson(error: unknown): boolean {
  if (error instanceof StoreUnavailableError || error instanceof LostLeaseError) return false;
  return (
    error instanceof InputError ||
    error instanceof StateError ||
    error instanceof UnsupportedError ||
    error instanceof NotFoundError ||
    error instanceof ProviderError
  );
}

/** Puts a failure into words for the person who asked. */
export async function refusalOf(context: BotContext, turn: Turn, intent: Intent, error: unknown): Promise<Refusal> {
  const { actor, conversation } = turn.message;
  const link = await linkOf(context, turn, intent);
  const audit = {
    at: context.clock.now(),
    who: actor.id,
    whoName: actor.name,
    what: `intent.${intent.kind}`,
    outcome: "refused" as const,
    conversation,
    ...(link !== undefined && { linkId: link.id }),
    facts: { code: error instanceof PaylinkError ? error.code : "unexpected" },
  };
  return { card: cardOf(context, turn, { intent, link, error }), audit, ...(link !== undefined && { link }) };
}

function cardOf(
  context: BotContext,
  turn: Turn,
  { intent, link, error }: { readonly intent: Intent; readonly link: PaymentLink | undefined; readonly error: unknown },
): Card {
  const { language } = turn.locale;
  const named = providerFor(context, intent, { link, usual: turn.defaults.provider });
  const provider = named?.title ?? "";
  const id = link?.id ?? "";
  if (link !== undefined && named?.provider === undefined && error instanceof NotFoundError) {
    return sentence("reply.provider-gone", turn, { id, provider });
  }
  if (link !== undefined && error instanceof StateError) {
    return sentence(stateSentence(intent, link), turn, { id, provider, status: badgeOf(link, language).text });
  }
  const price = link === undefined ? "" : priceTitle(link, language);
  return sentenceCard(errorWords(error, language, { provider, id, price }));
}

function stateSentence(intent: Intent, link: PaymentLink): PhraseKey {
  if (link.status === "failed") return "reply.failed-cannot";
  if (intent.kind === "enable") return "reply.not-disabled";
  if (link.status === "creating" || link.status === "unknown") return "reply.unmade-cannot-disable";
  if (intent.kind === "archive") return "reply.archived-already";
  if (intent.kind === "edit") return "reply.cannot-edit";
  if (link.status === "paid") return link.closing === undefined ? "reply.paid-cannot-disable" : "reply.paid-closing";
  return "reply.closed-already";
}

/** The link an intent names; undefined when it names none, or none that is there. */
export async function linkOf(context: BotContext, turn: Turn, intent: Intent): Promise<PaymentLink | undefined> {
  if (!("link" in intent)) return undefined;
  const asker = { actor: turn.message.actor.id, conversation: turn.message.conversation };
  return findNamedLink(context.store, intent.link, asker).catch((error) => {
    if (error instanceof InputError) return undefined;
    throw error;
  });
}
