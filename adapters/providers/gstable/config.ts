import { z } from "zod";
import type { Mode } from "../../../src/model/payment-link.ts";

/** Source: GStable docs, API introduction. The vendor has no sandbox. */
const productionOrigin = "https://api.gstable.io";

/** GStable's variables. */
export const gstableEnv = z.object({
  GSTABLE_API_KEY: z
    .string()
    .transform((text) => text.trim().replace(/^Bearer\s+/i, ""))
    .pipe(z.string().regex(/^\S+$/, { error: "is not one word" }))
    .meta({ description: "API key from the GStable dashboard", example: "sk_live_example", secret: true }),
  GSTABLE_WEBHOOK_KEY: z.string().min(1).meta({
    description: "Signing secret of the webhook endpoint; may be new,old",
    example: "wkk_example",
    secret: true,
  }),
  GSTABLE_ACCOUNT_ID: z.string().min(1).meta({
    description: "Account that receives the money; accounts are made in the dashboard",
    example: "acc_example_merchant_01",
  }),
  GSTABLE_SETTLEMENT_TOKEN: z
    .string()
    .regex(/^[a-z0-9]+::(usdt|usdc)$/, { error: "is not network::usdt or network::usdc" })
    .meta({ description: "What the account is paid in, as network::token", example: "polygon::usdt" }),
  GSTABLE_PRODUCT_ID: z.string().min(1).optional().meta({
    description: "Product all links use; when absent, one is made for each item and reused by its name",
    example: "prd_TLEGL1FKzZt9hqWu",
  }),
  GSTABLE_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .meta({
      description: "GStable API; no default, since GStable has no sandbox and this is live money",
      example: `${productionOrigin}/payment/v1`,
    }),
});

/** GStable's variables, checked. */
export type GstableConfig = z.output<typeof gstableEnv>;

/** Live only at the production origin. */
export function modeOf(config: Pick<GstableConfig, "GSTABLE_BASE_URL">): Mode {
  return new URL(config.GSTABLE_BASE_URL).origin === productionOrigin ? "live" : "test";
}

/** `USDT` of `polygon::usdt`. */
export function tokenSymbol(settlementToken: string): string {
  return settlementToken.slice(settlementToken.lastIndexOf(":") + 1).toUpperCase();
}
