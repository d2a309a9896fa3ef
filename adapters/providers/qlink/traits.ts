import { currencies } from "../../../src/model/currency.ts";
import type { ProviderTraits } from "../../../src/ports/payment-provider.ts";

/** What QLink can do: one payment request per order, cancelled on request. It publishes no limits of calls or batches. */
export const qlinkTraits: ProviderTraits = {
  currencies: currencies.filter((each) => each.kind === "fiat").map((each) => each.code),
  nativeUses: "once",
  canManyUses: false,
  canOpenAmount: false,
  canItems: true,
  needsCountry: true,
  disable: "request",
  canArchive: false,
  editable: [],
  canListAccounts: true,
  hasVisits: false,
  webhook: "hint",
  unknownCreate: { way: "repeat", settleSeconds: 60 },
  fetchBatch: 50,
  callsPerSecond: 5,
};
