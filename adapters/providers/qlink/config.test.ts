import { describe, expect, it } from "vitest";
import { modeOf, qlinkEnv } from "./config.ts";
import { readTime, writeTime } from "./mapping.ts";

describe("QLink's configuration", () => {
  it.each([
    ["http://open-prod.800best.com/open-platform-api/pay", "live"],
    ["https://open-prod.800best.com/open-platform-api/pay/", "live"],
    ["http://open-test1.800best.com/open-platform-api/pay", "test"],
    ["http://127.0.0.1:4000", "test"],
  ])("takes %s for %s", (url, mode) => {
    const config = qlinkEnv.parse({
      QLINK_APP_KEY: "k",
      QLINK_APP_SECRET: "s",
      QLINK_PAY_ACCOUNT: "a",
      QLINK_BASE_URL: url,
    });

    expect(modeOf(config)).toBe(mode);
  });

  it.each([
    ["+08:00", "2025-08-04 13:45:21", "2025-08-04T05:45:21.000Z"],
    ["-03:30", "2025-08-04 02:15:21", "2025-08-04T05:45:21.000Z"],
    ["+00:00", "2025-08-04 05:45:21", "2025-08-04T05:45:21.000Z"],
  ])("writes and reads times at %s", (timezone, text, iso) => {
    expect(writeTime(new Date(iso), timezone)).toBe(text);
    expect(readTime(text, timezone)?.toISOString()).toBe(iso);
  });
});
