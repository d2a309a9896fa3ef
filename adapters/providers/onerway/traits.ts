import { currencies } from "../../../src/model/currency.ts";
import type { ProviderTraits } from "../../../src/ports/payment-provider.ts";

/** Largest page we ask the list for. No limit is stated; the sibling query of payments allows 100. */
export const pageSize = 50;

/** What Onerway can do: reusable links with counters, a reversible stop, and reports that name no link. */
export const onerwayTraits: ProviderTraits = {
  currencies: currencies.filter((each) => each.kind === "fiat").map((each) => each.code),
  nativeUses: "many",
  canManyUses: true,
  canOpenAmount: false,
  canItems: true,
  needsCountry: true,
  disable: "reversible",
  canArchive: false,
  editable: [],
  canListAccounts: false,
  list: { filters: ["status", "words", "from", "to"], maxPageSize: pageSize },
  hasVisits: true,
  webhook: "hint",
  unknownCreate: { way: "lookup", settleSeconds: 120 },
  fetchBatch: 50,
  callsPerSecond: 5,
};
