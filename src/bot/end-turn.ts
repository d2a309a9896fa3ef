import type { Card } from "../model/card.ts";
import type { Commit } from "../ports/store.ts";
import { joinCommits, LostLeaseError } from "../services/change-link.ts";
import { answer, type BotContext, dropDraft, endOfTurn, type Turn } from "./bot-context.ts";
import { type Blanks, type PhraseKey, say } from "./replies.ts";

/** A card of one sentence. */
export function sentence(key: PhraseKey, turn: Pick<Turn, "locale">, blanks: Blanks = {}): Card {
  return sentenceCard(say(key, turn.locale.language, blanks));
}

/** A card of these words alone. */
export function sentenceCard(text: string): Card {
  return { summary: text, title: text };
}

/** Writes the end of a turn that ends the person's dialogue too. @throws LostLeaseError */
export function endDialogue(context: BotContext, turn: Turn, writes: Partial<Commit>): Promise<void> {
  return endTurn(context, turn, joinCommits(dropDraft(turn), writes));
}

/** Writes the end of a turn; an open question stays open. @throws LostLeaseError */
export async function endTurn(context: BotContext, turn: Turn, writes: Partial<Commit>): Promise<void> {
  const result = await context.store.commit(joinCommits(endOfTurn(turn), writes));
  if (!result.ok) throw new LostLeaseError();
}

/** Answers without touching an open question: who only looks something up has not answered it. @throws LostLeaseError */
export function reply(context: BotContext, turn: Turn, card: Card): Promise<void> {
  return endTurn(context, turn, { notices: [answer(turn, card)] });
}
