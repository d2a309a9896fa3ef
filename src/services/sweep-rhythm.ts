import type { PaymentLink } from "../model/payment-link.ts";

const hourMs = 3_600_000;
const longestMs = 6 * hourMs;
const afterlifeMs = 7 * 24 * hourMs;

/**
 * When a link is next looked at without any reason. An open link: after the interval at first, ever more seldom as it
 * ages, at least every six hours. A closed one: ten minutes after, then at doubling distances for a week, because
 * money can come late. Undefined: never again, or routine checks are off (interval 0).
 */
export function nextSweepAt(link: PaymentLink, now: Date, intervalSeconds: number): Date | undefined {
  if (intervalSeconds === 0 || link.ref === undefined) return undefined;
  const isOpen = link.status === "active" || link.status === "disabling";
  if (isOpen) {
    const ageMs = now.getTime() - link.createdAt.getTime();
    return new Date(now.getTime() + Math.min(longestMs, Math.max(intervalSeconds * 1000, ageMs / 20)));
  }
  const sinceMs = now.getTime() - link.changedAt.getTime();
  if (sinceMs > afterlifeMs) return undefined;
  return new Date(now.getTime() + Math.max(intervalSeconds * 1000, 600_000, sinceMs));
}
