import type { LinkChange } from "../model/link-transition.ts";
import type { Notice, NoticeBody, NoticeId } from "../model/notice.ts";

/** Fewer notices for the same news: `merged` go, and what they said is said by `amended`, each in its own place. */
export interface MergedNotices {
  readonly merged: readonly NoticeId[];
  readonly amended: readonly { readonly id: NoticeId; readonly body: NoticeBody }[];
}

/** Merging is a write of its own: it pays only where it clears the view to what waits behind. */
const leastSaving = 50;

/**
 * The changes to tell next: the first one, or all plain payments in one currency, or all arrivals of such at the
 * merchant. Payments pass arrivals; nothing passes anything else.
 */
export function nextTogether(changes: readonly Notice[]): readonly Notice[] {
  const end = changes.findIndex((notice) => !isPlain(notice));
  const plain = end === -1 ? changes : changes.slice(0, end);
  const first = plain.find((notice) => changeOf(notice)?.kind === "paid") ?? plain[0];
  return first === undefined ? changes.slice(0, 1) : plain.filter((notice) => kindOf(notice) === kindOf(first));
}

/** What several changes of one kind say together: how many, and their sum. */
export function tellTogether(notices: readonly Notice[]): NoticeBody {
  const [first] = notices;
  if (first === undefined) throw new RangeError("nothing to tell");
  if (notices.length === 1 || first.body.kind !== "change") return first.body;
  const changes = notices.flatMap((notice) => changeOf(notice) ?? []);
  const count = changes.reduce((sum, each) => sum + (each.count ?? 1), 0);
  const { amount } = first.body.change;
  const minor = changes.reduce((sum, each) => sum + (each.amount?.minor ?? 0n), 0n);
  const sum = amount && { amount: { minor, currency: amount.currency } };
  return { ...first.body, change: { ...first.body.change, count, ...sum } };
}

/**
 * Says in few notices what a crowd of them says in many, so that what waits behind them comes into view: one card for
 * each link, one notice for changes that can be told together. Undefined when little would be saved.
 */
export function mergeCrowd(notices: readonly Notice[], now: Date): MergedNotices | undefined {
  const merged: NoticeId[] = [];
  const amended: { readonly id: NoticeId; readonly body: NoticeBody }[] = [];
  const fresh = notices.filter((notice) => notice.state === "pending" && notice.attempts === 0);
  const unusual = new Set(notices.filter((notice) => notice.body.kind === "change" && !isPlain(notice)).map(linkOf));
  for (const [linkId, ofLink] of Map.groupBy(fresh, linkOf)) {
    const [, ...cards] = ofLink.filter((notice) => notice.body.kind === "card" && isDue(notice, now));
    merged.push(...cards.map(({ id }) => id));
    // Payments must not pass what cannot be told with them.
    const changes = unusual.has(linkId) ? [] : ofLink.filter(({ body }) => body.kind === "change");
    const timeOf = (notice: Notice) => (isDue(notice, now) ? "now" : notice.notBefore?.getTime());
    for (const together of Map.groupBy(changes, (notice) => `${kindOf(notice)} ${timeOf(notice)}`).values()) {
      const [first, ...others] = together;
      if (first === undefined || others.length === 0) continue;
      merged.push(...others.map(({ id }) => id));
      amended.push({ id: first.id, body: tellTogether(together) });
    }
  }
  return merged.length < leastSaving ? undefined : { merged, amended };
}

/** Whether its time has come. */
export function isDue({ notBefore }: Notice, now: Date): boolean {
  return notBefore === undefined || notBefore <= now;
}

/** A payment as it was expected, or the arrival of one at the merchant. */
function isPlain(notice: Notice): boolean {
  const change = changeOf(notice);
  if (change?.kind === "settled") return true;
  const isUnusual = change?.isLate || change?.isTwice || change?.isMismatch;
  return change?.kind === "paid" && change.amount !== undefined && !isUnusual;
}

/** What changes that are told together have in common. */
function kindOf(notice: Notice): string {
  const change = changeOf(notice);
  const { code, exponent } = change?.amount?.currency ?? {};
  return `${change?.kind} ${code} ${exponent}`;
}

function linkOf({ body }: Notice): string {
  return body.kind === "card" || body.kind === "change" ? body.linkId : "";
}

function changeOf({ body }: Notice): LinkChange | undefined {
  return body.kind === "change" ? body.change : undefined;
}
