import { readFileSync } from "node:fs";
import { expect, onTestFinished } from "vitest";
import { arcblockEnv } from "../../adapters/providers/arcblock/config.ts";
import emulator, { type ArcblockEmulator } from "../../adapters/providers/arcblock/emulator.ts";
import provider from "../../adapters/providers/arcblock/index.ts";
import { type Currency, requireCurrency } from "../../src/model/currency.ts";
import type { LinkOrder, PaymentProvider } from "../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../src/ports/runtime.ts";
import { keyOf, orderOf } from "../contract/provider-orders.ts";
import { type ProviderStart, startProvider } from "./provider-harness.ts";

/** The examples of PaymentKit's documents. */
export const samples = JSON.parse(
  readFileSync(new URL("../../adapters/providers/arcblock/fixtures/samples.json", import.meta.url), "utf8"),
);

/** What most links ask. */
export const usd = requireCurrency("USD");

/** The token of 18 decimals that the emulated server takes too. */
export const abt: Currency = {
  code: "ABT",
  exponent: 18,
  kind: "token",
  name: { en: "ArcBlock Token", zh: "ArcBlock Token" },
};

type Started = Awaited<ReturnType<typeof start>>;

/** The provider at its emulator, until the test is over. */
export async function start(options: ProviderStart = {}) {
  const harness = await startProvider({ name: "arcblock", provider, emulator }, options);
  onTestFinished(() => harness.stop());
  return { ...harness, emulator: harness.emulator as ArcblockEmulator };
}

/** The same with one link in it. */
export async function startWithLink(wishes: Partial<LinkOrder> = {}, options: ProviderStart = {}) {
  const harness = await start(options);
  const order = { ...orderOf(harness, usd), ...wishes };
  const made = await harness.provider.createLink(order);
  return { harness, order, made, key: keyOf(order, made) };
}

/** The same server seen with other variables; undefined takes one away. */
export function providerWith(harness: Started, changes: Readonly<Record<string, string | undefined>>): PaymentProvider {
  const env = Object.fromEntries(
    Object.entries({ ...harness.emulator.env, ...changes }).filter(([, value]) => value !== undefined),
  );
  return provider.create(arcblockEnv.parse(env), harness.context);
}

/** What the server was asked there, by a path without its mount. */
export function callsTo({ calls }: Started, method: string, path: string): readonly HttpDelivery[] {
  return calls.filter((each) => each.method === method && each.path === `/payment/api/${path}`);
}

/** The JSON a call carried. */
export function bodyOf(delivery: HttpDelivery | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(delivery?.body ?? []).toString("utf8"));
}

/** Fails unless the work is refused as input, with this code and these facts. */
export async function expectRefusal(
  work: Promise<unknown>,
  code: string,
  facts: Record<string, string> = {},
): Promise<void> {
  await expect(work).rejects.toMatchObject({ name: "InputError", code, facts });
}
