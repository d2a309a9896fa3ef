import type { ConversationRef } from "../../src/model/conversation.ts";
import type { NoticeId } from "../../src/model/notice.ts";
import type { LinkId, PaymentLink } from "../../src/model/payment-link.ts";
import type { Clock } from "../../src/ports/runtime.ts";
import type { Store, StoredRecord, WorkKind } from "../../src/ports/store.ts";
import { encodeCursor } from "./store-cursor.ts";
import { fromLinkRow, type StoredLinkRow } from "./store-link-row.ts";
import type { ArgumentOf, Hold, LeaseRequest, OperationName, ResultOf } from "./store-operations.ts";
import { fromDraftRow, fromRecordRow, toRecordRow } from "./store-record-rows.ts";
import { toCommitWire, toLinkListWire, toLinkTargetWire, toSendEndWire } from "./store-to-wire.ts";
import { fromAuditRow, fromEventRow } from "./store-trail-rows.ts";
import { fromDeliveryRow, fromNoticeRow, fromTaskRow, toDeliveryTuple } from "./store-work-rows.ts";

/** An open database that does the operations, wherever they run. */
export interface StoreEngine {
  /** @throws StoreUnavailableError after two seconds at most; nothing was written then. */
  call<Name extends OperationName>(name: Name, argument: ArgumentOf<Name>): Promise<ResultOf<Name>>;
  onWork(listener: (kind: WorkKind) => void): void;
  close(): Promise<void>;
}

const purgeStep = 500;

/** The port over an engine: turns what callers say into rows, and rows into what callers know. */
export function storeOver(engine: StoreEngine, clock: Clock): Store {
  const now = (): number => clock.now().getTime();

  return {
    ready: () => engine.call("ping", undefined),
    close: () => engine.close(),
    onWork: (listener) => engine.onWork(listener),

    acceptDelivery: async (delivery) =>
      (await engine.call("acceptDelivery", toDeliveryTuple(delivery))) ? "accepted" : "duplicate",
    claimDeliveries: async (claim) =>
      (await engine.call("claimDeliveries", { ...leaseOf(claim), limit: claim.limit })).map(fromDeliveryRow),
    retryDelivery: (delivery, at) => engine.call("retryDelivery", [...holdOf(delivery), at.getTime()]),

    findLink: async (target) => toLink(await engine.call("findLink", toLinkTargetWire(target))),
    findRequest: async (key) => toLink(await engine.call("findRequest", key)),
    knownEvents: (account, keys) => engine.call("knownEvents", [account, keys]),
    async listLinks(query) {
      const rows = await engine.call("listLinks", toLinkListWire({ ...query, limit: query.limit + 1 }));
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const hasMore = rows.length > page.length && last !== undefined;
      return { links: page.map(fromLinkRow), ...(hasMore && { cursor: encodeCursor(last) }) };
    },
    listEvents: async (linkId: LinkId) => (await engine.call("listEvents", linkId)).map(fromEventRow),
    findUnmatched: async (account, of) =>
      (await engine.call("findUnmatched", [account, of.ref ?? null, of.reference ?? null])).map(fromEventRow),
    async findDraft(conversation, actor, at) {
      const row = await engine.call("findDraft", [conversation, actor, at.getTime()]);
      return row && fromDraftRow(row);
    },

    commit: (commit) => engine.call("commit", toCommitWire(commit, now())),

    claimTasks: async (claim) => {
      const { limit, exceptAccounts = [] } = claim;
      return (await engine.call("claimTasks", { ...leaseOf(claim), limit, exceptAccounts })).map(fromTaskRow);
    },
    startTask: (task) => engine.call("startTask", holdOf(task)),
    retryTask: (task, at) => engine.call("retryTask", [...holdOf(task), at.getTime()]),
    nextTaskAt: async () => toDate(await engine.call("nextTaskAt", now())),

    async claimConversation(claim) {
      const taken = await engine.call("claimConversation", leaseOf(claim));
      if (taken === undefined) return undefined;
      const { conversation, fence, notices } = taken;
      return { conversation: conversation as ConversationRef, fence, notices: notices.map(fromNoticeRow) };
    },
    beginSend: (send) =>
      engine.call("beginSend", { ...send, notices: numbersOf(send.notices), drops: numbersOf(send.drops) }),
    finishSend: (end) => engine.call("finishSend", toSendEndWire(end, now())),
    releaseConversation: ({ conversation, fence, nextSendAt }) =>
      engine.call("releaseConversation", [conversation, fence, nextSendAt.getTime()]),
    moveConversation: (from, to) => engine.call("moveConversation", [from, to]),
    nextSendAt: async () => toDate(await engine.call("nextSendAt", now())),

    async getRecord<T>(kind: string, key: string, at: Date): Promise<StoredRecord<T> | undefined> {
      const row = await engine.call("getRecord", [kind, key, at.getTime()]);
      return row && fromRecordRow<T>(row);
    },
    async listRecords<T>(kind: string, prefix: string, at: Date): Promise<readonly StoredRecord<T>[]> {
      return (await engine.call("listRecords", [kind, prefix, at.getTime()])).map((row) => fromRecordRow<T>(row));
    },
    writeRecord: (write) => engine.call("writeRecord", [toRecordRow(write), now()]),

    async listAudit({ from, to, afterSeq, limit }) {
      const range = { from: from?.getTime() ?? null, to: to?.getTime() ?? null, afterSeq: afterSeq ?? null, limit };
      return (await engine.call("listAudit", range)).map(fromAuditRow);
    },
    async lastSealed() {
      const row = await engine.call("lastSealed", undefined);
      return row && fromAuditRow(row);
    },
    sealAudit: (seals) => engine.call("sealAudit", seals),

    takeBudgets: (budgets, at) => engine.call("takeBudgets", [budgets, at.getTime()]),
    holdLease: (name, leaseMs, at) => engine.call("holdLease", [name, at.getTime() + leaseMs, at.getTime()]),
    releaseLease: (name) => engine.call("releaseLease", name),
    async purge(before) {
      await engine.call("dropExpired", now());
      // In steps, so that an intake never waits behind a year of bodies.
      for (let purged = 0; ; ) {
        const step = await engine.call("purge", [before.getTime(), purgeStep]);
        if (step === 0) return purged;
        purged += step;
      }
    },
    async backlog(at) {
      const { oldestDeliveryAt, oldestNoticeAt, laggards, ...counts } = await engine.call("backlog", at.getTime());
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

function leaseOf({ now, leaseMs }: { readonly now: Date; readonly leaseMs: number }): LeaseRequest {
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
