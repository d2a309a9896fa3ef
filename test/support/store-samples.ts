import type { ActorId, ConversationRef, InboundMessage } from "../../src/model/conversation.ts";
import type { Currency } from "../../src/model/currency.ts";
import { requireCurrency } from "../../src/model/currency.ts";
import type { NewDelivery } from "../../src/model/delivery.ts";
import type { NewTask } from "../../src/model/link-task.ts";
import type { NewNotice, NoticeBody } from "../../src/model/notice.ts";
import type { PaymentEvent } from "../../src/model/payment-event.ts";
import type {
  AccountId,
  LinkId,
  PaymentLink,
  ProviderId,
  ProviderRef,
  Reference,
} from "../../src/model/payment-link.ts";

export const sampleStart = new Date("2026-11-21T08:00:00.000Z");
export const sampleAccount = "onerway:default" as AccountId;
export const sampleConversation = "slack:T1:C1" as ConversationRef;
export const sampleActor = { id: "slack:T1:U1" as ActorId, name: "Ann O'Hara 🦊" };

/** A currency that only its provider knows. */
export const abt: Currency = { code: "ABT", exponent: 18, kind: "token", name: { en: "ArcBlock Token", zh: "ABT" } };

/** A link before it is stored. */
export function sampleLink(id: string, changes: Partial<PaymentLink> = {}): PaymentLink {
  return {
    id: id as LinkId,
    revision: 0,
    provider: "onerway" as ProviderId,
    account: sampleAccount,
    mode: "test",
    reference: `PL-${id}` as Reference,
    price: { kind: "fixed", amount: { minor: 4999n, currency: requireCurrency("USD") } },
    description: "Annual membership",
    items: [
      {
        name: "Annual membership",
        quantity: 1,
        unitPrice: { minor: 4999n, currency: requireCurrency("USD") },
      },
    ],
    uses: "once",
    options: {},
    status: "creating",
    payments: { count: 0, sum: 0n, refunded: 0n, settled: 0 },
    marks: {},
    origin: sampleConversation,
    createdBy: sampleActor,
    locale: { language: "en", timezone: "Asia/Shanghai" },
    createdAt: sampleStart,
    changedAt: sampleStart,
    ...changes,
  };
}

/** A link that uses every member a link can have. */
export function fullLink(id: string): PaymentLink {
  const paid = { minor: 1_000_000_000_000_000_001n, currency: abt };
  return sampleLink(id, {
    mode: "live",
    ref: "plink_1" as ProviderRef,
    url: "https://pay.example/l/1?a=1&b=%20",
    qrContent: "000201010212",
    price: { kind: "fixed", amount: { minor: 123_456_789_012_345_678_901_234_567n, currency: abt } },
    expected: { least: 1n, most: 999_999_999_999_999_999_999n },
    description: 'Line one\nline two "quoted" \\ 会员 \u0000 \ud83e\udd8a',
    items: [{ name: "Mug", quantity: 3, unitPrice: paid, options: { $colour: "blue", __proto__x: "1", $date: "2" } }],
    uses: "many",
    country: "ID",
    customerReference: "INV-42",
    note: "handle with care",
    options: { productName: "Mug", $bigint: "7", constructor: "x" },
    status: "disabling",
    failure: { code: "rejected", vendorCode: "E1" },
    expiresInSeconds: 3600,
    expiresAt: new Date("2026-12-01T00:00:00.123Z"),
    expiryBy: "paylink",
    payments: { count: 2, sum: 2_000_000_000_000_000_002n, refunded: 1n, settled: 1 },
    marks: { isLate: true, isTwice: true, mismatch: { paid } },
    lastPaymentAt: new Date("2026-11-22T00:00:00.000Z"),
    closing: { reason: "asked", by: sampleActor, isAsked: true },
    isArchived: true,
    visits: 12,
    locale: { language: "zh", timezone: "Europe/Berlin" },
    sourceUrl: "https://slack.example/archives/C1/p1",
    card: "slack:T1:C1:171.01" as NonNullable<PaymentLink["card"]>,
    madeAt: new Date("2026-11-21T08:00:01.000Z"),
    closedAt: new Date("2026-11-21T08:00:02.000Z"),
  });
}

/** Something a person said. */
export function sampleMessage(changes: Partial<InboundMessage> = {}): InboundMessage {
  return {
    conversation: sampleConversation,
    actor: sampleActor,
    locale: { language: "en" },
    kind: "command",
    text: "49.99 USD Annual membership",
    isDirect: false,
    isAddressed: true,
    isAllowed: true,
    ...changes,
  };
}

export function sampleDelivery(key: string, changes: Partial<NewDelivery> = {}): NewDelivery {
  return {
    source: "slack",
    key,
    lane: sampleConversation,
    body: { kind: "message", message: sampleMessage() },
    receivedAt: sampleStart,
    ...changes,
  };
}

export function sampleEvent(key: string, changes: Partial<PaymentEvent> = {}): PaymentEvent {
  return {
    kind: "payment.succeeded",
    key,
    ref: "plink_1" as ProviderRef,
    occurredAt: sampleStart,
    amount: { minor: 4999n, currency: requireCurrency("USD") },
    ...changes,
  };
}

export function sampleTask(linkId: string, changes: Partial<NewTask> = {}): NewTask {
  return { linkId: linkId as LinkId, account: sampleAccount, kind: "check", dueAt: sampleStart, ...changes };
}

export function sampleNotice(linkId: string, changes: Partial<NewNotice> = {}): NewNotice {
  return { conversation: sampleConversation, body: { kind: "card", linkId: linkId as LinkId }, ...changes };
}

/** More notices than are handed out at once, the last of them about money. */
export const crowdBeforePaid: readonly { readonly body: NoticeBody; readonly isPaid: boolean }[] = [
  ...Array.from({ length: 230 }, (_, index) => ({
    body: { kind: "card" as const, linkId: `L${String(index).padStart(5, "0")}` as LinkId },
    isPaid: false,
  })),
  {
    body: { kind: "change", linkId: "LPAID1" as LinkId, change: { kind: "paid", at: new Date(0) } },
    isPaid: true,
  },
];
