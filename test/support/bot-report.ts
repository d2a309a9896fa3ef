import { linkCard } from "../../src/bot/link-card.ts";
import type { Card } from "../../src/model/card.ts";
import type { PaymentLink } from "../../src/model/payment-link.ts";
import { currencyOf } from "../../src/model/payment-link.ts";
import type { Store } from "../../src/ports/store.ts";
import type { RegisteredProvider } from "../../src/services/provider-registry.ts";

/** What a card says, without its picture. */
export type CardText = Pick<Card, "badge" | "title" | "lines" | "facts" | "link" | "buttons">;

/** One link as the bot holds it, fit for another process. */
export interface LinkReport {
  readonly id: string;
  readonly reference: string;
  readonly ref?: string;
  readonly provider: string;
  readonly status: string;
  readonly uses: string;
  readonly description: string;
  readonly conversation: string;
  readonly createdAt: string;
  readonly madeAt?: string;
  readonly currency: string;
  readonly exponent: number;
  /** In minor units. */
  readonly price?: string;
  readonly paidCount: number;
  /** In minor units. */
  readonly paidSum: string;
  readonly isClosing: boolean;
  readonly cardRef?: string;
  /** What its card must say now. */
  readonly card: CardText;
}

/** One row of the audit trail. */
export interface AuditReport {
  readonly what: string;
  readonly linkId?: string;
  readonly count: number;
}

/** Everything the bot believes. */
export interface BotReport {
  readonly links: readonly LinkReport[];
  readonly audit: readonly AuditReport[];
  readonly parked: number;
  readonly unmatchedEvents: number;
}

/** Reads it all out of the store. */
export async function reportOf(
  store: Store,
  providers: ReadonlyMap<string, RegisteredProvider>,
  now: Date,
): Promise<BotReport> {
  const links: LinkReport[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listLinks({ limit: 200, ...(cursor !== undefined && { cursor }) });
    for (const link of page.links) links.push(reportOfLink(store, link, providers.get(link.account)));
    cursor = page.cursor;
  } while (cursor !== undefined);
  const { parked, unmatchedEvents } = await store.backlog(now);
  return { links: links.reverse(), audit: await auditOf(store), parked, unmatchedEvents };
}

function reportOfLink(store: Store, link: PaymentLink, registered: RegisteredProvider | undefined): LinkReport {
  if (registered === undefined) throw new Error(`no provider account ${link.account}`);
  return {
    id: link.id,
    reference: link.reference,
    ...(link.ref !== undefined && { ref: link.ref }),
    provider: link.provider,
    status: link.status,
    uses: link.uses,
    createdAt: link.createdAt.toISOString(),
    ...(link.madeAt !== undefined && { madeAt: link.madeAt.toISOString() }),
    description: link.description,
    conversation: link.origin,
    currency: currencyOf(link).code,
    exponent: currencyOf(link).exponent,
    ...(link.price.kind === "fixed" && { price: String(link.price.amount.minor) }),
    paidCount: link.payments.count,
    paidSum: String(link.payments.sum),
    isClosing: link.closing !== undefined,
    ...(link.card !== undefined && { cardRef: link.card }),
    card: cardOf(store, link, registered),
  };
}

/** Cards that were rendered, by store and link: of a thousand links few change between two reports. */
const cards = new WeakMap<Store, Map<string, { readonly revision: number; readonly text: CardText }>>();

function cardOf(store: Store, link: PaymentLink, registered: RegisteredProvider): CardText {
  const known = cards.get(store) ?? new Map();
  cards.set(store, known);
  const kept = known.get(link.id);
  if (kept?.revision === link.revision) return kept.text;
  const text = textOf(linkCard(link, registered, link.locale));
  known.set(link.id, { revision: link.revision, text });
  return text;
}

/** The part of a card that must be equal wherever it is shown. */
export function textOf({ badge, title, lines, facts, link, buttons }: Card): CardText {
  return JSON.parse(JSON.stringify({ badge, title, lines, facts, link, buttons })) as CardText;
}

async function auditOf(store: Store): Promise<readonly AuditReport[]> {
  const rows: AuditReport[] = [];
  for (let afterSeq = 0; ; ) {
    const page = await store.listAudit({ afterSeq, limit: 500 });
    const last = page.at(-1);
    if (last === undefined) return rows;
    for (const { what, linkId, facts } of page)
      rows.push({ what, ...(linkId !== undefined && { linkId }), count: Number(facts?.count ?? 1) });
    afterSeq = last.seq;
  }
}
