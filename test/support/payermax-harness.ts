import { generateKeyPairSync } from "node:crypto";
import { onTestFinished } from "vitest";
import { payermaxEnv } from "../../adapters/providers/payermax/config.ts";
import { createPayermaxEmulator, type PayermaxEmulator } from "../../adapters/providers/payermax/emulator.ts";
import payermax from "../../adapters/providers/payermax/index.ts";
import { listen } from "../../adapters/shared/emulator.ts";
import { requireCurrency } from "../../src/model/currency.ts";
import type { Money } from "../../src/model/money.ts";
import type { AccountId, Reference } from "../../src/model/payment-link.ts";
import type { LinkOrder, PaymentProvider } from "../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../src/ports/runtime.ts";
import { money as moneyIn } from "../contract/provider-orders.ts";
import { KeptLogger, KeptMetrics, ManualClock, memoryCache, seededIds } from "./runtime.ts";

/** A key pair of ours; the emulator makes its own. */
export const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Its private half as bare base64 DER. */
export const privateDer = pair.privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");

/** Its public half in the same form. */
export const publicDer = pair.publicKey.export({ type: "spki", format: "der" }).toString("base64");

/** An amount from decimal text and a code. */
export function money(amount: string, code: string): Money {
  return moneyIn(amount, requireCurrency(code));
}

/** An order of one membership at that price. */
export function orderOf(amount: string, currency: string, more: Partial<LinkOrder> = {}): LinkOrder {
  return {
    reference: "pl_L7K2QM_1" as Reference,
    price: { kind: "fixed", amount: money(amount, currency) },
    description: "Annual membership",
    items: [{ name: "Annual membership", quantity: 1, unitPrice: money(amount, currency) }],
    uses: "once",
    country: "ID",
    options: {},
    orderedAt: new Date("2026-11-21T08:00:00Z"),
    ...more,
  };
}

/** How an ordered link is asked for: by our reference alone. */
export const keyOf = (order: LinkOrder) => ({
  reference: order.reference,
  price: order.price,
  orderedAt: order.orderedAt,
});

/** A callback with PayerMax's header. */
export function delivery(body: string, sign: string): HttpDelivery {
  return { method: "POST", path: "/webhooks/payermax", query: {}, headers: { sign }, body: Buffer.from(body) };
}

interface Bench {
  readonly provider: PaymentProvider;
  readonly emulator: PayermaxEmulator;
  readonly clock: ManualClock;
  readonly emulatorClock: ManualClock;
  readonly received: HttpDelivery[];
  readonly logger: KeptLogger;
}

/** The provider at its emulator, each with its own clock, until the test is over; callbacks are kept, not read. */
export async function start(options: { webhookUrl?: string } = {}): Promise<Bench> {
  const [clock, emulatorClock] = [new ManualClock(), new ManualClock()];
  const received: HttpDelivery[] = [];
  const bot = await listen(async (request) => {
    received.push(request);
    return { status: 200, body: '{"msg":"Success","code":"SUCCESS"}' };
  });
  const webhookUrl = `${bot.origin}/webhooks/payermax`;
  let emulator: PayermaxEmulator | undefined;
  const vendor = await listen(async (request) => emulator?.handle(request) ?? { status: 503 });
  onTestFinished(async () => {
    await Promise.all([bot.close(), vendor.close()]);
  });
  emulator = createPayermaxEmulator({ baseUrl: vendor.origin, clock: emulatorClock, webhookUrl: () => webhookUrl });
  const logger = new KeptLogger();
  const provider = payermax.create(payermaxEnv.parse(emulator.env), {
    account: { id: "payermax:default" as AccountId, name: "default" },
    clock,
    ids: seededIds("payermax"),
    logger,
    metrics: new KeptMetrics(),
    cache: memoryCache(clock),
    webhookUrl,
    publicUrl: bot.origin,
    callTimeoutMs: 400,
    ...options,
  });
  return { provider, emulator, clock, emulatorClock, received, logger };
}
