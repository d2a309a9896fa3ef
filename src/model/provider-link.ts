import type { Currency } from "./currency.ts";
import type { Money } from "./money.ts";
import type { PaymentEvent } from "./payment-event.ts";
import type { ExpectedAmount, Price, ProviderRef, Reference, Uses } from "./payment-link.ts";

/**
 * Whether the link takes payments, as the provider says. `cancelling`: asked to stop, not done.
 * `unclear`: the provider does not say, or says something we do not know; nothing follows from it.
 */
export type ProviderLinkState = "active" | "cancelling" | "disabled" | "expired" | "unclear";

/** A link as its provider knows it. */
export interface ProviderLink {
  readonly ref: ProviderRef;
  /** Our reference, where the provider keeps it. */
  readonly reference?: Reference;
  /** http or https; absent when the provider answered with QR content only. */
  readonly url?: string;
  readonly qrContent?: string;
  readonly state: ProviderLinkState;
  readonly isArchived?: boolean;
  /** The effective expiry. */
  readonly expiresAt?: Date;
  readonly expected?: ExpectedAmount;
  /** Payments, refunds and settlements the provider lists one by one, each with its own key. */
  readonly events?: readonly PaymentEvent[];
  /** What a provider that only counts says: never decreasing, over the link's whole life. */
  readonly totals?: PaymentCount;
  readonly visits?: number;
}

/** Payments so far and their sum. */
export interface PaymentCount {
  readonly count: number;
  readonly sum: Money;
}

/** A link in a provider's own list, which may have been made elsewhere. */
export interface ListedLink extends ProviderLink {
  readonly name: string;
  readonly price?: Price;
  readonly uses?: Uses;
  readonly createdAt?: Date;
  /** Facts worth showing that have no field of their own, already in words the vendor uses. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** What a provider's list is asked for; each provider uses what it has and says so in its traits. */
export interface ProviderListQuery {
  readonly status?: "active" | "disabled";
  readonly words?: string;
  readonly from?: Date;
  readonly to?: Date;
  /** The vendor's own order text, such as `created_at:DESC`. */
  readonly order?: string;
  /** From 1. */
  readonly page: number;
  readonly size: number;
}

/** One page of a provider's list; `total` where it says. */
export interface ListedPage {
  readonly links: readonly ListedLink[];
  readonly total?: number;
}

/** A settlement account, pay type, channel or the like that the credentials reach. */
export interface SettlementAccount {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly currencies?: readonly Currency["code"][];
  readonly facts?: Readonly<Record<string, string>>;
}
