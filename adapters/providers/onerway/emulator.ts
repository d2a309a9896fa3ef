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
  type Report,
  WebhookSender,
} from "../../shared/emulator.ts";
import { decimalsOf, parameters, problemOf } from "./emulator-checks.ts";
import { expectedSign, isNumber, readWritten, signNotification, type Written } from "./emulator-wire.ts";

// Written from the pages Payment Link, Sign and Transaction notification alone. README.md says what they leave open.

const merchantNo = "800209";
const key = "5f0c9d3e7a1b48629c4de8f7106b2a95";
const offsetMs = 8 * 3_600_000;
const defaultSize = 10;
const largestSize = 100;

interface Link {
  readonly id: bigint;
  readonly linkName: string;
  readonly amount: string;
  readonly currency: string;
  readonly defaultCountry: string;
  readonly itemName: string;
  readonly description: string;
  readonly createTime: string;
  isEnabled: boolean;
  visitCount: number;
  readonly paid: string[];
}

const broken: BrokenReplies = {
  "rate-limit": () => refuse("50134", "Too many requests"),
  error: () => ({ status: 500, body: '{"status":500,"error":"Internal Server Error"}' }),
  "not-json": () => ({ status: 200, headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" }),
  "wrong-types": (operation) =>
    operation === "updateStatus"
      ? { status: 200, body: '{"respCode":{"code":"20000"},"data":null}' }
      : answer("20000", "Success", [{ id: null, records: "none" }]),
  unauthorised: () => refuse("40013", "The parameters cannot be read"),
};

/** Onerway as it is documented: payment links, their list with counters, and transaction notifications. */
export default defineEmulator({
  id: "onerway",
  title: "Onerway",
  create(context: EmulatorContext) {
    const { clock, baseUrl } = context;
    const links: Link[] = [];
    const faults = new Faults();
    const reports = new WebhookSender(clock);
    let transactions = 0;

    function now(): string {
      return new Date(clock.now().getTime() + offsetMs).toISOString().slice(0, 19).replace("T", " ");
    }

    function addLink(fields: Readonly<Record<string, Written>>): HttpReply {
      const { amount } = fields;
      const link: Link = {
        id: nextId(links.length),
        linkName: String(fields.linkName ?? fields.itemName),
        amount: isNumber(amount) ? amount.number : String(amount),
        currency: String(fields.currency),
        defaultCountry: String(fields.defaultCountry),
        itemName: String(fields.itemName),
        description: String(fields.description ?? ""),
        createTime: now(),
        isEnabled: true,
        visitCount: 0,
        paid: [],
      };
      links.push(link);
      return answer("20000", "Success", { id: String(link.id), linkUrl: urlOf(link) });
    }

    function list(fields: Readonly<Record<string, Written>>): HttpReply {
      const size = isNumber(fields.size) ? Number(fields.size.number) : defaultSize;
      const current = Math.max(1, isNumber(fields.current) ? Number(fields.current.number) : 1);
      if (size < 1 || size > largestSize) return refuse("13001", "size is out of range");
      const status = isNumber(fields.linkStatus) ? fields.linkStatus.number : undefined;
      if (status !== undefined && status !== "0" && status !== "1") return refuse("13001", "linkStatus is invalid");
      const word = String(fields.keywords ?? "").toLowerCase();
      const from = String(fields.startTime ?? "");
      const to = String(fields.endTime ?? "9999");
      const found = links
        .filter((link) => status === undefined || link.isEnabled === (status === "1"))
        .filter((link) => String(link.id).includes(word) || link.itemName.toLowerCase().includes(word))
        .filter((link) => link.createTime >= from && link.createTime <= to)
        .toReversed();
      const records = found.slice((current - 1) * size, current * size).map(recordOf);
      const counts = { total: String(found.length), size: String(size), current: String(current) };
      return answer("20000", "Success", { records, ...counts });
    }

    function updateStatus({ id, linkStatus }: Readonly<Record<string, Written>>): HttpReply {
      const link = links.find((each) => isNumber(id) && each.id === BigInt(id.number));
      if (link === undefined) return refuse("55058", "Payment link not found.");
      link.isEnabled = linkStatus === true;
      return answer("20000", "Success", null);
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
      if (operation === "add") return addLink(fields);
      return operation === "list" ? list(fields) : updateStatus(fields);
    }

    function notification(facts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
      transactions += 1;
      return {
        notifyType: "TXN",
        transactionId: String(2084000000000000000n + BigInt(transactions)),
        txnType: "SALE",
        merchantNo,
        merchantTxnId: `pl-${transactions}`,
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
    }

    async function report(fields: Readonly<Record<string, string>>): Promise<void> {
      const url = context.webhookUrl();
      if (url === undefined) return;
      const reportOf = (signingKey: string): Report => ({
        url,
        headers: { "content-type": "application/json" },
        body: faults.writeJson({ ...fields, sign: signNotification(fields, signingKey) }),
        // Three deliveries in all, half an hour apart.
        retrySeconds: [1800, 1800],
        isAcknowledged: (_status, text) => text === fields.transactionId,
      });
      const how = { sender: reports, manner: faults.webhooks, forge: () => reportOf("another key") };
      await deliverReports([reportOf(key)], how);
    }

    async function pay(ref: string, options: { readonly amount?: string } = {}): Promise<void> {
      const link = links.find((each) => String(each.id) === ref);
      if (link === undefined) throw new Error(`Onerway emulator: no link ${ref}`);
      if (!link.isEnabled) throw new Error(`Onerway emulator: link ${ref} is disabled`);
      const amount = toDecimal(toUnits(options.amount ?? link.amount, link.currency), link.currency);
      link.paid.push(amount);
      await report(notification({ orderAmount: amount, orderCurrency: link.currency }));
    }

    function recordOf(link: Link) {
      const paid = link.paid.reduce((sum, each) => sum + toUnits(each, link.currency), 0n);
      return {
        id: String(link.id),
        linkUrl: urlOf(link),
        merchantNo,
        linkName: link.linkName,
        amount: link.amount,
        currency: link.currency,
        defaultCountry: link.defaultCountry,
        itemName: link.itemName,
        description: link.description,
        linkStatus: link.isEnabled ? 1 : 0,
        createTime: link.createTime,
        visitCount: String(link.visitCount),
        payCount: String(link.paid.length),
        successAmount: toDecimal(paid, link.currency),
      };
    }

    function urlOf(link: Link): string {
      return `${baseUrl}/payment-link/pl_${link.id}`;
    }

    async function checkout(id: string, method: string): Promise<HttpReply> {
      const link = links.find((each) => String(each.id) === id);
      if (link === undefined) return { status: 404, headers: { "content-type": "text/plain" }, body: "No such link." };
      if (method === "GET") link.visitCount += 1;
      const isPaying = method === "POST" && link.isEnabled;
      if (isPaying) await pay(id);
      const html = renderCheckoutPage({
        provider: "Onerway",
        item: link.itemName,
        details: link.description,
        amount: `${link.amount} ${link.currency}`,
        currency: link.currency,
        state: isPaying ? "paid" : link.isEnabled ? "open" : "closed",
      });
      return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: html };
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
        links.map((link) => ({
          ref: String(link.id),
          reference: link.linkName.split(" ").at(-1) ?? "",
          url: urlOf(link),
          amount: link.amount,
          currency: link.currency,
          state: link.isEnabled ? "enabled" : "disabled",
          paidCount: link.paid.length,
        })),
      pay,
      async reportUnknownKind() {
        await report(notification({ notifyType: "CARD_ART", orderAmount: "1.00", orderCurrency: "USD" }));
      },
    };
  },
});

/** Ids are Longs. Every second one is beyond what a float holds, and contains the one before. */
function nextId(made: number): bigint {
  const base = 900_719_925_474_099n + BigInt(made >> 1);
  return made % 2 === 0 ? base : base * 10n + 3n;
}

function answer(respCode: string, respMsg: string, data: unknown): HttpReply {
  return { status: 200, body: JSON.stringify({ respCode, respMsg, data }) };
}

function refuse(respCode: string, respMsg: string): HttpReply {
  return answer(respCode, respMsg, null);
}

function toUnits(amount: string, currency: string): bigint {
  const decimals = decimalsOf(currency);
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole === undefined || fraction.length > decimals) throw new Error(`Onerway emulator: ${amount} ${currency}`);
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

function toDecimal(units: bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(units).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
