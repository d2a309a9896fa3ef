import type { ActorId, ConversationRef } from "../../src/model/conversation.ts";
import { requireCurrency } from "../../src/model/currency.ts";
import type { LinkChange } from "../../src/model/link-transition.ts";
import type { Notice, NoticeBody, NoticeId } from "../../src/model/notice.ts";
import type { LinkId } from "../../src/model/payment-link.ts";

/** The moment around which the samples were stored. */
export const noticedAt = new Date("2026-11-21T08:00:00Z");

const usd = requireCurrency("USD");
let made = 0;

/** A stored notice; each is a millisecond younger than the one made before it. */
export function noticeOf(body: NoticeBody, over: Partial<Notice> = {}): Notice {
  made += 1;
  return {
    id: String(made) as NoticeId,
    conversation: "desk:main" as ConversationRef,
    body,
    state: "pending",
    attempts: 0,
    doubts: 0,
    storedAt: new Date(noticedAt.getTime() - 3_600_000 + made),
    ...over,
  };
}

/** A card of the link with this name. */
export function cardNotice(name: string, over?: Partial<Notice>): Notice {
  return noticeOf({ kind: "card", linkId: name as LinkId }, over);
}

/** A change of that link. */
export function changeNotice(
  name: string,
  change: Partial<LinkChange> & { kind: LinkChange["kind"] },
  over?: Partial<Notice>,
): Notice {
  return noticeOf({ kind: "change", linkId: name as LinkId, change: { at: noticedAt, ...change } }, over);
}

/** A payment of that link, in US cents. */
export function paidNotice(name: string, minor: bigint, over?: Partial<Notice>): Notice {
  return changeNotice(name, { kind: "paid", amount: { minor, currency: usd } }, { isPaid: true, ...over });
}

/** An answer to a person. */
export function answerNotice(): Notice {
  return noticeOf({
    kind: "reply",
    card: { summary: "hi", title: "hi" },
    to: { id: "desk:ann" as ActorId, name: "Ann" },
    locale: { language: "en", timezone: "UTC" },
    isPrivate: true,
  });
}
