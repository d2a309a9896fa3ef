import type { LinkChange } from "../model/link-transition.ts";
import { isSameCurrency } from "../model/money.ts";
import type { Notice, NoticeBody, NoticeId } from "../model/notice.ts";

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

/** What a conversation should do now: say something, only forget something, or wait for its time. */
export type SendPlan =
  | { readonly kind: "send"; readonly step: SendStep }
  | { readonly kind: "drop"; readonly drops: readonly NoticeId[] }
  | { readonly kind: "wait" };

/** A group with a notice that was tried so often goes after the others. */
const patience = 3;

/** How often a doubtful card or paid message is posted again. */
export const doubtfulRepeats = 1;

/**
 * Chooses what to say next. Answers to a person go first; then links that were paid; then the rest, the longest
 * waiting first; last what has failed several times. Of one link the card goes before its changes, its edits merge to the latest, and gathered payments
 * are told as one. Pure.
 */
export function planSend(notices: readonly Notice[], now: Date): SendPlan {
  const lost = notices
    .filter((notice) => notice.state === "sending" && !isWorthRepeating(notice))
    .map((notice) => notice.id);
  if (lost.length > 0) return { kind: "drop", drops: lost };
  const groups = [...Map.groupBy(notices, groupOf).values()].filter((group) =>
    group.some((notice) => isDue(notice, now)),
  );
  const first = groups.sort((a, b) => rank(a) - rank(b) || compareIds(a, b))[0];
  if (first === undefined) return { kind: "wait" };
  return { kind: "send", step: stepOf(first, now) };
}

/** A doubtful paid message goes out once more, a card as its sender decides. Other words are not worth saying twice. */
function isWorthRepeating(notice: Notice): boolean {
  const { body } = notice;
  if (body.kind === "card") return true;
  return body.kind === "change" && body.change.kind === "paid" && notice.doubts < doubtfulRepeats;
}

function stepOf(group: readonly Notice[], now: Date): SendStep {
  const cards = group.filter((notice) => notice.body.kind === "card");
  // Of several edits the doubtful one is sent, so that its doubts are counted; else one whose time has come.
  const card = cards.find((notice) => notice.state === "sending") ?? cards.find((notice) => isDue(notice, now));
  if (card !== undefined && cards.some((notice) => isDue(notice, now))) {
    return stepOfAll(
      [card],
      cards.filter((notice) => notice !== card),
    );
  }
  const due = group.filter((notice) => isDue(notice, now));
  const paid = mergeablePayments(due);
  return paid.length > 1 ? { ...stepOfAll(paid, []), body: paidTogether(paid) } : stepOfAll(due.slice(0, 1), []);
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

/** The head's neighbours that can be told in the same breath: plain payments in one currency. */
function mergeablePayments(due: readonly Notice[]): readonly Notice[] {
  const isPlain = (notice: Notice) => {
    const change = changeOf(notice);
    return (
      change?.kind === "paid" && change.amount !== undefined && !change.isLate && !change.isTwice && !change.isMismatch
    );
  };
  const end = due.findIndex((notice) => !isPlain(notice));
  const run = end === -1 ? due : due.slice(0, end);
  const currency = changeOf(run[0])?.amount?.currency;
  return run.filter((notice) => {
    const own = changeOf(notice)?.amount?.currency;
    return own !== undefined && currency !== undefined && isSameCurrency(own, currency);
  });
}

function paidTogether(notices: readonly Notice[]): NoticeBody {
  const changes = notices.flatMap((notice) => changeOf(notice) ?? []);
  const [first] = changes;
  const body = notices[0]?.body;
  if (first?.amount === undefined || body?.kind !== "change") throw new RangeError("no payments to tell");
  const count = changes.reduce((sum, change) => sum + (change.count ?? 1), 0);
  const minor = changes.reduce((sum, change) => sum + (change.amount?.minor ?? 0n), 0n);
  return { ...body, change: { ...first, count, amount: { minor, currency: first.amount.currency } } };
}

function changeOf(notice: Notice | undefined): LinkChange | undefined {
  return notice?.body.kind === "change" ? notice.body.change : undefined;
}

function groupOf(notice: Notice): string {
  const { body } = notice;
  return body.kind === "card" || body.kind === "change" ? `link:${body.linkId}` : `person:${body.to.id}`;
}

function rank(group: readonly Notice[]): number {
  // What keeps failing lets the others pass, so that it alone is late.
  if (group.some((notice) => notice.attempts >= patience)) return 3;
  if (group.some((notice) => notice.body.kind === "reply" || notice.body.kind === "show")) return 0;
  return group.some((notice) => notice.isPaid) ? 1 : 2;
}

function compareIds(a: readonly Notice[], b: readonly Notice[]): number {
  const [left, right] = [a[0]?.storedAt.getTime() ?? 0, b[0]?.storedAt.getTime() ?? 0];
  return left - right;
}

function isDue(notice: Notice, now: Date): boolean {
  return notice.notBefore === undefined || notice.notBefore <= now;
}
