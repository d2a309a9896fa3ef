import type { ConversationRef } from "./conversation.ts";
import type { LinkId } from "./payment-link.ts";

/** Who did what, when, with which outcome. Written with the change it speaks of, never altered. */
export interface NewAudit {
  readonly at: Date;
  /** An actor id, `provider:<id>`, or `paylink` for the bot's own doing. */
  readonly who: string;
  readonly whoName?: string;
  /** Dotted, past tense: `link.requested`, `link.created`, `payment.succeeded`, `access.refused`. */
  readonly what: string;
  readonly outcome: "done" | "refused" | "failed" | "unknown";
  readonly linkId?: LinkId;
  readonly conversation?: ConversationRef;
  /** Amounts, providers, codes; never a secret, never a payer's name. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** A stored row; `seal` chains it to the row before, once the sealer has come by. */
export interface AuditRow extends NewAudit {
  readonly seq: number;
  readonly seal?: string;
}
