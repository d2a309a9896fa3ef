import { z } from "zod";
import type { Mode } from "../../../src/model/payment-link.ts";

/** Source: Onerway docs, Set up your development environment. */
const sandbox = "https://sandbox-acq.onerway.com";
const productionOrigin = "https://acq.onerway.com";

/** Onerway's variables. */
export const onerwayEnv = z.object({
  ONERWAY_MERCHANT_NO: z
    .string()
    .regex(/^[^\s"]{1,20}$/, { error: "is not a merchant number of at most 20 characters" })
    .meta({ description: "Merchant number, from the Onerway portal", example: "800209" }),
  ONERWAY_SECRET_KEY: z
    .string()
    .regex(/^[^\s,]+(\s*,\s*[^\s,]+)*$/, { error: "is not a key, or keys separated by a comma" })
    .meta({
      description: "The secret that signs both ways (secret type SHA256), from the portal; may be new,old",
      example: "3b5e10b65bff4172a5b9ca2d2ec00a6e",
      secret: true,
    }),
  ONERWAY_AMOUNT_FORMAT: z.enum(["text", "number"]).default("text").meta({
    description: 'How an amount is written in the request: text ("49.90") or number (49.90)',
    example: "text",
  }),
  ONERWAY_TIMEZONE: z
    .string()
    .regex(/^[+-](0\d|1[0-4]):[0-5]\d$/, { error: "is not an offset such as +08:00" })
    .default("+08:00")
    .meta({ description: "Offset of the times in Onerway's list, which carry none", example: "+08:00" }),
  ONERWAY_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .default(sandbox)
    .meta({ description: "Onerway's address; the sandbox unless set", example: productionOrigin }),
});

/** Onerway's variables, checked. */
export type OnerwayConfig = z.output<typeof onerwayEnv>;

/** Live only at the production origin. */
export function modeOf(config: Pick<OnerwayConfig, "ONERWAY_BASE_URL">): Mode {
  return new URL(config.ONERWAY_BASE_URL).origin === productionOrigin ? "live" : "test";
}
