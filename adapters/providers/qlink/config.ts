import { z } from "zod";
import type { Mode } from "../../../src/model/payment-link.ts";

/** The vendor prints plain http for both. Source: QLink payment standard, 2 Environment and basic conventions. */
const testBase = "http://open-test1.800best.com/open-platform-api/pay";
const productionBase = "http://open-prod.800best.com/open-platform-api/pay";

/** The second host belongs to the edition for service providers. Source: QLink payment standard, both editions. */
const productionHosts = new Set(["open-prod.800best.com", "qlink-global.800best.com"]);

/** QLink's variables. */
export const qlinkEnv = z.object({
  QLINK_APP_KEY: z.string().min(1).meta({
    description: "Application key, from QLink",
    example: "demoAppKey",
  }),
  QLINK_APP_SECRET: z.string().min(1).meta({
    description: "Application secret, which signs every call; may be new,old",
    example: "demoAppSecret",
    secret: true,
  }),
  QLINK_PAY_ACCOUNT: z.string().min(1).meta({
    description: "Payment account that receives the money",
    example: "account1",
  }),
  QLINK_PAY_TYPE: z.string().min(1).default("ONLINE").meta({
    description: "Pay type of a link nobody chose one for, as `accounts qlink` lists them",
    example: "ONLINE",
  }),
  QLINK_PAY_CHANNEL: z.string().min(1).optional().meta({
    description: "Pay channel of a link nobody chose one for; not sent when absent",
    example: "QRIS",
  }),
  QLINK_SOURCE: z.enum(["QERP_CN", "QERP_ASIA"]).optional().meta({
    description: "Source of the payments, as agreed with QLink: QERP_CN or QERP_ASIA; not sent when absent",
    example: "QERP_ASIA",
  }),
  QLINK_SIGN_CONTENT: z.enum(["string", "object"]).default("string").meta({
    description:
      "How the signed text holds the content, `string` or `object`: the vendor's document can be read both ways",
    example: "string",
  }),
  QLINK_ACCOUNT_FIELD: z.enum(["payAccount", "glinkAccount"]).default("payAccount").meta({
    description:
      "Name of the account's field in apply: `payAccount` as in the vendor's table, `glinkAccount` as in its example",
    example: "payAccount",
  }),
  QLINK_TIMEZONE: z
    .string()
    .regex(/^[+-](0\d|1[0-4]):[0-5]\d$/, { error: "is not an offset such as +08:00" })
    .default("+08:00")
    .meta({ description: "Offset of the times QLink sends and takes", example: "+08:00" }),
  QLINK_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .default(testBase)
    .meta({ description: "QLink payment interface; the test system unless set", example: productionBase }),
});

/** QLink's variables, checked. */
export type QlinkConfig = z.output<typeof qlinkEnv>;

/** Live only at a production host. */
export function modeOf(config: Pick<QlinkConfig, "QLINK_BASE_URL">): Mode {
  return productionHosts.has(new URL(config.QLINK_BASE_URL).hostname) ? "live" : "test";
}
