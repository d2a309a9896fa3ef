import { advanceDialogue } from "../intents/dialogue.ts";
import type { DialogueState, DialogueStep } from "../intents/dialogue-state.ts";
import { confirmQuestion } from "../intents/question.ts";
import type { InboundMessage } from "../model/conversation.ts";
import type { Delivery } from "../model/delivery.ts";
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
import type { Commit } from "../ports/store.ts";
import { joinCommits, LostLeaseError } from "../services/change-link.ts";
import { findNamedLink } from "../services/find-link.ts";
import { answer, type BotContext, endOfTurn, type Turn } from "./bot-context.ts";
import { doIntent, providerFor, sentence, write } from "./do-intent.ts";
import { errorWords, problemWords } from "./failure-words.ts";
import { badgeOf, priceTitle } from "./link-status.ts";
import { defaultsFor, findProfile, localeFor } from "./profile.ts";
import { confirmCard, questionCard } from "./question-card.ts";
import { readingContext } from "./reading-context.ts";
import type { PhraseKey } from "./replies.ts";

const draftMs = 30 * 60_000;
const longestText = 2_000;

/**
 * Handles one message to its end: what is answered, changed and remembered is written together with the delivery being
 * done. The only way from words to deeds, for commands, plain words, buttons and forms alike.
 *
 * @throws StoreUnavailableError, LostLeaseError, and what nobody expected; then nothing was written.
 */
export async function handleMessage(context: BotContext, delivery: Delivery, message: InboundMessage): Promise<void> {
  const turn = await beginTurn(context, delivery, message);
  if (!message.isAllowed) return refuse(context, turn);
  if (message.wasRedacted) return write(context, turn, { notices: [answer(turn, sentence("reply.redacted", turn))] });
  if (message.text.length > longestText)
    return write(context, turn, { notices: [answer(turn, sentence("reply.too-long", turn))] });
  const draft = await context.store.findDraft(message.conversation, message.actor.id, context.clock.now());
  const prompted: Turn =
    draft?.prompt !== undefined && draft.prompt === message.about ? { ...turn, prompt: draft.prompt } : turn;
  const state = draft?.state as DialogueState | undefined;
  const step = advanceDialogue({
    ...(state !== undefined && { state }),
    text: message.text,
    kind: message.kind,
    isAddressed: message.isAddressed || message.isDirect,
    context: await readingContext(context, prompted),
  });
  await takeStep(context, prompted, step);
}

/** Puts a message away that could not be handled after many tries, and says so. */
export async function giveUp(context: BotContext, delivery: Delivery, message: InboundMessage): Promise<void> {
  const turn = await beginTurn(context, delivery, message);
  await write(context, turn, { notices: [answer(turn, sentence("reply.gave-up", turn))] });
}

async function beginTurn(context: BotContext, delivery: Delivery, message: InboundMessage): Promise<Turn> {
  const profile = await findProfile(context.store, message.actor.id, context.clock.now());
  const locale = localeFor(profile, context.house, message.locale, message.text);
  return { delivery, message, locale, defaults: defaultsFor(profile, context.house, locale, context.providers) };
}

async function refuse(context: BotContext, turn: Turn): Promise<void> {
  const { message } = turn;
  // Somebody talking past the bot in a group is no attempt to use it.
  if (message.kind === "text" && !message.isAddressed) return write(context, turn, {});
  const whom = message.refusal ?? sentence("reply.refused.admin", turn).title;
  const audit = {
    at: context.clock.now(),
    who: message.actor.id,
    whoName: message.actor.name,
    what: "access.refused",
    outcome: "refused" as const,
    conversation: message.conversation,
  };
  await write(context, turn, { notices: [answer(turn, sentence("reply.refused", turn, { whom }))], audit: [audit] });
}

async function takeStep(context: BotContext, turn: Turn, step: DialogueStep): Promise<void> {
  switch (step.kind) {
    case "act":
      return act(context, turn, step.intent);
    case "ask":
      return askNext(context, turn, step);
    case "refuse": {
      const text = problemWords(step.problem.code, step.problem.facts, turn.locale.language);
      const card = { summary: text, title: text };
      return step.state === undefined
        ? write(context, turn, { notices: [answer(turn, card)] })
        : ask(context, turn, step.state, card);
    }
    case "cancelled":
      return write(context, turn, { notices: [answer(turn, sentence("reply.cancelled", turn))] });
    case "nothing":
      return write(context, turn, { notices: [answer(turn, sentence("reply.nothing-open", turn))] });
    case "not-understood":
      return write(context, turn, { notices: [answer(turn, sentence("reply.not-understood", turn))] });
    case "ignore":
      return finishQuietly(context, turn);
    default:
      return step satisfies never;
  }
}

