import type { ConversationRef } from "../../../src/model/conversation.ts";
import type { NoticeId } from "../../../src/model/notice.ts";
import type { LinkId, PaymentLink } from "../../../src/model/payment-link.ts";
import type { Store, StoreContext, StoredRecord, WorkKind } from "../../../src/ports/store.ts";
import { encodeCursor } from "../../shared/store-cursor.ts";
import {
  fromAuditRow,
  fromDeliveryRow,
  fromDraftRow,
  fromEventRow,
  fromLinkRow,
  fromNoticeRow,
  fromRecordRow,
  fromTaskRow,
  type StoredLinkRow,
  toDeliveryTuple,
  toNoticeRow,
  toRecordRow,
} from "../../shared/store-rows.ts";
import { type StoreThread, startThread } from "./store-thread.ts";
import { toCommitWire, toLinkListWire, toLinkTargetWire } from "./to-wire.ts";
import { parseUrl } from "./url.ts";
import type { Hold } from "./wire.ts";

const purgeStep = 500;

/** Opens the store a URL names. @throws ConfigError, StoreUnavailableError. */
export async function openSqliteStore(context: StoreContext): Promise<Store> {
  const location = parseUrl(context.url);
  const listeners: ((kind: WorkKind) => void)[] = [];
  const start = { location, worker: context.worker };
  const main = await startThread({ ...start, role: context.role }, (kinds) => {
    for (const kind of kinds) for (const listener of listeners) listener(kind);
  });
  // Reading every link for a word takes seconds when there are a million: not in the way of the writes.
  let reader: Promise<StoreThread> | undefined;
  const forSearch = (): Promise<StoreThread> => {
    if (location.kind === "memory") return Promise.resolve(main);
    reader ??= startThread({ ...start, role: "reader" }, () => {});
    return reader;
  };
  const now = (): number => context.clock.now().getTime();

  return {
    ready: () => main.call("ping", undefined),
    async close() {
      // The last connection to go tidies up the file, so the reader goes first.
      await (await reader?.catch(() => undefined))?.close();
      await main.close();
    },
    onWork: (listener) => {
      listeners.push(listener);
    },

    acceptDelivery: async (delivery) =>
      (await main.call("acceptDelivery", toDeliveryTuple(delivery))) ? "accepted" : "duplicate",
    claimDeliveries: async (claim) =>
      (await main.call("claimDeliveries", { ...leaseOf(claim), limit: claim.limit })).map(fromDeliveryRow),
    retryDelivery: (delivery, at) => main.call("retryDelivery", [...holdOf(delivery), at.getTime()]),

    findLink: async (target) => toLink(await main.call("findLink", toLinkTargetWire(target))),
    findRequest: async (key) => toLink(await main.call("findRequest", key)),
    knownEvents: (account, keys) => main.call("knownEvents", [account, keys]),
    async listLinks(query) {
      const thread = query.words === undefined ? main : await forSearch();
      const rows = await thread.call("listLinks", toLinkListWire({ ...query, limit: query.limit + 1 }));
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const hasMore = rows.length > page.length && last !== undefined;
      return {
        links: page.map(fromLinkRow),
        ...(hasMore && { cursor: encodeCursor({ createdAt: last.created_at, id: last.id }) }),
      };
    },
    listEvents: async (linkId: LinkId) => (await main.call("listEvents", linkId)).map(fromEventRow),
    findUnmatched: async (account, of) =>
      (await main.call("findUnmatched", [account, of.ref ?? null, of.reference ?? null])).map(fromEventRow),
    async findDraft(conversation, actor, at) {
      const row = await main.call("findDraft", [conversation, actor, at.getTime()]);
      return row && fromDraftRow(row);
    },

    commit: (commit) => main.call("commit", toCommitWire(commit, now())),

    claimTasks: async (claim) => {
      const { limit, exceptAccounts = [] } = claim;
      return (await main.call("claimTasks", { ...leaseOf(claim), limit, exceptAccounts })).map(fromTaskRow);
    },
    startTask: (task) => main.call("startTask", holdOf(task)),
    retryTask: (task, at) => main.call("retryTask", [...holdOf(task), at.getTime()]),
    nextTaskAt: async () => toDate(await main.call("nextTaskAt", now())),

    async claimConversation(claim) {
      const taken = await main.call("claimConversation", leaseOf(claim));
      if (taken === undefined) return undefined;
      const { conversation, fence, notices } = taken;
      return { conversation: conversation as ConversationRef, fence, notices: notices.map(fromNoticeRow) };
    },
    beginSend: (send) =>
      main.call("beginSend", { ...send, notices: numbersOf(send.notices), drops: numbersOf(send.drops) }),
    finishSend: (end) =>
      main.call("finishSend", {
        now: now(),
        conversation: end.conversation,
        fence: end.fence,
        notices: numbersOf(end.notices),
        outcome: end.outcome,
        reason: end.reason ?? null,
        card: end.card === undefined ? null : { ...end.card, origin: end.card.origin ?? null },
        prompt: end.prompt ?? null,
        instead: (end.instead ?? []).map(toNoticeRow),
      }),
    releaseConversation: ({ conversation, fence, nextSendAt }) =>
      main.call("releaseConversation", [conversation, fence, nextSendAt.getTime()]),
    moveConversation: (from, to) => main.call("moveConversation", [from, to]),
    nextSendAt: async () => toDate(await main.call("nextSendAt", now())),

    async getRecord<T>(kind: string, key: string, at: Date): Promise<StoredRecord<T> | undefined> {
      const row = await main.call("getRecord", [kind, key, at.getTime()]);
      return row && fromRecordRow<T>(row);
    },
    async listRecords<T>(kind: string, prefix: string, at: Date): Promise<readonly StoredRecord<T>[]> {
      return (await main.call("listRecords", [kind, prefix, at.getTime()])).map((row) => fromRecordRow<T>(row));
    },
    writeRecord: (write) => main.call("writeRecord", [toRecordRow(write), now()]),

    async listAudit({ from, to, afterSeq, limit }) {
      const range = { from: from?.getTime() ?? null, to: to?.getTime() ?? null, afterSeq: afterSeq ?? null, limit };
      return (await main.call("listAudit", range)).map(fromAuditRow);
    },
    async lastSealed() {
      const row = await main.call("lastSealed", undefined);
      return row && fromAuditRow(row);
    },
    sealAudit: (seals) => main.call("sealAudit", seals),

    takeBudgets: (budgets, at) => main.call("takeBudgets", [budgets, at.getTime()]),
    holdLease: (name, leaseMs, at) => main.call("holdLease", [name, at.getTime() + leaseMs, at.getTime()]),
    releaseLease: (name) => main.call("releaseLease", name),
    async purge(before) {
      await main.call("dropExpired", now());
      // In steps, so that an intake never waits behind a year of bodies.
      for (let purged = 0; ; ) {
        const step = await main.call("purge", [before.getTime(), purgeStep]);
        if (step === 0) return purged;
        purged += step;
      }
    },
    async backlog(at) {
      const { oldestDeliveryAt, oldestNoticeAt, laggards, ...counts } = await main.call("backlog", at.getTime());
      const ageOf = (since: number | null): number => (since === null ? 0 : Math.max(0, at.getTime() - since));
      return {
        ...counts,
        deliveryAgeMs: ageOf(oldestDeliveryAt),
        noticeAgeMs: ageOf(oldestNoticeAt),
        laggards: laggards.map(({ ref, ready_at, notices }) => ({
          conversation: ref as ConversationRef,
          ageMs: ageOf(ready_at),
          notices,
        })),
      };
    },
  };
}

function leaseOf({ now, leaseMs }: { readonly now: Date; readonly leaseMs: number }): {
  readonly now: number;
  readonly until: number;
} {
  return { now: now.getTime(), until: now.getTime() + leaseMs };
}

function holdOf({ id, fence }: { readonly id: string; readonly fence: number }): Hold {
  return [Number(id), fence];
}

function numbersOf(ids: readonly NoticeId[]): readonly number[] {
  return ids.map(Number);
}

function toLink(row: StoredLinkRow | undefined): PaymentLink | undefined {
  return row && fromLinkRow(row);
}

function toDate(at: number | null): Date | undefined {
  return at === null ? undefined : new Date(at);
}
