import type { NewAudit } from "../model/audit.ts";
import type { NewTask } from "../model/link-task.ts";
import { type LinkChange, requestClosing, type Transition } from "../model/link-transition.ts";
import { formatMoney } from "../model/money.ts";
import type { NewNotice } from "../model/notice.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ProviderTraits } from "../ports/payment-provider.ts";
import type { Commit } from "../ports/store.ts";
import { nextSweepAt } from "./sweep-rhythm.ts";

/** What must be written with a link's transition so that everybody hears of it and the work goes on. */
export type Consequences = Required<Pick<Commit, "links" | "tasks" | "cancelTasks" | "notices" | "audit">>;

interface Setting {
  readonly traits: ProviderTraits;
  readonly now: Date;
  /** Seconds between routine checks; 0: none. */
  readonly sweepSeconds: number;
  /** Who caused it: an actor id, `provider:<id>`, or `paylink`. */
  readonly who: string;
  readonly whoName?: string;
}

/** How long a slow provider may take before people see that something is under way. */
export const progressAfterMs = 1_500;

const gatherMs = 60_000;
const refusedExpiryMs = 24 * 3_600_000;

/** Changes told under the card; the others only change the card. */
const told: ReadonlySet<LinkChange["kind"]> = new Set([
  "failed",
  "found-late",
  "paid",
  "payment-failed",
  "refunded",
  "settled",
  "refused",
  "disabled",
  "enabled",
  "expired",
  "archived",
  "edited",
]);

/** The one place where a change of a link turns into notices, tasks and audit rows. Pure. */
export function consequencesOf(before: PaymentLink, transition: Transition, setting: Setting): Consequences {
  const link = withOwnClosing(before, transition.link, setting);
  const { changes } = transition;
  const isSame = link === before;
  // A failed attempt is news only while people wait for another one.
  const news = changes.filter((change) => change.kind !== "payment-failed" || link.status === "active");
  return {
    links: isSame ? [] : [link],
    tasks: isSame ? [] : tasksOf(before, link, setting),
    cancelTasks: isSame ? [] : cancelledTasks(before, link),
    notices: news.length === 0 && isSameCard(before, link) ? [] : noticesOf(before, link, news, setting.now),
    audit: changes.map((change) => auditOf(link, change, setting)),
  };
}

/** A reusable link that may be paid once is closed by us as soon as it was, or as we know under which name to close it. */
function withOwnClosing(before: PaymentLink, link: PaymentLink, setting: Setting): PaymentLink {
  const isNews = before.status !== "paid" || before.ref === undefined;
  const isOpenAtProvider =
    link.ref !== undefined &&
    setting.traits.nativeUses === "many" &&
    link.closedAt === undefined &&
    link.isArchived !== true;
  if (link.status !== "paid" || !isNews || !isOpenAtProvider) return link;
  return requestClosing(link, "paid", setting.now).link;
}

function tasksOf(before: PaymentLink, link: PaymentLink, setting: Setting): NewTask[] {
  const task = (kind: NewTask["kind"], dueAt: Date): NewTask => ({
    linkId: link.id,
    account: link.account,
    kind,
    dueAt,
  });
  const tasks: NewTask[] = [];
  const hasNewClosing = link.closing !== undefined && before.closing?.reason !== link.closing.reason;
  if (hasNewClosing) tasks.push(task("close", setting.now));
  if (link.status === "active" && link.expiresAt !== undefined) {
    if (before.status !== "active" || before.expiresAt?.getTime() !== link.expiresAt.getTime()) {
      tasks.push(task("expire", expiryDueAt(before, link.expiresAt, setting.now)));
    }
  }
  const isNameless = link.status === "paid" && link.ref === undefined && before.status === "failed";
  if ((link.status === "unknown" && before.status !== "unknown") || isNameless) {
    tasks.push(task("resolve", new Date(setting.now.getTime() + 1_000)));
  }
  const sweepAt =
    link.status === before.status && before.ref !== undefined
      ? undefined
      : nextSweepAt(link, setting.now, {
          intervalSeconds: setting.sweepSeconds,
          isTogether: setting.traits.fetchBatch > 1,
        });
  if (sweepAt !== undefined) tasks.push(task("sweep", sweepAt));
  return tasks;
}

