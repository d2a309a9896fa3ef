import type { HttpDelivery } from "../../../../src/ports/runtime.ts";
import type { ChatFaults } from "../../../shared/chat-emulator.ts";
import type { EmulatorReply } from "../../../shared/emulator.ts";
import type { EmulatedTokens } from "./tokens.ts";

interface PlannedFault {
  readonly method: string | undefined;
  readonly answer: (work: () => EmulatorReply) => EmulatorReply;
  times: number;
}

/** What goes wrong with the bot's next calls. `respond` and `upload` are methods here too. */
export class SlackFaults implements ChatFaults {
  private planned: PlannedFault[] = [];
  private readonly tokens: EmulatedTokens;

  constructor(tokens: EmulatedTokens) {
    this.tokens = tokens;
  }

  limit(waitSeconds: number, { method, times = 1 }: { readonly method?: string; readonly times?: number } = {}): void {
    const body = JSON.stringify({ ok: false, error: "ratelimited" });
    const reply = { status: 429, headers: { "retry-after": String(waitSeconds) }, body };
    this.plan(method, times, () => reply);
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
  async pass({ path }: HttpDelivery, work: () => EmulatorReply): Promise<EmulatorReply> {
    const method = path.startsWith("/api/") ? path.slice("/api/".length) : (path.split("/")[1] ?? "");
    const fault = this.planned.find((each) => each.method === undefined || each.method === method);
    if (fault === undefined) return work();
    fault.times -= 1;
    if (fault.times <= 0) this.planned = this.planned.filter((each) => each !== fault);
    return fault.answer(work);
  }

  private plan(method: string | undefined, times: number, answer: PlannedFault["answer"]): void {
    this.planned.push({ method, times, answer });
  }
}
