import { createHmac } from "node:crypto";
import type { HttpDelivery, HttpReply } from "../../../src/ports/runtime.ts";
import { renderCheckoutPage } from "../../shared/checkout-page.ts";
import {
  answerCall,
  type BrokenReplies,
  defineEmulator,
  deliverReports,
  type Emulator,
  type EmulatorContext,
  type EmulatorReply,
  Faults,
  type PayOptions,
  type Report,
  WebhookSender,
} from "../../shared/emulator.ts";
import { account, createBooks, productNameOf, type Session } from "./emulator-books.ts";
import { type Fields, fromMicro, Refusal, toMicro, toTime } from "./emulator-checks.ts";

/** A GStable emulator, with a hand on its dashboard. */
export interface GstableEmulator extends Emulator {
  /** Somebody switches a link in the dashboard, which is reported. */
  switchLink(ref: string, to: "disabled" | "enabled"): Promise<void>;
  /** A buyer starts a payment and goes no further. */
  visit(ref: string): string;
}

const prefix = "/payment/v1";
const apiKey = "sk_live_emulator_0001";
const webhookKey = "wkk_emulator_key_0001";
const retrySeconds = [10, 60, 300];

/** A GStable of one's own. Source: GStable docs, Payment Link, Product, Account, Checkout Session, Handling webhooks. */
export function createGstableEmulator(context: EmulatorContext): GstableEmulator {
  const { baseUrl, clock } = context;
  const faults = new Faults();
  const reports = new WebhookSender(clock);
  const books = createBooks(context);
  const { links, requireLink } = books;
  const run = clock.now().getTime().toString(36);
  let events = 0;

  const broken: BrokenReplies = {
    "rate-limit": () => envelope(900101, "too many requests", null),
    error: () => ({ status: 500, body: "Internal Server Error" }),
    "not-json": () => ({ status: 200, headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" }),
    "wrong-types": () => envelope(0, "success", { linkId: { id: 7 }, products: "none", sessions: 3, success: "yes" }),
    unauthorised: () => ({ ...envelope(401, "unauthorized", null), status: 401 }),
    reject: () => envelope(400202, "unsupported channel", null),
  };

  const posts: Readonly<Record<string, (body: Fields) => unknown>> = {
    "payment/link/create": books.createLink,
    "payment/link/update": books.updateLink,
    "payment/link/disable": (body) => books.setStatus(requireLink(body.linkId), "inactive"),
    "payment/link/enable": (body) => books.setStatus(requireLink(body.linkId), "active"),
    "product/create": books.createProduct,
  };

  const gets: readonly (readonly [RegExp, string, (...parts: string[]) => unknown])[] = [
    [/^payment\/link\/list\/(\d+)\/(\d+)$/, "payment/link/list", books.listLinks],
    [/^payment\/link\/([^/]+)$/, "payment/link", (id) => books.linkDetail(requireLink(id))],
    [/^product\/list\/(\d+)\/(\d+)$/, "product/list", books.listProducts],
    [/^account\/list$/, "account/list", () => [account]],
    [
      /^session\/list\/(paid|completed|settling|settlement\/pending|all)\/(\d+)\/(\d+)$/,
      "session/list",
      books.listSessions,
    ],
    [/^session\/([^/]+)$/, "session", (id) => books.sessionWire(books.requireSession(id))],
  ];

  async function pay(ref: string, options: PayOptions = {}): Promise<void> {
    const link = links.find((each) => each.linkId === ref);
    if (link === undefined) throw new Error(`no link ${ref}`);
    if (link.status !== "active" && !options.isInFlight) throw new Error("the link is not active");
    const isOpen = link.fields.linkType === "custom";
    if (isOpen && options.amount === undefined) throw new Error("the payer must say an amount");
    const session = books.start(link, options.amount === undefined ? books.priceOf(link) : toMicro(options.amount));
    Object.assign(session, { status: "paid", paidAt: toTime(clock.now()) });
    const paid = toReport("session.paid", "session", sessionPayload(session));
    if (faults.webhooks !== "reordered") await deliver([paid]);
    Object.assign(session, { status: "completed", settledAt: toTime(clock.now()) });
    const completed = toReport("session.completed", "session", sessionPayload(session));
    await deliver(faults.webhooks === "reordered" ? [paid, completed] : [completed]);
  }

  async function switchLink(ref: string, to: "disabled" | "enabled"): Promise<void> {
    const link = requireLink(ref);
    books.setStatus(link, to === "enabled" ? "active" : "inactive");
    await deliver([toReport(`payment.link.${to}`, "payment_link", { linkData: books.linkDetail(link) })]);
  }

  function sessionPayload(session: Session) {
    const { session: sessionData, transaction = null } = books.sessionWire(session);
    const { settlementToken: currency, ...rest } = sessionData;
    return { sessionData: { ...rest, currency }, transaction };
  }

  function toReport(eventType: string, businessType: string, payload: unknown): Report {
    events += 1;
    const eventId = `evt_${run}_${String(events).padStart(4, "0")}`;
    const occurrence = toTime(clock.now());
    const body = faults.writeJson({ eventId, eventType, businessType, occurrence, isSubscribable: true, payload });
    const isAcknowledged = (status: number) => status >= 200 && status < 300;
    return { url: context.webhookUrl() ?? "", headers: sealed(body, webhookKey), body, retrySeconds, isAcknowledged };
  }

  function sealed(body: string, key: string): Record<string, string> {
    const timestamp = String(Math.floor(clock.now().getTime() / 1000));
    const signature = createHmac("sha256", key).update(`${timestamp}:${body}`).digest("hex");
    return { "content-type": "application/json", "x-gstable-timestamp": timestamp, "x-gstable-signature": signature };
  }

  async function deliver(all: readonly Report[]): Promise<void> {
    const forge = (report: Report): Report => ({ ...report, headers: sealed(report.body, "wkk_somebody_else") });
    const due = all.filter((each) => each.url !== "");
    await deliverReports(due, { sender: reports, manner: faults.webhooks, forge });
  }

  function callApi(request: HttpDelivery, run: (body: Fields) => unknown): HttpReply {
    if (request.headers.authorization !== `Bearer ${apiKey}`)
      return { ...envelope(401, "unauthorized", null), status: 401 };
    try {
      const body = request.method === "POST" ? (JSON.parse(Buffer.from(request.body).toString("utf8")) as Fields) : {};
      return envelope(0, "success", run(body));
    } catch (error) {
      if (error instanceof Refusal) return envelope(error.code, error.message, null);
      throw error;
    }
  }

  function route(request: HttpDelivery): { operation: string; run: (body: Fields) => unknown } | undefined {
    const path = request.path.slice(prefix.length + 1);
    const post = request.method === "POST" ? posts[path] : undefined;
    if (post !== undefined) return { operation: path, run: post };
    for (const [pattern, operation, run] of request.method === "GET" ? gets : []) {
      const match = pattern.exec(path);
      if (match !== null) return { operation, run: () => run(...match.slice(1).map(decodeURIComponent)) };
    }
    return undefined;
  }

  async function checkout(linkId: string, request: HttpDelivery): Promise<HttpReply> {
    const link = links.find((each) => each.linkId === linkId);
    if (link === undefined) return { status: 404, body: "Not Found" };
    const { linkType, customSuccessText, customDisabledText, settlementToken } = link.fields as Record<string, string>;
    const isPosted = request.method === "POST";
    const typed = new URLSearchParams(Buffer.from(request.body).toString("utf8")).get("amount") ?? "";
    const isPaid =
      isPosted &&
      (await pay(linkId, linkType === "custom" ? { amount: typed } : {}).then(
        () => true,
        () => false,
      ));
    const isClosed = link.status !== "active";
    const message = isClosed ? customDisabledText : isPaid ? customSuccessText : undefined;
    const page = renderCheckoutPage({
      provider: "GStable",
      item: books.linkDetail(link).lineItems.items.map(productNameOf).join(", "),
      details: `Settled in ${settlementToken}`,
      ...(linkType === "fixed" && { amount: `${fromMicro(books.priceOf(link))} USD` }),
      currency: "USD",
      state: isClosed ? "closed" : isPaid ? "paid" : "open",
      ...(message && { message }),
    });
    const status = isPosted && !isPaid ? 409 : 200;
    return { status, headers: { "content-type": "text/html; charset=utf-8" }, body: page };
  }

  return {
    env: {
      GSTABLE_API_KEY: apiKey,
      GSTABLE_WEBHOOK_KEY: webhookKey,
      GSTABLE_ACCOUNT_ID: account.accountId,
      GSTABLE_SETTLEMENT_TOKEN: "polygon::usdt",
      GSTABLE_BASE_URL: baseUrl + prefix,
    },
    faults,
    async handle(request): Promise<EmulatorReply> {
      const linkId = /^\/entry\/payment-link\/(\w+)$/.exec(request.path)?.[1];
      if (linkId !== undefined) return checkout(linkId, request);
      const found = route(request);
      if (found === undefined) return { status: 404, body: "Not Found" };
      const { operation, run } = found;
      return answerCall({ operation, faults, clock, broken, work: () => callApi(request, run) });
    },
    links: () => links.map(books.toEmulated),
    pay,
    switchLink,
    visit: (ref) => books.start(requireLink(ref), books.priceOf(requireLink(ref))).sessionId,
    reportUnknownKind: () => deliver([toReport("wallet.connected", "wallet", { walletData: { walletId: "w_1" } })]),
    reports,
  };
}

export default defineEmulator({ id: "gstable", title: "GStable", create: createGstableEmulator });

function envelope(code: number, message: string, data: unknown): HttpReply {
  return { status: 200, body: JSON.stringify({ code, message, data }) };
}
