import { currencies } from "../../../src/model/currency.ts";
import type { ProviderTraits } from "../../../src/ports/payment-provider.ts";

/** Source: PayerMax API reference, createPaybylink, data.expiresTime. */
const day = 86_400;

/**
 * What PayerMax can do. Which of the currencies an account takes depends on its contract; the gateway refuses others.
 * Rate limits are not published, so calls are kept few.
 */
export const payermaxTraits: ProviderTraits = {
  currencies: currencies.filter((each) => each.kind === "fiat").map((each) => each.code),
  decimalsNote: {
    en: "BHD, JOD, KWD, OMR, TND: two decimals. CLP, COP, IDR, ISK, JPY, KRW, PKR, PYG, TWD, VND: none",
    zh: "BHD、JOD、KWD、OMR、TND：两位小数。CLP、COP、IDR、ISK、JPY、KRW、PKR、PYG、TWD、VND：无小数",
  },
  nativeUses: "once",
  canManyUses: false,
  canOpenAmount: false,
  canItems: true,
  needsCountry: true,
  expiry: { minSeconds: 3_600, maxSeconds: 30 * day, defaultSeconds: day },
  disable: "final",
  canArchive: false,
  editable: [],
  canListAccounts: false,
  hasVisits: false,
  webhook: "proof",
  unknownCreate: { way: "repeat", settleSeconds: 120 },
  fetchBatch: 1,
  callsPerSecond: 5,
};
