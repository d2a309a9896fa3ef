import { readFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import type { z } from "zod";
import emulator, { createQlinkEmulator, type QlinkEmulator } from "../../adapters/providers/qlink/emulator.ts";
import provider from "../../adapters/providers/qlink/index.ts";
import { parseExactJson } from "../../adapters/shared/exact-json.ts";
import { requireCurrency } from "../../src/model/currency.ts";
import type { ProviderRef, Reference } from "../../src/model/payment-link.ts";
import type { LinkKey, LinkOrder } from "../../src/ports/payment-provider.ts";
import { money } from "../contract/provider-orders.ts";
import { type ProviderStart, startProvider } from "./provider-harness.ts";

/** What most requests ask. */
export const usd = requireCurrency("USD");

/** What the vendor's examples ask. */
export const idr = requireCurrency("IDR");

const samples = readFileSync(new URL("../../adapters/providers/qlink/fixtures/samples.json", import.meta.url), "utf8");

/** The provider at its emulator, which reads a call's content one way or the other, until the test is over. */
export async function start(options: ProviderStart = {}, reading: "string" | "object" = "string") {
  const module = {
    ...emulator,
    create: (context: Parameters<typeof emulator.create>[0]) => createQlinkEmulator(context, reading),
  };
  const harness = await startProvider({ name: "qlink", provider, emulator: module }, options);
  onTestFinished(() => harness.stop());
  return { ...harness, emulator: harness.emulator as QlinkEmulator };
}

/** How an ordered request is asked for: its reference is QLink's id too. */
export function keyOfOrder(order: LinkOrder): LinkKey {
  const { reference, price, orderedAt } = order;
  return { reference, ref: reference as string as ProviderRef, price, orderedAt };
}

/** A request nobody ordered here, at the price of the vendor's example. */
export function seenKey(uuid: string): LinkKey {
  return { reference: uuid as Reference, price: { kind: "fixed", amount: money("2.10", idr) }, orderedAt: new Date(0) };
}

/** One of the vendor's examples, read exactly. */
export function fromSample<Schema extends z.ZodType>(
  call: string,
  part: "request" | "answer",
  schema: Schema,
): z.output<Schema> {
  const parsed = parseExactJson(samples) as Record<string, Record<string, unknown>>;
  return schema.parse(parsed[call]?.[part]);
}

/** The bodies of all calls of that name, as texts. */
export function sent(
  harness: { readonly calls: readonly { readonly path: string; readonly body: Uint8Array }[] },
  call: string,
) {
  return harness.calls
    .filter((each) => each.path.endsWith(`/${call}`))
    .map((each) => Buffer.from(each.body).toString("utf8"));
}
