import { createPublicKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { splitSecrets } from "../../shared/signature.ts";
import type { Proof } from "./client.ts";
import { parsePublicKey, parseSecretKey } from "./sign.ts";

const fields = z.object({
  ARCBLOCK_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .meta({
      description: "The application's PaymentKit, with the path it is mounted at",
      example: "https://shop.example/payment",
    }),
  ARCBLOCK_APP_DID: z.string().min(1).optional().meta({
    description: "DID that calls are made as; needed with a secret key",
    example: "z8ia3xzq2tMq8CRHfaXj1BTYJyYnEcHbqP8cJ",
  }),
  ARCBLOCK_APP_SECRET_KEY: z
    .string()
    .refine((text) => isReadable(() => splitSecrets(text).map(parseSecretKey)), {
      error: "is no Ed25519 key: 32 or 64 bytes as hex",
    })
    .optional()
    .meta({
      description: "The application's Ed25519 secret key as hex, which signs calls; may be new,old",
      example: "0x...",
      secret: true,
    }),
  ARCBLOCK_APP_PUBLIC_KEY: z
    .string()
    .refine((text) => isReadable(() => splitSecrets(text).map(parsePublicKey)), {
      error: "is no Ed25519 public key: 32 bytes as hex",
    })
    .optional()
    .meta({
      description: "The key that signs webhooks, as hex; that of the secret key when absent; may be new,old",
      example: "0xea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c",
    }),
  ARCBLOCK_ACCESS_KEY: z.string().min(1).optional().meta({
    description: "Access key sent instead of a signature when there is no secret key",
    example: "blocklet-...",
    secret: true,
  }),
  ARCBLOCK_CURRENCY_ID: z.string().min(1).optional().meta({
    description: "Payment currency that is offered first, and taken where several have the same symbol",
    example: "pc_xxxxxxxxxxxxxx",
  }),
  ARCBLOCK_LIVEMODE: z
    .stringbool({ truthy: ["true"], falsy: ["false"] })
    .default(false)
    .meta({
      description: "Whether links take real money: true or false",
      example: "false",
    }),
});

/** PaymentKit's variables: a secret key and the DID it signs for, or an access key. */
export const arcblockEnv = fields
  .refine((env) => env.ARCBLOCK_APP_SECRET_KEY !== undefined || env.ARCBLOCK_ACCESS_KEY !== undefined, {
    path: ["ARCBLOCK_APP_SECRET_KEY"],
    error: "is missing; set it, or ARCBLOCK_ACCESS_KEY",
  })
  .refine((env) => env.ARCBLOCK_APP_SECRET_KEY === undefined || env.ARCBLOCK_APP_DID !== undefined, {
    path: ["ARCBLOCK_APP_DID"],
    error: "is missing; a secret key signs for it",
  });

/** PaymentKit's variables, checked. */
export type ArcblockConfig = z.output<typeof arcblockEnv>;

/** The keys that may have signed a webhook; none when only an access key is set. */
export function webhookKeys(config: ArcblockConfig): readonly KeyObject[] {
  const { ARCBLOCK_APP_PUBLIC_KEY: publicKey, ARCBLOCK_APP_SECRET_KEY: secretKey } = config;
  if (publicKey !== undefined) return splitSecrets(publicKey).map(parsePublicKey);
  return secretKey === undefined ? [] : splitSecrets(secretKey).map((each) => createPublicKey(parseSecretKey(each)));
}

/** How calls prove who makes them: signed when there is a secret key, else with the access key. */
export function proofOf(config: ArcblockConfig): Proof {
  const {
    ARCBLOCK_APP_SECRET_KEY: secretKey,
    ARCBLOCK_APP_DID: did = "",
    ARCBLOCK_ACCESS_KEY: accessKey = "",
  } = config;
  if (secretKey === undefined) return { kind: "access-key", accessKey: splitSecrets(accessKey)[0] };
  return { kind: "signature", did, key: parseSecretKey(splitSecrets(secretKey)[0]) };
}

/** Everything that may stand in no error and no log line. */
export function secretsOf(config: ArcblockConfig): readonly string[] {
  const keys = [config.ARCBLOCK_APP_SECRET_KEY, config.ARCBLOCK_ACCESS_KEY].flatMap((each) =>
    each === undefined ? [] : splitSecrets(each),
  );
  return keys.flatMap((key) => [key, key.replace(/^0x/i, "")]);
}

function isReadable(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
