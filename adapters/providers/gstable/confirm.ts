import { type LinkHint, PaylinkError } from "../../../src/model/errors.ts";
import type { PaymentEvent } from "../../../src/model/payment-event.ts";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import type { Cache, Clock } from "../../../src/ports/runtime.ts";
import type { GstableClient } from "./client.ts";
import { isOfLink, isPaid, type SoldLink, toEvents } from "./session.ts";
import type { Notification } from "./webhook.ts";

/** The sender wants its answer quickly; what takes longer is looked at afterwards. */
const patienceMs = 3_000;
const keptMs = 3_600_000;

/** What a webhook came to once GStable was asked. */
export interface Confirmation {
  readonly events: readonly PaymentEvent[];
  readonly hints: readonly LinkHint[];
}

interface Confirming {
  readonly client: GstableClient;
  readonly clock: Clock;
  readonly cache: Cache;
  readonly cachePrefix: string;
}

const nothing: Confirmation = { events: [], hints: [] };

/** Asks GStable about what a webhook named. Without an answer in time, or with another answer, it is a hint. */
export async function confirm(subject: Notification["subject"], settings: Confirming): Promise<Confirmation> {
  if (subject.kind === "nothing") return nothing;
  const hint: Confirmation = { events: [], hints: subject.linkId === undefined ? [] : [{ ref: subject.linkId }] };
  const stopped = new AbortController();
  const tooLate = settings.clock.sleep(patienceMs, stopped.signal).then(() => hint);
  const asking = subject.kind === "session" ? askSession(subject, settings) : askLink(subject, settings);
  try {
    return await Promise.race([asking.then((found) => found ?? hint), tooLate]);
  } catch (error) {
    if (error instanceof PaylinkError) return hint;
    throw error;
  } finally {
    stopped.abort();
  }
}

async function askSession(
  subject: Extract<Notification["subject"], { kind: "session" }>,
  { client, clock, cache, cachePrefix }: Confirming,
): Promise<Confirmation | undefined> {
  const session = await client.getSession(subject.sessionId);
  if (!isOfLink(session) || !session.businessId) return nothing;
  if (!isPaid(session)) return { events: [], hints: [{ ref: session.businessId }] };
  const key = `${cachePrefix}:link:${session.businessId}`;
  const link = (await cache.get<SoldLink>(key)) ?? (await client.getLink(session.businessId));
  const { linkId, linkName, settlementToken, feeModel, linkType, amount } = link;
  await cache.set(key, { linkId, linkName, settlementToken, feeModel, linkType, amount }, keptMs);
  return { events: toEvents(session, link, clock.now()), hints: [] };
}

async function askLink(
  subject: Extract<Notification["subject"], { kind: "link" }>,
  { client, clock }: Confirming,
): Promise<Confirmation | undefined> {
  const link = await client.getLink(subject.linkId);
  const isActive = link.status.toLowerCase() === "active";
  // It has changed again since; the later report tells of that.
  if (isActive !== (subject.change === "enabled")) return nothing;
  const kind = `link.${subject.change}` as const;
  const [ref, at] = [subject.linkId as ProviderRef, subject.at ?? clock.now()];
  return { events: [{ kind, key: `${kind}:${ref}:${at.toISOString()}`, ref, occurredAt: at }], hints: [] };
}
