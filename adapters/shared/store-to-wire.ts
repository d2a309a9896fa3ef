import { linkStatuses } from "../../src/model/payment-link.ts";
import type { Commit, LinkQuery, LinkTarget, SendEnd } from "../../src/ports/store.ts";
import { encodeDocument } from "./store-codec.ts";
import { decodeCursor } from "./store-cursor.ts";
import { toLinkRow } from "./store-link-row.ts";
import type { CommitWire, LinkListWire, LinkTargetWire, SendEndWire } from "./store-operations.ts";
import { toDraftRow, toRecordRow } from "./store-record-rows.ts";
import { searchWords } from "./store-search.ts";
import { toAuditRow, toEventRow } from "./store-trail-rows.ts";
import { toNoticeRow, toTaskRow } from "./store-work-rows.ts";

/** A commit as rows. */
export function toCommitWire(commit: Commit, now: number): CommitWire {
  const { delivery, task, request, matched, draft, dropDraft } = commit;
  return {
    now,
    delivery: delivery === undefined ? null : [Number(delivery.id), delivery.fence],
    task: task === undefined ? null : [Number(task.id), task.fence],
    links: (commit.links ?? []).map(toLinkRow),
    request:
      request === undefined ? null : { key: request.key, linkId: request.linkId, replaces: request.replaces ?? null },
    events: (commit.events ?? []).map(toEventRow),
    matched: matched ?? null,
    tasks: (commit.tasks ?? []).map(toTaskRow),
    cancelTasks: (commit.cancelTasks ?? []).map(({ linkId, kind }) => [linkId, kind] as const),
    notices: (commit.notices ?? []).map(toNoticeRow),
    audit: (commit.audit ?? []).map(toAuditRow),
    draft: draft === undefined ? null : toDraftRow(draft),
    dropDraft: dropDraft === undefined ? null : [dropDraft.conversation, dropDraft.actor],
    records: (commit.records ?? []).map(toRecordRow),
  };
}

/** A target as columns. */
export function toLinkTargetWire(target: LinkTarget): LinkTargetWire {
  return "anyRef" in target ? { ref: target.anyRef } : { ...target };
}

/** A list query as columns, folded words and a position. */
export function toLinkListWire(query: LinkQuery): LinkListWire {
  const { createdBy, conversation, account, provider, price } = query;
  return {
    equals: {
      ...(createdBy !== undefined && { created_by: createdBy }),
      ...(conversation !== undefined && { conversation }),
      ...(account !== undefined && { account }),
      ...(provider !== undefined && { provider }),
      ...(price !== undefined && { price_currency: price.currency, price_minor: String(price.minor) }),
    },
    statuses: query.statuses ?? linkStatuses,
    words: searchWords(query.words),
    from: query.createdFrom?.getTime() ?? null,
    to: query.createdTo?.getTime() ?? null,
    after: decodeCursor(query.cursor) ?? null,
    limit: query.limit,
  };
}

/** The end of a send as rows. */
export function toSendEndWire(end: SendEnd, now: number): SendEndWire {
  return {
    now,
    conversation: end.conversation,
    fence: end.fence,
    notices: end.notices.map(Number),
    outcome: end.outcome,
    reason: end.reason ?? null,
    card: end.card === undefined ? null : { ...end.card, origin: end.card.origin ?? null },
    prompt: end.prompt ?? null,
    instead: (end.instead ?? []).map(toNoticeRow),
    amended: (end.amended ?? []).map(({ id, body }) => ({ id: Number(id), body: encodeDocument(body) })),
  };
}
