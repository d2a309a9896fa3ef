import { createHash } from "node:crypto";
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
  Faults,
  type Report,
  WebhookSender,
} from "../../shared/emulator.ts";
import { localTime, problemOf, rawNumber, readContent } from "./emulator-content.ts";

// Written from the QLink payment standard alone; where it is silent, README.md says what was chosen.

const apiPath = "/open-platform-api/pay";
const appKey = "emulator-app";
const appSecret = "emulator-secret-5c1f9a";
const payAccount = "account1";

const accountRows = [
  { serviceProvider: "emulated", code: "ONLINE", name: "在线支付", type: "PAY_TYPE" },
  { serviceProvider: "emulated", code: "QR_CODE_PAYMENT", name: "二维码扫描支付", type: "PAY_TYPE" },
  { serviceProvider: "emulated", code: "QRIS", name: "支付渠道", type: "PAY_CHANNEL" },
];

interface Trade {
  readonly tradeUuid: string;
  readonly billCode: string;
  readonly orderCode: string;
  readonly payTypeCode: string;
  /** As it was written on the wire. */
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  paid?: { readonly at: Date; readonly amount: string };
  cancelAskedAt?: Date;
}

/** QLink's emulator and what only its own tests set. */
export interface QlinkEmulator extends Emulator {
  /** How long a request stays open after its cancel, in milliseconds of its clock; 0 unless set. */
  cancelMs: number;
  /** Puts `success` and `result` around answers, as the edition for service providers does. */
  hasEnvelope: boolean;
  /** Leaves `actionValue` empty in the next answers to apply. */
  hasNoAction: boolean;
  /** Refuses a tradeUuid it has seen, where it otherwise gives the first request again. */
  refusesRepeats: boolean;
}

