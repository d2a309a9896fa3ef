import type { ProviderTraits } from "../../../src/ports/payment-provider.ts";
import { tokenSymbol } from "./config.ts";
import { gstableOptions } from "./options.ts";

/** What GStable can do. Page sizes are documented for products only, rate limits not at all. */
export function gstableTraits(settlementToken: string): ProviderTraits {
  return {
    currencies: ["USD", tokenSymbol(settlementToken)],
    nativeUses: "many",
    canManyUses: true,
    canOpenAmount: true,
    canItems: true,
    needsCountry: false,
    disable: "reversible",
    canArchive: false,
    editable: gstableOptions.filter((each) => each.isEditable).map((each) => each.key),
    canListAccounts: true,
    list: { filters: [], maxPageSize: 100 },
    hasVisits: false,
    webhook: "proof",
    unknownCreate: { way: "lookup", settleSeconds: 120 },
    fetchBatch: 100,
    callsPerSecond: 2,
    callsPerLook: 5,
  };
}
