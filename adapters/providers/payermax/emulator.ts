import { generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import type { HttpDelivery, HttpReply } from "../../../src/ports/runtime.ts";
import { renderCheckoutPage } from "../../shared/checkout-page.ts";
import {
  answerCall,
  type BrokenReplies,
  defineEmulator,
  deliverReports,
  type EmulatedLink,
  type Emulator,
  type EmulatorContext,
  type EmulatorReply,
  Faults,
  type Report,
  WebhookSender,
} from "../../shared/emulator.ts";
import { checkCreate, checkFields, type Fields, Refusal } from "./emulator-checks.ts";

/** A PayerMax emulator, with the one choice the vendor leaves open. */
export interface PayermaxEmulator extends Emulator {
  /** What a second createPaybylink with the same merchantLinkId gets. Not published, so both can be tried. */
  onRepeat: "first" | "error";
}

interface Order {
  readonly outTradeNo: string;
  status: "PENDING" | "SUCCESS";
  completeAt?: Date;
}

interface Link {
  readonly linkId: string;
  readonly data: Fields;
  readonly createdAt: Date;
  expiresAt: Date;
  isExpired: boolean;
  paidAmount?: string;
  order?: Order;
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
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const faults = new Faults();
  const reports = new WebhookSender(clock);
  const links: Link[] = [];

  const calls: Readonly<Record<string, { version: string; run: (data: Fields) => unknown }>> = {
    createPaybylink: { version: "1.1", run: createPaybylink },
    queryPaybylink: { version: "1.1", run: (data) => queryWire(requireLink(data)) },
    expirePaybylink: { version: "1.1", run: expirePaybylink },
    orderQuery: { version: "1.4", run: orderQuery },
  };

  const broken: BrokenReplies = {
    "rate-limit": () => reply({ code: "TOO_MANY_REQUEST", msg: "Exceed request limitation, please retry later" }),
    error: () => ({ status: 500, body: "Internal Server Error" }),
    "not-json": () => ({ status: 200, headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" }),
    "wrong-types": () => signed({ code: "APPLY_SUCCESS", msg: "Success.", data: { linkId: 7, linkUrl: null } }),
    unauthorised: () => reply({ code: "SIGN_VERIFY_FAILED", msg: "The signature verify failed." }),
  };

  function createPaybylink(data: Fields): unknown {
    checkCreate(data);
    const first = links.find((each) => each.data.merchantLinkId === data.merchantLinkId);
    if (first !== undefined) {
      if (emulator.onRepeat === "error") throw new Refusal("MERCHANT_LINK_REPEAT", "merchantLinkId repeats");
      return linkWire(first);
    }
    const createdAt = clock.now();
    const expiresAt = new Date(createdAt.getTime() + Number(data.expiresTime ?? "86400") * 1000);
    const linkId = `BYL${String(links.length + 1).padStart(7, "q")}`;
    const link: Link = { linkId, data, createdAt, expiresAt, isExpired: false };
    links.push(link);
    return linkWire(link);
  }

  function expirePaybylink(data: Fields): unknown {
    const link = requireLink(data);
    if (link.order?.status === "SUCCESS") throw new Refusal("LINK_STATUS_INVALID", "the link has been paid");
    if (statusOf(link) === "EXPIRED") throw new Refusal("LINK_STATUS_INVALID", "the link has expired");
    link.isExpired = true;
    return linkWire(link);
  }

  function orderQuery(data: Fields): unknown {
    const link = links.find((each) => each.order?.outTradeNo === data.outTradeNo);
    if (link?.order === undefined) throw new Refusal("ORDER_NOT_EXIST", "order not exist");
    const { outTradeNo, status, completeAt } = link.order;
    const { country, currency } = link.data;
    return {
      outTradeNo,
      totalAmount: Number(amountOf(link)),
      currency,
      country,
      status,
      completeTime: completeAt?.toISOString(),
    };
  }

  function requireLink(data: Fields): Link {
    checkFields(data, [["merchantLinkId", 64, true]]);
    const found = links.find((each) => each.data.merchantLinkId === data.merchantLinkId);
    if (found === undefined) throw new Refusal("LINK_NOT_EXIST", "link not exist");
    return found;
  }

  function statusOf(link: Link): "ACTIVE" | "EXPIRED" {
    return link.isExpired || clock.now() >= link.expiresAt ? "EXPIRED" : "ACTIVE";
  }

  function linkWire(link: Link) {
    return {
      linkId: link.linkId,
      merchantLinkId: link.data.merchantLinkId,
      linkUrl: `${baseUrl}/pay/${link.linkId}`,
      linkStatus: statusOf(link),
      qrCodeUrl: `${baseUrl}/qrcode/${link.linkId}.png`,
      expiresAt: toShanghaiTime(link.expiresAt),
    };
  }

  function queryWire(link: Link) {
    const { country, currency, description, linkDescription, goodsDetails } = link.data;
    const order = link.order ?? { outTradeNo: "", status: "PENDING" as const };
    const payByLinkInfo = [orderWire(order)];
    return {
      ...linkWire(link),
      totalAmount: amountOf(link),
      country,
      currency,
      description,
      linkDescription,
      goodsDetails,
      payByLinkInfo,
    };
  }

  function orderWire(order: Order) {
    if (order.completeAt === undefined) return { outTradeNo: order.outTradeNo, status: order.status };
    const paymentDetails = [
      { targetOrg: "", paymentMethodType: "CARD", cardInfo: { cardOrg: "VISA", "cardNumber ": "625244****9483" } },
    ];
    return {
      outTradeNo: order.outTradeNo,
      status: order.status,
      completeAt: toShanghaiTime(order.completeAt),
      paymentDetails,
    };
  }

  function open(link: Link): Order {
    link.order ??= { outTradeNo: `T2022${link.linkId}`, status: "PENDING" };
    return link.order;
  }

  async function pay(ref: string, options: { readonly amount?: string } = {}): Promise<void> {
    const link = links.find((each) => each.linkId === ref);
    if (link === undefined) throw new Error(`no link ${ref}`);
    if (statusOf(link) === "EXPIRED") throw new Error("the link has expired");
    const order = open(link);
    if (order.status === "SUCCESS") throw new Error("the link has been paid");
    order.status = "SUCCESS";
    order.completeAt = clock.now();
    if (options.amount !== undefined) link.paidAmount = options.amount;
    await deliverReports([toReport(link)], { sender: reports, manner: faults.webhooks, forge });
  }

  function toReport(link: Link): Report {
    const { goodsDetails: _goods, description: _description, ...told } = queryWire(link);
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
    return { ...report, headers: { ...report.headers, sign: signature(report.body, stranger.privateKey) } };
  }

  function amountOf(link: Link): string {
    return link.paidAmount ?? String(link.data.totalAmount);
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
    const before = stateOf(link);
    if (before === "open" && request.method === "POST") await pay(linkId);
    if (before === "open") open(link);
    const { description, currency } = link.data as { description: string; currency: string };
    const amount = `${amountOf(link)} ${currency}`;
    const page = renderCheckoutPage({
      provider: "PayerMax",
      item: description,
      amount,
      currency,
      state: stateOf(link),
    });
    const status = request.method === "POST" && before !== "open" ? 409 : 200;
    return { status, headers: { "content-type": "text/html; charset=utf-8" }, body: page };
  }

  function stateOf(link: Link): "open" | "paid" | "closed" {
    if (link.order?.status === "SUCCESS") return "paid";
    return statusOf(link) === "ACTIVE" ? "open" : "closed";
  }

  function toEmulated(link: Link): EmulatedLink {
    const { merchantLinkId, currency } = link.data;
    const { linkId: ref, linkUrl: url, linkStatus: state } = linkWire(link);
    const paidCount = link.order?.status === "SUCCESS" ? 1 : 0;
    return {
      ref,
      reference: String(merchantLinkId),
      url,
      amount: String(link.data.totalAmount),
      currency: String(currency),
      state,
      paidCount,
    };
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
    links: () => links.map(toEmulated),
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

function toShanghaiTime(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().replace("Z", "+08:00");
}