/** A provider that refused to stop a link whose time is over is asked again, but not in the same breath. */
function expiryDueAt(before: PaymentLink, expiresAt: Date, now: Date): Date {
  const isRefused = before.status === "disabling" && expiresAt <= now;
  return isRefused ? new Date(now.getTime() + refusedExpiryMs) : expiresAt;
}

/** Only what the change itself has made pointless. */
function cancelledTasks(before: PaymentLink, link: PaymentLink): Consequences["cancelTasks"] {
  const isOver = link.status === "paid" || link.status === "disabled" || link.status === "expired";
  const isFound = before.ref === undefined && link.ref !== undefined;
  return [
    ...(isFound ? [{ linkId: link.id, kind: "resolve" as const }] : []),
    ...(before.closing !== undefined && link.closing === undefined
      ? [{ linkId: link.id, kind: "close" as const }]
      : []),
    ...(isOver ? [{ linkId: link.id, kind: "expire" as const }] : []),
  ];
}

function noticesOf(before: PaymentLink, link: PaymentLink, changes: readonly LinkChange[], now: Date): NewNotice[] {
  const conversation = link.origin;
  const card: NewNotice = { conversation, body: { kind: "card", linkId: link.id }, ...waits(link, now) };
  const lines = changes
    .filter((change) => told.has(change.kind))
    .map(
      (change): NewNotice => ({
        conversation,
        body: { kind: "change", linkId: link.id, change },
        isPaid: change.kind === "paid",
        ...(change.kind === "paid" && gathers(before, link, now)),
      }),
    );
  return [card, ...lines];
}

/** Further payments of a link within a minute are told together, at the next full minute. */
function gathers(before: PaymentLink, link: PaymentLink, now: Date): { readonly notBefore?: Date } {
  const last = before.lastPaymentAt;
  if (link.uses === "once" || last === undefined || now.getTime() - last.getTime() >= gatherMs) return {};
  return { notBefore: new Date(Math.ceil((now.getTime() + 1) / gatherMs) * gatherMs) };
}

/** Whether nothing that a card shows has changed. */
function isSameCard(a: PaymentLink, b: PaymentLink): boolean {
  const shown = (link: PaymentLink) => [
    link.status,
    link.url,
    link.qrContent,
    link.expiresAt?.getTime(),
    link.closing?.reason,
    link.closing?.isAsked,
  ];
  return shown(a).every((value, index) => value === shown(b)[index]);
}

/** The card of a link that is still being made is held back a moment: usually it is made by then. */
function waits(link: PaymentLink, now: Date): { readonly notBefore?: Date } {
  return link.status === "creating" ? { notBefore: new Date(now.getTime() + progressAfterMs) } : {};
}

function auditOf(link: PaymentLink, change: LinkChange, setting: Setting): NewAudit {
  const refused = change.kind === "refused" || change.kind === "failed";
  return {
    at: setting.now,
    who: change.by?.id ?? setting.who,
    ...((change.by?.name ?? setting.whoName) !== undefined && { whoName: change.by?.name ?? setting.whoName ?? "" }),
    what: auditNames[change.kind],
    outcome: change.kind === "unknown" ? "unknown" : refused ? "failed" : "done",
    linkId: link.id,
    conversation: link.origin,
    facts: {
      provider: link.account,
      status: link.status,
      ...(change.amount !== undefined && { amount: formatMoney(change.amount) }),
      ...(change.count !== undefined && { count: String(change.count) }),
      ...(change.code !== undefined && { code: change.code }),
      ...(change.isLate && { late: "true" }),
      ...(change.isTwice && { twice: "true" }),
      ...(change.isMismatch && { mismatch: "true" }),
    },
  };
}

const auditNames: Readonly<Record<LinkChange["kind"], string>> = {
  active: "link.created",
  unknown: "link.create-unknown",
  failed: "link.failed",
  "found-late": "link.found-late",
  paid: "payment.succeeded",
  "payment-failed": "payment.failed",
  refunded: "payment.refunded",
  settled: "payment.settled",
  disabling: "link.disable-requested",
  refused: "link.change-refused",
  disabled: "link.disabled",
  enabled: "link.enabled",
  expired: "link.expired",
  closed: "link.closed",
  archived: "link.archived",
  edited: "link.edited",
};
