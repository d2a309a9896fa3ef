import { z } from "zod";
import { findCurrency } from "../model/currency.ts";

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, "is no whole number")
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).format() !== "";
  } catch {
    return false;
  }
};

/** The bot's own variables. Keys are the names; every field says what it is and shows a value. */
export const appEnvSchema = z.object({
  PORT: whole(0, 65_535).default(3000).meta({ description: "Port for webhooks and chat platforms", example: "3000" }),
  HOST: z.string().min(1).default("0.0.0.0").meta({ description: "Address to listen on", example: "0.0.0.0" }),
  METRICS_PORT: whole(0, 65_535).optional().meta({
    description: "Metrics and health on a port of their own; without it /metrics answers only loopback",
    example: "9090",
  }),
  PUBLIC_URL: z
    .string()
    .refine((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol), "is no http(s) address")
    .refine(
      (url) => URL.canParse(url) && (new URL(url).protocol === "https:" || isLoopback(new URL(url).hostname)),
      "must be https (http only on loopback)",
    )
    .transform((url) => url.replace(/\/+$/, ""))
    .optional()
    .meta({
      description: "https address that providers and Telegram can reach; needed for webhooks",
      example: "https://pay.example.com",
    }),
  DATABASE_URL: z
    .string()
    .min(1)
    .default("sqlite:data/paylink.db")
    .meta({ description: "sqlite:<file>, sqlite::memory: or postgres://...", example: "sqlite:data/paylink.db" }),
  SECRET_KEY: z
    .string()
    .refine((key) => key.split(",").every((each) => each.trim().length >= 32), "must have at least 32 characters")
    .optional()
    .meta({
      description: "Encrypts tokens and credentials at rest and seals the audit trail; `new,old` while rotating",
      example: "openssl rand -hex 32",
      secret: true,
    }),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .meta({ description: "How much is logged", example: "info" }),
  RETENTION_DAYS: whole(1, 3650)
    .default(90)
    .meta({ description: "Days that bodies of messages and webhooks are kept; links and audit stay", example: "90" }),
  DEFAULT_PROVIDER: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "Provider when a command names none", example: "onerway" }),
  DEFAULT_CURRENCY: z
    .string()
    .transform((code) => code.toUpperCase())
    .refine((code) => findCurrency(code) !== undefined, "is no currency code")
    .optional()
    .meta({ description: "Currency when a command names none", example: "USD" }),
  DEFAULT_COUNTRY: z
    .string()
    .transform((code) => code.toUpperCase())
    .refine((code) => /^[A-Z]{2}$/.test(code), "is no two-letter country code")
    .optional()
    .meta({ description: "Payer's country when a command names none", example: "US" }),
  DEFAULT_LANGUAGE: z
    .enum(["en", "zh"])
    .optional()
    .meta({ description: "en or zh; otherwise taken from the person's chat settings", example: "en" }),
  TIMEZONE: z
    .string()
    .refine(isZone, "is no IANA time zone")
    .default("UTC")
    .meta({ description: "Time zone where a person's own is not known", example: "Asia/Shanghai" }),
  SWEEP_INTERVAL: whole(0, 86_400)
    .default(60)
    .meta({ description: "Seconds between routine checks of a link; 0 stops only these", example: "60" }),
});

/** The bot's own configuration. */
export type AppConfig = z.output<typeof appEnvSchema>;

/** Whether a host name is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || hostname === "::1" || /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}
