import { type Notice, type NoticeBody, type NoticeId, patience } from "../model/notice.ts";
import { isDue, type MergedNotices, mergeCrowd, nextTogether, tellTogether } from "./tell-together.ts";

/** The next thing to say in a conversation, and which notices it settles. */
export interface SendStep {
  readonly body: NoticeBody;
  /** Become `sending` with it. */
  readonly notices: readonly NoticeId[];
  /** Said by this step too, or not worth saying any more. */
  readonly drops: readonly NoticeId[];
  /** An earlier holder may have sent it already. */
  readonly isDoubtful: boolean;
  readonly attempts: number;
  readonly doubts: number;
}

/** What a conversation should do now: say something, only forget something, say it in fewer notices, or wait. */
export type SendPlan =
  | { readonly kind: "send"; readonly step: SendStep }
  | { readonly kind: "drop"; readonly drops: readonly NoticeId[] }
  | ({ readonly kind: "merge" } & MergedNotices)
  | { readonly kind: "wait" };

/** How often a doubtful card or paid message is posted again. */
export const doubtfulRepeats = 1;

/**
 * Chooses what to say next. Answers to a person go first; then links with a payment to tell; then the rest, what has
 * been due the longest first; last what has failed several times. Of one link a card goes before the changes after it,
 * its edits merge to the latest, and gathered payments are told as one. Pure.
 */
export function planSend(notices: readonly Notice[], now: Date): SendPlan {
  const lost = notices
    .filter((notice) => notice.state === "sending" && !isWorthRepeating(notice))
    .map((notice) => notice.id);
  if (lost.length > 0) return { kind: "drop", drops: lost };
  const crowd = mergeCrowd(notices, now);
  if (crowd !== undefined) return { kind: "merge", ...crowd };
  const [first] = dueGroups(notices, now).sort((a, b) => rank(a) - rank(b) || dueSince(a) - dueSince(b));
  return first === undefined ? { kind: "wait" } : { kind: "send", step: stepOf(first) };
}

/** What is not about the same link or for the same person as a step that must wait. */
export function besides(notices: readonly Notice[], step: SendStep): readonly Notice[] {
  const waiting = new Set(notices.filter(({ id }) => step.notices.includes(id)).map(groupOf));
  return notices.filter((notice) => !waiting.has(groupOf(notice)));
}

/** All notices about one link, or all answers to one person, oldest first. */
interface Group {
  readonly all: readonly Notice[];
  readonly due: readonly Notice[];
}

function dueGroups(notices: readonly Notice[], now: Date): Group[] {
  return [...Map.groupBy(notices, groupOf).values()]
    .map((all) => ({ all, due: all.filter((notice) => isDue(notice, now)) }))
    .filter(({ due }) => due.length > 0);
}

/** A doubtful paid message goes out once more, a card as its sender decides. Other words are not worth saying twice. */
function isWorthRepeating(notice: Notice): boolean {
  const { body } = notice;
  if (body.kind === "card") return true;
  return body.kind === "change" && body.change.kind === "paid" && notice.doubts < doubtfulRepeats;
}

function stepOf({ all, due }: Group): SendStep {
  const cards = all.filter(isCard);
  // Of several edits the doubtful one is sent, so that its doubts are counted; else one whose time has come.
  const card = cards.find((notice) => notice.state === "sending") ?? cards.find((notice) => due.includes(notice));
  const told = toldNext(due, due.find(isCard));
  if (told.length > 0 || card === undefined) return { ...stepOfAll(told, []), body: tellTogether(told) };
  return stepOfAll(
    [card],
    cards.filter((notice) => notice !== card),
  );
}

/** The changes to tell now; none while a card must go before them. */
function toldNext(due: readonly Notice[], card: Notice | undefined): readonly Notice[] {
  const told = nextTogether(due.filter((notice) => !isCard(notice)));
  if (card === undefined) return told;
  const earlier = told.filter((notice) => due.indexOf(notice) < due.indexOf(card));
  // Gathered payments wait for the card between them, to be told as one: no more join them. Others would wait for ever
  // while edits keep coming.
  return earlier.length < told.length && told[0]?.notBefore !== undefined ? [] : earlier;
}

/** Gathered payments all stay until the message is out: none may go unmentioned. Merged edits say the same twice. */
function stepOfAll(told: readonly Notice[], drops: readonly Notice[]): SendStep {
  const [first] = told;
  if (first === undefined) throw new RangeError("nothing to say");
  return {
    body: first.body,
    notices: told.map((notice) => notice.id),
    drops: drops.map((notice) => notice.id),
    isDoubtful: [...told, ...drops].some((notice) => notice.state === "sending"),
    attempts: Math.max(...told.map((notice) => notice.attempts)),
    doubts: Math.max(...[...told, ...drops].map((notice) => notice.doubts)),
  };
}

function groupOf(notice: Notice): string {
  const { body } = notice;
  return body.kind === "card" || body.kind === "change" ? `link:${body.linkId}` : `person:${body.to.id}`;
}

function rank({ due }: Group): number {
  // What keeps failing lets the others pass, so that it alone is late.
  if (due.some((notice) => notice.attempts >= patience)) return 3;
  if (due.some((notice) => notice.body.kind === "reply" || notice.body.kind === "show")) return 0;
  // A card shows the money whenever it is edited; people are waiting for the message.
  return due.some((notice) => notice.isPaid && !isCard(notice)) ? 1 : 2;
}

function dueSince({ due }: Group): number {
  return Math.min(
    ...due.map(({ storedAt, notBefore = storedAt }) => Math.max(storedAt.getTime(), notBefore.getTime())),
  );
}

function isCard({ body }: Notice): boolean {
  return body.kind === "card";
}
