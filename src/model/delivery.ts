import type { Branded } from "./brand.ts";
import type { InboundMessage } from "./conversation.ts";
import type { LinkHint } from "./errors.ts";
import type { PaymentEvent } from "./payment-event.ts";
import type { AccountId } from "./payment-link.ts";

/** Names one stored delivery. */
export type DeliveryId = Branded<"DeliveryId">;

/** What came in: something a person said, or what a provider reported. */
export type DeliveryBody =
  | { readonly kind: "message"; readonly message: InboundMessage }
  | {
      readonly kind: "webhook";
      readonly account: AccountId;
      readonly events: readonly PaymentEvent[];
      readonly hints: readonly LinkHint[];
    };

/** One inbound request or update, before it is stored. */
export interface NewDelivery {
  /** Where it came from: a platform id, or `webhook:<account>`. */
  readonly source: string;
  /** Names it within its source; a second one with the same key changes nothing. */
  readonly key: string;
  /** Deliveries of one lane are handled one at a time, in the order stored: a conversation, or a provider's link. */
  readonly lane: string;
  readonly body: DeliveryBody;
  readonly receivedAt: Date;
}

/** A stored delivery in the hands of one worker. `fence` proves that the hands are still the right ones. */
export interface Delivery extends NewDelivery {
  readonly id: DeliveryId;
  readonly attempts: number;
  readonly fence: number;
}
