import type { PaymentLink } from "../model/payment-link.ts";

const hourMs = 3_600_000;
const longestMs = 6 * hourMs;
const afterlifeMs = 7 * 24 * hourMs;
const leastStepMs = 1_000;

/**
 * When a link is next looked at without any reason. An open link: after the interval at first, ever more seldom as it
 * ages, at least every six hours. A closed one: ten minutes after, then at doubling distances for a week, because
 * money can come late. Undefined: never again, or routine checks are off (interval 0). `isTogether`: a little later,
 * at a moment that suits many links, for providers that are asked about many at once.
 */
export function nextSweepAt(
  link: PaymentLink,
  now: Date,
  { intervalSeconds, isTogether = false }: { readonly intervalSeconds: number; readonly isTogether?: boolean },
): Date | undefined {
  const waitMs = sweepWaitMs(link, now, intervalSeconds);
  if (waitMs === undefined) return undefined;
  const at = now.getTime() + waitMs;
  const stepMs = isTogether ? Math.max(leastStepMs, waitMs / 4) : 1;
  return new Date(Math.ceil(at / stepMs) * stepMs);
}

function sweepWaitMs(link: PaymentLink, now: Date, intervalSeconds: number): number | undefined {
  if (intervalSeconds === 0 || link.ref === undefined) return undefined;
  const isOpen = link.status === "active" || link.status === "disabling";
  if (isOpen) {
    const ageMs = now.getTime() - link.createdAt.getTime();
    return Math.min(longestMs, Math.max(intervalSeconds * 1000, ageMs / 20));
  }
  const sinceMs = now.getTime() - link.changedAt.getTime();
  if (sinceMs > afterlifeMs) return undefined;
  return Math.max(intervalSeconds * 1000, 600_000, sinceMs);
}
