import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock, HttpDelivery, HttpReply } from "../../src/ports/runtime.ts";

/**
 * What can be made to go wrong at an emulator, for the next calls of one operation or of any.
 *
 * - `hang`: never answers (until the caller gives up). `drop`: does the work, then cuts the connection.
 * - `rate-limit`, `error`, `not-json`, `wrong-types`, `unauthorised`, `reject`: answers so, in the vendor's manner, without
 *   doing the work; a rejection is of this very request.
 * - `slow`: does the work and answers after `ms`.
 */
export type Fault =
  | "hang"
  | "drop"
  | "rate-limit"
  | "error"
  | "not-json"
  | "wrong-types"
  | "unauthorised"
  | "reject"
  | "slow";

/**
 * How an emulator reports: normally, not at all, twice, late, with a false signature, newest first, or rightly signed
 * JSON written with odd white space (see `Faults.writeJson`).
 */
export type WebhookManner = "normal" | "off" | "duplicate" | "late" | "forged" | "reordered" | "spaced";

interface PlannedFault {
  readonly fault: Fault;
  readonly operation?: string | undefined;
  readonly ms: number;
  skip: number;
  times: number;
}

/** The fault switches of one emulator. */
export class Faults {
  webhooks: WebhookManner = "normal";
  /** Calls that failed as planned, so far. */
  taken = 0;
  private planned: PlannedFault[] = [];

  /** The next `times` calls (of that operation, or any) fail so; the `skip` calls before them do not. */
  plan(fault: Fault, options: { operation?: string; times?: number; ms?: number; skip?: number } = {}): void {
    const { operation, times = 1, ms = 10_000, skip = 0 } = options;
    this.planned.push({ fault, operation, ms, skip, times });
  }

  /** Takes the fault planned for this call, if any. */
  take(operation: string): { readonly fault: Fault; readonly ms: number } | undefined {
    const found = this.planned.find((each) => each.operation === undefined || each.operation === operation);
    if (found === undefined) return undefined;
    if (found.skip > 0) {
      found.skip -= 1;
      return undefined;
    }
    this.taken += 1;
    found.times -= 1;
    if (found.times <= 0) this.planned = this.planned.filter((each) => each !== found);
    return { fault: found.fault, ms: found.ms };
  }

  /** The JSON of a report's body, before it is signed: compact, or odd where the manner asks for it. */
  writeJson(value: unknown): string {
    const compact = JSON.stringify(value);
    return this.webhooks === "spaced" ? ` \r\n${JSON.stringify(value, null, " \t")}\n ` : compact;
  }

  clear(): void {
    this.planned = [];
    this.webhooks = "normal";
  }
}

/** A reply, or what a broken vendor does instead of replying. */
export type EmulatorReply = HttpReply | "drop" | "hang";

/** A link as the emulator holds it, for tests. */
export interface EmulatedLink {
  readonly ref: string;
  readonly reference: string;
  readonly url: string;
  /** Exactly what is held, as decimal text in whole units (`49.99`) whatever the vendor counts in; empty: the payer chooses. */
  readonly amount: string;
  readonly currency: string;
  readonly state: string;
  readonly paidCount: number;
}

/** What a buyer may do other than pay the price of an open link. */
export interface PayOptions {
  /** Decimal text: where the payer chooses, or to pay something else than what was asked. */
  readonly amount?: string;
  /** The buyer had begun before the link was closed: its money arrives all the same. */
  readonly isInFlight?: boolean;
}

/** A local server that behaves like one vendor. */
export interface Emulator {
  /** The environment that points the bot at it; every required variable of its adapter. */
  readonly env: Readonly<Record<string, string>>;
  readonly faults: Faults;
  /** Serves the vendor's API and its checkout page; paths are below the emulator's own prefix. */
  handle(request: HttpDelivery): Promise<EmulatorReply>;
  /** Everything it holds, oldest first. */
  links(): readonly EmulatedLink[];
  /**
   * Lets a buyer pay, as the checkout page does. Resolves when the first attempt to report it is over.
   *
   * @throws Error when the link takes no payments.
   */
  pay(ref: string, options?: PayOptions): Promise<void>;
  /** Reports, rightly signed, something of a kind no document of the vendor names. Every emulator has it. */
  reportUnknownKind?(): Promise<void>;
  /** What it reported, with the answers it got. */
  readonly reports: WebhookSender;
}

/** What an emulator gets from outside. */
export interface EmulatorContext {
  /** Its own address, with its prefix, without a trailing slash. */
  readonly baseUrl: string;
  readonly clock: Clock;
  /** Where the bot takes this provider's webhooks; undefined: nowhere. */
  readonly webhookUrl: () => string | undefined;
}

/** The default export of `adapters/<kind>/<id>/emulator.ts` of a provider. */
export interface EmulatorModule {
  readonly id: string;
  readonly title: string;
  create(context: EmulatorContext): Emulator;
}

