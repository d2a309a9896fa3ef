import { advanceDialogue } from "../intents/dialogue.ts";
import type { DialogueState, DialogueStep } from "../intents/dialogue-state.ts";
import { draftOfRequest } from "../intents/draft-of-request.ts";
import { askNext, confirmQuestion } from "../intents/question.ts";
import type { Card } from "../model/card.ts";
import type { InboundMessage } from "../model/conversation.ts";
import type { Delivery } from "../model/delivery.ts";
import { InputError } from "../model/errors.ts";
import type { Intent } from "../model/intent.ts";
import type { Commit } from "../ports/store.ts";
import { answer, type BotContext, type Turn } from "./bot-context.ts";
import { doIntent } from "./do-intent.ts";
import { endDialogue, endTurn, reply, sentence, sentenceCard } from "./end-turn.ts";
import { isForThePerson, linkOf, type Refusal, refusalOf } from "./explain-refusal.ts";
import { problemWords } from "./failure-words.ts";
import { defaultsFor, findProfile, localeFor } from "./profile.ts";
import { confirmCard, questionCard } from "./question-card.ts";
import { isOverdue, withoutToken } from "./question-token.ts";
import { readingContext } from "./reading-context.ts";

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
  // People talking past the bot in a group are none of its business.
  if (message.kind === "text" && !message.isAddressed && !message.isDirect) return endTurn(context, turn, {});
  if (!message.isAllowed) return refuse(context, turn);
  if (message.wasRedacted) return endTurn(context, turn, { notices: [answer(turn, sentence("reply.redacted", turn))] });
  if (message.text.length > longestText)
    return endTurn(context, turn, { notices: [answer(turn, sentence("reply.too-long", turn))] });
  const draft = await context.store.findDraft(message.conversation, message.actor.id, context.clock.now());
  const prompted: Turn =
    draft?.prompt !== undefined && draft.prompt === message.about ? { ...turn, prompt: draft.prompt } : turn;
  const state = draft?.state as DialogueState | undefined;
  const reading = await readingContext(context, prompted);
  if (isOverdue(message.text, state, reading)) return reply(context, turn, sentence("reply.question-over", turn));
  const step = advanceDialogue({
    ...(state !== undefined && { state }),
    text: withoutToken(message.text),
    kind: message.kind,
    isAddressed: message.isAddressed || message.isDirect,
    context: reading,
  });
  await takeStep(context, prompted, step);
}

/** Puts a message away that could not be handled after many tries, and says so. */
export async function giveUp(context: BotContext, delivery: Delivery, message: InboundMessage): Promise<void> {
  const turn = await beginTurn(context, delivery, message);
  const { actor, conversation } = message;
  const audit = {
    at: context.clock.now(),
    who: actor.id,
    whoName: actor.name,
    what: "message.gave-up",
    outcome: "failed" as const,
    conversation,
  };
  await endTurn(context, turn, { notices: [answer(turn, sentence("reply.gave-up", turn))], audit: [audit] });
}

async function beginTurn(context: BotContext, delivery: Delivery, message: InboundMessage): Promise<Turn> {
  const profile = await findProfile(context.store, message.actor.id, context.clock.now());
  const locale = localeFor(profile, context.house, message.locale, message.text);
  return { delivery, message, locale, defaults: defaultsFor(profile, context.house, locale, context.providers) };
}

async function refuse(context: BotContext, turn: Turn): Promise<void> {
  const { message } = turn;
  const whom = message.refusal ?? sentence("reply.refused.admin", turn).title;
  const audit = {
    at: context.clock.now(),
    who: message.actor.id,
    whoName: message.actor.name,
    what: "access.refused",
    outcome: "refused" as const,
    conversation: message.conversation,
  };
  await endTurn(context, turn, { notices: [answer(turn, sentence("reply.refused", turn, { whom }))], audit: [audit] });
}

async function takeStep(context: BotContext, turn: Turn, step: DialogueStep): Promise<void> {
  switch (step.kind) {
    case "act":
      return act(context, turn, step.intent);
    case "ask":
      return askAbout(context, turn, step);
    case "refuse": {
      const text = problemWords(step.problem.code, step.problem.facts, turn.locale.language);
      const card = sentenceCard(text);
      return step.state === undefined
        ? endTurn(context, turn, { notices: [answer(turn, card)] })
        : ask(context, turn, step.state, card);
    }
    case "cancelled":
      return endDialogue(context, turn, { notices: [answer(turn, sentence("reply.cancelled", turn))] });
    case "nothing":
      return endTurn(context, turn, { notices: [answer(turn, sentence("reply.nothing-open", turn))] });
    case "not-understood":
      return endTurn(context, turn, { notices: [answer(turn, sentence("reply.not-understood", turn))] });
    case "ignore":
      return endTurn(context, turn, {});
    default:
      return step satisfies never;
  }
}

async function act(context: BotContext, turn: Turn, intent: Intent): Promise<void> {
  try {
    const outcome = await doIntent(context, turn, intent);
    if (outcome.kind === "done") return;
    const bound = { ...outcome.intent, link: outcome.link.id };
    await ask(context, turn, confirmQuestion(bound).state, confirmCard(context, turn, bound, outcome.link));
  } catch (error) {
    if (!isForThePerson(error)) throw error;
    await explain(context, turn, intent, error);
  }
}

/** Says why not. What was typed for a new link stays, to be put right or tried again; a refused change is over. */
async function explain(context: BotContext, turn: Turn, intent: Intent, error: unknown): Promise<void> {
  const refusal = await refusalOf(context, turn, intent, error);
  context.metrics.count("intents_refused_total", { kind: intent.kind });
  const audit = [refusal.audit];
  const state = await stateAfter(context, turn, intent, refusal);
  if (state !== undefined) return ask(context, turn, state, refusal.card, { audit });
  const writes = { notices: [answer(turn, refusal.card)], audit };
  return changes.has(intent.kind) ? endDialogue(context, turn, writes) : endTurn(context, turn, writes);
}

const changes: ReadonlySet<Intent["kind"]> = new Set(["again", "disable", "enable", "archive", "edit"]);

async function stateAfter(
  context: BotContext,
  turn: Turn,
  intent: Intent,
  refusal: Refusal,
): Promise<DialogueState | undefined> {
  if (intent.kind === "again" && refusal.link !== undefined)
    return confirmQuestion({ ...intent, link: refusal.link.id }).state;
  if (intent.kind !== "create") return undefined;
  return askNext(draftOfRequest(intent.request), false, await readingContext(context, turn)).state;
}

async function askAbout(context: BotContext, turn: Turn, step: Extract<DialogueStep, { kind: "ask" }>): Promise<void> {
  const { about } = step.question;
  if (about.kind === "create") return ask(context, turn, step.state, questionCard(context, turn, step.question));
  const { intent } = about;
  const link = await linkOf(context, turn, intent);
  // Nobody should be asked about a link that is not there.
  if (link === undefined) return explain(context, turn, intent, new InputError("link-unknown", { link: intent.link }));
  // `last` may be another link by the time of the yes.
  const bound = { ...intent, link: link.id };
  const question = { ...step.question, about: { ...about, intent: bound } };
  await ask(context, turn, confirmQuestion(bound).state, questionCard(context, turn, question, link));
}

/** Keeps the dialogue and asks its next question. */
async function ask(
  context: BotContext,
  turn: Turn,
  state: DialogueState,
  card: Card,
  also: Pick<Commit, "audit"> = {},
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
  await endTurn(context, turn, { ...also, draft, notices: [answer(turn, card, { isPrompt: true })] });
}
