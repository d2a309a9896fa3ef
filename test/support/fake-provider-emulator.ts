import { createHmac } from "node:crypto";
import { renderCheckoutPage } from "../../adapters/shared/checkout-page.ts";
import {
  answerCall,
  type BrokenReplies,
  defineEmulator,
  deliverReports,
  type EmulatorContext,
  type EmulatorReply,
  Faults,
  type PayOptions,
  type Report,
  WebhookSender,
} from "../../adapters/shared/emulator.ts";
import type { HttpDelivery, HttpReply } from "../../src/ports/runtime.ts";

const secret = "fake-secret-key-0123456789";
const decimals: Readonly<Record<string, number>> = { USD: 2, JPY: 0, KWD: 3, USDC: 6, SHELL: 18 };

interface Payment {
  readonly id: string;
  readonly link: string;
  readonly amount: string;
  readonly at: string;
}

interface Link {
  readonly id: string;
  readonly reference: string;
  readonly url: string;
  readonly name: string;
  readonly amount: string;
  readonly currency: string;
  state: "open" | "stopped";
  archived: boolean;
  readonly madeAt: string;
  readonly payments: Payment[];
}

const broken: BrokenReplies = {
  "rate-limit": () => ({ status: 429, headers: { "retry-after": "2" }, body: "{}" }),
  error: () => ({ status: 500, body: "{}" }),
  "not-json": () => ({ status: 200, body: "<html>" }),
  "wrong-types": () => ({ status: 200, body: '{"id":1,"links":{}}' }),
  unauthorised: () => ({ status: 401, body: "{}" }),
  reject: () => ({ status: 400, body: "{}" }),
};

/** The vendor of the fake provider: bearer key in, HMAC over time and raw body out. */
export default defineEmulator({
  id: "fake",
  title: "Fake",
  create(context: EmulatorContext) {
    const { clock, baseUrl } = context;
    const links: Link[] = [];
    const faults = new Faults();
    const reports = new WebhookSender(clock);
    let made = 0;

    function require(id: string): Link {
      const found = links.find((each) => each.id === id);
      if (found === undefined) throw new Error(`no link ${id}`);
      return found;
    }

    function reportOf(kind: string, payment: Payment, currency: string): Report | undefined {
      const url = context.webhookUrl();
      if (url === undefined) return undefined;
      made += 1;
      const body = faults.writeJson({ id: `r${made}`, kind, payment, currency });
      const time = String(clock.now().getTime());
      const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
      const headers = { "content-type": "application/json", "x-fake-time": time, "x-fake-signature": signature };
      return {
        url,
        headers,
        body,
        retrySeconds: [60],
        isAcknowledged: (status, text) => status === 200 && text === "noted",
      };
    }

    async function send(report: Report | undefined): Promise<void> {
      const forge = (each: Report) => ({ ...each, headers: { ...each.headers, "x-fake-signature": "0".repeat(64) } });
      if (report !== undefined) await deliverReports([report], { sender: reports, manner: faults.webhooks, forge });
    }

    async function pay(ref: string, options: PayOptions = {}): Promise<void> {
      const link = require(ref);
      const amount = options.amount ?? link.amount;
      const isTaken = link.state === "open" || options.isInFlight;
      if (!isTaken || amount === "") throw new Error(`link ${ref} takes no such payment`);
      made += 1;
      const payment = { id: `p${made}`, link: ref, amount, at: clock.now().toISOString() };
      link.payments.push(payment);
      await send(reportOf("paid", payment, link.currency));
    }

    function create(request: HttpDelivery): HttpReply {
      const { reference, name, amount, currency } = JSON.parse(Buffer.from(request.body).toString("utf8"));
      const fraction = String(amount).split(".")[1]?.length ?? 0;
      if (decimals[currency] === undefined || fraction > decimals[currency]) return { status: 400, body: "{}" };
      const id = `f${links.length + 1}`;
      const madeAt = clock.now().toISOString();
      const url = `${baseUrl}/pay/${id}`;
      links.push({ id, reference, url, name, amount, currency, state: "open", archived: false, madeAt, payments: [] });
      return reply(links.at(-1));
    }

    function list({ query }: HttpDelivery): HttpReply {
      const ids = query.ids?.split(",");
      const found = links.filter(
        (each) =>
          (query.reference === undefined || each.reference === query.reference) &&
          (ids === undefined || ids.includes(each.id)) &&
          (query.state === undefined || each.state === query.state) &&
          (query.words === undefined || each.name.includes(query.words)) &&
          (query.from === undefined || each.madeAt >= query.from) &&
          (query.to === undefined || each.madeAt <= query.to),
      );
      const size = Number(query.size ?? 50);
      const from = (Number(query.page ?? 1) - 1) * size;
      return reply({ links: found.slice(from, from + size) });
    }

    function change(id: string, verb: string): HttpReply {
      const link = links.find((each) => each.id === id);
      if (link === undefined) return { status: 404, body: "{}" };
      if (verb === "archive") link.archived = true;
      if (verb !== "") link.state = verb === "enable" ? "open" : "stopped";
      return reply(link);
    }

    function work(request: HttpDelivery): HttpReply {
      const [, , id = "", verb = ""] = request.path.split("/");
      if (request.headers.authorization !== `Bearer ${secret}`) return { status: 401, body: "{}" };
      if (id !== "") return change(id, verb);
      return request.method === "POST" ? create(request) : list(request);
    }

    async function page(request: HttpDelivery): Promise<HttpReply> {
      const link = require(request.path.split("/")[2] ?? "");
      const isOpen = link.state === "open";
      if (request.method === "POST" && isOpen) await pay(link.id);
      const state = !isOpen ? "closed" : request.method === "POST" ? "paid" : "open";
      const amount = link.amount === "" ? {} : { amount: `${link.amount} ${link.currency}` };
      const html = renderCheckoutPage({ provider: "Fake", item: link.name, currency: link.currency, state, ...amount });
      return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: html };
    }

    return {
      env: { FAKE_SECRET_KEY: secret, FAKE_BASE_URL: baseUrl },
      faults,
      reports,
      async handle(request): Promise<EmulatorReply> {
        if (request.path.startsWith("/pay/")) return page(request);
        const operation = `${request.method} ${request.path}`;
        return answerCall({ operation, faults, clock, broken, work: () => work(request) });
      },
      links: () =>
        links.map((each) => ({
          ref: each.id,
          reference: each.reference,
          url: each.url,
          amount: each.amount,
          currency: each.currency,
          state: each.state,
          paidCount: each.payments.length,
        })),
      pay,
      async reportUnknownKind() {
        await send(reportOf("danced", { id: "x", link: "x", amount: "0", at: clock.now().toISOString() }, "USD"));
      },
    };
  },
});

function reply(value: unknown): HttpReply {
  return { status: 200, body: JSON.stringify(value) };
}
