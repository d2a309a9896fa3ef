import type { ProviderTraits } from "../../../src/ports/payment-provider.ts";
import { arcblockOptions } from "./options.ts";

/** What PaymentKit can do. It publishes no limits of calls or page sizes. */
export const arcblockTraits: ProviderTraits = {
  currencies: "server",
  decimalsNote: { en: "decimals as the server tells, up to 18", zh: "小数位以服务器为准，最多 18 位" },
  nativeUses: "many",
  canManyUses: true,
  canOpenAmount: false,
  canItems: true,
  needsCountry: false,
  disable: "reversible",
  canArchive: true,
  editable: arcblockOptions.filter((field) => field.isEditable).map((field) => field.key),
  canListAccounts: true,
  list: { filters: ["status", "order"], maxPageSize: 100 },
  hasVisits: false,
  webhook: "proof",
  unknownCreate: { way: "lookup", settleSeconds: 90 },
  fetchBatch: 1,
  callsPerSecond: 5,
  callsPerLook: 2,
};
