import { createHash, createHmac } from "node:crypto";

/** What kind of signed requests are sent. */
export type Traffic = "onerway" | "slack" | "telegram";

/** Credentials of the servers measured here. Nothing outside this folder knows them. */
export const credentials = {
  onerwayMerchant: "800209",
  onerwaySecret: "bench-onerway-secret-key",
  slackSecret: "bench-slack-signing-secret",
  telegramSecret: "bench-telegram-secret",
} as const;

/** So many different requests, whole and ready to be written to a socket. */
export function requestsOf(traffic: Traffic, count: number, salt: string): readonly Buffer[] {
  return Array.from({ length: count }, (_unused, index) => makers[traffic](index, salt));
}

const makers: Readonly<Record<Traffic, (index: number, salt: string) => Buffer>> = { onerway, slack, telegram };

/** A transaction notification. Source: Onerway docs, Transaction Notification and Sign. */
function onerway(index: number, salt: string): Buffer {
  const cents = 100 + (index % 900);
  const fields: Record<string, string> = {
    notifyType: "TXN",
    txnType: "SALE",
    transactionId: `${salt}${String(index).padStart(10, "0")}`,
    merchantNo: credentials.onerwayMerchant,
    merchantTxnId: `txn-${salt}-${index}`,
    responseTime: "2026-11-21 16:00:00",
    txnTime: "2026-11-21 15:59:58",
    txnTimeZone: "+08:00",
    orderAmount: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`,
    orderCurrency: "USD",
    txnAmount: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`,
    txnCurrency: "USD",
    status: "S",
  };
  return post("/webhooks/onerway", JSON.stringify({ ...fields, sign: signOnerway(fields) }), {
    "content-type": "application/json",
  });
}

/** Values in the order of their names, then the secret, hashed. Also what the bare baseline checks. */
export function signOnerway(fields: Readonly<Record<string, string>>): string {
  const text = Object.keys(fields)
    .filter((name) => name !== "sign" && fields[name] !== "")
    .sort()
    .map((name) => fields[name])
    .join("");
  return createHash("sha256")
    .update(text + credentials.onerwaySecret)
    .digest("hex");
}

/** A slash command. Source: Slack docs, Verifying requests and Slash commands. */
function slack(index: number, salt: string): Buffer {
  const body = new URLSearchParams({
    command: "/paylink",
    text: `${index + 1} USD mug ${salt}`,
    user_id: `U${String(index % 50).padStart(8, "0")}`,
    user_name: "ann",
    team_id: "T00000001",
    channel_id: `C${String(index % 20).padStart(8, "0")}`,
    channel_name: "sales",
    trigger_id: `${salt}.${index}`,
    response_url: "http://127.0.0.1:9/response",
    api_app_id: "A00000001",
  }).toString();
  const time = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac("sha256", credentials.slackSecret).update(`v0:${time}:${body}`).digest("hex")}`;
  return post("/slack/events", body, {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": time,
    "x-slack-signature": signature,
  });
}

/** A private message with a command. Source: Telegram Bot API, Update and setWebhook. */
function telegram(index: number, salt: string): Buffer {
  const id = 1_000 + (index % 50);
  const update = {
    update_id: Number(salt) * 1_000_000 + index,
    message: {
      message_id: index + 1,
      from: { id, is_bot: false, first_name: "Ann", language_code: "en" },
      chat: { id, type: "private", first_name: "Ann" },
      date: Math.floor(Date.now() / 1000),
      text: `/paylink ${index + 1} USD mug`,
      entities: [{ type: "bot_command", offset: 0, length: 8 }],
    },
  };
  return post("/telegram/webhook", JSON.stringify(update), {
    "content-type": "application/json",
    "x-telegram-bot-api-secret-token": credentials.telegramSecret,
  });
}

function post(path: string, body: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries({
    host: "127.0.0.1",
    connection: "keep-alive",
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
  });
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`,
  );
}
