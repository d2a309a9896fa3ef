import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestBot, type TestBot } from "../support/bot.ts";

let bot: TestBot;
beforeEach(async () => {
  bot = await startTestBot({ providers: ["onerway", "payermax"] });
});
afterEach(() => bot.stop());

interface Kept {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Pays a PayerMax link and returns the callback the emulator sent, headers and all, for sending it again. */
async function paidCallback(): Promise<Kept> {
  await bot.do("5 USD mug provider:payermax");
  const [link] = bot.emulator("payermax").links();
  const seen: Kept[] = [];
  const real = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    seen.push({ headers: init?.headers as Record<string, string>, body: String(init?.body) });
    return real(input, init);
  };
  try {
    await bot.emulator("payermax").pay(link?.ref ?? "");
  } finally {
    globalThis.fetch = real;
  }
  await bot.quiet();
  const [kept] = seen.filter((each) => each.body.includes("PAYBYLINK"));
  if (kept === undefined) throw new Error("no callback was sent");
  return kept;
}

const send = (path: string, kept: Kept) =>
  fetch(`${bot.origin}${path}`, { method: "POST", headers: kept.headers, body: kept.body });

describe("a webhook", () => {
  it("sent twice has one effect and gets the same acknowledgement", async () => {
    const callback = await paidCallback();
    const before = bot.desk.messages.length;
    const again = await send("/webhooks/payermax", callback);
    await bot.quiet();

    expect([again.status, await again.text()]).toEqual([200, '{"msg":"Success","code":"SUCCESS"}']);
    expect(bot.desk.messages).toHaveLength(before);
    expect((await bot.app.store.listLinks({ limit: 1 })).links[0]?.payments.count).toBe(1);
  });

  it("with one byte changed, or signed with another key, gets 401 and changes nothing", async () => {
    const callback = await paidCallback();
    const before = await bot.app.store.listLinks({ limit: 5 });
    const changed = await send("/webhooks/payermax", {
      ...callback,
      body: callback.body.replace("SUCCESS", "SUCCESs"),
    });
    const forged = await send("/webhooks/payermax", {
      ...callback,
      headers: { ...callback.headers, sign: Buffer.alloc(256, 7).toString("base64") },
    });
    const bare = await send("/webhooks/payermax", {
      headers: { "content-type": "application/json" },
      body: callback.body,
    });
    await bot.quiet();

    expect([changed.status, forged.status, bare.status]).toEqual([401, 401, 401]);
    expect(await bot.app.store.listLinks({ limit: 5 })).toEqual(before);
    expect(await bot.metrics.text()).toMatch(/paylink_webhooks_refused_total\{[^}]*payermax[^}]*\} /);
  });

  it("for an unknown provider gets 404", async () => {
    const answer = await send("/webhooks/nobody", { headers: {}, body: "{}" });

    expect(answer.status).toBe(404);
  });

  it("that names no link is a hint: the provider is asked, and its counters decide", async () => {
    await bot.do("5 USD mug");
    bot.emulator("onerway").faults.webhooks = "off";
    const fields = {
      notifyType: "TXN",
      txnType: "SALE",
      transactionId: "2084000000000000001",
      merchantNo: "800209",
      orderAmount: "5.00",
      orderCurrency: "USD",
      status: "S",
    };
    const secret = bot.emulator("onerway").env.ONERWAY_SECRET_KEY ?? "";
    const text = Object.entries(fields)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, value]) => value)
      .join("");
    const sign = createHash("sha256").update(`${text}${secret}`).digest("hex");
    const unpaid = await send("/webhooks/onerway", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...fields, sign }),
    });
    await bot.quiet();

    expect([unpaid.status, await unpaid.text()]).toEqual([200, "2084000000000000001"]);
    expect(bot.desk.titles()).toEqual(["Active 5.00 USD"]);
  });

  it("about a link nobody here knows is acknowledged, kept and counted, and told when the link turns up", async () => {
    const { store } = bot.app;
    await bot.do("5 USD mug provider:payermax");
    const [known] = (await store.listLinks({ limit: 1 })).links;
    const account = known?.account ?? ("" as never);
    const event = {
      kind: "payment.succeeded" as const,
      key: "stray-1",
      ref: "elsewhere" as never,
      occurredAt: new Date(),
    };
    await store.acceptDelivery({
      source: `webhook:${account}`,
      key: "stray",
      lane: "stray",
      body: { kind: "webhook", account, events: [event], hints: [] },
      receivedAt: new Date(),
    });
    await bot.quiet();

    expect(await store.findUnmatched(account, { ref: "elsewhere" as never })).toMatchObject([{ key: "stray-1" }]);
    expect(await bot.metrics.text()).toMatch(/paylink_unmatched_events_total\{[^}]*\} 1/);
  });

  it("is answered 503 with Retry-After while the store cannot be written, and has its effect when it comes again", async () => {
    await bot.do("5 USD mug provider:payermax");
    const [link] = bot.emulator("payermax").links();
    const lock = new DatabaseSync(bot.databaseUrl.replace("sqlite:", ""));
    lock.exec("BEGIN EXCLUSIVE");
    await bot.emulator("payermax").pay(link?.ref ?? "");
    const [first] = bot.emulator("payermax").reports.attempts.slice(-1);
    lock.exec("ROLLBACK");
    lock.close();

    expect(first?.status).toBe(503);
    expect(bot.desk.titles()[0]).toBe("Active 5.00 USD");
  });
});

describe("the port", () => {
  it.each([
    ["GET", "/healthz", 200],
    ["GET", "/readyz", 200],
    ["GET", "/metrics", 200],
    ["POST", "/healthz", 405],
    ["GET", "/webhooks/onerway", 405],
    ["GET", "/nowhere", 404],
  ])("answers %s %s with %i", async (method, path, status) => {
    expect((await fetch(`${bot.origin}${path}`, { method })).status).toBe(status);
  });

  it("refuses a body over 1 MiB", async () => {
    const answer = await fetch(`${bot.origin}/webhooks/onerway`, {
      method: "POST",
      body: Buffer.alloc(1024 * 1024 + 1),
    });

    expect(answer.status).toBe(413);
  });

  it("shows metrics to nobody behind a proxy", async () => {
    expect((await fetch(`${bot.origin}/metrics`, { headers: { "x-forwarded-for": "8.8.8.8" } })).status).toBe(404);
  });

  it("is not ready while the store cannot be written", async () => {
    const lock = new DatabaseSync(bot.databaseUrl.replace("sqlite:", ""));
    lock.exec("BEGIN EXCLUSIVE");
    const answer = await fetch(`${bot.origin}/readyz`);
    lock.exec("ROLLBACK");
    lock.close();

    expect(answer.status).toBe(503);
    expect((await fetch(`${bot.origin}/readyz`)).status).toBe(200);
  });
});
