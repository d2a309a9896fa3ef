import type { HttpDelivery, HttpReply } from "../../../src/ports/runtime.ts";
import { renderCheckoutPage } from "../../shared/checkout-page.ts";
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
} from "../../shared/emulator.ts";
import { parameters, problemOf } from "./emulator-checks.ts";
import { type Link, newLink, nextId, pageOf, settle } from "./emulator-links.ts";
import { expectedSign, isNumber, readWritten, signNotification, type Written } from "./emulator-wire.ts";

// Written from the pages Payment Link, Sign and Transaction notification alone. README.md says what they leave open.

const merchantNo = "800209";
const key = "5f0c9d3e7a1b48629c4de8f7106b2a95";
const offsetMs = 8 * 3_600_000;

const broken: BrokenReplies = {
  "rate-limit": () => refuse("50134", "Too many requests"),
  error: () => ({ status: 500, body: '{"status":500,"error":"Internal Server Error"}' }),
  "not-json": () => ({ status: 200, headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" }),
  "wrong-types": (operation) =>
    operation === "updateStatus"
      ? { status: 200, body: '{"respCode":{"code":"20000"},"data":null}' }
      : answer([{ id: null, records: "none" }]),
  unauthorised: () => refuse("40013", "The parameters cannot be read"),
  reject: () => refuse("13001", "The amount is beyond the limit of this merchant"),
};

/** Onerway as it is documented: payment links, their list with counters, and transaction notifications. */
export default defineEmulator({
  id: "onerway",
  title: "Onerway",
  create(context: EmulatorContext) {
    const { clock, baseUrl } = context;
    const links = new Map<string, Link>();
    const faults = new Faults();
    const reports = new WebhookSender(clock);
    const startedMs = clock.now().getTime();
    let transactions = 0;

    function now(): string {
      return new Date(clock.now().getTime() + offsetMs).toISOString().slice(0, 19).replace("T", " ");
    }

    function add(fields: Readonly<Record<string, Written>>): HttpReply {
      const id = nextId(startedMs, links.size);
      const link = newLink(fields, { id, url: `${baseUrl}/payment-link/pl_${id}`, createTime: now() });
      links.set(String(id), link);
      return answer({ id: String(id), linkUrl: link.url });
    }

    function list(fields: Readonly<Record<string, Written>>): HttpReply {
      const page = pageOf([...links.values()], fields);
      return typeof page === "string" ? refuse("13001", page) : answer(page);
    }

    function updateStatus({ id, linkStatus }: Readonly<Record<string, Written>>): HttpReply {
      const link = isNumber(id) ? links.get(id.number) : undefined;
      if (link === undefined) return refuse("55058", "Payment link not found.");
      link.isEnabled = linkStatus === true;
      return answer(null);
    }

    function work(operation: string, request: HttpDelivery): HttpReply {
      if (request.headers["content-type"] !== "application/json") return refuse("40013", "Content-Type is wrong");
      const fields = readWritten(request.body);
      if (fields === undefined) return refuse("40013", "The parameters cannot be read");
      const problem = problemOf(operation, fields);
      if (problem !== undefined) return refuse("13001", problem);
      const signed = Object.keys(parameters[operation] ?? {}).filter((name) => name !== "sign");
      const isSigned = fields.sign === expectedSign(fields, signed, key);
      if (!isSigned || fields.merchantNo !== merchantNo) return refuse("40013", "The parameters cannot be read");
      if (operation === "add") return add(fields);
      return operation === "list" ? list(fields) : updateStatus(fields);
    }

    async function report(facts: Readonly<Record<string, string>>): Promise<void> {
      const url = context.webhookUrl();
      if (url === undefined) return;
      transactions += 1;
      const fields: Readonly<Record<string, string>> = {
        notifyType: "TXN",
        transactionId: String(BigInt(startedMs) * 1_000_000n + BigInt(transactions)),
        txnType: "SALE",
        merchantNo,
        merchantTxnId: `pl-${startedMs}-${transactions}`,
        responseTime: now(),
        txnTime: now(),
        txnTimeZone: "+08:00",
        status: "S",
        cardBinCountry: "US",
        reason: JSON.stringify({ respCode: "20000", respMsg: "Success" }),
        paymentMethod: "VISA",
        paymentMethodDetails: JSON.stringify({ cardNumber: "411111******1111" }),
        walletTypeName: "",
        ...facts,
      };
      const signedWith = (signingKey: string): Report => ({
        url,
        headers: { "content-type": "application/json" },
        body: faults.writeJson({ ...fields, sign: signNotification(fields, signingKey) }),
        // Three deliveries in all, half an hour apart.
        retrySeconds: [1800, 1800],
        isAcknowledged: (_status, text) => text === fields.transactionId,
      });
      const how = { sender: reports, manner: faults.webhooks, forge: () => signedWith("another key") };
      await deliverReports([signedWith(key)], how);
    }

    async function pay(ref: string, options: PayOptions = {}): Promise<void> {
      const link = links.get(ref);
      if (link === undefined) throw new Error(`Onerway emulator: no link ${ref}`);
      if (!link.isEnabled && !options.isInFlight) throw new Error(`Onerway emulator: link ${ref} is disabled`);
      const orderAmount = settle(options.amount ?? link.amount, link.currency);
      link.paid.push(orderAmount);
      await report({ orderAmount, orderCurrency: link.currency });
    }

    async function checkout(id: string, method: string): Promise<HttpReply> {
      const link = links.get(id);
      if (link === undefined) return { status: 404, headers: { "content-type": "text/plain" }, body: "No such link." };
      if (method === "GET") link.visitCount += 1;
      const isPaying = method === "POST" && link.isEnabled;
      if (isPaying) await pay(id);
      const body = renderCheckoutPage({
        provider: "Onerway",
        item: link.itemName,
        details: link.description,
        amount: `${link.amount} ${link.currency}`,
        currency: link.currency,
        state: isPaying ? "paid" : link.isEnabled ? "open" : "closed",
      });
      return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body };
    }

    return {
      env: { ONERWAY_MERCHANT_NO: merchantNo, ONERWAY_SECRET_KEY: key, ONERWAY_BASE_URL: baseUrl },
      faults,
      reports,
      async handle(request): Promise<EmulatorReply> {
        const [, page] = /\/payment-link\/pl_(\d+)$/.exec(request.path) ?? [];
        if (page !== undefined) return checkout(page, request.method);
        const [, operation] = /\/v1\/txn\/paymentLink\/(add|list|updateStatus)$/.exec(request.path) ?? [];
        if (operation === undefined || request.method !== "POST") return { status: 404, body: "" };
        return answerCall({ operation, faults, clock, broken, work: () => work(operation, request) });
      },
      links: () =>
        [...links.values()].map((link) => ({
          ref: String(link.id),
          reference: link.linkName.split(" ").at(-1) ?? "",
          url: link.url,
          amount: link.amount,
          currency: link.currency,
          state: link.isEnabled ? "enabled" : "disabled",
          paidCount: link.paid.length,
        })),
      pay,
      reportUnknownKind: () => report({ notifyType: "CARD_ART", orderAmount: "1.00", orderCurrency: "USD" }),
    };
  },
});

function answer(data: unknown): HttpReply {
  return { status: 200, body: JSON.stringify({ respCode: "20000", respMsg: "Success", data }) };
}

function refuse(respCode: string, respMsg: string): HttpReply {
  return { status: 200, body: JSON.stringify({ respCode, respMsg, data: null }) };
}