async function act(context: BotContext, turn: Turn, intent: Intent): Promise<void> {
  try {
    const outcome = await doIntent(context, turn, intent);
    if (outcome.kind === "done") return;
    const { state } = confirmQuestion(outcome.intent);
    await ask(context, turn, state, confirmCard(context, turn, outcome.intent, outcome.link));
  } catch (error) {
    if (!isForThePerson(error)) throw error;
    await explain(context, turn, intent, error);
  }
}

/** Failures a person can do something about, or at least must hear of; everything else is tried again. */
function isForThePerson(error: unknown): boolean {
  if (error instanceof StoreUnavailableError || error instanceof LostLeaseError) return false;
  return (
    error instanceof InputError ||
    error instanceof StateError ||
    error instanceof UnsupportedError ||
    error instanceof NotFoundError ||
    error instanceof ProviderError
  );
}

async function explain(context: BotContext, turn: Turn, intent: Intent, error: unknown): Promise<void> {
  const link = await linkOf(context, turn, intent);
  const provider = providerFor(context, intent, { link, usual: turn.defaults.provider })?.title ?? "";
  const { language } = turn.locale;
  const card =
    error instanceof StateError && link !== undefined
      ? sentence(stateSentence(intent, link), turn, { id: link.id, provider, status: badgeOf(link, language).text })
      : sentenceOf(
          errorWords(error, language, {
            provider,
            id: link?.id ?? "",
            price: link === undefined ? "" : priceTitle(link, language),
          }),
        );
  const audit = {
    at: context.clock.now(),
    who: turn.message.actor.id,
    whoName: turn.message.actor.name,
    what: `intent.${intent.kind}`,
    outcome: "refused" as const,
    conversation: turn.message.conversation,
    ...(link !== undefined && { linkId: link.id }),
    facts: { code: error instanceof PaylinkError ? error.code : "unexpected" },
  };
  context.metrics.count("intents_refused_total", { kind: intent.kind });
  await write(context, turn, { notices: [answer(turn, card)], audit: [audit] });
}

function stateSentence(intent: Intent, link: PaymentLink): PhraseKey {
  if (link.status === "failed") return "reply.failed-cannot";
  if (intent.kind === "enable") return "reply.not-disabled";
  if (link.status === "creating" || link.status === "unknown") return "reply.unmade-cannot-disable";
  if (link.status === "paid") return "reply.paid-cannot-disable";
  return "reply.closed-already";
}

async function linkOf(context: BotContext, turn: Turn, intent: Intent): Promise<PaymentLink | undefined> {
  if (!("link" in intent)) return undefined;
  const asker = { actor: turn.message.actor.id, conversation: turn.message.conversation };
  return findNamedLink(context.store, intent.link, asker).catch((error) => {
    if (error instanceof InputError) return undefined;
    throw error;
  });
}

async function askNext(context: BotContext, turn: Turn, step: Extract<DialogueStep, { kind: "ask" }>): Promise<void> {
  const { about } = step.question;
  const link = about.kind === "intent" ? await linkOf(context, turn, about.intent) : undefined;
  // Nobody should be asked about a link that is not there.
  if (about.kind === "intent" && "link" in about.intent && link === undefined)
    return explain(context, turn, about.intent, new InputError("link-unknown", { link: about.intent.link }));
  await ask(context, turn, step.state, questionCard(context, turn, step.question, link));
}

function sentenceOf(text: string) {
  return { summary: text, title: text };
}

/** Keeps the dialogue and asks its next question. */
async function ask(
  context: BotContext,
  turn: Turn,
  state: DialogueState,
  card: Parameters<typeof answer>[1],
): Promise<void> {
  const { conversation, actor } = turn.message;
  const expiresAt = new Date(context.clock.now().getTime() + draftMs);
  const draft = {
    conversation,
    actor: actor.id,
    state,
    expiresAt,
    ...(turn.prompt !== undefined && { prompt: turn.prompt }),
  };
  await commit(context, turn, { draft, notices: [answer(turn, card, { isPrompt: true })] });
}

/** A message that is none of the bot's business changes nothing, an open dialogue included. */
async function finishQuietly(context: BotContext, turn: Turn): Promise<void> {
  await commit(context, turn, {});
}

async function commit(context: BotContext, turn: Turn, writes: Partial<Commit>): Promise<void> {
  const result = await context.store.commit(joinCommits(endOfTurn(turn), writes));
  if (!result.ok) throw new LostLeaseError();
}
