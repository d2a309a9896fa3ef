import type { HttpDelivery } from "../../../../src/ports/runtime.ts";
import type { ChatFaults } from "../../../shared/chat-emulator.ts";
import type { EmulatorReply } from "../../../shared/emulator.ts";
import type { EmulatedTokens } from "./tokens.ts";

interface PlannedFault {
  readonly method: string | undefined;
  readonly answer: (work: () => EmulatorReply) => EmulatorReply;
  times: number;
}

interface Rate {
  readonly burst: number;
  readonly perSecond: number;
  readonly perChannel: boolean;
}

const tier3: Rate = { burst: 30, perSecond: 50 / 60, perChannel: false };
const tier4: Rate = { burst: 50, perSecond: 100 / 60, perChannel: false };

/**
 * Slack's own limits, with a little room for bursts. Source: Slack docs, Rate limits: one message per second per
 * channel, 50 calls a minute in tier 3 and 100 in tier 4; each method's page names its tier.
 */
const rates: Readonly<Record<string, Rate>> = {
  "chat.postMessage": { burst: 3, perSecond: 1, perChannel: true },
  "chat.update": tier3,
  "chat.postEphemeral": tier4,
  "files.getUploadURLExternal": tier4,
  "files.completeUploadExternal": tier4,
  "files.info": tier4,
  "users.info": tier4,
};

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** What goes wrong with the bot's next calls. `respond` and `upload` are methods here too. */
export class SlackFaults implements ChatFaults {
  /** How many calls the bot has made. */
  calls = 0;
  /** Whether Slack's own limits hold. */
  isStrict = false;
  /** How many calls those limits have refused. */
  refusals = 0;
  private planned: PlannedFault[] = [];
  private readonly buckets = new Map<string, Bucket>();
  private readonly tokens: EmulatedTokens;
  private readonly now: () => number;

  constructor(tokens: EmulatedTokens, now: () => number) {
    this.tokens = tokens;
    this.now = now;
  }

  limit(waitSeconds: number, { method, times = 1 }: { readonly method?: string; readonly times?: number } = {}): void {
    this.plan(method, times, () => tooMany(waitSeconds));
  }

  loseReply(method?: string): void {
    this.plan(method, 1, (work) => {
      work();
      return "drop";
    });
  }

  hang(method?: string, { isDone = false }: { readonly isDone?: boolean } = {}): void {
    this.plan(method, 1, (work) => {
      if (isDone) work();
      return "hang";
    });
  }

  /** The next calls fail with this code, without doing the work. */
  refuse(code: string, { method, times = 1 }: { readonly method?: string; readonly times?: number } = {}): void {
    this.plan(method, times, () => ({ status: 200, body: JSON.stringify({ ok: false, error: code }) }));
  }

  /** The next call is answered by something that is not Slack. */
  breakDown(method?: string, status = 502): void {
    this.plan(method, 1, () => ({
      status,
      headers: { "content-type": "text/html" },
      body: "<html>bad gateway</html>",
    }));
  }

  revoke(): void {
    this.tokens.revokeAll();
  }

  clear(): void {
    this.planned = [];
  }

  /** Whether everything planned has happened. */
  isIdle(): boolean {
    return this.planned.length === 0;
  }

  /** Answers a call, or fails as planned for it. */
  async pass({ path, body }: HttpDelivery, work: () => EmulatorReply): Promise<EmulatorReply> {
    this.calls += 1;
    const method = path.startsWith("/api/") ? path.slice("/api/".length) : (path.split("/")[1] ?? "");
    if (this.isStrict && !this.takeToken(method, body)) {
      this.refusals += 1;
      return tooMany(1);
    }
    const fault = this.planned.find((each) => each.method === undefined || each.method === method);
    if (fault === undefined) return work();
    fault.times -= 1;
    if (fault.times <= 0) this.planned = this.planned.filter((each) => each !== fault);
    return fault.answer(work);
  }

  private takeToken(method: string, body: Uint8Array): boolean {
    const rate = rates[method];
    if (rate === undefined) return true;
    const channel = rate.perChannel ? new URLSearchParams(Buffer.from(body).toString("utf8")).get("channel") : "";
    const key = `${method} ${channel}`;
    const bucket = this.buckets.get(key) ?? { tokens: rate.burst, filledAt: this.now() };
    const gained = ((this.now() - bucket.filledAt) / 1000) * rate.perSecond;
    const tokens = Math.min(rate.burst, bucket.tokens + gained);
    this.buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, filledAt: this.now() });
    return tokens >= 1;
  }

  private plan(method: string | undefined, times: number, answer: PlannedFault["answer"]): void {
    this.planned.push({ method, times, answer });
  }
}

function tooMany(waitSeconds: number): EmulatorReply {
  const body = JSON.stringify({ ok: false, error: "ratelimited" });
  return { status: 429, headers: { "retry-after": String(waitSeconds) }, body };
}
