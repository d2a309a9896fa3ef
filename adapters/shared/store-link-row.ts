import type { ConversationRef, MessageRef } from "../../src/model/conversation.ts";
import type { PaymentLink } from "../../src/model/payment-link.ts";
import { decodeDocument, encodeDocument } from "./store-codec.ts";
import { searchTextOf } from "./store-search.ts";

/** What both engines keep of a link: the document, and the columns that queries need. Times are epoch milliseconds. */
export interface LinkRow {
  readonly id: string;
  readonly revision: number;
  readonly provider: string;
  readonly account: string;
  readonly reference: string;
  readonly ref: string | null;
  readonly url: string | null;
  readonly status: string;
  readonly created_by: string;
  readonly conversation: string;
  readonly price_currency: string | null;
  readonly price_minor: string | null;
  readonly search: string;
  readonly created_at: number;
  readonly card: string | null;
  readonly doc: string;
}

/** The columns of a link, in the order they are written. */
export const linkColumns = [
  "id",
  "revision",
  "provider",
  "account",
  "reference",
  "ref",
  "url",
  "status",
  "created_by",
  "conversation",
  "price_currency",
  "price_minor",
  "search",
  "created_at",
  "card",
  "doc",
] as const satisfies readonly (keyof LinkRow)[];

/** A link as it is written; `revision` is still the one the change was decided on. */
export function toLinkRow(link: PaymentLink): LinkRow {
  const { revision, origin, card, ...rest } = link;
  const fixed = link.price.kind === "fixed" ? link.price.amount : undefined;
  return {
    id: link.id,
    revision,
    provider: link.provider,
    account: link.account,
    reference: link.reference,
    ref: link.ref ?? null,
    url: link.url ?? null,
    status: link.status,
    created_by: link.createdBy.id,
    conversation: origin,
    price_currency: fixed?.currency.code ?? null,
    price_minor: fixed === undefined ? null : String(fixed.minor),
    search: searchTextOf(link),
    created_at: link.createdAt.getTime(),
    card: card ?? null,
    doc: encodeDocument(rest),
  };
}

/** What is read of a link: its document, and what changes without the document. */
export type StoredLinkRow = Pick<LinkRow, "doc" | "revision" | "conversation" | "card">;

/** A link as it was stored. */
export function fromLinkRow(row: StoredLinkRow): PaymentLink {
  return {
    ...decodeDocument<Omit<PaymentLink, "revision" | "origin" | "card">>(row.doc),
    revision: row.revision,
    origin: row.conversation as ConversationRef,
    ...(row.card !== null && { card: row.card as MessageRef }),
  };
}
