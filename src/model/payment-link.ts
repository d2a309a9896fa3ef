import type { Branded } from "./brand.ts";
import type { Actor, ConversationRef, Locale, MessageRef } from "./conversation.ts";
import type { Currency } from "./currency.ts";
import { formatMoney, isSameCurrency, type Money } from "./money.ts";

/** Our short id: a letter L and five unambiguous letters and digits, such as `L7K2QM`. */
export type LinkId = Branded<"LinkId">;
/** The name of a provider's adapter folder. */
export type ProviderId = Branded<"ProviderId">;
/** One set of credentials at a provider: `<provider>:<name>`, such as `onerway:default`. */
export type AccountId = Branded<"AccountId">;
/** Our id as the provider gets it; unique for ever. */
export type Reference = Branded<"Reference">;
/** The provider's id of the link. */
export type ProviderRef = Branded<"ProviderRef">;

/** `live` only at the vendor's production origin; everything else is `test`. */
export type Mode = "test" | "live";

/** How often a link may be paid. */
export type Uses = "once" | "many";

/**
 * - `creating`: stored, the provider not yet asked or not yet answered.
 * - `active`: can be paid.
 * - `paid`: paid (only `uses: once`).
 * - `disabling`: asked to stop; the provider has not confirmed.
 * - `disabled`: the provider says it is stopped.
 * - `expired`: its time is over, as the provider says or, where it has no expiry, as it confirmed our closing.
 * - `failed`: certainly not made.
 * - `unknown`: the answer to a create never came; being looked up.
 */
export type LinkStatus = "creating" | "active" | "paid" | "disabling" | "disabled" | "expired" | "failed" | "unknown";

/** Every status, in the order of a link's life. */
export const linkStatuses: readonly LinkStatus[] = [
  "creating",
  "unknown",
  "active",
  "paid",
  "disabling",
  "disabled",
  "expired",
  "failed",
];

/** A fixed amount, or one the payer chooses. */
export type Price =
  | { readonly kind: "fixed"; readonly amount: Money }
  | { readonly kind: "open"; readonly currency: Currency };

/** What a payment may lawfully be, in minor units of the price's currency; an absent bound is no bound. */
export interface ExpectedAmount {
  readonly least?: bigint;
  readonly most?: bigint;
}

/** One thing sold. `options` are the provider's own fields for an item, as typed. */
export interface LineItem {
  readonly name: string;
  readonly quantity: number;
  /** Of one piece; absent when the payer chooses the amount. */
  readonly unitPrice?: Money;
  readonly options?: Readonly<Record<string, string>>;
}

/** What came in, in minor units of the price's currency. `count` includes payments whose amount is unknown. */
export interface PaymentTotals {
  readonly count: number;
  readonly sum: bigint;
  readonly refunded: bigint;
  readonly settled: number;
}

/** Why the bot is stopping a link at the provider. */
export type ClosingReason = "asked" | "paid" | "expired" | "abandoned" | "archived";

/** A stop at the provider that is wanted and not yet confirmed. */
export interface Closing {
  readonly reason: ClosingReason;
  /** Who asked, when a person did. */
  readonly by?: Actor;
  /** The provider accepted the request and has not said it is done. */
  readonly isAsked: boolean;
}

/** What was unusual about the money, for the card. */
export interface PaymentMarks {
  readonly isLate?: true;
  readonly isTwice?: true;
  /** The last payment outside the expected amount. */
  readonly mismatch?: { readonly paid: Money };
}

/** Our record of one link. The store keeps it whole; `revision` grows by one with each stored change. */
export interface PaymentLink {
  readonly id: LinkId;
  readonly revision: number;
  readonly provider: ProviderId;
  readonly account: AccountId;
  readonly mode: Mode;
  readonly reference: Reference;
  readonly ref?: ProviderRef;
  readonly url?: string;
  /** What the QR encodes when that is not the URL (some providers answer with QR content only). */
  readonly qrContent?: string;
  readonly price: Price;
  /** Set by the provider's adapter when a payment may differ from the price (fees, adjustable quantity, promotions). */
  readonly expected?: ExpectedAmount;
  readonly description: string;
  readonly items: readonly LineItem[];
  readonly uses: Uses;
  readonly country?: string;
  /** The merchant's own number for it (`ref:INV-42`). */
  readonly customerReference?: string;
  readonly note?: string;
  /** The provider's own options, checked, as text. */
  readonly options: Readonly<Record<string, string>>;
  readonly status: LinkStatus;
  readonly failure?: LinkFailure;
  /** As asked, from the moment of the request; the provider gets exactly this. */
  readonly expiresInSeconds?: number;
  /** The effective one: as the provider returned it, else as asked. */
  readonly expiresAt?: Date;
  /** Who ends the link at `expiresAt`. */
  readonly expiryBy?: "provider" | "paylink";
  readonly payments: PaymentTotals;
  readonly marks: PaymentMarks;
  /** When we last heard of a payment. */
  readonly lastPaymentAt?: Date;
  readonly closing?: Closing;
  readonly isArchived?: true;
  readonly visits?: number;
  readonly origin: ConversationRef;
  readonly createdBy: Actor;
  /** The maker's language and clock; the card is written for them. */
  readonly locale: Locale;
  readonly sourceUrl?: string;
  /** The newest card; edits go here. */
  readonly card?: MessageRef;
  readonly createdAt: Date;
  /** When the outcome of the create became known: made, or certainly not made. */
  readonly madeAt?: Date;
  /** Our last change of what the provider knows; snapshots that began before it say nothing about the state. */
  readonly changedAt: Date;
  /** When it stopped taking payments (disabled or expired); a payment after it is late. */
  readonly closedAt?: Date;
}

/** Why a link was not made, in our words; `vendorCode` for operators. */
export interface LinkFailure {
  readonly code: string;
  readonly vendorCode?: string;
}

/** The currency a link is asked in. */
export function currencyOf(link: Pick<PaymentLink, "price">): Currency {
  return link.price.kind === "fixed" ? link.price.amount.currency : link.price.currency;
}

/** For people: the amount, or that the payer chooses. */
export function describePrice(price: Price): string {
  return price.kind === "fixed" ? formatMoney(price.amount) : price.currency.code;
}

/** What one payment may be: as the provider said, else exactly a fixed price. An absent bound is no bound. */
export function expectedOf(link: Pick<PaymentLink, "price" | "expected">): ExpectedAmount {
  if (link.expected !== undefined) return link.expected;
  if (link.price.kind === "open") return {};
  const { minor } = link.price.amount;
  return { least: minor, most: minor };
}

/** Whether `count` payments that sum to this amount could be expected from this link. */
export function isExpectedPayment(link: Pick<PaymentLink, "price" | "expected">, paid: Money, count = 1): boolean {
  if (!isSameCurrency(paid.currency, currencyOf(link)) || paid.minor <= 0n) return false;
  const { least, most } = expectedOf(link);
  const times = BigInt(count);
  return (least === undefined || paid.minor >= least * times) && (most === undefined || paid.minor <= most * times);
}

const idAlphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const idPattern = /^L[A-HJKMNP-Z2-9]{5,7}$/;

/** A link id from random bytes (at least `length`): `L`, then letters and digits that cannot be mistaken for each other. */
export function toLinkId(random: Uint8Array, length = 5): LinkId {
  const letters = [...random.subarray(0, length)].map((byte) => idAlphabet[byte % idAlphabet.length]).join("");
  return `L${letters}` as LinkId;
}

/** Whether the text has the form of a link id, in any letter case. */
export function isLinkId(text: string): boolean {
  return idPattern.test(text.toUpperCase());
}