/** A local QLink. `reading` is how its signed text holds the content. */
export function createQlinkEmulator(context: EmulatorContext, reading: "string" | "object" = "string"): QlinkEmulator {
  const { baseUrl, clock } = context;
  const trades: Trade[] = [];
  const faults = new Faults();
  const reports = new WebhookSender(clock);

  const sign = (content: string, secret = appSecret) =>
    createHash("sha1")
      .update(
        `{"appKey":"${appKey}","content":${reading === "string" ? JSON.stringify(content) : content}}${secret}`,
        "utf8",
      )
      .digest("hex");

  const statusOf = (trade: Trade): string => {
    if (trade.paid !== undefined) return "PAY_SUCCESS";
    const asked = trade.cancelAskedAt;
    const isDone = asked !== undefined && clock.now().getTime() >= asked.getTime() + emulator.cancelMs;
    return isDone ? "PAY_CANCEL" : "PAY_WAIT";
  };

  const checkoutOf = (trade: Trade) => `${baseUrl}/cashier/${trade.billCode}`;

  const actionOf = (trade: Trade) => {
    if (emulator.hasNoAction) return "";
    return trade.payTypeCode === "ONLINE"
      ? checkoutOf(trade)
      : `00020101021226620014ID.CO.EMULATOR0118${trade.billCode}6304A13F`;
  };

  const find = (names: readonly unknown[]) =>
    trades.filter((each) => names.includes(each.tradeUuid) || names.includes(each.billCode));

  function apply(content: Record<string, unknown>): object {
    const [known] = find([content.tradeUuid]);
    if (known !== undefined && emulator.refusesRepeats) throw new Refusal("tradeUuid重复");
    const trade = known ?? addTrade(content);
    return {
      billCode: trade.billCode,
      paymentRequestId: `pr-${trade.billCode}`,
      actionValue: actionOf(trade),
      errorCode: "",
    };
  }

  function addTrade(content: Record<string, unknown>): Trade {
    const problem = problemOf(content, payAccount);
    if (problem !== undefined) throw new Refusal(problem);
    const text = (field: string) => String(content[field]);
    const trade: Trade = {
      tradeUuid: text("tradeUuid"),
      billCode: `B${String(trades.length + 1).padStart(17, "0")}`,
      orderCode: text("orderCode"),
      payTypeCode: text("payTypeCode"),
      amount: text("amount"),
      currency: text("currency"),
      description: text("description"),
    };
    trades.push(trade);
    return trade;
  }

  function statusRow(trade: Trade): object {
    return {
      amount: trade.paid === undefined ? null : rawNumber(trade.paid.amount),
      billCode: trade.billCode,
      currency: trade.currency,
      errorCode: "",
      orderCode: trade.orderCode,
      payTime: trade.paid === undefined ? "" : localTime(trade.paid.at),
      paymentRequestId: `pr-${trade.billCode}`,
      status: statusOf(trade),
      tradeUuid: trade.tradeUuid,
    };
  }

  function getPayStatus(content: Record<string, unknown>): object {
    const names = [content.tradeUuidList, content.billCodeList].flatMap((list) => (Array.isArray(list) ? list : []));
    if (names.length === 0) throw new Refusal("tradeUuidList、billCodeList不可同时为空");
    return find(names).map(statusRow);
  }

  function cancel(content: Record<string, unknown>): object {
    const [trade] = find([content.tradeUuid, content.billCode]);
    if (trade === undefined) throw new Refusal("账单不存在");
    if (statusOf(trade) !== "PAY_WAIT") throw new Refusal("账单状态不允许取消");
    trade.cancelAskedAt ??= clock.now();
    return { status: "WAIT", cancelTime: "", errorCode: "" };
  }

  const calls: Readonly<Record<string, (content: Record<string, unknown>) => object>> = {
    queryPayAccount: ({ payAccount: asked }) => (asked === payAccount ? accountRows : []),
    apply,
    getPayStatus,
    cancel,
  };

  function work(request: HttpDelivery, operation: string): HttpReply {
    const text = Buffer.from(request.body).toString("utf8");
    if (request.headers.appkey !== appKey || request.headers.sign !== sign(text)) return refuse("签名验证失败");
    try {
      const payload = calls[operation]?.(readContent(text)) ?? {};
      return json(200, emulator.hasEnvelope ? { success: true, result: payload } : payload);
    } catch (error) {
      return refuse(error instanceof Refusal ? error.message : "报文格式错误");
    }
  }

  function cashier(request: HttpDelivery): Promise<HttpReply> | HttpReply {
    const [trade] = find([request.path.split("/").at(-1)]);
    if (trade === undefined) return { status: 404, headers: { "content-type": "text/plain" }, body: "no such bill" };
    const isOpen = statusOf(trade) === "PAY_WAIT";
    return request.method === "POST" && isOpen ? settle(trade).then(() => page(trade)) : page(trade);
  }

  function page(trade: Trade): HttpReply {
    const status = statusOf(trade);
    const state = status === "PAY_SUCCESS" ? "paid" : status === "PAY_WAIT" ? "open" : "closed";
    const { currency, description } = trade;
    const amount = `${trade.amount} ${currency}`;
    const body = renderCheckoutPage({
      provider: "QLink",
      item: description,
      details: trade.orderCode,
      amount,
      currency,
      state,
    });
    return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body };
  }

  async function settle(trade: Trade, amount = trade.amount): Promise<void> {
    const before = notificationOf(trade, "WAIT");
    trade.paid = { at: clock.now(), amount };
    await notify([before, notificationOf(trade, "PAY_SUCCESS")]);
  }

  async function notify(contents: readonly object[]): Promise<void> {
    const url = context.webhookUrl();
    if (url === undefined) return;
    const told = contents.map((content): Report => {
      const body = faults.writeJson(content);
      return {
        url,
        headers: { "content-type": "application/json", appKey, sign: sign(body) },
        body,
        retrySeconds: [60, 300],
        isAcknowledged: (status, text) => status === 200 && /"success"\s*:\s*true/.test(text),
      };
    });
    const forge = (report: Report) => ({
      ...report,
      headers: { ...report.headers, sign: sign(report.body, "guessed") },
    });
    await deliverReports(told, { sender: reports, manner: faults.webhooks, forge });
  }

  function notificationOf(trade: Trade, status: string): object {
    return {
      tradeUuid: trade.tradeUuid,
      billCode: trade.billCode,
      orderCode: trade.orderCode,
      paymentRequestId: `pr-${trade.billCode}`,
      status,
      payTime: trade.paid === undefined ? "" : localTime(trade.paid.at),
      errorCode: "",
    };
  }

  const emulator: QlinkEmulator = {
    env: {
      QLINK_APP_KEY: appKey,
      QLINK_APP_SECRET: appSecret,
      QLINK_PAY_ACCOUNT: payAccount,
      QLINK_BASE_URL: baseUrl + apiPath,
      ...(reading === "object" && { QLINK_SIGN_CONTENT: reading }),
    },
    cancelMs: 0,
    hasEnvelope: false,
    hasNoAction: false,
    refusesRepeats: false,
    faults,
    reports,
    async handle(request) {
      if (request.path.startsWith("/cashier/")) return cashier(request);
      const operation = request.path.startsWith(`${apiPath}/`) ? request.path.slice(apiPath.length + 1) : "";
      if (request.method !== "POST" || calls[operation] === undefined)
        return json(404, { success: false, message: "not found" });
      return answerCall({ operation, faults, clock, broken, work: () => work(request, operation) });
    },
    links: () =>
      trades.map(
        (each): EmulatedLink => ({
          ref: each.tradeUuid,
          reference: each.tradeUuid,
          url: checkoutOf(each),
          amount: each.amount,
          currency: each.currency,
          state: statusOf(each),
          paidCount: each.paid === undefined ? 0 : 1,
        }),
      ),
    async pay(ref, options) {
      const [trade] = find([ref]);
      const isTaken = trade !== undefined && (statusOf(trade) === "PAY_WAIT" || options?.isInFlight);
      if (!isTaken || trade.paid !== undefined) throw new Error(`nothing to pay at ${ref}`);
      await settle(trade, options?.amount);
    },
    reportUnknownKind: () => notify([{ noticeType: "ACCOUNT_CHANGED", payAccount }]),
  };
  return emulator;
}

class Refusal extends Error {}

const broken: BrokenReplies = {
  "rate-limit": () => ({ ...json(429, { success: false, message: "请求过于频繁" }), headers: { "retry-after": "2" } }),
  error: () => json(500, { success: false, message: "系统异常" }),
  "not-json": () => ({
    status: 200,
    headers: { "content-type": "text/html" },
    body: "<html><body>nginx</body></html>",
  }),
  "wrong-types": () =>
    json(200, { success: true, result: { billCode: { id: 1 }, actionValue: ["?"], status: { code: 7 } } }),
  unauthorised: () => refuse("签名验证失败"),
  reject: () => refuse("账户未开通该业务"),
};

function json(status: number, body: unknown): HttpReply {
  return { status, body: JSON.stringify(body) };
}

function refuse(message: string): HttpReply {
  return json(200, { success: false, message });
}

/** QLink as a local server. */
export default defineEmulator({ id: "qlink", title: "QLink", create: (context) => createQlinkEmulator(context) });