/** Declares a provider's emulator; exists so that a wrong shape fails in the compiler. */
export function defineEmulator(module: EmulatorModule): EmulatorModule {
  return module;
}

/** One report on its way to the bot. */
export interface Report {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Seconds to wait before each further delivery, as the vendor documents. */
  readonly retrySeconds: readonly number[];
  readonly isAcknowledged: (status: number, text: string) => boolean;
}

/** One delivery of a report and its answer; status 0 when nobody answered. */
export interface ReportAttempt {
  readonly body: string;
  readonly status: number;
  readonly answer: string;
  /** Whether the vendor takes that answer as the end of it. */
  readonly isAcknowledged: boolean;
}

/** Delivers an emulator's webhooks by the vendor's retry rule. */
export class WebhookSender {
  readonly attempts: ReportAttempt[] = [];
  private readonly clock: Clock;
  private readonly stopped = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Starts delivering; resolves after the first attempt, further ones go on behind it. */
  async send(report: Report, options: { delayMs?: number } = {}): Promise<void> {
    if (options.delayMs !== undefined) await this.clock.sleep(options.delayMs, this.stopped.signal);
    if (await this.attempt(report)) return;
    const later = this.retry(report).finally(() => this.running.delete(later));
    this.running.add(later);
  }

  stop(): void {
    this.stopped.abort();
  }

  private async retry(report: Report): Promise<void> {
    for (const seconds of report.retrySeconds) {
      await this.clock.sleep(seconds * 1000, this.stopped.signal).catch(() => undefined);
      if (this.stopped.signal.aborted || (await this.attempt(report))) return;
    }
  }

  private async attempt(report: Report): Promise<boolean> {
    try {
      const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(10_000)]);
      const answer = await fetch(report.url, { method: "POST", headers: report.headers, body: report.body, signal });
      const text = await answer.text();
      const isAcknowledged = report.isAcknowledged(answer.status, text);
      this.attempts.push({ body: report.body, status: answer.status, answer: text, isAcknowledged });
      return isAcknowledged;
    } catch {
      this.attempts.push({ body: report.body, status: 0, answer: "", isAcknowledged: false });
      return false;
    }
  }
}

/** How one vendor words the faults that are answered without doing the work. */
export type BrokenReplies = Readonly<
  Record<Exclude<Fault, "hang" | "drop" | "slow">, (operation: string) => HttpReply | Promise<HttpReply>>
>;

/** Answers one call, or fails as planned for it. */
export async function answerCall(call: {
  readonly operation: string;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly broken: BrokenReplies;
  readonly work: () => HttpReply | Promise<HttpReply>;
}): Promise<EmulatorReply> {
  const planned = call.faults.take(call.operation);
  if (planned === undefined) return call.work();
  switch (planned.fault) {
    case "hang":
      return "hang";
    case "drop":
      await call.work();
      return "drop";
    case "slow": {
      const reply = await call.work();
      await call.clock.sleep(planned.ms);
      return reply;
    }
    default:
      return call.broken[planned.fault](call.operation);
  }
}

const lateMs = 5_000;

/**
 * Sends what one change gave cause to report, oldest first, in the manner switched on. Resolves after the first
 * attempt of each; late ones go out behind it.
 */
export async function deliverReports(
  reports: readonly Report[],
  how: { readonly sender: WebhookSender; readonly manner: WebhookManner; readonly forge: (report: Report) => Report },
): Promise<void> {
  const { sender, manner, forge } = how;
  const sendAll = async (ordered: readonly Report[]) => {
    for (const each of ordered) await sender.send(each);
  };
  switch (manner) {
    case "off":
      return;
    case "normal":
    case "spaced":
      return sendAll(reports);
    case "duplicate":
      return sendAll(reports.flatMap((each) => [each, each]));
    case "reordered":
      return sendAll(reports.toReversed());
    case "forged":
      return sendAll(reports.map((each) => ({ ...forge(each), retrySeconds: [] })));
    case "late":
      for (const each of reports) sender.send(each, { delayMs: lateMs }).catch(() => undefined);
      return;
    default:
      return manner satisfies never;
  }
}

/** A listening emulator, or several behind one port. */
export interface ListeningServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves a handler on loopback; raw bytes in, replies, dropped and hanging connections out. */
export async function listen(
  handle: (request: HttpDelivery) => Promise<EmulatorReply>,
  port = 0,
): Promise<ListeningServer> {
  const server = createServer((incoming, outgoing) => {
    answer(handle, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${actual}`, close: () => closeServer(server) };
}

async function answer(
  handle: (request: HttpDelivery) => Promise<EmulatorReply>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? "/", "http://localhost");
  const reply = await handle({
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks),
  });
  if (reply === "hang") return;
  if (reply === "drop") {
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  outgoing.end(reply.body ?? "");
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
