import type { LinkHint } from "../model/errors.ts";
import type { NewTask } from "../model/link-task.ts";
import type { Money } from "../model/money.ts";
import type { AccountId, LinkStatus, PaymentLink, ProviderRef, Reference } from "../model/payment-link.ts";
import type { Commit, LinkQuery, LinkTarget } from "../ports/store.ts";
import type { ServiceContext } from "./change-link.ts";
import { checkAgainMs } from "./run-look.ts";

/** Most open links that one hint without a name has looked at; what is beyond them is found by the routine check. */
const mostOpen = 500;
const mostClosed = 50;
const pageSize = 100;
/** With more candidates than this each is followed up once only. */
const few = 50;

const open: readonly LinkStatus[] = ["active", "disabling"];
const closed: readonly LinkStatus[] = ["paid", "disabled", "expired"];

/**
 * Asks for one look at each link a hint may be about, not oftener than the budget of that link allows. Hints without
 * proof get one look a minute, believed ones one every five seconds.
 */
export async function tasksOfHints(
  context: ServiceContext,
  account: AccountId,
  hints: readonly LinkHint[],
  isProven = true,
): Promise<Required<Pick<Commit, "tasks">>> {
  const found = await Promise.all(hints.map((hint) => candidatesOf(context, account, { hint, isProven })));
  const unique = new Map(found.flatMap(({ links, waitMs }) => links.map((link) => [link.id, { link, waitMs }])));
  context.metrics.count("hints_total", { account, matched: unique.size > 0 ? "yes" : "no" });
  const attempts = unique.size > few ? checkAgainMs.length - 1 : 0;
  const tasks = await Promise.all(
    [...unique.values()].map(async ({ link, waitMs }) => {
      const own = await takeTurn(context, `hint:${isProven ? "" : "unproven:"}${link.id}`, isProven ? 5 : 60);
      return own > 0 && !isProven ? [] : [checkOf(context, link, { waitMs: Math.max(own, waitMs), attempts })];
    }),
  );
  return { tasks: tasks.flat() };
}

function checkOf(
  context: ServiceContext,
  link: PaymentLink,
  { waitMs, attempts }: { readonly waitMs: number; readonly attempts: number },
): NewTask {
  const dueAt = new Date(context.clock.now().getTime() + waitMs);
  return { linkId: link.id, account: link.account, kind: "check", dueAt, attempts, keepsEarlier: true };
}

/** One turn every so many seconds: 0 when it was taken, else the milliseconds until there is one. */
function takeTurn(context: ServiceContext, key: string, seconds: number): Promise<number> {
  return context.store.takeBudgets([{ key, capacity: 1, refillPerSecond: 1 / seconds }], context.clock.now());
}

interface Candidates {
  readonly links: readonly PaymentLink[];
  /** Not to be looked at sooner. */
  readonly waitMs: number;
}

async function candidatesOf(
  context: ServiceContext,
  account: AccountId,
  { hint, isProven }: { readonly hint: LinkHint; readonly isProven: boolean },
): Promise<Candidates> {
  const named: LinkTarget[] = [
    ...(hint.reference === undefined ? [] : [{ account, reference: hint.reference as Reference }]),
    ...(hint.ref === undefined ? [] : [{ account, ref: hint.ref as ProviderRef }]),
  ];
  for (const target of named) {
    const link = await context.store.findLink(target);
    if (link !== undefined) return { links: [link], waitMs: 0 };
  }
  if (named.length > 0 || !isProven) return { links: [], waitMs: 0 };
  const alike = hint.amount === undefined ? [] : await payableFor(context, account, hint.amount);
  if (alike.length > 0) return { links: alike, waitMs: 0 };
  // Nothing here costs as much: another amount was paid than was asked, or it is no business of ours.
  const waitMs = await takeTurn(context, `hint:all:${account}`, 60);
  return { links: await listAll(context, { account, statuses: open, limit: mostOpen }), waitMs };
}

/** Links that may have been paid with this amount: the open ones first, then those that ended last. */
async function payableFor(context: ServiceContext, account: AccountId, amount: Money): Promise<readonly PaymentLink[]> {
  const price = { currency: amount.currency.code, minor: amount.minor };
  const payable = await listAll(context, { account, price, statuses: open, limit: mostOpen });
  const over = await listAll(context, { account, price, statuses: closed, limit: mostClosed });
  return [...payable, ...over];
}

async function listAll(context: ServiceContext, query: LinkQuery): Promise<readonly PaymentLink[]> {
  const links: PaymentLink[] = [];
  let cursor: string | undefined;
  do {
    const limit = Math.min(pageSize, query.limit - links.length);
    const page = await context.store.listLinks({ ...query, limit, ...(cursor !== undefined && { cursor }) });
    links.push(...page.links);
    cursor = page.cursor;
  } while (cursor !== undefined && links.length < query.limit);
  if (cursor !== undefined && links.length === mostOpen)
    context.logger.warn("a payment without a name may belong to more links than are looked at", { ...query.price });
  return links.filter((link) => link.ref !== undefined);
}
