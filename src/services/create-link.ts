import type { Actor, ConversationRef, Locale } from "../model/conversation.ts";
import { InputError, ProviderError } from "../model/errors.ts";
import type { CreateRequest } from "../model/intent.ts";
import { formatMoney } from "../model/money.ts";
import { describePrice, type PaymentLink, type Reference, toLinkId } from "../model/payment-link.ts";
import type { Cache, IdSource } from "../ports/runtime.ts";
import type { Commit } from "../ports/store.ts";
import { joinCommits, LostLeaseError, type ServiceContext } from "./change-link.ts";
import { checkItems, checkOptions, checkTraits } from "./check-request.ts";
import { progressAfterMs } from "./consequences.ts";
import { orderOfLink } from "./order-of-link.ts";
import { requestKeyOf } from "./request-key.ts";
import { withinTime } from "./time-limit.ts";

/** Who asks, where, and what they may leave out. */
export interface Asker {
  readonly actor: Actor;
  readonly locale: Locale;
  /** Where the link is shown. */
  readonly origin: ConversationRef;
  /** The name that place had when they asked: a second press means the same, whatever the place is called by then. */
  readonly askedIn: ConversationRef;
  readonly defaults: { readonly provider?: string; readonly country?: string };
  readonly sourceUrl?: string;
  /** When they asked. A request that waited (a restart, a long queue) is the same as one asked at the same moment. */
  readonly askedAt: Date;
  /** Makes requests with the same content different: the link `again` was asked for. */
  readonly againOf?: string;
}

/** What creating needs beyond the ordinary. */
export interface CreateContext extends ServiceContext {
  readonly ids: IdSource;
  readonly cache: Cache;
}

/** A link was begun, or the same request is still fresh and its link is given back. */
export type CreateOutcome =
  | { readonly kind: "begun"; readonly link: PaymentLink }
  | { readonly kind: "repeated"; readonly link: PaymentLink };

/** A provider that must be asked before a link is promised has that long; a person waits. */
const checkMs = 10_000;

/** How long after a link is made the same request still means that link. */
export const sameRequestMs = 30_000;

/**
 * Checks a request, then stores the link as `creating` together with everything that makes it go on: the task, the
 * card, the audit row and what `also` adds. The same request by the same person in the same conversation gives the
 * first link while that is unfinished or younger than 30 s, decided by the write itself.
 *
 * @throws InputError, UnsupportedError, ProviderError (a provider that must be asked for its currencies); nothing is
 * stored then. LostLeaseError when the delivery is no longer ours.
 */
export async function createLink(
  context: CreateContext,
  request: CreateRequest,
  asker: Asker,
  also: (outcome: CreateOutcome) => Partial<Commit>,
): Promise<CreateOutcome> {
  const draft = await draftLink(context, request, asker);
  const key = requestKeyOf(draft, asker, asker.origin);
  const formerKey = asker.askedIn === asker.origin ? undefined : requestKeyOf(draft, asker, asker.askedIn);
  for (;;) {
    const earlier = await context.store.findRequest(key);
    const former = formerKey === undefined ? undefined : await context.store.findRequest(formerKey);
    const same = [earlier, former].find((link) => link !== undefined && isStillFresh(link, asker.askedAt));
    if (same !== undefined) {
      const outcome: CreateOutcome = { kind: "repeated", link: same };
      const result = await context.store.commit(also(outcome));
      if (!result.ok) throw new LostLeaseError();
      return outcome;
    }
    const link = withId(draft, context.ids);
    const outcome: CreateOutcome = { kind: "begun", link };
    const claim = { key, linkId: link.id, ...(earlier !== undefined && { replaces: earlier.id }) };
    const result = await context.store.commit(joinCommits({ ...firstWrites(link), request: claim }, also(outcome)));
    if (result.ok) return outcome;
    if (result.conflict === "lease") throw new LostLeaseError();
  }
}

/** Whether the same request, asked at that time, still means this link. */
export function isStillFresh(link: PaymentLink, askedAt: Date): boolean {
  if (link.status === "failed") return false;
  if (link.status === "creating" || link.status === "unknown") return true;
  return link.madeAt !== undefined && askedAt.getTime() - link.madeAt.getTime() < sameRequestMs;
}

