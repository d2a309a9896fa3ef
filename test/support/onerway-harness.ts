import { readFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { listen } from "../../adapters/shared/emulator.ts";
import { requireCurrency } from "../../src/model/currency.ts";
import type { LinkOrder, PaymentProvider } from "../../src/ports/payment-provider.ts";
import { orderOf } from "../contract/provider-orders.ts";
import { loadProvider, type ProviderHarness, type ProviderStart, startProvider } from "./provider-harness.ts";

/** What most links ask. */
export const usd = requireCurrency("USD");

const pair = await loadProvider("onerway");

/** The provider at its emulator, until the test is over. */
export async function start(options?: ProviderStart): Promise<ProviderHarness> {
  const harness = await startProvider(pair, options);
  onTestFinished(() => harness.stop());
  return harness;
}

/** The provider against a vendor that always answers so. */
export async function startAgainst(answer: object | string): Promise<PaymentProvider> {
  const body = typeof answer === "string" ? answer : JSON.stringify(answer);
  const server = await listen(async () => ({ status: 200, body }));
  onTestFinished(() => server.close());
  const harness = await start({ env: { ONERWAY_BASE_URL: server.origin } });
  return harness.provider;
}

/** An order the provider takes. */
export async function anOrder(changes: Partial<LinkOrder> = {}): Promise<LinkOrder> {
  return { ...orderOf(await start(), usd), ...changes };
}

/** The text of a sample, its numbers as the vendor wrote them. */
export function readFixture(name: string): string {
  return readFileSync(new URL(`../../adapters/providers/onerway/fixtures/${name}.json`, import.meta.url), "utf8");
}
