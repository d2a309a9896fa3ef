import type { CallListener } from "./watched-calls.ts";

/** Calls of the store that write, or that take something into this process's hands. The others change nothing. */
const storeCalls = new Set(
  [
    "acceptDelivery",
    "claimDeliveries",
    "retryDelivery",
    "commit",
    "claimTasks",
    "startTask",
    "retryTask",
    "claimConversation",
    "beginSend",
    "finishSend",
    "releaseConversation",
  ].map((name) => `store.${name}`),
);
const claims = new Set(["store.claimDeliveries", "store.claimTasks", "store.claimConversation"]);
const outsideCalls =
  /^(provider\.(createLink|resolveCreate|fetchLink|fetchLinks|disableLink|receiveWebhook)|chat\.(post|update))$/;

/**
 * The steps of both flows, by name: `store.commit:after#2` is the second time a commit has come back. A process armed
 * with one of them kills itself there as `kill -9` would.
 */
export class KillPoints {
  private readonly counts = new Map<string, number>();
  private recorded: string[] | undefined;
  private armed: string | undefined;

  /** Counts from the beginning, and dies at this point. */
  arm(point: string): void {
    this.counts.clear();
    this.armed = point;
  }

  /** Counts from the beginning, and keeps the names. */
  record(): void {
    this.counts.clear();
    this.recorded = [];
  }

  /** Forgets what it was armed with; answers what was recorded. */
  rest(): readonly string[] {
    const names = this.recorded ?? [];
    this.recorded = undefined;
    this.armed = undefined;
    return names;
  }

  readonly listener: CallListener = (name, when, result) => {
    if (!isStep(name, when, result)) return;
    const base = `${name}:${when}`;
    const count = (this.counts.get(base) ?? 0) + 1;
    this.counts.set(base, count);
    const point = `${base}#${count}`;
    this.recorded?.push(point);
    if (point === this.armed) process.kill(process.pid, "SIGKILL");
  };
}

function isStep(name: string, when: "before" | "after", result: unknown): boolean {
  if (outsideCalls.test(name)) return true;
  if (!storeCalls.has(name)) return false;
  if (!claims.has(name)) return true;
  // An idle look for work takes nothing and is no step.
  const isEmpty = result === undefined || (Array.isArray(result) && result.length === 0);
  return when === "after" && !isEmpty;
}
