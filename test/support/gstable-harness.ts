import type { GstableEmulator } from "../../adapters/providers/gstable/emulator.ts";
import { parseExactJson } from "../../adapters/shared/exact-json.ts";
import { requireCurrency } from "../../src/model/currency.ts";
import type { Money } from "../../src/model/money.ts";
import type { Reference } from "../../src/model/payment-link.ts";
import type { LinkKey, LinkOrder } from "../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../src/ports/runtime.ts";
import { money as moneyIn } from "../contract/provider-orders.ts";
import { loadProvider, type ProviderHarness, startProvider } from "./provider-harness.ts";

interface Bench extends ProviderHarness {
  readonly emulator: GstableEmulator;
}

/** The token the account of these tests is paid in. */
export const usdt = "polygon::usdt";

/** An amount from decimal text and a code. */
export function money(amount: string, code: string): Money {
  return moneyIn(amount, requireCurrency(code));
}

/** An order of one membership at that price. */
export function orderOf(amount: string, currency = "USD", more: Partial<LinkOrder> = {}): LinkOrder {
  return {
    reference: "L7K2QM-ABCDEFGH" as Reference,
    price: { kind: "fixed", amount: money(amount, currency) },
    description: "Annual membership",
    items: [{ name: "Annual membership", quantity: 1, unitPrice: money(amount, currency) }],
    uses: "once",
    options: {},
    orderedAt: new Date("2026-11-21T08:00:00Z"),
    ...more,
  };
}

/** How an ordered link is asked for, with or without the vendor's id. */
export const keyOf = (order: LinkOrder, ref?: LinkKey["ref"]): LinkKey => ({
  reference: order.reference,
  price: order.price,
  orderedAt: order.orderedAt,
  ...(ref !== undefined && { ref }),
});

/** A sample as the client reads it: numbers as the vendor wrote them. */
export const exact = (value: unknown): unknown => parseExactJson(JSON.stringify(value));

/** A webhook with the vendor's two headers. */
export function delivery(body: string, timestamp: string, signature: string): HttpDelivery {
  const headers = { "x-gstable-timestamp": timestamp, "x-gstable-signature": signature };
  return { method: "POST", path: "/webhooks/gstable", query: {}, headers, body: Buffer.from(body) };
}

/** Runs a test at the emulator and stops it afterwards. */
export async function work(
  run: (bench: Bench) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const bench = await startProvider(await loadProvider("gstable"), { env, callTimeoutMs: 300 });
  await run(bench as Bench).finally(() => bench.stop());
}

/** How many calls had that in their path. */
export const callsTo = (bench: Bench, path: string) => bench.calls.filter((each) => each.path.includes(path)).length;
