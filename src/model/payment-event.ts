import type { Money } from "./money.ts";
import type { ProviderRef, Reference } from "./payment-link.ts";

/** What a provider told us, in our words. Dotted, past tense. */
export type PaymentEventKind =
  | "payment.succeeded"
  | "payment.failed"
  | "payment.refunded"
  | "payment.settled"
  | "link.expired"
  | "link.disabled"
  | "link.enabled";

/** One fact about one link, reported by its provider. */
export interface PaymentEvent {
  readonly kind: PaymentEventKind;
  /**
   * Names the fact within its account: equal for a redelivery and for webhook and sweep, different for another payment.
   * A payment's key names the payment itself; other kinds put their kind in front.
   */
  readonly key: string;
  /** The provider's id of the link, our reference, or both; at least one. */
  readonly ref?: ProviderRef;
  readonly reference?: Reference;
  /** The provider's time, not the arrival's. */
  readonly occurredAt: Date;
  /** What was paid or refunded. Absent when the provider does not say; the link's price then stands. */
  readonly amount?: Money;
  /** How many payments this fact stands for; 1 when absent. Only providers that report totals send more. */
  readonly count?: number;
}