async function draftLink(context: CreateContext, request: CreateRequest, asker: Asker): Promise<PaymentLink> {
  const { provider, title } = context.providers.forCreate(request.provider ?? asker.defaults.provider);
  const country = request.country ?? asker.defaults.country;
  checkTraits(request, provider.traits, country);
  const now = context.clock.now();
  const link: PaymentLink = {
    id: "" as PaymentLink["id"],
    reference: "" as Reference,
    revision: 0,
    provider: provider.account.provider,
    account: provider.account.id,
    mode: provider.account.mode,
    price: request.price,
    description: request.description,
    items: checkItems(request.items.length > 0 ? request.items : [soleItem(request)], provider.options, title),
    uses: request.uses ?? "once",
    ...(country !== undefined && { country }),
    ...(request.customerReference !== undefined && { customerReference: request.customerReference }),
    ...(request.note !== undefined && { note: request.note }),
    options: checkOptions(request.options, provider.options, title),
    status: "creating",
    ...(request.expiresInSeconds !== undefined && {
      expiresInSeconds: request.expiresInSeconds,
      expiresAt: new Date(now.getTime() + request.expiresInSeconds * 1000),
      expiryBy: provider.traits.expiry === undefined ? ("paylink" as const) : ("provider" as const),
    }),
    payments: { count: 0, sum: 0n, refunded: 0n, settled: 0 },
    marks: {},
    origin: asker.origin,
    createdBy: asker.actor,
    locale: asker.locale,
    ...(asker.sourceUrl !== undefined && { sourceUrl: asker.sourceUrl }),
    createdAt: now,
    changedAt: now,
  };
  const order = orderOfLink({ ...link, reference: "L00000-00000000" as Reference });
  await withinTime(context.clock, checkMs, provider.checkOrder(order), () => {
    const { provider: id } = provider.account;
    return new ProviderError({ provider: id, operation: "check", kind: "unavailable", vendorCode: "no answer" });
  });
  return link;
}

function soleItem(request: CreateRequest): PaymentLink["items"][number] {
  const unitPrice = request.price.kind === "fixed" ? { unitPrice: request.price.amount } : {};
  return { name: request.description, quantity: 1, ...unitPrice };
}

function withId(draft: PaymentLink, ids: IdSource): PaymentLink {
  const id = toLinkId(ids.bytes(5));
  const suffix = toLinkId(ids.bytes(8), 8).slice(1);
  return { ...draft, id, reference: `${id}-${suffix}` as Reference };
}

function firstWrites(link: PaymentLink): Commit {
  const facts = {
    provider: link.account,
    amount: link.price.kind === "fixed" ? formatMoney(link.price.amount) : `open ${describePrice(link.price)}`,
  };
  return {
    links: [link],
    tasks: [{ linkId: link.id, account: link.account, kind: "create", dueAt: link.createdAt }],
    notices: [
      {
        conversation: link.origin,
        body: { kind: "card", linkId: link.id },
        notBefore: new Date(link.createdAt.getTime() + progressAfterMs),
      },
    ],
    audit: [
      {
        at: link.createdAt,
        who: link.createdBy.id,
        whoName: link.createdBy.name,
        what: "link.requested",
        outcome: "done",
        linkId: link.id,
        conversation: link.origin,
        facts,
      },
    ],
  };
}

/**
 * The request that would make the same link once more: for `again` and "New link".
 *
 * @throws InputError when the link has nothing to repeat.
 */
export function requestOfLink(link: PaymentLink): CreateRequest {
  if (link.description === "") throw new InputError("nothing-to-repeat");
  return {
    price: link.price,
    description: link.description,
    items: link.items,
    provider: link.provider,
    ...(link.country !== undefined && { country: link.country }),
    ...(link.expiresInSeconds !== undefined && { expiresInSeconds: link.expiresInSeconds }),
    uses: link.uses,
    ...(link.customerReference !== undefined && { customerReference: link.customerReference }),
    ...(link.note !== undefined && { note: link.note }),
    options: link.options,
  };
}
