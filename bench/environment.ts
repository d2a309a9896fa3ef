import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials } from "./traffic.ts";

/** The variables of a bot with Slack, Telegram and Onerway on, all three played by the vendor at that port. */
export function botEnvironment(vendorPort: number, databaseUrl: string): Readonly<Record<string, string>> {
  const vendor = `http://127.0.0.1:${vendorPort}`;
  const folder = mkdtempSync(join(tmpdir(), "paylink-bench-"));
  return {
    PORT: "0",
    HOST: "127.0.0.1",
    PUBLIC_URL: "http://127.0.0.1:9",
    DATABASE_URL: databaseUrl === "sqlite" ? `sqlite:${join(folder, "bench.db")}` : databaseUrl,
    SECRET_KEY: "bench-secret-key-of-thirty-two-letters",
    DEFAULT_COUNTRY: "US",
    ONERWAY_MERCHANT_NO: credentials.onerwayMerchant,
    ONERWAY_SECRET_KEY: credentials.onerwaySecret,
    ONERWAY_BASE_URL: `${vendor}/onerway`,
    SLACK_BOT_TOKEN: "xoxb-bench-token",
    SLACK_SIGNING_SECRET: credentials.slackSecret,
    SLACK_API_URL: `${vendor}/slack/`,
    TELEGRAM_BOT_TOKEN: "123456:bench-token-bench-token-bench",
    TELEGRAM_WEBHOOK_SECRET: credentials.telegramSecret,
    TELEGRAM_ALLOWED: Array.from({ length: 50 }, (_unused, index) => String(1_000 + index)).join(","),
    TELEGRAM_API_ROOT: vendor,
  };
}
