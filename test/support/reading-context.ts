import type { ReadableProvider, ReadingContext } from "../../src/model/intent.ts";
import type { OptionField } from "../../src/model/option.ts";
import type { ProviderId } from "../../src/model/payment-link.ts";

const label = { en: "Label", zh: "名称" };

/** An option field with the texts nobody looks at filled in. */
export function optionField(field: Pick<OptionField, "key" | "type"> & Partial<OptionField>): OptionField {
  return { scope: "link", label, description: label, example: "x", ...field };
}

/** A provider as a reader sees it. */
export function readableProvider(id: string, more: Partial<ReadableProvider> = {}): ReadableProvider {
  return {
    id: id as ProviderId,
    title: id.toUpperCase(),
    options: [],
    currencies: [],
    canOpenAmount: true,
    needsCountry: false,
    ...more,
  };
}

/** Two providers: `alpha` has options of every kind, `beta` none and needs a country. */
export const twoProviders: readonly ReadableProvider[] = [
  readableProvider("alpha", {
    options: [
      optionField({ key: "language", type: { kind: "text", maxLength: 8 } }),
      optionField({ key: "receipt", type: { kind: "boolean" } }),
      optionField({ key: "sku", scope: "item", type: { kind: "text", maxLength: 16 } }),
      optionField({ key: "description", scope: "item", type: { kind: "text", maxLength: 64 } }),
      optionField({ key: "success-url", type: { kind: "url", maxLength: 200 } }),
    ],
  }),
  readableProvider("beta", { needsCountry: true }),
];

/** Noon UTC on a Saturday, no defaults, no providers. */
export function readingContext(more: Partial<ReadingContext> = {}): ReadingContext {
  return { now: new Date("2026-11-21T12:00:00.000Z"), timezone: "UTC", providers: [], ...more };
}
