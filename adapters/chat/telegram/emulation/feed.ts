import type { Clock } from "../../../../src/ports/runtime.ts";
import type { EmulatedAnswer } from "../../../shared/chat-emulator.ts";
import { badRequest, Refusal } from "./refusal.ts";
import type { Method } from "./sending.ts";

/** One update and what became of it. */
interface Pending {
  readonly id: number;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  isConfirmed: boolean;
  readonly confirmed: () => void;
}

interface Hook {
  readonly url: string;
  readonly secret: string;
  readonly allowed: readonly string[];
}

const secretHeader = "x-telegram-bot-api-secret-token";
const noAnswer: EmulatedAnswer = { status: 0, headers: {}, said: "" };

/** Updates on their way to the bot: asked for, or delivered to its webhook until it says yes. */
export class Feed {
  private readonly clock: Clock;
  private readonly stopped = new AbortController();
  private readonly pending: Pending[] = [];
  private hook: Hook | undefined;
  private poll: { readonly wake: (outcome: "news" | "conflict" | "over") => void } | undefined;
  private lastId = 100_000;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** The webhook as it was set; undefined while updates are asked for. */
  get webhook(): Readonly<{ url: string; allowed: readonly string[] }> | undefined {
    return this.hook;
  }

  /** Updates the bot has not taken. */
  get waiting(): number {
    return this.pending.filter((each) => !each.isConfirmed).length;
  }

  /** Sends an update; resolves with the bot's first answer, or when it confirmed the update by asking for the next. */
  send(kind: string, content: Readonly<Record<string, unknown>>): { id: number; answer: Promise<EmulatedAnswer> } {
    this.lastId += 1;
    const id = this.lastId;
    return { id, answer: this.deliver(id, kind, { update_id: id, [kind]: content }) };
  }

  /** Sends an update once more under its number. */
  again(id: number): Promise<EmulatedAnswer> {
    const known = this.pending.find((each) => each.id === id);
    return known === undefined ? Promise.resolve(noAnswer) : this.deliver(id, known.kind, known.body);
  }

  /** Posts to the webhook with these headers, whoever asks. */
  async post(body: object, headers: Readonly<Record<string, string>>): Promise<EmulatedAnswer> {
    if (this.hook === undefined) return noAnswer;
    const answer = await fetch(this.hook.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: this.stopped.signal,
    });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), said: "" };
  }

  stop(): void {
    this.stopped.abort();
    this.poll?.wake("over");
  }

  readonly getUpdates: Method = async (_context, { values }) => {
    if (this.hook !== undefined) {
      throw new Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    this.poll?.wake("conflict");
    const offset = Number(values.offset ?? 0);
    for (const each of this.pending.filter(({ id, isConfirmed }) => id < offset && !isConfirmed)) {
      each.isConfirmed = true;
      each.confirmed();
    }
    const allowed = values.allowed_updates as readonly string[] | undefined;
    const limit = Number(values.limit ?? 100);
    const news = () =>
      this.pending
        .filter(({ id, kind, isConfirmed }) => !isConfirmed && id >= offset && (allowed?.includes(kind) ?? true))
        .slice(0, limit)
        .map((each) => each.body);
    if (news().length === 0 && Number(values.timeout ?? 0) > 0) await this.wait(Number(values.timeout));
    return news();
  };

  readonly setWebhook: Method = (_context, { values }) => {
    const url = String(values.url ?? "");
    const isLocal = /^http:\/\/127\.0\.0\.1:/.test(url);
    if (!url.startsWith("https://") && !isLocal) {
      throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
    }
    const secret = String(values.secret_token ?? "");
    if (!/^[A-Za-z0-9_-]{0,256}$/.test(secret)) throw badRequest("secret token contains unallowed characters");
    this.hook = { url, secret, allowed: (values.allowed_updates as readonly string[] | undefined) ?? [] };
    return true;
  };

  readonly deleteWebhook: Method = () => {
    this.hook = undefined;
    return true;
  };

  private async wait(seconds: number): Promise<void> {
    const over = new AbortController();
    const woken = new Promise<"news" | "conflict" | "over">((wake) => {
      this.poll = { wake };
    });
    const late = this.clock.sleep(seconds * 1_000, over.signal).then(() => "over" as const);
    const outcome = await Promise.race([woken, late]);
    over.abort();
    if (outcome === "conflict") {
      throw new Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
      );
    }
    this.poll = undefined;
  }

  private async deliver(id: number, kind: string, body: Readonly<Record<string, unknown>>): Promise<EmulatedAnswer> {
    const { hook } = this;
    const { promise, resolve } = Promise.withResolvers<void>();
    const pending: Pending = { id, kind, body, isConfirmed: false, confirmed: resolve };
    const place = this.pending.findIndex((each) => each.id === id);
    if (place === -1) this.pending.push(pending);
    else this.pending[place] = pending;
    if (hook === undefined) {
      this.poll?.wake("news");
      await promise;
      return { status: 200, headers: {}, said: "" };
    }
    if (!hook.allowed.includes(kind)) return noAnswer;
    const answer = await this.attempt(pending, hook);
    if (!pending.isConfirmed) void this.retry(pending, answer);
    return answer;
  }

  private async attempt(pending: Pending, hook: Hook): Promise<EmulatedAnswer> {
    const headers = hook.secret === "" ? {} : { [secretHeader]: hook.secret };
    const answer = await this.post(pending.body, headers).catch(() => noAnswer);
    if (answer.status >= 200 && answer.status < 300) pending.isConfirmed = true;
    return answer;
  }

  /** Waits as it is told, or longer each time. Source: tdlib/telegram-bot-api, WebhookActor. */
  private async retry(pending: Pending, first: EmulatedAnswer): Promise<void> {
    let [last, waitSeconds] = [first, 1];
    while (!this.stopped.signal.aborted) {
      const told = Number(last.headers["retry-after"]);
      await this.clock.sleep((Number.isNaN(told) ? waitSeconds : told) * 1_000, this.stopped.signal);
      const isCurrent = this.pending.some((each) => each === pending);
      if (this.stopped.signal.aborted || this.hook === undefined || pending.isConfirmed || !isCurrent) return;
      last = await this.attempt(pending, this.hook);
      if (pending.isConfirmed) return;
      waitSeconds = Math.min(60, waitSeconds * 2);
    }
  }
}
