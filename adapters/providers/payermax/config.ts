import { z } from "zod";
import type { Mode } from "../../../src/model/payment-link.ts";
import { parsePrivateKey, parsePublicKeys } from "./sign.ts";

/** Source: PayerMax docs, PayByLink, Environmental information. */
const gatewayPath = "/aggregate-pay/api/gateway";
const sandbox = `https://pay-gate-uat.payermax.com${gatewayPath}`;
const productionOrigin = "https://pay-gate.payermax.com";

/** PayerMax's variables. */
export const payermaxEnv = z.object({
  PAYERMAX_APP_ID: z.string().min(1).max(64).meta({
    description: "Application id, from the PayerMax developer center",
    example: "6666c8b036a24579974497c2f9a33333",
  }),
  PAYERMAX_MERCHANT_NO: z.string().min(1).max(32).meta({
    description: "Merchant number, from the contract with PayerMax",
    example: "010213834784554",
  }),
  PAYERMAX_PRIVATE_KEY: z
    .string()
    .refine((text) => isReadable(() => parsePrivateKey(text)), {
      error: "is not an RSA private key: PEM, or the base64 of its PKCS#8 DER",
    })
    .meta({
      description: "The merchant's RSA private key, as PEM or bare base64 DER (PKCS#8)",
      example: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC...",
      secret: true,
    }),
  PAYERMAX_PUBLIC_KEY: z
    .string()
    .refine((text) => isReadable(() => parsePublicKeys(text)), {
      error: "is not an RSA public key: PEM, or the base64 of its X.509 DER; several are separated by commas",
    })
    .meta({
      description: "PayerMax's RSA public key (not the merchant's), as PEM or bare base64 DER; may be new,old",
      example: "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A...",
    }),
  PAYERMAX_CONTACT_EMAIL: z.email().max(128).meta({
    description: "Where payers can reach the merchant; PayerMax shows it on the link page",
    example: "billing@shop.example",
  }),
  PAYERMAX_LOGO_URL: httpUrl().optional().meta({
    description: "Logo on the link page",
    example: "https://shop.example/logo.png",
  }),
  PAYERMAX_SHOW_URL: httpUrl().optional().meta({
    description: "Page that shows the goods, which PayerMax requires; PUBLIC_URL when absent",
    example: "https://shop.example",
  }),
  PAYERMAX_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .transform(withGatewayPath)
    .default(sandbox)
    .meta({
      description: "PayerMax gateway; the sandbox unless set. An origin alone gets the gateway's path",
      example: `${productionOrigin}${gatewayPath}`,
    }),
});

/** PayerMax's variables, checked. */
export type PayermaxConfig = z.output<typeof payermaxEnv>;

/** Live only at the production origin. */
export function modeOf(config: Pick<PayermaxConfig, "PAYERMAX_BASE_URL">): Mode {
  return new URL(config.PAYERMAX_BASE_URL).origin === productionOrigin ? "live" : "test";
}

function httpUrl() {
  return z.url({ protocol: /^https?$/ }).max(256);
}

function withGatewayPath(url: string): string {
  const { origin, pathname } = new URL(url);
  return pathname === "/" ? origin + gatewayPath : url.replace(/\/+$/, "");
}

function isReadable(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
