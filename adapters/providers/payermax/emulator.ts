import { generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
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
import { createBooks, type Link, toShanghaiTime } from "./emulator-books.ts";
import { type Fields, Refusal } from "./emulator-checks.ts";

/** A PayerMax emulator, with the one choice the vendor leaves open. */
export interface PayermaxEmulator extends Emulator {
  /** What a second createPaybylink with the same merchantLinkId gets. Not published, so both can be tried. */
  onRepeat: "first" | "error";
}

const gateway = "/aggregate-pay/api/gateway";
const appId = "6666c8b036a24579974497c2f9a33333";
const merchantNo = "010213834784554";
const retrySeconds = [30, 300, 600, 3_600, 43_200];

/** A PayerMax of one's own. Source: PayerMax docs, PayByLink; Signature rules; payLinkResultNotifyUrl. */
export function createPayermaxEmulator(context: EmulatorContext): PayermaxEmulator {
  const { baseUrl, clock } = context;
  const merchant = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const vendor = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const faults = new Faults();
  const reports = new WebhookSender(clock);
  const books = createBooks({ baseUrl, clock, onRepeat: () => emulator.onRepeat });
  const { links } = books;

  const calls: Readonly<Record<string, { version: string; run: (data: Fields) => unknown }>> = {
    createPaybylink: { version: "1.1", run: books.createPaybylink },
    queryPaybylink: { version: "1.1", run: books.queryPaybylink },
    expirePaybylink: { version: "1.1", run: books.expirePaybylink },
    orderQuery: { version: "1.4", run: books.orderQuery },
  };

  const broken: BrokenReplies = {
    "rate-limit": () => reply({ code: "TOO_MANY_REQUEST", msg: "Exceed request limitation, please retry later" }),
    error: () => ({ status: 500, body: "Internal Server Error" }),
    "not-json": () => ({ status: 200, headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" }),
    "wrong-types": () => signed({ code: "APPLY_SUCCESS", msg: "Success.", data: { linkId: 7, linkUrl: null } }),
    unauthorised: () => reply({ code: "SIGN_VERIFY_FAILED", msg: "The signature verify failed." }),
    reject: () => reply({ code: "CONTRACT_INVALID", msg: "No available contract." }),
  };

  async function pay(ref: string, options: PayOptions = {}): Promise<void> {
    const link = links.find((each) => each.linkId === ref);
    if (link === undefined) throw new Error(`no link ${ref}`);
    const state = books.stateOf(link);
    if (state === "paid" || (state === "closed" && !options.isInFlight)) throw new Error(`the link is ${state}`);
    const order = books.open(link);
    order.status = "SUCCESS";
    order.completeAt = clock.now();
    if (options.amount !== undefined) link.paidAmount = options.amount;
    await deliverReports([toReport(link)], { sender: reports, manner: faults.webhooks, forge });
  }

  function toReport(link: Link): Report {
    const { goodsDetails: _goods, description: _description, ...told } = books.queryWire(link);
    const data = { ...told, linkStatus: told.linkStatus.toLowerCase(), linkDescription: told.linkDescription ?? "" };
    return reportTo(String(link.data.notifyUrl), "PAYBYLINK", data);
  }

  function reportTo(url: string, notifyType: string, data: unknown): Report {
    const head = { code: "APPLY_SUCCESS", msg: "Success.", keyVersion: "1", appId, merchantNo };
    const body = faults.writeJson({ ...head, notifyTime: toShanghaiTime(clock.now()), notifyType, data });
    const headers = { "content-type": "application/json", sign: signature(body, vendor.privateKey) };
    return { url, headers, body, retrySeconds, isAcknowledged };
  }

  function forge(report: Report): Report {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return { ...report, headers: { ...report.headers, sign: signature(report.body, privateKey) } };
  }

  function callGateway(operation: string, request: HttpDelivery): HttpReply {
    const call = calls[operation];
    if (call === undefined) return { status: 404, body: "Not Found" };
    try {
      const data = openEnvelope(request, call.version);
      return signed({ code: "APPLY_SUCCESS", msg: "SUCCESS.", data: call.run(data) });
    } catch (error) {
      if (error instanceof Refusal) return reply({ code: error.code, msg: error.message });
      throw error;
    }
  }

  function openEnvelope({ headers, body }: HttpDelivery, version: string): Fields {
    const seal = Buffer.from(headers.sign ?? "", "base64");
    if (!verify("RSA-SHA256", body, merchant.publicKey, seal))
      throw new Refusal("SIGN_VERIFY_FAILED", "The signature verify failed.");
    const envelope = JSON.parse(Buffer.from(body).toString("utf8")) as Fields;
    const time = String(envelope.requestTime);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}([+-]\d\d:\d\d|Z)$/.test(time)) {
      throw new Refusal("PARAMS_INVALID", "requestTime is invalid");
    }
    if (Math.abs(clock.now().getTime() - Date.parse(time)) > 120_000) {
      throw new Refusal("REQ_TIME_OVER_TIME", "requestTime effective in two minutes");
    }
    if (envelope.version !== version || envelope.keyVersion !== "1")
      throw new Refusal("PARAMS_INVALID", "version is invalid");
    if (envelope.appId !== appId) throw new Refusal("MERCHANT_APP_INVALID", "Signature key is not configured.");
    if (envelope.merchantNo !== merchantNo) throw new Refusal("MERCHANT_INVALID", "The merchant has been offline.");
    return envelope.data as Fields;
  }

  function signed(answer: object): HttpReply {
    const body = JSON.stringify(answer);
    return { status: 200, headers: { sign: signature(body, vendor.privateKey) }, body };
  }

  async function checkout(linkId: string, request: HttpDelivery): Promise<HttpReply> {
    const link = links.find((each) => each.linkId === linkId);
    if (link === undefined) return { status: 404, body: "Not Found" };
    const before = books.stateOf(link);
    if (before === "open") books.open(link);
    if (before === "open" && request.method === "POST") await pay(linkId);
    const { description: item, currency } = link.data as { description: string; currency: string };
    const [amount, state] = [`${books.amountOf(link)} ${currency}`, books.stateOf(link)];
    const page = renderCheckoutPage({ provider: "PayerMax", item, amount, currency, state });
    const status = request.method === "POST" && before !== "open" ? 409 : 200;
    return { status, headers: { "content-type": "text/html; charset=utf-8" }, body: page };
  }

  const emulator: PayermaxEmulator = {
    env: {
      PAYERMAX_APP_ID: appId,
      PAYERMAX_MERCHANT_NO: merchantNo,
      PAYERMAX_PRIVATE_KEY: merchant.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64"),
      PAYERMAX_PUBLIC_KEY: vendor.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
      PAYERMAX_CONTACT_EMAIL: "billing@shop.example",
      PAYERMAX_BASE_URL: baseUrl + gateway,
    },
    faults,
    onRepeat: "first",
    async handle(request): Promise<EmulatorReply> {
      const linkId = /^\/pay\/(\w+)$/.exec(request.path)?.[1];
      if (linkId !== undefined) return checkout(linkId, request);
      const operation = request.path.replace(`${gateway}/`, "");
      const work = () => callGateway(operation, request);
      return answerCall({ operation, faults, clock, broken, work });
    },
    links: () => links.map(books.toEmulated),
    pay,
    async reportUnknownKind() {
      const url = links.at(-1)?.data.notifyUrl ?? context.webhookUrl();
      if (url !== undefined) await reports.send(reportTo(String(url), "WALLET_TOPUP", { walletNo: "W1" }));
    },
    reports,
  };
  return emulator;
}

export default defineEmulator({ id: "payermax", title: "PayerMax", create: createPayermaxEmulator });

function isAcknowledged(status: number, text: string): boolean {
  try {
    return status === 200 && (JSON.parse(text) as Fields).code === "SUCCESS";
  } catch {
    return false;
  }
}

function signature(body: string, key: KeyObject): string {
  return sign("RSA-SHA256", Buffer.from(body), key).toString("base64");
}

function reply(answer: object): HttpReply {
  return { status: 200, body: JSON.stringify(answer) };
}
